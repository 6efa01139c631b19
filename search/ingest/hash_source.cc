#include "search/ingest/hash_source.h"

#include <utility>

#include "module_api/cpp/scan.h"

#include "search/arguments.h"

namespace trellis::search {

namespace {

class HashReader final : public DocumentReader {
 public:
  explicit HashReader(Key key) : key_(std::move(key)) {}

  std::optional<ReadFailure> Read(const Definition& definition, Document& document) override {
    for (size_t i = 0; i < definition.fields.size(); ++i) {
      const Field& field = definition.fields[i];
      const String value = key_.HashField(field.path.c_str());
      if (!value) continue;
      if (auto failure = Take(field, value.view(), document.fields[i])) return failure;
    }
    if (!definition.score_field.empty()) {
      if (const String score = key_.HashField(definition.score_field.c_str())) {
        const auto number = ParseNumber(score.view());
        if (number && *number >= 0 && *number <= 1) document.score = *number;
      }
    }
    if (!definition.language_field.empty()) {
      if (const String name = key_.HashField(definition.language_field.c_str())) {
        document.language = FindLanguage(name.view()).value_or(document.language);
      }
    }
    if (!definition.payload_field.empty()) {
      document.payload = key_.HashField(definition.payload_field.c_str()).view();
    }
    return std::nullopt;
  }

  std::vector<std::pair<std::string, std::string>> Everything() override {
    std::vector<std::pair<std::string, std::string>> all;
    ForEachField(key_.get(), [&](std::string_view field, std::string_view value) {
      all.emplace_back(field, value);
    });
    return all;
  }

  std::optional<std::string> Value(const std::string& path, int /*dialect*/) override {
    const String value = key_.HashField(path.c_str());
    if (!value) return std::nullopt;
    return std::string(value.view());
  }

 private:
  static std::optional<ReadFailure> Take(const Field& field, std::string_view value,
                                         FieldContent& content) {
    switch (field.type) {
      case FieldType::kText:
      case FieldType::kTag: content.texts.emplace_back(value); return std::nullopt;
      case FieldType::kNumeric: {
        const auto number = ParseNumber(value);
        if (!number) {
          return ReadFailure{&field, "Invalid numeric value: '" + std::string(value) + "'"};
        }
        content.numbers.push_back(*number);
        return std::nullopt;
      }
      case FieldType::kGeo: {
        const auto point = ParseGeoPoint(value);
        if (!point) return ReadFailure{&field, "Invalid geo string"};
        content.points.push_back(*point);
        if (field.sortable) content.texts.emplace_back(value);
        return std::nullopt;
      }
      case FieldType::kVector: {
        const size_t expected = field.vector.vector_bytes();
        if (value.size() != expected) {
          return ReadFailure{&field, "Could not add vector with blob size " +
                                         std::to_string(value.size()) + " (expected size " +
                                         std::to_string(expected) + ")"};
        }
        content.vectors.emplace_back(value);
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  Key key_;
};

}  // namespace

std::unique_ptr<DocumentReader> OpenHash(Context& ctx, RedisModuleString* key) {
  Key opened = ctx.OpenRead(key, REDISMODULE_OPEN_KEY_NOTOUCH | REDISMODULE_OPEN_KEY_NOEFFECTS);
  if (opened.type() != REDISMODULE_KEYTYPE_HASH) return nullptr;
  return std::make_unique<HashReader>(std::move(opened));
}

}  // namespace trellis::search
