// Commands that change arrays.
#include <algorithm>

#include "json/document/edit.h"
#include "json/document/writer.h"
#include "json/document_access.h"
#include "json/json_commands.h"

namespace trellis::json {
namespace {

// All arguments from `first` on, as JSON.
Result<std::vector<Document>> JsonArgs(const CommandContext& ctx, size_t first) {
  std::vector<Document> documents;
  for (size_t i = first; i < ctx.argc(); ++i) {
    Result<Document> document = JsonArg(ctx, i);
    if (!document) return document.error();
    documents.push_back(*std::move(document));
  }
  return documents;
}

std::vector<Value> Roots(const std::vector<Document>& documents) {
  std::vector<Value> roots(documents.size());
  std::transform(documents.begin(), documents.end(), roots.begin(),
                 [](const Document& document) { return document.root(); });
  return roots;
}

// Where an index points before an element of an array or behind the last; nothing if it is outside.
std::optional<uint32_t> InsertionPoint(Value array, int64_t index) {
  const int64_t size = array.size();
  if (index < 0) index += size;
  if (index < 0 || index > size) return std::nullopt;
  return static_cast<uint32_t>(index);
}

// An index clipped to the elements of an array that has some.
uint32_t Clipped(Value array, int64_t index) {
  const int64_t size = array.size();
  return static_cast<uint32_t>(std::clamp<int64_t>(index < 0 ? index + size : index, 0, size - 1));
}

// Changes each match that is an array: `change` gets its place, and returns what is replied for it.
template <typename Change>
Status ChangeArrays(CommandContext& ctx, Update& update, const char* event, std::string_view named,
                    Change change) {
  std::vector<std::optional<int64_t>> lengths;
  bool changed = false;
  for (size_t i = 0; i < update.size(); ++i) {
    const Value value = update.At(i);
    lengths.emplace_back();
    if (value.kind() != Kind::kArray) continue;
    change(value);
    lengths.back() = value.size();
    changed = true;
  }
  if (changed) update.Changed(ctx, event);
  return ReplyIntegers(ctx, update.path(), lengths, NoSuchPath(named, "not an array"));
}

// key path json [json ...]
Status JsonArrappend(CommandContext& ctx) {
  Result<std::vector<Document>> documents = JsonArgs(ctx, 3);
  if (!documents) return documents.error();
  Result<Update> update = Update::Begin(ctx, 2);
  if (!update) return update.error();
  Status allowed = update->Allows(*documents, /*as_children=*/true);
  if (!allowed.ok()) return allowed;
  const std::vector<Value> values = Roots(*documents);
  return ChangeArrays(ctx, *update, "json.arrappend", update->path().written(), [&](Value array) {
    InsertElements(update->document(), array.place(), array.size(), values);
  });
}

// key path index json [json ...]
Status JsonArrinsert(CommandContext& ctx) {
  Result<int64_t> index = IndexArg(ctx, 3);
  if (!index) return index.error();
  Result<std::vector<Document>> documents = JsonArgs(ctx, 4);
  if (!documents) return documents.error();
  Result<Update> update = Update::Begin(ctx, 2);
  if (!update) return update.error();
  Status allowed = update->Allows(*documents, /*as_children=*/true);
  if (!allowed.ok()) return allowed;
  for (size_t i = 0; i < update->size(); ++i) {
    const Value value = update->At(i);
    if (value.kind() == Kind::kArray && !InsertionPoint(value, *index))
      return errors::kIndexOutOfBounds;
  }
  const std::vector<Value> values = Roots(*documents);
  return ChangeArrays(ctx, *update, "json.arrinsert", update->path().text(), [&](Value array) {
    // An insertion into an outer match may have put a shorter array where an inner one was.
    if (const auto at = InsertionPoint(array, *index))
      InsertElements(update->document(), array.place(), *at, values);
  });
}

// key path start stop
Status JsonArrtrim(CommandContext& ctx) {
  Result<int64_t> start = IndexArg(ctx, 3), stop = IndexArg(ctx, 4);
  if (!start) return start.error();
  if (!stop) return stop.error();
  Result<Update> update = Update::Begin(ctx, 2);
  if (!update) return update.error();
  return ChangeArrays(ctx, *update, "json.arrtrim", update->path().text(), [&](Value array) {
    const int64_t size = array.size();
    const int64_t first = *start < 0 ? std::max<int64_t>(0, size + *start) : *start;
    const int64_t last = *stop < 0 ? size + *stop : std::min(*stop, size - 1);
    if (first > last) return EraseElements(update->document(), array.place(), 0, array.size());
    EraseElements(update->document(), array.place(), static_cast<uint32_t>(last + 1),
                  static_cast<uint32_t>(size - 1 - last));
    EraseElements(update->document(), array.place(), 0, static_cast<uint32_t>(first));
  });
}

// key [path [index]]
Status JsonArrpop(CommandContext& ctx) {
  // What is no index means the last element, as for the peer.
  const int64_t index = ctx.argc() > 3 ? ParseInteger(ctx.Arg(3)).value_or(-1) : -1;
  Result<Update> update = Update::Begin(ctx, 2);
  if (!update) return update.error();
  std::vector<std::optional<std::string>> popped;
  bool found = false, changed = false;
  for (size_t i = 0; i < update->size(); ++i) {
    const Value value = update->At(i);
    const bool is_array = value.kind() == Kind::kArray;
    found |= is_array;
    if (is_array || !update->path().legacy()) popped.emplace_back();
    if (!is_array || value.size() == 0) continue;
    const uint32_t at = Clipped(value, index);
    popped.back() = JsonText(value.element(at));
    EraseElements(update->document(), value.place(), at, 1);
    changed = true;
  }
  if (changed) update->Changed(ctx, "json.arrpop");
  const bool legacy = update->path().legacy();
  if (legacy && !found) return NoSuchPath(update->path().text(), "not an array");
  if (!legacy) (void)ctx.reply().Array(popped.size());
  for (size_t i = legacy ? popped.size() - 1 : 0; i < popped.size(); ++i) {
    (void)(popped[i] ? ctx.reply().Bulk(*popped[i]) : ctx.reply().Null());
  }
  return Status::Ok();
}

constexpr Command kCommands[] = {
    {.name = "json.arrappend",
     .arity = -4,
     .handler = JsonArrappend,
     .flags = kWrite | kDenyOom,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Appends values to arrays.",
     .since = "1.0.0"},
    {.name = "json.arrinsert",
     .arity = -5,
     .handler = JsonArrinsert,
     .flags = kWrite | kDenyOom,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Inserts values into arrays before an index.",
     .since = "1.0.0"},
    {.name = "json.arrpop",
     .arity = -2,
     .handler = JsonArrpop,
     .flags = kWrite,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Removes an element of arrays, the last by default, and returns it.",
     .since = "1.0.0"},
    {.name = "json.arrtrim",
     .arity = -5,
     .handler = JsonArrtrim,
     .flags = kWrite,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Keeps a range of the elements of arrays.",
     .since = "1.0.0"},
};

}  // namespace

void AddArrayCommands(Registrar& registrar) {
  registrar.Add<kCommands>();
}

}  // namespace trellis::json
