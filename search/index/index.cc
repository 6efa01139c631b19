#include "search/index/index.h"

#include <algorithm>
#include <utility>

#include "search/text/tokenizer.h"

namespace trellis::search {

namespace {

// Between the values of a field that has several (the peer's MULTI_TEXT_SLOP).
constexpr uint32_t kGapBetweenValues = 100;
constexpr double kStemShare = 0.2;  // what an occurrence of a word counts for its stem

uint32_t FrequencyOf(double weight) {
  return std::max(uint32_t{1}, static_cast<uint32_t>(std::clamp(weight, 0.0, 1e6)));
}

}  // namespace

Index::Index(Definition definition) : definition_(std::move(definition)) {
  if (definition_.stop_words) stop_words_.emplace(*definition_.stop_words);
  AddFields(definition_);
}

const FieldIndex* Index::FindField(std::string_view name, FieldType type) const {
  for (size_t i = 0; i < definition_.fields.size(); ++i) {
    if (definition_.fields[i].name == name) {
      return definition_.fields[i].type == type ? fields_[i].get() : nullptr;
    }
  }
  return nullptr;
}

void Index::AddFields(const Definition& extended) {
  if (&extended != &definition_) definition_ = extended;
  while (fields_.size() < definition_.fields.size()) {
    const Field& field = definition_.fields[fields_.size()];
    auto added = std::make_unique<FieldIndex>();
    if (field.type == FieldType::kVector) added->vectors = VectorIndex::Make(field.vector);
    fields_.push_back(std::move(added));
  }
  field_failures_.resize(fields_.size());
}

void Index::Clear() {
  documents_ = DocumentTable();
  terms_ = TermDictionary();
  fields_.clear();
  failures_ = {};
  field_failures_.clear();
  offsets_ = died_ = 0;
  sweep_ = {};
  AddFields(definition_);
}

// -- text --------------------------------------------------------------------------------------------------

Term& Index::StemOf(Term& term, Language language) {
  if (language == Language::kEnglish && term.english_stem != nullptr) return *term.english_stem;
  const std::string_view stem = StemmerOf(language).Stem(term.text);
  Term& found = stem == term.text ? term : terms_.FindOrAdd("+" + std::string(stem));
  if (language == Language::kEnglish) term.english_stem = &found;
  return found;
}

void Index::AddText(const Document& document, DocumentRecord& record) {
  const auto add = [&](Term& term, double weight, const Field& field, uint32_t position) {
    if (term.pending == 0) {
      pending_.push_back({.term = &term, .frequency = 0, .fields = 0, .count = 0});
      term.pending = static_cast<uint32_t>(pending_.size());
    }
    PendingWord& word = pending_[term.pending - 1];
    word.frequency += FrequencyOf(weight);
    record.max_frequency = std::max(record.max_frequency, word.frequency);
    word.fields |= FieldMask{1} << field.text_bit;
    ++word.count;
    occurrences_.push_back({.word = term.pending - 1, .position = position});
  };
  uint32_t position = 0;
  record.max_frequency = 0;
  for (size_t i = 0; i < definition_.fields.size(); ++i) {
    const Field& field = definition_.fields[i];
    // In the peer a vector counts as one more of the most frequent word so far; scores show it.
    record.max_frequency += static_cast<uint32_t>(document.fields[i].vectors.size());
    if (field.type != FieldType::kText || field.no_index) continue;
    bool first = true;
    for (const std::string& text : document.fields[i].texts) {
      if (!std::exchange(first, false)) position += kGapBetweenValues;
      ForEachWord(text, [&](std::string_view word, size_t, size_t) {
        if (stop_words().Contains(word)) return;
        ++position;
        Term& term = terms_.FindOrAdd(word);
        add(term, field.weight, field, position);
        if (field.no_stem) return;
        Term& stem = StemOf(term, document.language);
        if (&stem != &term) add(stem, field.weight * kStemShare, field, position);
      });
    }
  }
  for (const PendingWord& word : pending_) {
    if (!word.term->is_stem()) record.length += word.frequency;
  }
}

void Index::WritePostings(DocumentId id) {
  // Occurrences stand in the order of the text; sort them by word, keeping that order.
  starts_.assign(pending_.size() + 1, 0);
  for (size_t i = 0; i < pending_.size(); ++i)
    starts_[i + 1] = starts_[i] + pending_[i].count;
  positions_.resize(occurrences_.size());
  for (const Occurrence& occurrence : occurrences_) {
    positions_[starts_[occurrence.word]++] = occurrence.position;
  }
  size_t begin = 0;
  for (const PendingWord& word : pending_) {
    std::span<const uint32_t> positions(positions_.data() + begin, word.count);
    begin += word.count;
    if (definition_.no_offsets) positions = {};
    word.term->postings.Append(id, definition_.no_frequencies ? 1 : word.frequency,
                               definition_.no_fields ? kAllFields : word.fields, positions);
    offsets_ += positions.size();
    word.term->pending = 0;
  }
  pending_.clear();
  occurrences_.clear();
}

// -- the other fields --------------------------------------------------------------------------------------

void Index::AddValues(const Document& document, DocumentId id) {
  for (size_t i = 0; i < definition_.fields.size(); ++i) {
    const Field& field = definition_.fields[i];
    const FieldContent& content = document.fields[i];
    FieldIndex& index = *fields_[i];
    if (field.index_missing && content.empty()) index.missing.Append(id);
    if (field.no_index) continue;
    switch (field.type) {
      case FieldType::kText: break;
      case FieldType::kTag:
        for (const std::string& text : content.texts) {
          ForEachTag(text, field.separator, [&](std::string_view value) {
            index.tags.Add(field.case_sensitive ? std::string(value) : FoldCase(value), id);
          });
        }
        break;
      case FieldType::kNumeric:
        for (const double number : content.numbers)
          index.numbers.Insert(number, id);
        break;
      case FieldType::kGeo:
        for (const GeoPoint& point : content.points)
          index.points.Insert(point, id);
        break;
      case FieldType::kVector:
        for (const std::string& vector : content.vectors)
          index.vectors->Add(id, vector);
        break;
    }
  }
}

void Index::AddSortValues(const Document& document, DocumentRecord& record) const {
  record.sort_values.resize(definition_.sort_slots());
  for (size_t i = 0; i < definition_.fields.size(); ++i) {
    const Field& field = definition_.fields[i];
    const FieldContent& content = document.fields[i];
    if (!field.sortable) continue;
    SortValue& value = record.sort_values[field.sort_slot];
    if (!content.numbers.empty()) {
      value = content.numbers.front();
    } else if (!content.texts.empty()) {
      const std::string& text = content.texts.front();
      value = field.unf ? text : FoldCase(text);
    }
  }
}

// -- documents ---------------------------------------------------------------------------------------------

void Index::Put(const Document& document) {
  Remove(document.key);
  DocumentRecord record{.key = document.key, .score = static_cast<float>(document.score)};
  record.payload = document.payload;
  AddSortValues(document, record);
  AddText(document, record);
  const DocumentId id = documents_.Add(std::move(record));
  WritePostings(id);
  AddValues(document, id);
}

bool Index::Remove(std::string_view key) {
  const DocumentId id = documents_.Find(key);
  if (id == 0) return false;
  for (const auto& field : fields_) {
    if (field->vectors) field->vectors->Remove(id);
  }
  documents_.Remove(id);
  ++died_;
  return true;
}

bool Index::Rename(std::string_view from, std::string_view to) {
  const DocumentId id = documents_.Find(from);
  if (id == 0) return false;
  Remove(to);
  documents_.Rename(id, std::string(to));
  return true;
}

void Index::Fail(std::string_view key, const Field* field, std::string error) {
  Remove(key);
  const auto note = [&](IndexingFailures& failures) {
    ++failures.count;
    failures.last_error = error;
    failures.last_key = key;
  };
  note(failures_);
  if (field != nullptr) {
    note(field_failures_[static_cast<size_t>(field - definition_.fields.data())]);
  }
}

// -- sweeping ----------------------------------------------------------------------------------------------

bool Index::NeedsSweep() const {
  constexpr uint64_t kLeast = 100;  // the peer's FORK_GC_CLEAN_THRESHOLD
  return died_ > kLeast && died_ > documents_.size() / 8;
}

bool Index::SweepField(FieldIndex& field, FieldType type) {
  constexpr size_t kTags = 1000;
  constexpr size_t kLeaves = 20;
  field.missing.Sweep(documents_.live());
  if (type == FieldType::kTag) return !field.tags.Sweep(documents_.live(), &sweep_.from, kTags);
  if (type != FieldType::kNumeric && type != FieldType::kGeo) return true;
  NumericTree& tree = type == FieldType::kNumeric ? field.numbers : field.points.tree();
  sweep_.leaf = tree.Sweep(documents_.live(), sweep_.leaf, kLeaves);
  return sweep_.leaf >= tree.leaves();
}

bool Index::SweepSome() {
  constexpr size_t kWords = 1000;
  if (!sweep_.terms_done) {
    if (terms_.Sweep(documents_.live(), &sweep_.from, kWords)) return false;
    sweep_ = {.terms_done = true};
    return false;
  }
  if (sweep_.field < fields_.size()) {
    if (!SweepField(*fields_[sweep_.field], definition_.fields[sweep_.field].type)) return false;
    sweep_ = {.terms_done = true, .field = sweep_.field + 1};
    return false;
  }
  sweep_ = {};
  died_ = 0;
  return true;
}

}  // namespace trellis::search
