#include "search/ingest/json_source.h"

#include <array>
#include <map>
#include <utility>

#include "json/api/json_api.h"
#include "search/arguments.h"

namespace trellis::search {

namespace {

// Asked for each time: the json module may come and go. The host answers from a hash table.
const TrellisJsonApi* JsonApi(Context& ctx) {
  const auto* api = ctx.Import<TrellisJsonApi>(TRELLIS_JSON_API_NAME);
  return api != nullptr && api->version >= 1 ? api : nullptr;
}

// A compiled path of the json module.
class JsonPath {
 public:
  JsonPath(const TrellisJsonApi& api, const std::string& text)
      : api_(&api), path_(api.path_compile(text.data(), text.size(), nullptr, 0)) {}
  JsonPath(const JsonPath&) = delete;
  JsonPath& operator=(const JsonPath&) = delete;
  ~JsonPath() {
    if (path_ != nullptr) api_->path_free(path_);
  }
  [[nodiscard]] const TrellisJsonPath* get() const { return path_; }

 private:
  const TrellisJsonApi* api_;
  TrellisJsonPath* path_;
};

// Paths are compiled once: a schema's few are used for every document. Emptied when it grows large, and when
// the json module was loaded anew, which made the compiled ones void.
const TrellisJsonPath* CompiledPath(const TrellisJsonApi& api, const std::string& text) {
  constexpr size_t kMostPaths = 4096;
  static const TrellisJsonApi* compiled_by = nullptr;
  static std::map<std::string, std::unique_ptr<JsonPath>> paths;
  if (compiled_by != &api || paths.size() > kMostPaths) {
    paths.clear();
    compiled_by = &api;
  }
  auto& path = paths[text];
  if (!path) path = std::make_unique<JsonPath>(api, text);
  return path->get();
}

class JsonReader final : public DocumentReader {
 public:
  JsonReader(const TrellisJsonApi& api, Key key, TrellisJsonValue root)
      : api_(api), key_(std::move(key)), root_(root) {}

  std::optional<ReadFailure> Read(const Definition& definition, Document& document) override {
    for (size_t i = 0; i < definition.fields.size(); ++i) {
      const Field& field = definition.fields[i];
      for (const TrellisJsonValue match : Matches(field.path)) {
        if (auto failure = Take(field, match, document.fields[i])) return failure;
      }
    }
    const auto score = First(definition.score_field);
    if (score && IsNumber(*score)) {
      const double number = api_.number(*score);
      if (number >= 0 && number <= 1) document.score = number;
    }
    const auto language = First(definition.language_field);
    if (language && api_.kind(*language) == TRELLIS_JSON_STRING) {
      document.language = FindLanguage(TextOf(*language)).value_or(document.language);
    }
    return std::nullopt;
  }

  std::vector<std::pair<std::string, std::string>> Everything() override {
    return {{"$", Written(root_)}};
  }

  std::optional<std::string> Value(const std::string& path, int dialect) override {
    const std::vector<TrellisJsonValue> matches = Matches(path);
    if (matches.empty()) return std::nullopt;
    constexpr int kMultiValueDialect = 3;
    if (dialect >= kMultiValueDialect) {
      std::string list = "[";
      for (const TrellisJsonValue match : matches) {
        if (list.size() > 1) list += ',';
        list += Written(match);
      }
      return list + ']';
    }
    const TrellisJsonValue first = matches.front();
    if (api_.kind(first) == TRELLIS_JSON_STRING) return std::string(TextOf(first));
    return Written(first);
  }

 private:
  std::vector<TrellisJsonValue> Matches(const std::string& path) const {
    std::vector<TrellisJsonValue> matches;
    const TrellisJsonPath* compiled = CompiledPath(api_, path);
    if (compiled == nullptr) return matches;
    api_.path_each(
        compiled, root_,
        [](void* context, TrellisJsonValue match) {
          static_cast<std::vector<TrellisJsonValue>*>(context)->push_back(match);
          return 0;
        },
        &matches);
    return matches;
  }

  [[nodiscard]] std::optional<TrellisJsonValue> First(const std::string& path) const {
    if (path.empty()) return std::nullopt;
    const std::vector<TrellisJsonValue> matches = Matches(path);
    if (matches.empty()) return std::nullopt;
    return matches.front();
  }

  [[nodiscard]] std::string Written(TrellisJsonValue value) const {
    std::string text;
    api_.write(
        value,
        [](void* context, const char* piece, size_t length) {
          static_cast<std::string*>(context)->append(piece, length);
        },
        &text);
    return text;
  }

  [[nodiscard]] std::string_view TextOf(TrellisJsonValue value) const {
    size_t length = 0;
    const char* text = api_.string(value, &length);
    return {text, length};
  }
  [[nodiscard]] bool IsNumber(TrellisJsonValue value) const {
    const TrellisJsonKind kind = api_.kind(value);
    return kind == TRELLIS_JSON_INTEGER || kind == TRELLIS_JSON_NUMBER;
  }

  // A match, or the elements of an array that matched. Null is as if it weren't there.
  std::optional<ReadFailure> Take(const Field& field, TrellisJsonValue value,
                                  FieldContent& content) {
    const TrellisJsonKind kind = api_.kind(value);
    if (kind == TRELLIS_JSON_NULL) return std::nullopt;
    if (field.type == FieldType::kVector) return TakeVector(field, value, content);
    if (kind != TRELLIS_JSON_ARRAY) return TakeOne(field, value, content);
    for (size_t i = 0; i < api_.size(value); ++i) {
      const TrellisJsonValue element = api_.element(value, i);
      if (api_.kind(element) == TRELLIS_JSON_NULL) continue;
      if (auto failure = TakeOne(field, element, content)) return failure;
    }
    return std::nullopt;
  }

  std::optional<ReadFailure> TakeOne(const Field& field, TrellisJsonValue value,
                                     FieldContent& content) {
    const TrellisJsonKind kind = api_.kind(value);
    if (field.type == FieldType::kNumeric) {
      if (!IsNumber(value)) return WrongKind(field, kind);
      content.numbers.push_back(api_.number(value));
      return std::nullopt;
    }
    if (field.type == FieldType::kTag && kind == TRELLIS_JSON_BOOLEAN) {
      content.texts.emplace_back(api_.boolean(value) != 0 ? "true" : "false");
      return std::nullopt;
    }
    if (kind != TRELLIS_JSON_STRING) return WrongKind(field, kind);
    const std::string_view text = TextOf(value);
    if (field.type == FieldType::kGeo) {
      const auto point = ParseGeoPoint(text);
      if (!point) return ReadFailure{&field, "Invalid geo string"};
      content.points.push_back(*point);
      if (!field.sortable) return std::nullopt;
    }
    content.texts.emplace_back(text);
    return std::nullopt;
  }

  // An array of numbers is one vector; an array of such arrays is several.
  std::optional<ReadFailure> TakeVector(const Field& field, TrellisJsonValue value,
                                        FieldContent& content) {
    if (api_.kind(value) != TRELLIS_JSON_ARRAY) return WrongKind(field, api_.kind(value));
    const size_t size = api_.size(value);
    if (size != 0 && api_.kind(api_.element(value, 0)) == TRELLIS_JSON_ARRAY) {
      for (size_t i = 0; i < size; ++i) {
        const TrellisJsonValue element = api_.element(value, i);
        if (api_.kind(element) != TRELLIS_JSON_ARRAY) return WrongKind(field, api_.kind(element));
        if (auto failure = TakeOneVector(field, element, content)) return failure;
      }
      return std::nullopt;
    }
    return TakeOneVector(field, value, content);
  }

  std::optional<ReadFailure> TakeOneVector(const Field& field, TrellisJsonValue array,
                                           FieldContent& content) {
    const size_t size = api_.size(array);
    if (size != field.vector.dimensions) {
      return ReadFailure{&field, "Invalid vector length. Expected " +
                                     std::to_string(field.vector.dimensions) + ", got " +
                                     std::to_string(size)};
    }
    std::string bytes;
    bytes.reserve(field.vector.vector_bytes());
    for (size_t i = 0; i < size; ++i) {
      const TrellisJsonValue element = api_.element(array, i);
      if (!IsNumber(element)) return WrongKind(field, api_.kind(element));
      const double number = api_.number(element);
      if (field.vector.type == VectorType::kFloat64) {
        bytes.append(reinterpret_cast<const char*>(&number), sizeof(number));
      } else {
        const auto narrow = static_cast<float>(number);
        bytes.append(reinterpret_cast<const char*>(&narrow), sizeof(narrow));
      }
    }
    content.vectors.push_back(std::move(bytes));
    return std::nullopt;
  }

  static ReadFailure WrongKind(const Field& field, TrellisJsonKind kind) {
    static constexpr std::array<std::string_view, 8> kReasons = {
        "",
        "",
        "Boolean type can be represented only by TAG field",
        "Numeric type can represent only NUMERIC field",
        "Numeric type can represent only NUMERIC field",
        "String type can represent only TEXT, TAG, GEO or GEOMETRY field",
        "Array type can represent only TEXT, TAG, NUMERIC, GEO or VECTOR field",
        "Object type is not supported"};
    return {&field, "Invalid JSON type: " + std::string(kReasons[static_cast<size_t>(kind)])};
  }

  const TrellisJsonApi& api_;
  Key key_;
  TrellisJsonValue root_;
};

}  // namespace

bool HasJsonModule(Context& ctx) {
  return JsonApi(ctx) != nullptr;
}

std::unique_ptr<DocumentReader> OpenJson(Context& ctx, RedisModuleString* key) {
  const TrellisJsonApi* api = JsonApi(ctx);
  if (api == nullptr) return nullptr;
  Key opened = ctx.OpenRead(key, REDISMODULE_OPEN_KEY_NOTOUCH | REDISMODULE_OPEN_KEY_NOEFFECTS);
  const TrellisJsonValue root = api->open(opened.get());
  if (api->kind(root) == TRELLIS_JSON_NONE) return nullptr;
  return std::make_unique<JsonReader>(*api, std::move(opened), root);
}

std::optional<std::string> CheckJsonPath(Context& ctx, const std::string& path) {
  const TrellisJsonApi* api = JsonApi(ctx);
  if (api == nullptr) return std::nullopt;
  if (JsonPath(*api, path).get() != nullptr) return std::nullopt;
  return "Invalid JSONPath '" + path + "'";
}

}  // namespace trellis::search
