// Commands that tell something about values.
#include <algorithm>

#include "json/document/number_text.h"
#include "json/document_access.h"
#include "json/json_commands.h"

namespace trellis::json {
namespace {

// The sizes of values of one kind.
std::vector<std::optional<int64_t>> Sizes(const std::vector<Value>& values, Kind kind) {
  std::vector<std::optional<int64_t>> sizes;
  for (const Value value : values) {
    if (value.kind() != kind) {
      sizes.emplace_back();
    } else {
      sizes.emplace_back(kind == Kind::kString ? value.string().size() : value.size());
    }
  }
  return sizes;
}

// What a legacy path says that leads nowhere or to a value of another kind.
Status Unlike(const Reading& reading, std::string_view expected) {
  if (reading.values().empty()) return NoSuchPath(reading.path().text());
  return WrongKind(expected, reading.values().front().kind());
}

void ReplyNames(CommandContext& ctx, Value object) {
  (void)ctx.reply().Array(object.size());
  for (uint32_t i = 0; i < object.size(); ++i)
    (void)ctx.reply().Bulk(object.member(i).name);
}

// The first element of an array in [start, stop) that equals `wanted`; negative positions count
// from the end, and a stop of 0 is the end.
int64_t IndexOf(Value array, Value wanted, int64_t start, int64_t stop) {
  const int64_t size = array.size();
  if (start < 0) start = std::max<int64_t>(0, size + start);
  if (stop <= 0) stop += size;
  stop = std::min(stop, size);
  for (int64_t i = start; i < stop; ++i) {
    if (Same(array.element(static_cast<uint32_t>(i)), wanted, Numbers::kByKind)) return i;
  }
  return -1;
}

Status ReplyNumber(CommandContext& ctx, Value value) {
  if (value.kind() == Kind::kInteger && value.fits_int64())
    return ctx.reply().Integer(value.integer());
  if (ctx.is_resp3()) return ctx.reply().Double(value.number());
  return ctx.reply().Bulk(value.kind() == Kind::kInteger
                              ? NumberText(value.unsigned_integer()).view()
                              : NumberText(value.number()).view());
}

// Arrays and objects are arrays that begin with their bracket.
void ReplyResp(CommandContext& ctx, Value value) {
  switch (value.kind()) {
    case Kind::kNone:
    case Kind::kNull: (void)ctx.reply().Null(); break;
    case Kind::kBoolean: (void)ctx.reply().Simple(value.boolean() ? "true" : "false"); break;
    case Kind::kInteger:
    case Kind::kNumber: (void)ReplyNumber(ctx, value); break;
    case Kind::kString: (void)ctx.reply().Bulk(value.string()); break;
    case Kind::kArray:
      (void)ctx.reply().Array(1 + size_t{value.size()});
      (void)ctx.reply().Simple("[");
      for (uint32_t i = 0; i < value.size(); ++i)
        ReplyResp(ctx, value.element(i));
      break;
    case Kind::kObject:
      (void)ctx.reply().Array(1 + 2 * size_t{value.size()});
      (void)ctx.reply().Simple("{");
      for (uint32_t i = 0; i < value.size(); ++i) {
        const Member member = value.member(i);
        (void)ctx.reply().Bulk(member.name);
        ReplyResp(ctx, member.value);
      }
      break;
  }
}

int64_t MemoryOf(const Document& document, Value value) {
  if (value.place() == Block::kRoot) return static_cast<int64_t>(document.memory_bytes());
  const Slot slot = document.block().Read<Slot>(value.place());
  return static_cast<int64_t>(sizeof(Slot) + BytesBelow(document.block(), slot));
}

Status DebugMemory(CommandContext& ctx) {
  Result<Path> path = PathArg(ctx, 3);
  if (!path) return path.error();
  const Key key = ctx.OpenRead(ctx.ArgString(2));
  Result<Document*> document = DocumentIn(key);
  if (!document) return document.error();
  if (*document == nullptr) return path->legacy() ? ctx.reply().Integer(0) : ctx.reply().Array(0);
  const auto values = path->FindAll((*document)->root());
  if (!values) return errors::kTooMuchWork;
  std::vector<std::optional<int64_t>> bytes;
  for (const Value value : *values)
    bytes.emplace_back(MemoryOf(**document, value));
  return ReplyIntegers(ctx, *path, bytes, NoSuchPath(path->text()));
}

// key [path]
Status JsonType(CommandContext& ctx) {
  Result<Reading> reading = Reading::Begin(ctx, 2);
  if (!reading) return reading.error();
  // RESP3's reply stands in one array more.
  if (ctx.is_resp3()) (void)ctx.reply().Array(1);
  const auto& values = reading->values();
  if (!reading->key_exists()) return ctx.reply().Null();
  if (reading->path().legacy()) {
    return values.empty() ? ctx.reply().Null() : ctx.reply().Bulk(KindName(values.front().kind()));
  }
  (void)ctx.reply().Array(values.size());
  for (const Value value : values)
    (void)ctx.reply().Bulk(KindName(value.kind()));
  return Status::Ok();
}

// key [path]
Status JsonStrlen(CommandContext& ctx) {
  Result<Reading> reading = Reading::Begin(ctx, 2);
  if (!reading) return reading.error();
  if (!reading->key_exists())
    return reading->path().legacy() ? ctx.reply().Null() : Status(errors::kNoKey);
  return ReplyIntegers(ctx, reading->path(), Sizes(reading->values(), Kind::kString),
                       Unlike(*reading, "string"));
}

// key [path]
Status JsonArrlen(CommandContext& ctx) {
  Result<Reading> reading = Reading::Begin(ctx, 2);
  if (!reading) return reading.error();
  if (!reading->key_exists())
    return reading->path().legacy() ? ctx.reply().Null() : Status(errors::kNoKey);
  const std::string& path = reading->path().written();
  return ReplyIntegers(
      ctx, reading->path(), Sizes(reading->values(), Kind::kArray),
      reading->values().empty() ? NoSuchPath(path) : NoSuchPath(path, "not an array"));
}

// key [path]
Status JsonObjlen(CommandContext& ctx) {
  Result<Reading> reading = Reading::Begin(ctx, 2);
  if (!reading) return reading.error();
  const Path& path = reading->path();
  if (path.legacy() && reading->values().empty()) return ctx.reply().Null();
  if (!reading->key_exists()) return NoSuchPath(path.text(), "not an object");
  return ReplyIntegers(ctx, path, Sizes(reading->values(), Kind::kObject),
                       Unlike(*reading, "object"));
}

// key [path]
Status JsonObjkeys(CommandContext& ctx) {
  Result<Reading> reading = Reading::Begin(ctx, 2);
  if (!reading) return reading.error();
  const auto& values = reading->values();
  if (reading->path().legacy()) {
    if (values.empty()) return ctx.reply().Null();
    if (values.front().kind() != Kind::kObject)
      return NoSuchPath(reading->path().text(), "not an object");
    ReplyNames(ctx, values.front());
    return Status::Ok();
  }
  if (!reading->key_exists()) return errors::kNoKey;
  (void)ctx.reply().Array(values.size());
  for (const Value value : values) {
    if (value.kind() == Kind::kObject) {
      ReplyNames(ctx, value);
    } else {
      (void)ctx.reply().Null();
    }
  }
  return Status::Ok();
}

// key path json [start [stop]]
Status JsonArrindex(CommandContext& ctx) {
  if (ctx.argc() > 6) return ctx.WrongArity();
  Result<Document> wanted = JsonArg(ctx, 3, "ERR ");
  if (!wanted) return wanted.error();
  int64_t range[] = {0, 0};
  for (size_t i = 4; i < ctx.argc(); ++i) {
    Result<int64_t> position = IndexArg(ctx, i);
    if (!position) return position.error();
    range[i - 4] = *position;
  }
  Result<Reading> reading = Reading::Begin(ctx, 2);
  if (!reading) return reading.error();
  if (!reading->key_exists()) return NoSuchPath(reading->path().written());
  std::vector<std::optional<int64_t>> found;
  for (const Value value : reading->values()) {
    if (value.kind() != Kind::kArray) {
      found.emplace_back();
    } else {
      found.emplace_back(IndexOf(value, wanted->root(), range[0], range[1]));
    }
  }
  return ReplyIntegers(ctx, reading->path(), found, Unlike(*reading, "array"));
}

// key [path]
Status JsonResp(CommandContext& ctx) {
  Result<Reading> reading = Reading::Begin(ctx, 2);
  if (!reading) return reading.error();
  if (!reading->key_exists()) return ctx.reply().Null();
  const auto& values = reading->values();
  if (reading->path().legacy()) {
    if (values.empty()) return NoSuchPath(reading->path().text());
    ReplyResp(ctx, values.front());
    return Status::Ok();
  }
  (void)ctx.reply().Array(values.size());
  for (const Value value : values)
    ReplyResp(ctx, value);
  return Status::Ok();
}

// MEMORY key [path] | HELP
Status JsonDebug(CommandContext& ctx) {
  if (ctx.ArgIs(1, "MEMORY")) return ctx.argc() < 3 ? ctx.WrongArity() : DebugMemory(ctx);
  if (!ctx.ArgIs(1, "HELP")) return errors::kUnknownSubcommand;
  (void)ctx.reply().Array(2);
  (void)ctx.reply().Bulk("MEMORY <key> [path] - reports memory usage");
  return ctx.reply().Bulk("HELP                - this message");
}

constexpr Command kCommands[] = {
    {.name = "json.arrindex",
     .arity = -4,
     .handler = JsonArrindex,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Finds the first element of arrays that equals a value.",
     .since = "1.0.0"},
    {.name = "json.arrlen",
     .arity = -2,
     .handler = JsonArrlen,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Counts the elements of arrays.",
     .since = "1.0.0"},
    {.name = "json.debug",
     .arity = -2,
     .handler = JsonDebug,
     .flags = kReadonly,
     .keys = KeyAt(2),
     .acl = kAcl,
     .summary = "Tells how much memory a value takes.",
     .since = "1.0.0"},
    {.name = "json.objkeys",
     .arity = -2,
     .handler = JsonObjkeys,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Returns the names of the members of objects.",
     .since = "1.0.0"},
    {.name = "json.objlen",
     .arity = -2,
     .handler = JsonObjlen,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Counts the members of objects.",
     .since = "1.0.0"},
    {.name = "json.resp",
     .arity = -2,
     .handler = JsonResp,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Returns values as RESP.",
     .since = "1.0.0"},
    {.name = "json.strlen",
     .arity = -2,
     .handler = JsonStrlen,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Returns the lengths of strings, in bytes.",
     .since = "1.0.0"},
    {.name = "json.type",
     .arity = -2,
     .handler = JsonType,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Returns the types of values.",
     .since = "1.0.0"},
};

}  // namespace

void AddReadCommands(Registrar& registrar) {
  registrar.Add<kCommands>();
}

}  // namespace trellis::json
