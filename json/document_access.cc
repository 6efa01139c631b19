#include "json/document_access.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "json/document/edit.h"
#include "json/document/loader.h"

namespace trellis::json {

Result<Document*> DocumentIn(const Key& key) {
  Result<Document*> document = key.Get<Document>();
  if (!document) return errors::kWrongKeyType;
  return document;
}

Result<Path> PathArg(const CommandContext& ctx, size_t i) {
  std::string error;
  auto path = Path::Compile(i < ctx.argc() ? ctx.Arg(i) : ".", error);
  if (!path) return Status::Error(std::move(error));
  return *std::move(path);
}

Result<Document> JsonArg(const CommandContext& ctx, size_t i, std::string_view code) {
  std::string error;
  auto document = LoadDocument(ctx.Arg(i), error);
  if (!document) return Status::Error(std::string(code) + error);
  return *std::move(document);
}

Result<int64_t> IndexArg(const CommandContext& ctx, size_t i) {
  const auto index = ParseInteger(ctx.Arg(i));
  if (!index) return errors::kNotAnIndex;
  return *index;
}

const char* KindName(Kind kind) {
  switch (kind) {
    case Kind::kNone:
    case Kind::kNull: return "null";
    case Kind::kBoolean: return "boolean";
    case Kind::kInteger: return "integer";
    case Kind::kNumber: return "number";
    case Kind::kString: return "string";
    case Kind::kArray: return "array";
    case Kind::kObject: return "object";
  }
  return "null";
}

Status NoSuchPath(std::string_view path) {
  return Status::Error("ERR Path '" + std::string(path) + "' does not exist");
}

Status NoSuchPath(std::string_view path, std::string_view or_what) {
  return Status::Error("ERR Path '" + std::string(path) + "' does not exist or " +
                       std::string(or_what));
}

Status WrongKind(std::string_view expected, Kind found) {
  return Status::Error("WRONGTYPE wrong type of path value - expected " + std::string(expected) +
                       " but found " + KindName(found));
}

Result<Reading> Reading::Begin(CommandContext& ctx, size_t path_at) {
  Result<Path> path = PathArg(ctx, path_at);
  if (!path) return path.error();
  Reading reading(ctx.OpenRead(ctx.ArgString(1)), *std::move(path));
  Result<Document*> document = DocumentIn(reading.key_);
  if (!document) return document.error();
  reading.document_ = *document;
  if (reading.key_exists()) {
    auto values = reading.path_.FindAll(reading.document_->root());
    if (!values) return errors::kTooMuchWork;
    reading.values_ = *std::move(values);
  }
  return reading;
}

Result<Update> Update::Begin(CommandContext& ctx, size_t path_at) {
  Result<Path> path = PathArg(ctx, path_at);
  if (!path) return path.error();
  Update update(ctx.OpenWrite(ctx.ArgString(1)), *std::move(path));
  Result<Document*> document = DocumentIn(update.key_);
  if (!document) return document.error();
  if (*document == nullptr) return errors::kNoKey;
  update.document_ = *document;
  auto locations = update.path_.LocateAll(update.document_->root());
  if (!locations) return errors::kTooMuchWork;
  update.locations_ = *std::move(locations);
  return update;
}

Status Update::Allows(const std::vector<Document>& values, bool as_children) const {
  uint64_t bytes = 0;
  uint32_t depth = 0;
  for (const Document& value : values) {
    bytes += value.block().size() + sizeof(Slot);
    depth = std::max(depth, DepthOf(value.root()));
  }
  if (!document_->Fits(bytes * locations_.size())) return errors::kTooLarge;
  for (const Location& location : locations_) {
    if (location.steps.size() + (as_children ? 1 : 0) + depth > kMaxDepth) return errors::kTooDeep;
  }
  return Status::Ok();
}

void Update::Changed(CommandContext& ctx, const char* event) {
  json::Changed(ctx, 1, document_, event);
}

void Changed(CommandContext& ctx, size_t key_at, Document* document, const char* event) {
  if (document != nullptr) Tidy(*document);
  ctx.ReplicateVerbatim();
  ctx.Notify(REDISMODULE_NOTIFY_MODULE, event, ctx.ArgString(key_at));
}

Status ReplyIntegers(CommandContext& ctx, const Path& path,
                     const std::vector<std::optional<int64_t>>& integers, Status otherwise) {
  if (path.legacy()) {
    const auto last = std::find_if(integers.rbegin(), integers.rend(),
                                   [](const auto& i) { return i.has_value(); });
    if (last == integers.rend()) return otherwise;
    return ctx.reply().Integer(**last);
  }
  (void)ctx.reply().Array(integers.size());
  for (const auto& integer : integers)
    (void)(integer ? ctx.reply().Integer(*integer) : ctx.reply().Null());
  return Status::Ok();
}

}  // namespace trellis::json
