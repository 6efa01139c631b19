// Commands that put values into documents and take them out.
#include <algorithm>
#include <map>
#include <unordered_set>

#include "json/document/edit.h"
#include "json/document_access.h"
#include "json/json_commands.h"

namespace trellis::json {
namespace {

enum class Condition : uint8_t {
  kAlways,
  kIfMissing,
  kIfPresent
};

bool IsBelowAny(const Location& location, const std::unordered_set<uint32_t>& places) {
  return std::any_of(location.steps.begin(), location.steps.end(),
                     [&](const Location::Step& step) { return places.count(step.container) > 0; });
}

// Each place once, and none that lies inside another: what replacing or deleting all of them comes
// to.
std::vector<Location> Outermost(const std::vector<Location>& locations) {
  std::unordered_set<uint32_t> places, taken;
  for (const Location& location : locations)
    places.insert(location.place);
  std::vector<Location> outermost;
  for (const Location& location : locations) {
    if (!IsBelowAny(location, places) && taken.insert(location.place).second)
      outermost.push_back(location);
  }
  return outermost;
}

// What is to become of a path: values to replace, or an object that gets a new member.
struct Target {
  std::vector<Location> present;  // outermost ones
  std::optional<Location> parent;
  bool nowhere() const { return present.empty() && !parent; }
};

// Where a value may be set in an existing document. The errors are those of paths that could never
// create anything; a parent that is missing, or is no object, is no error but nowhere.
Result<Target> FindTarget(const Document& document, const Path& path, Condition condition) {
  // The peer asks of a path that is to create something that it could, whether it is to or not.
  if (condition == Condition::kIfMissing && !path.singular()) return errors::kNotStatic;
  auto locations = path.LocateAll(document.root());
  if (!locations) return errors::kTooMuchWork;
  Target target;
  if (!locations->empty()) {
    if (condition != Condition::kIfMissing) target.present = Outermost(*locations);
    return target;
  }
  if (condition == Condition::kIfPresent) return target;
  if (!path.singular()) return errors::kNotStatic;
  if (path.query().segments.back().selectors[0].kind == Selector::Kind::kIndex)
    return errors::kIndexOutOfRange;
  const auto parents = path.Parent().LocateAll(document.root());
  if (parents && !parents->empty() &&
      parents->front().Follow(document.root()).kind() == Kind::kObject) {
    target.parent = parents->front();
  }
  return target;
}

// Whether the document stays within its limits when `value` comes to each place.
Status Allows(const Document& document, const Target& target, const Document& value) {
  const uint32_t depth = DepthOf(value.root());
  const size_t places = std::max<size_t>(1, target.present.size());
  if (!document.Fits(uint64_t{value.block().size()} * places)) return errors::kTooLarge;
  const auto too_deep = [&](const Location& location) {
    return location.steps.size() + depth > kMaxDepth;
  };
  if (std::any_of(target.present.begin(), target.present.end(), too_deep)) return errors::kTooDeep;
  if (target.parent && target.parent->steps.size() + 1 + depth > kMaxDepth) return errors::kTooDeep;
  return Status::Ok();
}

const std::string& LastName(const Path& path) {
  return path.query().segments.back().selectors[0].name;
}

void SetAt(Document& document, const Path& path, const Target& target, const Document& value) {
  for (const Location& location : target.present)
    Replace(document, location.place, value.root());
  if (target.parent) AddMember(document, target.parent->place, LastName(path), value.root());
}

// RFC 7396: members of the patch replace, nulls delete, objects merge, all else replaces.
void Merge(Document& document, uint32_t place, Value patch) {
  if (patch.kind() != Kind::kObject) return Replace(document, place, patch);
  if (Value(document, place).kind() != Kind::kObject) {
    const Document empty = [] {
      Document object;
      object.block().Write(Block::kRoot, Slot::At(Slot::Tag::kObject, 0));
      return object;
    }();
    Replace(document, place, empty.root());
  }
  for (uint32_t i = 0; i < patch.size(); ++i) {
    const Member member = patch.member(i);
    const Value target(document, place);
    const Value found = target.find(member.name);
    if (member.value.kind() == Kind::kNull) {
      if (found)
        EraseMember(document, place, (found.place() - target.element(0).place()) / sizeof(Slot));
    } else if (found) {
      Merge(document, found.place(), member.value);
    } else if (member.value.kind() == Kind::kObject) {
      // By way of null, so that the nulls in it are left out.
      Merge(document, AddMember(document, place, member.name, Document().root()), member.value);
    } else {
      AddMember(document, place, member.name, member.value);
    }
  }
}

// One of JSON.MSET's triplets.
struct Assignment {
  size_t key_at;
  Path path;
  Document value;
};

Status CheckAssignment(CommandContext& ctx, const Assignment& assignment) {
  const Key key = ctx.OpenRead(ctx.ArgString(assignment.key_at));
  Result<Document*> document = DocumentIn(key);
  if (!document) return document.error();
  if (*document == nullptr)
    return assignment.path.is_root() ? Status::Ok() : Status(errors::kNewKeyNotAtRoot);
  Result<Target> target = FindTarget(**document, assignment.path, Condition::kAlways);
  if (!target) return target.error();
  return Allows(**document, *target, assignment.value);
}

Result<Condition> ConditionArg(CommandContext& ctx) {
  if (ctx.argc() == 4) return Condition::kAlways;
  if (ctx.argc() == 5 && ctx.ArgIs(4, "NX")) return Condition::kIfMissing;
  if (ctx.argc() == 5 && ctx.ArgIs(4, "XX")) return Condition::kIfPresent;
  return trellis::errors::kSyntax;
}

// Creates the document or replaces it whole; the time to live stays.
bool SetRoot(Key& key, Document* document, Document value) {
  if (document == nullptr) return key.Set(std::make_unique<Document>(std::move(value))) != nullptr;
  *document = std::move(value);
  return true;
}

// Deletes members in the order of their names, and elements from the last to the first, as the peer
// does: the order shows in where members move to.
void DeleteFrom(Document& document, uint32_t container, std::vector<uint32_t> indexes) {
  const Value parent(document, container);
  if (parent.kind() == Kind::kArray) {
    std::sort(indexes.rbegin(), indexes.rend());
    for (const uint32_t index : indexes)
      EraseElements(document, container, index, 1);
    return;
  }
  std::vector<std::string> names(indexes.size());
  std::transform(indexes.begin(), indexes.end(), names.begin(),
                 [&](uint32_t index) { return std::string(parent.member(index).name); });
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const Value found = parent.find(name);
    EraseMember(document, container, (found.place() - parent.element(0).place()) / sizeof(Slot));
  }
}

// key path json [NX | XX]
Status JsonSet(CommandContext& ctx) {
  Result<Condition> condition = ConditionArg(ctx);
  if (!condition) return condition.error();
  Result<Path> path = PathArg(ctx, 2);
  if (!path) return path.error();
  Result<Document> value = JsonArg(ctx, 3);
  if (!value) return value.error();
  Key key = ctx.OpenWrite(ctx.ArgString(1));
  Result<Document*> document = DocumentIn(key);
  if (!document) return document.error();
  if (*document == nullptr && *condition == Condition::kIfPresent) return ctx.reply().Null();
  if (*document == nullptr && !path->is_root()) return errors::kNewKeyNotAtRoot;
  if (path->is_root()) {
    if (*document != nullptr && *condition == Condition::kIfMissing) return ctx.reply().Null();
    if (!SetRoot(key, *document, *std::move(value))) return errors::kWrongKeyType;
  } else {
    Result<Target> target = FindTarget(**document, *path, *condition);
    if (!target) return target.error();
    if (target->nowhere()) return ctx.reply().Null();
    Status allowed = Allows(**document, *target, *value);
    if (!allowed.ok()) return allowed;
    SetAt(**document, *path, *target, *value);
  }
  Changed(ctx, 1, *document, "json.set");
  return ctx.reply().Ok();
}

// key path json [key path json ...]
Status JsonMset(CommandContext& ctx) {
  if ((ctx.argc() - 1) % 3 != 0) return ctx.WrongArity();
  std::vector<Assignment> assignments;
  for (size_t i = 1; i < ctx.argc(); i += 3) {
    Result<Path> path = PathArg(ctx, i + 1);
    if (!path) return path.error();
    Result<Document> value = JsonArg(ctx, i + 2);
    if (!value) return value.error();
    assignments.push_back({i, *std::move(path), *std::move(value)});
    Status allowed = CheckAssignment(ctx, assignments.back());
    if (!allowed.ok()) return allowed;
  }
  for (Assignment& assignment : assignments) {
    Key key = ctx.OpenWrite(ctx.ArgString(assignment.key_at));
    Result<Document*> document = DocumentIn(key);
    if (!document) return document.error();
    if (assignment.path.is_root()) {
      if (!SetRoot(key, *document, std::move(assignment.value))) return errors::kWrongKeyType;
    } else {
      // An earlier assignment to the same key may have changed what there is to set.
      Result<Target> target = FindTarget(**document, assignment.path, Condition::kAlways);
      if (!target || !Allows(**document, *target, assignment.value).ok()) continue;
      SetAt(**document, assignment.path, *target, assignment.value);
    }
    Changed(ctx, assignment.key_at, *document, "json.mset");
  }
  return ctx.reply().Ok();
}

// key path json
Status JsonMerge(CommandContext& ctx) {
  Result<Path> path = PathArg(ctx, 2);
  if (!path) return path.error();
  Result<Document> patch = JsonArg(ctx, 3);
  if (!patch) return patch.error();
  Key key = ctx.OpenWrite(ctx.ArgString(1));
  Result<Document*> document = DocumentIn(key);
  if (!document) return document.error();
  if (*document == nullptr) {
    if (!path->is_root()) return errors::kNewKeyNotAtRoot;
    if (!SetRoot(key, nullptr, *std::move(patch))) return errors::kWrongKeyType;
  } else {
    Result<Target> target = FindTarget(**document, *path, Condition::kAlways);
    if (!target) return target.error();
    if (target->nowhere()) return ctx.reply().Null();
    Status allowed = Allows(**document, *target, *patch);
    if (!allowed.ok()) return allowed;
    for (const Location& location : target->present)
      Merge(**document, location.place, patch->root());
    if (target->parent)
      AddMember(**document, target->parent->place, LastName(*path), patch->root());
  }
  Changed(ctx, 1, *document, "json.merge");
  return ctx.reply().Ok();
}

// key [path]
Status JsonDel(CommandContext& ctx) {
  Result<Path> path = PathArg(ctx, 2);
  if (!path) return path.error();
  Key key = ctx.OpenWrite(ctx.ArgString(1));
  Result<Document*> document = DocumentIn(key);
  if (!document) return document.error();
  if (*document == nullptr) return ctx.reply().Integer(0);
  if (path->is_root()) {
    key.Delete();
    Changed(ctx, 1, nullptr, "json.del");
    return ctx.reply().Integer(1);
  }
  const auto locations = path->LocateAll((*document)->root());
  if (!locations) return errors::kTooMuchWork;
  const std::vector<Location> outermost = Outermost(*locations);
  // Erasing moves the slots behind, among which may be other containers': the deepest go first.
  std::map<std::pair<size_t, uint32_t>, std::vector<uint32_t>, std::greater<>> by_container;
  for (const Location& location : outermost) {
    const Location::Step& last = location.steps.back();
    by_container[{location.steps.size(), last.container}].push_back(last.index);
  }
  for (auto& [container, indexes] : by_container) {
    DeleteFrom(**document, container.second, std::move(indexes));
  }
  if (!outermost.empty()) Changed(ctx, 1, *document, "json.del");
  return ctx.reply().Integer(static_cast<long long>(outermost.size()));
}

// key [path]
Status JsonClear(CommandContext& ctx) {
  Result<Update> update = Update::Begin(ctx, 2);
  if (!update) return update.error();
  int64_t changed = 0;
  for (size_t i = 0; i < update->size(); ++i) {
    const Value value = update->At(i);
    const Kind kind = value.kind();
    if ((kind == Kind::kArray || kind == Kind::kObject) && value.size() > 0) {
      Clear(update->document(), value.place());
      ++changed;
    } else if ((kind == Kind::kInteger || kind == Kind::kNumber) && value.number() != 0) {
      SetInteger(update->document(), value.place(), 0);
      ++changed;
    }
  }
  if (changed > 0) update->Changed(ctx, "json.clear");
  return ctx.reply().Integer(changed);
}

constexpr Command kCommands[] = {
    {.name = "json.clear",
     .arity = -2,
     .handler = JsonClear,
     .flags = kWrite,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Empties containers and sets numbers to 0.",
     .since = "2.0.0"},
    {.name = "json.del",
     .arity = -2,
     .handler = JsonDel,
     .flags = kWrite,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Deletes values.",
     .since = "1.0.0"},
    {.name = "json.forget",
     .arity = -2,
     .handler = JsonDel,
     .flags = kWrite,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Deletes values.",
     .since = "1.0.0"},
    {.name = "json.merge",
     .arity = -4,
     .handler = JsonMerge,
     .flags = kWrite | kDenyOom,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Merges a value into others, as RFC 7396 says.",
     .since = "2.6.0"},
    {.name = "json.mset",
     .arity = -4,
     .handler = JsonMset,
     .flags = kWrite | kDenyOom,
     .keys = KeysFrom(1, 3),
     .acl = kAcl,
     .summary = "Sets values of several keys.",
     .since = "2.6.0"},
    {.name = "json.set",
     .arity = -4,
     .handler = JsonSet,
     .flags = kWrite | kDenyOom,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Sets values, or creates a document.",
     .since = "1.0.0"},
};

}  // namespace

void AddWriteCommands(Registrar& registrar) {
  registrar.Add<kCommands>();
}

}  // namespace trellis::json
