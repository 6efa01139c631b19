#include "graph/plan/node_access.h"

#include <algorithm>

#include "graph/plan/slot_use.h"

namespace graph {

namespace {

using Kind = ExpressionKind;

// How much of an index a search is expected to yield when its value is not known yet.
constexpr double kRangeShare = 0.3;
constexpr double kInListShare = 0.05;
constexpr double kEqualCost = 2;

bool IsPropertyOf(const Expression& expression, int slot) {
  return expression.kind == Kind::kProperty && expression.operands[0]->kind == Kind::kVariable &&
         expression.operands[0]->slot == slot;
}

// id(n)
bool IsIdOf(const Expression& expression, int slot) {
  return expression.kind == Kind::kCall && expression.name == "id" &&
         expression.operands[0]->kind == Kind::kVariable && expression.operands[0]->slot == slot;
}

bool DependsOn(const Expression& expression, int slot) {
  return SlotsUsed(expression).contains(slot);
}

Kind Mirrored(Kind kind) {
  switch (kind) {
    case Kind::kLess: return Kind::kGreater;
    case Kind::kLessEqual: return Kind::kGreaterEqual;
    case Kind::kGreater: return Kind::kLess;
    case Kind::kGreaterEqual: return Kind::kLessEqual;
    default: return kind;
  }
}

class Chooser {
 public:
  Chooser(const NodePattern& node, const Graph& graph) : slot_(node.slot), graph_(graph) {
    best_.cost = static_cast<double>(graph.node_count());
  }

  void ConsiderLabel(const std::string& name) {
    const auto label = graph_.labels().Find(name);
    const double count = label ? static_cast<double>(graph_.LabelCount(*label)) : 0;
    // Also at equal cost: a label scan skips what is not labelled, and is what EXPLAIN should show.
    if (count > best_.cost) return;
    if (best_.kind == NodeAccess::Kind::kLabel && count == best_.cost) return;
    best_ = {.kind = NodeAccess::Kind::kLabel, .cost = count, .label = name};
  }

  void ConsiderPredicate(const Expression& predicate, const std::vector<std::string>& labels) {
    if (predicate.operands.size() != 2) return;
    const Expression* left = predicate.operands[0];
    const Expression* right = predicate.operands[1];
    Kind kind = predicate.kind;
    if (IsPropertyOf(*right, slot_) || IsIdOf(*right, slot_)) {
      if (kind == Kind::kIn) return;
      std::swap(left, right);
      kind = Mirrored(kind);
    }
    if (DependsOn(*right, slot_)) return;
    if (kind == Kind::kEqual && IsIdOf(*left, slot_)) {
      best_ = {.kind = NodeAccess::Kind::kId, .cost = 1, .id = right};
    } else if (IsPropertyOf(*left, slot_)) {
      for (const std::string& label : labels)
        ConsiderIndex(label, left->name, kind, right);
    }
  }

  [[nodiscard]] const NodeAccess& best() const { return best_; }

 private:
  void ConsiderIndex(const std::string& label, const std::string& key, Kind kind,
                     const Expression* value) {
    const auto label_id = graph_.labels().Find(label);
    const auto key_id = graph_.property_keys().Find(key);
    if (!label_id || !key_id) return;
    if (graph_.FindIndex(EntityKind::kNode, *label_id, *key_id) == nullptr) return;
    // Lists are in no index, and what a parameter or property holds is not known yet; a list that is
    // written out is.
    if (value->kind == Kind::kList && kind != Kind::kIn) return;
    const auto size = static_cast<double>(graph_.LabelCount(*label_id));
    NodeAccess access{.kind = NodeAccess::Kind::kIndex, .label = label};
    access.search.label = label;
    access.search.key = key;
    switch (kind) {
      case Kind::kEqual:
        access.search.equal = value;
        access.cost = std::min(size, kEqualCost);
        break;
      case Kind::kIn:
        access.search.in = value;
        access.cost = size * kInListShare;
        break;
      case Kind::kLess:
      case Kind::kLessEqual:
        access.search.high = value;
        access.search.high_inclusive = kind == Kind::kLessEqual;
        access.cost = size * kRangeShare;
        break;
      case Kind::kGreater:
      case Kind::kGreaterEqual:
        access.search.low = value;
        access.search.low_inclusive = kind == Kind::kGreaterEqual;
        access.cost = size * kRangeShare;
        break;
      default: return;
    }
    Take(std::move(access));
  }

  void Take(NodeAccess access) {
    const bool index = best_.kind == NodeAccess::Kind::kIndex;
    // The other end of the same range narrows it.
    if (index && best_.search.key == access.search.key && best_.search.label == access.label) {
      if (best_.search.low != nullptr && access.search.high != nullptr &&
          best_.search.high == nullptr) {
        best_.search.high = access.search.high;
        best_.search.high_inclusive = access.search.high_inclusive;
        return;
      }
      if (best_.search.high != nullptr && access.search.low != nullptr &&
          best_.search.low == nullptr) {
        best_.search.low = access.search.low;
        best_.search.low_inclusive = access.search.low_inclusive;
        return;
      }
    }
    if (access.cost < best_.cost || (access.cost == best_.cost && !index)) {
      best_ = std::move(access);
    }
  }

  int slot_;
  const Graph& graph_;
  NodeAccess best_;
};

}  // namespace

NodeAccess CheapestAccess(const NodePattern& node, const std::vector<std::string>& labels,
                          const std::vector<const Expression*>& predicates, const Graph& graph) {
  Chooser chooser(node, graph);
  for (const std::string& label : labels)
    chooser.ConsiderLabel(label);
  for (const Expression* predicate : predicates)
    chooser.ConsiderPredicate(*predicate, labels);
  return chooser.best();
}

OperatorPtr MakeAccess(OperatorPtr input, const NodePattern& node, const NodeAccess& access) {
  switch (access.kind) {
    case NodeAccess::Kind::kId:
      return MakeIdSeek(std::move(input), node.slot, node.name, access.id);
    case NodeAccess::Kind::kIndex:
      return MakeIndexScan(std::move(input), node.slot, node.name, access.search);
    case NodeAccess::Kind::kLabel:
      return MakeLabelScan(std::move(input), node.slot, node.name, access.label);
    case NodeAccess::Kind::kAll: break;
  }
  return MakeAllNodesScan(std::move(input), node.slot, node.name);
}

}  // namespace graph
