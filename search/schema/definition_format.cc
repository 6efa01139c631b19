#include "search/schema/definition_format.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "search/index/hnsw.h"

namespace trellis::search {

namespace {

// Flags of an index.
constexpr uint64_t kStoresOffsets = 0x01;
constexpr uint64_t kStoresFields = 0x02;
constexpr uint64_t kHasStopWords = 0x08;
constexpr uint64_t kStoresFrequencies = 0x10;
constexpr uint64_t kStoresHighlight = 0x40;
constexpr uint64_t kMaxTextFieldsFlag = 0x80;
constexpr uint64_t kHasSynonyms = 0x100;
constexpr uint64_t kIsTemporary = 0x200;
constexpr uint64_t kSkipsInitialScan = 0x1000;
constexpr uint64_t kHasPaths = 0x4000;
constexpr uint64_t kHasVectors = 0x8000;
constexpr uint64_t kHasSuffixes = 0x10000;
constexpr uint64_t kHasWords = 0x80000;  // TEXT or TAG fields

// Types and options of a field.
constexpr uint64_t kTypeText = 1;
constexpr uint64_t kTypeNumeric = 2;
constexpr uint64_t kTypeGeo = 4;
constexpr uint64_t kTypeTag = 8;
constexpr uint64_t kTypeVector = 16;
constexpr uint64_t kTypeShape = 32;
constexpr uint64_t kPhonetic = 8;
constexpr uint64_t kTagCaseSensitive = 1;
constexpr uint64_t kTagTrimmed = 6;  // trims spaces, removes accents: always set

struct OptionBit {
  uint64_t bit;
  bool Field::*flag;
};
constexpr OptionBit kOptionBits[] = {{1, &Field::sortable},          {2, &Field::no_stem},
                                     {4, &Field::no_index},          {32, &Field::unf},
                                     {64, &Field::with_suffix_trie}, {0x100, &Field::index_empty},
                                     {0x200, &Field::index_missing}};

// HNSW is saved as the algorithm of an index with an insertion buffer, which is the peer's form of it.
constexpr uint64_t kFlat = 0;
constexpr uint64_t kTiered = 2;
constexpr uint64_t kHnsw = 1;

constexpr int64_t kNoTimeToLive = -1000;
constexpr uint64_t kMaxIndexes = 1 << 20;

// -- saving ------------------------------------------------------------------------------------------------

void SaveText(Writer& writer, std::string_view text) {
  std::string terminated(text);
  terminated += '\0';
  writer.SaveString(terminated);
}

void SaveOptionalText(Writer& writer, std::string_view text) {
  writer.SaveUnsigned(text.empty() ? 0 : 1);
  if (!text.empty()) SaveText(writer, text);
}

uint64_t FlagsOf(const Definition& definition) {
  uint64_t flags = 0;
  if (!definition.no_offsets) flags |= kStoresOffsets;
  if (!definition.no_fields) flags |= kStoresFields;
  if (!definition.no_frequencies) flags |= kStoresFrequencies;
  if (!definition.no_offsets && !definition.no_highlight) flags |= kStoresHighlight;
  if (definition.stop_words) flags |= kHasStopWords;
  if (definition.max_text_fields) flags |= kMaxTextFieldsFlag;
  if (definition.temporary_seconds > 0) flags |= kIsTemporary;
  if (definition.skip_initial_scan) flags |= kSkipsInitialScan;
  for (const Field& field : definition.fields) {
    if (field.path != field.name) flags |= kHasPaths;
    if (field.type == FieldType::kVector) flags |= kHasVectors;
    if (field.type == FieldType::kText || field.type == FieldType::kTag) flags |= kHasWords;
    if (field.type == FieldType::kText && field.with_suffix_trie) flags |= kHasSuffixes;
  }
  return flags;
}

uint64_t TypeBitOf(FieldType type) {
  switch (type) {
    case FieldType::kText: return kTypeText;
    case FieldType::kTag: return kTypeTag;
    case FieldType::kNumeric: return kTypeNumeric;
    case FieldType::kGeo: return kTypeGeo;
    case FieldType::kVector: return kTypeVector;
  }
  return 0;
}

void SaveVectorOptions(Writer& writer, const Field& field) {
  const VectorOptions& options = field.vector;
  const bool flat = options.algorithm == VectorAlgorithm::kFlat;
  const bool several = field.path.find_first_of("*:?") != std::string::npos;
  writer.SaveUnsigned(options.vector_bytes());
  writer.SaveUnsigned(flat ? kFlat : kTiered);
  if (!flat) {
    writer.SaveUnsigned(kHnsw);
    writer.SaveUnsigned(0);
  }
  writer.SaveUnsigned(static_cast<uint64_t>(options.type));
  writer.SaveUnsigned(options.dimensions);
  writer.SaveUnsigned(static_cast<uint64_t>(options.metric));
  writer.SaveUnsigned(several ? 1 : 0);
  writer.SaveUnsigned(options.block_size);
  if (flat) {
    writer.SaveUnsigned(options.block_size);
    return;
  }
  writer.SaveUnsigned(options.m);
  writer.SaveUnsigned(options.ef_construction);
  writer.SaveUnsigned(options.ef_runtime);
}

void SaveField(Writer& writer, const Field& field) {
  SaveText(writer, field.name);
  writer.SaveUnsigned(field.path == field.name ? 0 : 1);
  if (field.path != field.name) SaveText(writer, field.path);
  writer.SaveUnsigned(TypeBitOf(field.type));
  uint64_t options = 0;
  for (const OptionBit& known : kOptionBits) {
    if (field.*known.flag) options |= known.bit;
  }
  writer.SaveUnsigned(options);
  writer.SaveSigned(field.sortable ? static_cast<int64_t>(field.sort_slot) : -1);
  switch (field.type) {
    case FieldType::kText:
      writer.SaveUnsigned(field.text_bit);
      writer.SaveDouble(field.weight);
      break;
    case FieldType::kTag:
      writer.SaveUnsigned(kTagTrimmed | (field.case_sensitive ? kTagCaseSensitive : 0));
      writer.SaveString(std::string_view(&field.separator, 1));
      break;
    case FieldType::kVector: SaveVectorOptions(writer, field); break;
    default: break;
  }
}

void SaveDefinition(Writer& writer, const SavedDefinition& saved) {
  const Definition& definition = saved.definition;
  SaveText(writer, definition.name);
  writer.SaveUnsigned(FlagsOf(definition));
  writer.SaveUnsigned(definition.fields.size());
  for (const Field& field : definition.fields)
    SaveField(writer, field);
  SaveText(writer, definition.kind == DocumentKind::kHash ? "HASH" : "JSON");
  writer.SaveUnsigned(definition.prefixes.size());
  for (const std::string& prefix : definition.prefixes)
    SaveText(writer, prefix);
  writer.SaveUnsigned(0);  // no filter
  SaveOptionalText(writer, definition.language_field);
  SaveOptionalText(writer, definition.score_field);
  SaveOptionalText(writer, definition.payload_field);
  writer.SaveDouble(definition.score);
  writer.SaveUnsigned(static_cast<uint64_t>(definition.language));
  if (definition.stop_words) {
    writer.SaveUnsigned(definition.stop_words->size());
    for (const std::string& word : *definition.stop_words)
      writer.SaveString(word);
  }
  const bool temporary = definition.temporary_seconds > 0;
  writer.SaveSigned(temporary ? static_cast<int64_t>(definition.temporary_seconds * 1000)
                              : kNoTimeToLive);
  writer.SaveUnsigned(saved.aliases.size());
  for (const std::string& alias : saved.aliases)
    SaveText(writer, alias);
}

// -- loading -----------------------------------------------------------------------------------------------

class DefinitionLoader {
 public:
  DefinitionLoader(Reader& reader, std::vector<std::string>& left_out)
      : reader_(reader), left_out_(left_out) {}

  // Nothing for an index that we can't have; its bytes are read past.
  std::optional<SavedDefinition> Load() {
    SavedDefinition saved;
    Definition& definition = saved.definition;
    definition.name = Text();
    const uint64_t flags = reader_.LoadUnsigned();
    TakeFlags(flags, definition);
    const uint64_t fields = reader_.LoadCount(kMaxFields);
    for (uint64_t i = 0; i < fields && reader_.ok(); ++i)
      definition.fields.push_back(LoadField());
    LoadRule(definition);
    if ((flags & kHasSynonyms) != 0) SkipSynonyms(definition.name);
    if ((flags & kHasStopWords) != 0) LoadStopWords(definition);
    const int64_t time_to_live = reader_.LoadSigned();
    if ((flags & kIsTemporary) != 0)
      definition.temporary_seconds = static_cast<double>(time_to_live) / 1000;
    const uint64_t aliases = reader_.LoadCount(kMaxIndexes);
    for (uint64_t i = 0; i < aliases && reader_.ok(); ++i)
      saved.aliases.push_back(Text());
    definition.NumberFields();
    if (lacking_.empty()) return saved;
    left_out_.push_back("index '" + definition.name + "' is left out: it has " + lacking_);
    return std::nullopt;
  }

 private:
  std::string Text() {
    std::string text = reader_.LoadString();
    if (!text.empty() && text.back() == '\0') text.pop_back();
    return text;
  }
  std::string OptionalText() { return reader_.LoadUnsigned() == 0 ? std::string() : Text(); }

  static void TakeFlags(uint64_t flags, Definition& definition) {
    definition.no_offsets = (flags & kStoresOffsets) == 0;
    definition.no_fields = (flags & kStoresFields) == 0;
    definition.no_frequencies = (flags & kStoresFrequencies) == 0;
    definition.no_highlight = (flags & kStoresHighlight) == 0;
    definition.max_text_fields = (flags & kMaxTextFieldsFlag) != 0;
    definition.skip_initial_scan = (flags & kSkipsInitialScan) != 0;
  }

  Field LoadField() {
    Field field;
    field.name = Text();
    field.path = OptionalText();
    if (field.path.empty()) field.path = field.name;
    const uint64_t type = reader_.LoadUnsigned();
    const uint64_t options = reader_.LoadUnsigned();
    for (const OptionBit& known : kOptionBits)
      field.*known.flag = (options & known.bit) != 0;
    if ((options & kPhonetic) != 0) lacking_ = "a PHONETIC field";
    (void)reader_.LoadSigned();  // the sort slot: ours follow from the order of fields
    switch (type) {
      case kTypeText:
        (void)reader_.LoadUnsigned();
        field.weight = reader_.LoadDouble();
        break;
      case kTypeNumeric: field.type = FieldType::kNumeric; break;
      case kTypeGeo: field.type = FieldType::kGeo; break;
      case kTypeTag: {
        field.type = FieldType::kTag;
        field.case_sensitive = (reader_.LoadUnsigned() & kTagCaseSensitive) != 0;
        const std::string separator = reader_.LoadString();
        field.separator = separator.empty() ? '\0' : separator.front();
        break;
      }
      case kTypeVector:
        field.type = FieldType::kVector;
        LoadVectorOptions(field.vector);
        break;
      case kTypeShape:
        (void)reader_.LoadUnsigned();
        lacking_ = "a GEOSHAPE field";
        break;
      default: reader_.Fail("a field of an index has an unknown type");
    }
    return field;
  }

  size_t Bounded(uint64_t least, uint64_t most) {
    const uint64_t value = reader_.LoadUnsigned();
    if (value >= least && value <= most) return value;
    reader_.Fail("a parameter of a vector field is out of bounds");
    return least;
  }

  void LoadVectorOptions(VectorOptions& options) {
    constexpr uint64_t kMost = uint64_t{1} << 31;
    (void)reader_.LoadUnsigned();  // bytes of a vector: follow from type and dimensions
    const uint64_t algorithm = reader_.LoadUnsigned();
    if (algorithm != kFlat && algorithm != kTiered) {
      reader_.Fail("a vector field has an unknown algorithm");
      return;
    }
    options.algorithm = algorithm == kFlat ? VectorAlgorithm::kFlat : VectorAlgorithm::kHnsw;
    if (algorithm == kTiered) {
      (void)reader_.LoadUnsigned();
      (void)reader_.LoadUnsigned();
    }
    const uint64_t type = reader_.LoadUnsigned();
    if (type > static_cast<uint64_t>(VectorType::kFloat64))
      lacking_ = "a vector type other than FLOAT32 and FLOAT64";
    options.type = type == 0 ? VectorType::kFloat32 : VectorType::kFloat64;
    options.dimensions = Bounded(1, kMaxDimensions);
    options.metric = static_cast<VectorMetric>(Bounded(0, 2));
    (void)reader_.LoadUnsigned();  // several vectors: always possible here
    (void)reader_.LoadUnsigned();  // initial capacity
    if (algorithm == kFlat) {
      options.block_size = Bounded(0, kMost);
      return;
    }
    options.m = std::min(Bounded(1, kMost), kMaxHnswLinks);
    options.ef_construction = Bounded(1, kMost);
    options.ef_runtime = Bounded(1, kMost);
  }

  void LoadRule(Definition& definition) {
    definition.kind = Text() == "JSON" ? DocumentKind::kJson : DocumentKind::kHash;
    definition.prefixes.clear();
    const uint64_t prefixes = reader_.LoadCount(kMaxIndexes);
    for (uint64_t i = 0; i < prefixes && reader_.ok(); ++i)
      definition.prefixes.push_back(Text());
    if (!OptionalText().empty()) lacking_ = "a FILTER";
    definition.language_field = OptionalText();
    definition.score_field = OptionalText();
    definition.payload_field = OptionalText();
    definition.score = reader_.LoadDouble();
    const uint64_t language = reader_.LoadUnsigned();
    if (language >= kLanguageCount) {
      reader_.Fail("an index has an unknown language");
      return;
    }
    definition.language = static_cast<Language>(language);
    definition.language_given = definition.language != Language::kEnglish;
  }

  void SkipSynonyms(const std::string& name) {
    const uint64_t words = reader_.LoadCount(kMaxIndexes);
    for (uint64_t i = 0; i < words && reader_.ok(); ++i) {
      (void)reader_.LoadString();
      const uint64_t groups = reader_.LoadCount(kMaxIndexes);
      for (uint64_t j = 0; j < groups && reader_.ok(); ++j)
        (void)reader_.LoadString();
    }
    if (words != 0) left_out_.push_back("the synonyms of index '" + name + "' are left out");
  }

  void LoadStopWords(Definition& definition) {
    auto& words = definition.stop_words.emplace();
    const uint64_t count = reader_.LoadCount(kMaxStopWords);
    for (uint64_t i = 0; i < count && reader_.ok(); ++i)
      words.push_back(reader_.LoadString());
  }

  Reader& reader_;
  std::vector<std::string>& left_out_;
  std::string lacking_;
};

}  // namespace

void SaveDefinitions(Writer& writer, const std::vector<SavedDefinition>& saved) {
  writer.SaveUnsigned(saved.size());
  for (const SavedDefinition& each : saved)
    SaveDefinition(writer, each);
}

std::vector<SavedDefinition> LoadDefinitions(Reader& reader, std::vector<std::string>& left_out) {
  std::vector<SavedDefinition> loaded;
  const uint64_t count = reader.LoadCount(kMaxIndexes);
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    if (auto saved = DefinitionLoader(reader, left_out).Load()) loaded.push_back(std::move(*saved));
  }
  return loaded;
}

}  // namespace trellis::search
