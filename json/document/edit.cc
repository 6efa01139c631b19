#include "json/document/edit.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <string>
#include <vector>

#include "json/document/builder.h"

namespace trellis::json {
namespace {

// Less waste than this is not worth a rebuild, however small the document is.
constexpr uint32_t kSmallWaste = 64;

// An array or object whose elements are about to change.
struct Run {
  Slot slot;
  uint32_t place, count, elements, capacity;
};

Run RunAt(const Block& block, uint32_t place) {
  const Slot slot = block.Read<Slot>(place);
  const uint32_t count = RunCount(block, slot);
  const uint32_t capacity = slot.detail() == 0 ? count : uint32_t{1} << slot.detail();
  return {slot, place, count, RunElements(slot), capacity};
}

// Moves the run to the end of the block if it can't take `more` elements, with room to grow.
Run WithRoom(Block& block, uint32_t place, uint32_t more) {
  const Run run = RunAt(block, place);
  if (run.count + more <= run.capacity) return run;
  const auto room = static_cast<uint32_t>(std::bit_width(std::max(run.count + more, 2U) - 1));
  const uint32_t capacity = uint32_t{1} << room;
  const uint32_t head = run.slot.tag() == Slot::Tag::kObject ? 8 : 4;
  const uint32_t position = block.Extend(head + 8 * capacity);
  if (run.slot.position() != 0) {
    block.Move(position, run.slot.position(), head + 8 * run.count);
    block.AddWaste(head + 8 * run.capacity);
  } else {
    block.Write(position, uint32_t{0});
  }
  block.Write(place, Slot::At(run.slot.tag(), position, room));
  return RunAt(block, place);
}

Slot CopyInto(Block& block, Value value) {
  thread_local Builder builder;
  builder.Begin(block);
  builder.Copy(value);
  // The document may have these names and shapes already: a rebuild would find out.
  block.AddWaste(builder.naming_bytes());
  return builder.Take();
}

void Drop(Block& block, Slot slot) {
  block.AddWaste(static_cast<uint32_t>(std::min<uint64_t>(BytesBelow(block, slot), UINT32_MAX)));
}

void Assign(Block& block, uint32_t place, Slot slot) {
  Drop(block, block.Read<Slot>(place));
  block.Write(place, slot);
}

// Gives the object a shape of its own with room for `count` names.
void OwnShape(Block& block, const Run& object, uint32_t count) {
  const uint32_t shape = RunShape(block, object.slot);
  const uint32_t room = ShapeRoom(block, shape);
  if (room >= count) return;
  std::vector<uint32_t> names;
  for (uint32_t i = 0; i < object.count; ++i)
    names.push_back(ShapeName(block, shape, i));
  const uint32_t own = AppendShape(block, names, std::bit_ceil(std::max(count, 2U)));
  block.Write(object.slot.position() + 4, own);
  // A shared shape may serve others still; it is not counted.
  if (room > 0) block.AddWaste(ShapeBytes(object.count, room));
}

}  // namespace

void Replace(Document& document, uint32_t place, Value value) {
  Assign(document.block(), place, CopyInto(document.block(), value));
}

void SetInteger(Document& document, uint32_t place, int64_t value) {
  Block& block = document.block();
  if (Slot::IsSmall(value)) return Assign(block, place, Slot::SmallInteger(value));
  const Slot old = block.Read<Slot>(place);
  if (old.tag() == Slot::Tag::kInt64) return block.Write(old.position(), value);
  Assign(block, place, Slot::At(Slot::Tag::kInt64, block.Append(&value, 8)));
}

void SetNumber(Document& document, uint32_t place, double value) {
  Assign(document.block(), place, Slot::Double(value));
}

void SetBoolean(Document& document, uint32_t place, bool value) {
  Assign(document.block(), place, Slot::Boolean(value));
}

void AppendText(Document& document, uint32_t place, std::string_view more) {
  // Composed outside the block, which may move while it grows.
  std::string text(Value(document, place).string());
  text += more;
  Block& block = document.block();
  thread_local Builder builder;
  builder.Begin(block);
  builder.String(text);
  Assign(block, place, builder.Take());
}

void Clear(Document& document, uint32_t place) {
  Assign(document.block(), place, Slot::At(document.block().Read<Slot>(place).tag(), 0));
}

void InsertElements(Document& document, uint32_t array, uint32_t index,
                    std::span<const Value> values) {
  Block& block = document.block();
  const auto more = static_cast<uint32_t>(values.size());
  if (more == 0) return;
  const Run run = WithRoom(block, array, more);
  assert(index <= run.count);
  const uint32_t at = run.elements + 8 * index;
  block.Move(at + 8 * more, at, 8 * (run.count - index));
  for (uint32_t i = 0; i < more; ++i)
    block.Write(at + 8 * i, CopyInto(block, values[i]));
  block.Write(run.slot.position(), run.count + more);
}

void EraseElements(Document& document, uint32_t array, uint32_t index, uint32_t count) {
  Block& block = document.block();
  const Run run = RunAt(block, array);
  assert(index + count <= run.count);
  if (count == 0) return;
  if (count == run.count) return Clear(document, array);
  const uint32_t at = run.elements + 8 * index;
  for (uint32_t i = 0; i < count; ++i)
    Drop(block, block.Read<Slot>(at + 8 * i));
  block.Move(at, at + 8 * count, 8 * (run.count - index - count));
  block.Write(run.slot.position(), run.count - count);
  if (run.slot.detail() == 0) block.AddWaste(8 * count);
}

uint32_t AddMember(Document& document, uint32_t object, std::string_view name, Value value) {
  Block& block = document.block();
  const Slot slot = CopyInto(block, value);
  const uint32_t text = AppendName(block, name);
  const bool fresh = RunAt(block, object).count == 0;
  Run run = WithRoom(block, object, 1);
  if (fresh) {
    block.Write(run.slot.position() + 4, AppendShape(block, {}, 2));
  } else {
    OwnShape(block, run, run.count + 1);
  }
  PushName(block, RunShape(block, run.slot), run.count, text);
  block.Write(run.elements + 8 * run.count, slot);
  block.Write(run.slot.position(), run.count + 1);
  return run.elements + 8 * run.count;
}

void EraseMember(Document& document, uint32_t object, uint32_t index) {
  Block& block = document.block();
  const Run run = RunAt(block, object);
  assert(index < run.count);
  if (run.count == 1) return Clear(document, object);
  OwnShape(block, run, run.count);
  RemoveName(block, RunShape(block, run.slot), run.count, index);
  const uint32_t last = run.elements + 8 * (run.count - 1);
  Drop(block, block.Read<Slot>(run.elements + 8 * index));
  block.Write(run.elements + 8 * index, block.Read<Slot>(last));
  block.Write(run.slot.position(), run.count - 1);
  if (run.slot.detail() == 0) block.AddWaste(8);
}

void Tidy(Document& document) {
  const Block& block = document.block();
  if (block.waste() < kSmallWaste || block.waste() < block.size() / 2) return;
  Block rebuilt(block.size() / 2);
  Builder builder;
  builder.Begin(rebuilt);
  builder.Copy(document.root());
  rebuilt.Write(Block::kRoot, builder.Take());
  document = Document(Block(rebuilt));  // a copy is as small as can be
}

}  // namespace trellis::json
