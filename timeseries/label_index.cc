#include "timeseries/label_index.h"

#include <algorithm>

namespace trellis::timeseries {

using Kind = LabelFilter::Kind;

void LabelIndex::Posting::Add(Id id) {
  if (many_) {
    many_->add(id);
  } else if (!has_one_) {
    one_ = id;
    has_one_ = true;
  } else if (one_ != id) {
    many_ = std::make_unique<Roaring>(Roaring::bitmapOf(2, one_, id));
  }
}

void LabelIndex::Posting::Remove(Id id) {
  if (!many_) {
    if (one_ == id) has_one_ = false;
    return;
  }
  many_->remove(id);
  if (many_->cardinality() > 1) return;
  one_ = many_->minimum();
  has_one_ = true;
  many_.reset();
}

void LabelIndex::Posting::AddTo(Roaring& set) const {
  if (many_) {
    set |= *many_;
  } else if (has_one_) {
    set.add(one_);
  }
}

LabelIndex::Id LabelIndex::Add(std::string_view key, const Labels& labels) {
  Id id = 0;
  if (free_.empty()) {
    id = static_cast<Id>(keys_.size());
    keys_.emplace_back(key);
  } else {
    id = free_.back();
    free_.pop_back();
    keys_[id] = key;
  }
  for (const auto& [name, value] : labels.All()) {
    const auto entry = names_.try_emplace(std::string(name)).first;
    entry->second.all.Add(id);
    entry->second.values.try_emplace(std::string(value)).first->second.Add(id);
  }
  return id;
}

void LabelIndex::Remove(Id id, const Labels& labels) {
  for (const auto& [name, value] : labels.All()) {
    const auto entry = names_.find(name);
    if (entry == names_.end()) continue;  // the same name twice, and the first visit was its last
    entry->second.all.Remove(id);
    const auto posting = entry->second.values.find(value);
    if (posting != entry->second.values.end()) {
      posting->second.Remove(id);
      if (posting->second.empty()) entry->second.values.erase(posting);
    }
    if (entry->second.values.empty()) names_.erase(entry);
  }
  keys_[id] = std::string();
  free_.push_back(id);
}

void LabelIndex::Clear() {
  keys_ = {};
  free_ = {};
  names_.clear();
}

Roaring LabelIndex::SetOf(const LabelFilter& filter) const {
  Roaring set;
  const auto name = names_.find(filter.label);
  if (name == names_.end()) return set;
  if (filter.kind == Kind::kAbsent || filter.kind == Kind::kPresent) {
    name->second.all.AddTo(set);
    return set;
  }
  for (const std::string& value : filter.values) {
    const auto posting = name->second.values.find(value);
    if (posting != name->second.values.end()) posting->second.AddTo(set);
  }
  return set;
}

uint64_t LabelIndex::SizeOf(const LabelFilter& filter) const {
  const auto name = names_.find(filter.label);
  if (name == names_.end()) return 0;
  uint64_t size = 0;
  for (const std::string& value : filter.values) {
    const auto posting = name->second.values.find(value);
    if (posting != name->second.values.end()) size += posting->second.size();
  }
  return size;
}

std::vector<std::string> LabelIndex::Query(const std::vector<LabelFilter>& filters) const {
  std::vector<const LabelFilter*> matchers;
  for (const LabelFilter& filter : filters) {
    if (filter.kind == Kind::kIn) matchers.push_back(&filter);
  }
  if (matchers.empty()) return {};
  std::sort(matchers.begin(), matchers.end(),
            [this](const LabelFilter* a, const LabelFilter* b) { return SizeOf(*a) < SizeOf(*b); });
  Roaring matched = SetOf(*matchers.front());
  for (size_t i = 1; i < matchers.size() && !matched.isEmpty(); ++i) {
    matched &= SetOf(*matchers[i]);
  }
  for (const LabelFilter& filter : filters) {
    if (matched.isEmpty()) break;
    if (filter.kind == Kind::kPresent) matched &= SetOf(filter);
    if (filter.kind == Kind::kAbsent || filter.kind == Kind::kNotIn) matched -= SetOf(filter);
  }
  std::vector<std::string> keys;
  keys.reserve(matched.cardinality());
  for (const Id id : matched) {
    keys.push_back(keys_[id]);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace trellis::timeseries
