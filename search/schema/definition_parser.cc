#include "search/schema/definition_parser.h"

#include <algorithm>
#include <utility>

#include "search/index/hnsw.h"

namespace trellis::search {

namespace {

struct FlagWord {
  std::string_view word;
  bool Definition::*flag;
};
constexpr FlagWord kFlagWords[] = {{"MAXTEXTFIELDS", &Definition::max_text_fields},
                                   {"NOOFFSETS", &Definition::no_offsets},
                                   {"NOHL", &Definition::no_highlight},
                                   {"NOFIELDS", &Definition::no_fields},
                                   {"NOFREQS", &Definition::no_frequencies},
                                   {"SKIPINITIALSCAN", &Definition::skip_initial_scan}};

struct TextWord {
  std::string_view word;
  std::string Definition::*text;
};
constexpr TextWord kTextWords[] = {{"LANGUAGE_FIELD", &Definition::language_field},
                                   {"SCORE_FIELD", &Definition::score_field},
                                   {"PAYLOAD_FIELD", &Definition::payload_field}};

std::string Quoted(std::string_view text) {
  return "`" + std::string(text) + "`";
}

Status ParseKind(Arguments& words, Definition& definition) {
  Result<std::string_view> kind = words.TakeFor("ON");
  if (!kind) return kind.error();
  if (SameWord(*kind, "HASH")) {
    definition.kind = DocumentKind::kHash;
  } else if (SameWord(*kind, "JSON")) {
    definition.kind = DocumentKind::kJson;
  } else {
    return Status::Error("Invalid rule type: " + std::string(*kind));
  }
  return Status::Ok();
}

Status ParsePrefixes(Arguments& words, Definition& definition) {
  Result<std::vector<std::string>> prefixes = words.TakeListFor("PREFIX");
  if (!prefixes) return prefixes.error();
  // No prefix at all means every key, as an empty one does.
  definition.prefixes = prefixes->empty() ? std::vector<std::string>{""} : std::move(*prefixes);
  return Status::Ok();
}

Status ParseStopWords(Arguments& words, Definition& definition) {
  Result<std::vector<std::string>> list = words.TakeListFor("STOPWORDS");
  if (!list) return list.error();
  if (list->size() > kMaxStopWords) {
    return Arguments::Bad("STOPWORDS", "Value is outside acceptable bounds");
  }
  definition.stop_words = std::move(*list);
  return Status::Ok();
}

Status ParseLanguage(Arguments& words, Definition& definition) {
  Result<std::string_view> name = words.TakeFor("LANGUAGE");
  if (!name) return name.error();
  const auto language = FindLanguage(*name);
  if (!language) return Status::Constant("Invalid language");
  definition.language = *language;
  definition.language_given = true;
  return Status::Ok();
}

Status ParseScore(Arguments& words, Definition& definition) {
  const Result<double> score = words.TakeNumberFor("SCORE");
  if (!score || *score < 0 || *score > 1) return Status::Constant("Invalid score");
  definition.score = *score;
  return Status::Ok();
}

// One option before SCHEMA.
Status ParseOption(Arguments& words, Definition& definition) {
  if (words.TakeIf("ON")) return ParseKind(words, definition);
  if (words.TakeIf("PREFIX")) return ParsePrefixes(words, definition);
  if (words.TakeIf("STOPWORDS")) return ParseStopWords(words, definition);
  if (words.TakeIf("LANGUAGE")) return ParseLanguage(words, definition);
  if (words.TakeIf("SCORE")) return ParseScore(words, definition);
  if (words.NextIs("FILTER")) return Status::Constant("FILTER is not supported");
  if (words.TakeIf("TEMPORARY")) {
    Result<double> seconds = words.TakeNumberFor("TEMPORARY");
    if (!seconds) return seconds.error();
    definition.temporary_seconds = *seconds;
    return Status::Ok();
  }
  for (const FlagWord& known : kFlagWords) {
    if (words.TakeIf(known.word)) {
      definition.*known.flag = true;
      return Status::Ok();
    }
  }
  for (const TextWord& known : kTextWords) {
    if (!words.TakeIf(known.word)) continue;
    Result<std::string_view> name = words.TakeFor(known.word);
    if (!name) return name.error();
    definition.*known.text = *name;
    return Status::Ok();
  }
  return Status::Error("Unknown argument " + Quoted(words.Peek()));
}

// -- VECTOR ------------------------------------------------------------------------------------------------

struct VectorParser {
  Arguments& words;
  VectorOptions& options;
  bool has_type = false;
  bool has_dimensions = false;
  bool has_metric = false;

  [[nodiscard]] std::string Prefix() const {
    return "vector similarity " + std::string(NameOf(options.algorithm)) + " index ";
  }

  Status Count(std::string_view what, size_t least, size_t most, size_t& into) {
    Result<size_t> value = words.TakeCountFor(Prefix() + std::string(what), least, most);
    if (!value) return value.error();
    into = *value;
    return Status::Ok();
  }

  Status Type() {
    Result<std::string_view> name = words.TakeFor(Prefix() + "type");
    if (!name) return name.error();
    has_type = true;
    for (const VectorType type : {VectorType::kFloat32, VectorType::kFloat64}) {
      if (!SameWord(*name, NameOf(type))) continue;
      options.type = type;
      return Status::Ok();
    }
    return Arguments::Bad(Prefix() + "type", "Unknown argument");
  }

  Status Metric() {
    Result<std::string_view> name = words.TakeFor(Prefix() + "metric");
    if (!name) return name.error();
    has_metric = true;
    for (const VectorMetric metric :
         {VectorMetric::kL2, VectorMetric::kInnerProduct, VectorMetric::kCosine}) {
      if (!SameWord(*name, NameOf(metric))) continue;
      options.metric = metric;
      return Status::Ok();
    }
    return Arguments::Bad(Prefix() + "metric", "Unknown argument");
  }

  Status Pair() {
    constexpr size_t kMost = size_t{1} << 31;
    if (words.TakeIf("TYPE")) return Type();
    if (words.TakeIf("DISTANCE_METRIC")) return Metric();
    if (words.TakeIf("DIM")) {
      has_dimensions = true;
      return Count("dim", 1, kMaxDimensions, options.dimensions);
    }
    if (words.TakeIf("INITIAL_CAP")) return Count("initial cap", 0, kMost, options.initial_cap);
    if (options.algorithm == VectorAlgorithm::kFlat) {
      if (words.TakeIf("BLOCK_SIZE")) return Count("blocksize", 1, kMost, options.block_size);
    } else {
      if (words.TakeIf("M")) return Count("m", 1, kMaxHnswLinks, options.m);
      if (words.TakeIf("EF_CONSTRUCTION")) {
        return Count("efConstruction", 1, kMost, options.ef_construction);
      }
      if (words.TakeIf("EF_RUNTIME")) return Count("efRuntime", 1, kMost, options.ef_runtime);
      if (words.TakeIf("EPSILON")) {
        Result<double> epsilon = words.TakeNumberFor(Prefix() + "epsilon");
        if (!epsilon) return epsilon.error();
        if (*epsilon <= 0) {
          return Arguments::Bad(Prefix() + "epsilon", "Value is outside acceptable bounds");
        }
        options.epsilon = *epsilon;
        return Status::Ok();
      }
    }
    return Status::Error("Bad arguments for algorithm " + std::string(NameOf(options.algorithm)) +
                         ": " + std::string(words.Peek()));
  }

  Status All() {
    Result<std::string_view> name = words.TakeFor("vector similarity algorithm");
    if (!name) return name.error();
    if (SameWord(*name, "FLAT")) {
      options.algorithm = VectorAlgorithm::kFlat;
    } else if (SameWord(*name, "HNSW")) {
      options.algorithm = VectorAlgorithm::kHnsw;
    } else {
      return Arguments::Bad("vector similarity algorithm", "Unknown argument");
    }
    Result<size_t> count = words.TakeCountFor("vector similarity number of parameters");
    if (!count) return count.error();
    if (*count % 2 != 0) {
      return Status::Error("Bad number of arguments for vector similarity index: got " +
                           std::to_string(*count) +
                           " but expected even number as algorithm parameters (should be submitted "
                           "as named arguments)");
    }
    if (*count > words.left()) {
      return Arguments::Bad("vector similarity number of parameters",
                            "Expected an argument, but none provided");
    }
    const size_t end = words.position() + *count;
    while (words.position() < end) {
      Status pair = Pair();
      if (!pair.ok()) return pair;
    }
    const std::string_view missing = !has_type         ? "TYPE"
                                     : !has_dimensions ? "DIM"
                                     : !has_metric     ? "DISTANCE_METRIC"
                                                       : "";
    if (missing.empty()) return Status::Ok();
    return Status::Error("Missing mandatory parameter: cannot create " +
                         std::string(NameOf(options.algorithm)) + " index without specifying " +
                         std::string(missing) + " argument");
  }
};

// -- the other types ---------------------------------------------------------------------------------------

struct FieldFlagWord {
  std::string_view word;
  bool Field::*flag;
  bool text;
  bool tag;
  bool other;  // NUMERIC, GEO
};
constexpr FieldFlagWord kFieldFlagWords[] = {
    {"NOSTEM", &Field::no_stem, true, false, false},
    {"CASESENSITIVE", &Field::case_sensitive, false, true, false},
    {"WITHSUFFIXTRIE", &Field::with_suffix_trie, true, true, false},
    {"INDEXMISSING", &Field::index_missing, true, true, true},
    {"INDEXEMPTY", &Field::index_empty, true, true, false}};

// One option of a field; *taken says whether the next word was one.
Status ParseFieldOption(Arguments& words, Field& field, bool* taken) {
  const bool text = field.type == FieldType::kText;
  const bool tag = field.type == FieldType::kTag;
  *taken = true;
  if (text && words.TakeIf("WEIGHT")) {
    Result<double> weight = words.TakeNumberFor("weight");
    if (!weight) return weight.error();
    field.weight = *weight;
    return Status::Ok();
  }
  if (text && words.NextIs("PHONETIC")) return Status::Constant("PHONETIC is not supported");
  if (tag && words.TakeIf("SEPARATOR")) {
    Result<std::string_view> separator = words.TakeFor("SEPARATOR");
    if (!separator) return separator.error();
    if (separator->size() != 1) {
      return Status::Error("Tag separator must be a single character. Got " + Quoted(*separator));
    }
    field.separator = separator->front();
    return Status::Ok();
  }
  for (const FieldFlagWord& known : kFieldFlagWords) {
    if (!(text ? known.text : tag ? known.tag : known.other) || !words.TakeIf(known.word)) continue;
    field.*known.flag = true;
    return Status::Ok();
  }
  *taken = false;
  return Status::Ok();
}

// SORTABLE [UNF] and NOINDEX close a field: what follows them is the next field, whatever it is called.
void ParseClosingOptions(Arguments& words, Field& field) {
  while (true) {
    if (words.TakeIf("SORTABLE")) {
      field.sortable = true;
      if (words.TakeIf("UNF")) field.unf = true;
    } else if (words.TakeIf("NOINDEX")) {
      field.no_index = true;
    } else {
      return;
    }
  }
}

Status ParseType(Arguments& words, Field& field, DocumentKind kind) {
  for (const FieldType type : {FieldType::kText, FieldType::kTag, FieldType::kNumeric,
                               FieldType::kGeo, FieldType::kVector}) {
    if (!words.TakeIf(NameOf(type))) continue;
    field.type = type;
    if (type == FieldType::kTag && kind == DocumentKind::kHash) field.separator = ',';
    return Status::Ok();
  }
  if (words.NextIs("GEOSHAPE")) return Status::Constant("GEOSHAPE is not supported");
  return Status::Error("Invalid field type for field " + Quoted(field.name));
}

Result<Field> ParseField(Arguments& words, DocumentKind kind) {
  Field field;
  field.path = words.Take();
  field.name = field.path;
  if (words.TakeIf("AS")) {
    if (words.AtEnd()) return Status::Constant("AS requires an argument");
    field.name = words.Take();
  }
  if (words.AtEnd()) return Status::Error("Field " + Quoted(field.path) + " does not have a type");
  Status type = ParseType(words, field, kind);
  if (!type.ok()) return type;
  if (field.type == FieldType::kVector) {
    Status vector = VectorParser{words, field.vector}.All();
    if (!vector.ok()) return vector;
    if (words.TakeIf("INDEXMISSING")) field.index_missing = true;
  } else {
    for (bool taken = true; taken && !words.AtEnd();) {
      Status option = ParseFieldOption(words, field, &taken);
      if (!option.ok()) return option;
    }
    ParseClosingOptions(words, field);
  }
  if (field.no_index && (field.index_missing || field.index_empty)) {
    return Status::Error("'Field " + Quoted(field.name) +
                         " cannot be defined with both `NOINDEX` and `" +
                         (field.index_missing ? "INDEXMISSING" : "INDEXEMPTY") + "`'");
  }
  // Numbers have no case to fold.
  if (field.sortable && field.type == FieldType::kNumeric) field.unf = true;
  return field;
}

}  // namespace

Status ParseFields(Arguments& words, Definition& definition) {
  std::vector<Field> fields = definition.fields;
  while (!words.AtEnd()) {
    Result<Field> field = ParseField(words, definition.kind);
    if (!field) return field.error();
    const bool duplicate = std::any_of(fields.begin(), fields.end(), [&](const Field& other) {
      return other.name == field->name;
    });
    if (duplicate) return Status::Error("Duplicate field in schema - " + field->name);
    fields.push_back(std::move(*field));
  }
  if (fields.size() > kMaxFields) {
    return Status::Error("Schema is limited to " + std::to_string(kMaxFields) + " fields");
  }
  const auto text_fields = std::count_if(fields.begin(), fields.end(), [](const Field& field) {
    return field.type == FieldType::kText;
  });
  if (static_cast<size_t>(text_fields) > kMaxTextFields) {
    return Status::Error("Schema is limited to " + std::to_string(kMaxTextFields) + " TEXT fields");
  }
  definition.fields = std::move(fields);
  definition.NumberFields();
  return Status::Ok();
}

Result<Definition> ParseDefinition(Arguments words) {
  Definition definition;
  definition.name = words.Take();
  while (!words.TakeIf("SCHEMA")) {
    if (words.AtEnd()) return Status::Constant("No schema found");
    Status option = ParseOption(words, definition);
    if (!option.ok()) return option;
  }
  if (words.AtEnd()) return Status::Constant("Fields arguments are missing");
  Status fields = ParseFields(words, definition);
  if (!fields.ok()) return fields;
  return definition;
}

}  // namespace trellis::search
