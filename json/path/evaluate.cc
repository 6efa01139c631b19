#include "json/path/evaluate.h"

#include <algorithm>

#include "json/path/condition.h"

namespace trellis::json {
namespace {

// Values visited at most, and for each byte of the document one more: half a second's work for
// small documents, and several `..` over large ones.
constexpr uint64_t kAllowance = 10'000'000;

bool IsContainer(Value value) {
  return value.kind() == Kind::kArray || value.kind() == Kind::kObject;
}

Node Child(const Node& node, uint32_t index) {
  return {.value = node.value.element(index), .up = &node, .index = index};
}

// The indexes that a slice picks: from `from` while before `to`, or beyond it where it steps back.
struct Bounds {
  int64_t from, to;
};
Bounds BoundsOf(const Slice& slice, int64_t step, int64_t size) {
  const auto absolute = [&](int64_t index) { return index >= 0 ? index : size + index; };
  if (step > 0) {
    return {std::clamp<int64_t>(absolute(slice.start.value_or(0)), 0, size),
            std::clamp<int64_t>(absolute(slice.stop.value_or(size)), 0, size)};
  }
  return {slice.start ? std::clamp<int64_t>(absolute(*slice.start), -1, size - 1) : size - 1,
          slice.stop ? std::clamp<int64_t>(absolute(*slice.stop), -1, size - 1) : -1};
}

}  // namespace

Evaluation::Evaluation(Value root)
    : root_(root), allowance_(kAllowance + (root ? root.document()->block().size() : 0)) {}

bool Evaluation::Spend() {
  if (allowance_ > 0) --allowance_;
  return allowance_ > 0;
}

bool Evaluation::Each(const Query& query, Value current, const Visit& visit) {
  const Node start{.value = query.from_current ? current : root_};
  if (!start.value) return true;
  return Step(query.segments.data(), query.segments.data() + query.segments.size(), start, visit);
}

bool Evaluation::Step(Segments segment, Segments end, const Node& node, const Visit& visit) {
  if (!Spend()) return false;
  if (segment == end) return visit(node);
  if (!IsContainer(node.value)) return true;
  return segment->descendants ? Descend(segment, end, node, visit)
                              : Select(segment, end, node, visit);
}

bool Evaluation::Descend(Segments segment, Segments end, const Node& node, const Visit& visit) {
  if (!Spend() || !Select(segment, end, node, visit)) return false;
  const uint32_t size = node.value.size();
  for (uint32_t i = 0; i < size; ++i) {
    const Node child = Child(node, i);
    if (IsContainer(child.value) && !Descend(segment, end, child, visit)) return false;
  }
  return true;
}

bool Evaluation::Select(Segments segment, Segments end, const Node& node, const Visit& visit) {
  for (const Selector& selector : segment->selectors) {
    const auto size = static_cast<int64_t>(node.value.size());
    switch (selector.kind) {
      case Selector::Kind::kName:
        if (!SelectName(segment, end, selector, node, visit)) return false;
        break;
      case Selector::Kind::kWildcard:
        for (uint32_t i = 0; i < size; ++i) {
          if (!Step(segment + 1, end, Child(node, i), visit)) return false;
        }
        break;
      case Selector::Kind::kIndex: {
        const int64_t index = selector.index < 0 ? selector.index + size : selector.index;
        if (node.value.kind() != Kind::kArray || index < 0 || index >= size) break;
        if (!Step(segment + 1, end, Child(node, static_cast<uint32_t>(index)), visit)) return false;
        break;
      }
      case Selector::Kind::kSlice:
        if (!SelectSlice(segment, end, selector.slice, node, visit)) return false;
        break;
      case Selector::Kind::kFilter:
        for (uint32_t i = 0; i < size; ++i) {
          const Node child = Child(node, i);
          if (!Spend()) return false;
          if (Meets(*this, *selector.filter, child.value) && !Step(segment + 1, end, child, visit))
            return false;
        }
        break;
    }
  }
  return true;
}

bool Evaluation::SelectName(Segments segment, Segments end, const Selector& selector,
                            const Node& node, const Visit& visit) {
  if (node.value.kind() != Kind::kObject) return true;
  const Value found = node.value.find(selector.name);
  if (!found) return true;
  const uint32_t index = (found.place() - node.value.element(0).place()) / sizeof(Slot);
  return Step(segment + 1, end, Child(node, index), visit);
}

bool Evaluation::SelectSlice(Segments segment, Segments end, const Slice& slice, const Node& node,
                             const Visit& visit) {
  const int64_t step = slice.step.value_or(1);
  if (node.value.kind() != Kind::kArray || step == 0) return true;
  const Bounds bounds = BoundsOf(slice, step, node.value.size());
  for (int64_t i = bounds.from; step > 0 ? i < bounds.to : i > bounds.to; i += step) {
    if (!Step(segment + 1, end, Child(node, static_cast<uint32_t>(i)), visit)) return false;
  }
  return true;
}

}  // namespace trellis::json
