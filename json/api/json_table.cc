#include "json/api/json_table.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>

#include "json/document/writer.h"
#include "json/json_type.h"
#include "json/path/path.h"

// What json_api.h only names.
struct TrellisJsonPath {
  trellis::json::Path path;
};

namespace trellis::json {
namespace {

static_assert(static_cast<int>(Kind::kNull) == TRELLIS_JSON_NULL);
static_assert(static_cast<int>(Kind::kObject) == TRELLIS_JSON_OBJECT);

Value In(TrellisJsonValue value) {
  if (value.document == nullptr) return {};
  return {*static_cast<const Document*>(value.document), value.place};
}
TrellisJsonValue Out(Value value) {
  return {.document = value.document(), .place = value.place()};
}

bool IsContainer(Value value) {
  return value.kind() == Kind::kArray || value.kind() == Kind::kObject;
}

TrellisJsonValue Open(RedisModuleKey* key) {
  if (key == nullptr || RedisModule_KeyType(key) != REDISMODULE_KEYTYPE_MODULE ||
      RedisModule_ModuleTypeGetType(key) != type_handle<Document>) {
    return Out({});
  }
  return Out(static_cast<const Document*>(RedisModule_ModuleTypeGetValue(key))->root());
}

TrellisJsonPath* PathCompile(const char* text, size_t length, char* error, size_t error_size) {
  std::string message;
  auto path = Path::Compile({text, length}, message);
  if (path) return new TrellisJsonPath{*std::move(path)};
  if (error != nullptr && error_size > 0) {
    const size_t shown = std::min(message.size(), error_size - 1);
    std::memcpy(error, message.data(), shown);
    error[shown] = '\0';
  }
  return nullptr;
}

void PathFree(TrellisJsonPath* path) {
  delete path;
}

int PathIsSingular(const TrellisJsonPath* path) {
  return path->path.singular() ? 1 : 0;
}

size_t PathEach(const TrellisJsonPath* path, TrellisJsonValue root, TrellisJsonVisit visit,
                void* context) {
  size_t calls = 0;
  Evaluation evaluation(In(root));
  evaluation.Each(path->path.query(), [&](const Node& node) {
    ++calls;
    return visit(context, Out(node.value)) == 0;
  });
  return calls;
}

TrellisJsonValue PathFirst(const TrellisJsonPath* path, TrellisJsonValue root) {
  Value first;
  Evaluation evaluation(In(root));
  evaluation.Each(path->path.query(), [&](const Node& node) {
    first = node.value;
    return false;
  });
  return Out(first);
}

TrellisJsonKind KindOf(TrellisJsonValue value) {
  return static_cast<TrellisJsonKind>(In(value).kind());
}

int BooleanOf(TrellisJsonValue value) {
  return KindOf(value) == TRELLIS_JSON_BOOLEAN && In(value).boolean() ? 1 : 0;
}

int64_t IntegerOf(TrellisJsonValue value) {
  if (KindOf(value) != TRELLIS_JSON_INTEGER) return 0;
  return In(value).fits_int64() ? In(value).integer() : INT64_MAX;
}

double NumberOf(TrellisJsonValue value) {
  const TrellisJsonKind kind = KindOf(value);
  return kind == TRELLIS_JSON_INTEGER || kind == TRELLIS_JSON_NUMBER ? In(value).number() : 0;
}

const char* StringOf(TrellisJsonValue value, size_t* length) {
  if (KindOf(value) != TRELLIS_JSON_STRING) {
    *length = 0;
    return nullptr;
  }
  const std::string_view text = In(value).string();
  *length = text.size();
  return text.data();
}

size_t SizeOf(TrellisJsonValue value) {
  return IsContainer(In(value)) ? In(value).size() : 0;
}

TrellisJsonValue Element(TrellisJsonValue array, size_t index) {
  if (KindOf(array) != TRELLIS_JSON_ARRAY || index >= In(array).size()) return Out({});
  return Out(In(array).element(static_cast<uint32_t>(index)));
}

TrellisJsonValue MemberAt(TrellisJsonValue object, size_t index, const char** name,
                          size_t* length) {
  if (KindOf(object) != TRELLIS_JSON_OBJECT || index >= In(object).size()) return Out({});
  const Member member = In(object).member(static_cast<uint32_t>(index));
  if (name != nullptr) *name = member.name.data();
  if (length != nullptr) *length = member.name.size();
  return Out(member.value);
}

TrellisJsonValue Find(TrellisJsonValue object, const char* name, size_t length) {
  if (KindOf(object) != TRELLIS_JSON_OBJECT) return Out({});
  return Out(In(object).find({name, length}));
}

void WriteText(TrellisJsonValue value, TrellisJsonSink sink, void* context) {
  TextBuffer text;
  WriteJson(In(value), text);
  sink(context, text.GetString(), text.GetSize());
}

constexpr TrellisJsonApi kTable = {
    .version = TRELLIS_JSON_API_VERSION,
    .open = Open,
    .path_compile = PathCompile,
    .path_free = PathFree,
    .path_is_singular = PathIsSingular,
    .path_each = PathEach,
    .path_first = PathFirst,
    .kind = KindOf,
    .boolean = BooleanOf,
    .integer = IntegerOf,
    .number = NumberOf,
    .string = StringOf,
    .size = SizeOf,
    .element = Element,
    .member = MemberAt,
    .find = Find,
    .write = WriteText,
};

}  // namespace

const TrellisJsonApi* JsonTable() {
  return &kTable;
}

}  // namespace trellis::json
