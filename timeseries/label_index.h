// Which series carry which labels: an inverted index from (label, value) to the set of series, for
// one database of the server.
//
// A series is a 32-bit number here, reused after its removal, so that the sets are CRoaring bitmaps
// of dense numbers. Most (label, value) pairs of a serial number or a host name occur once, so a
// set of one is kept inline.
//
// Cost: Query intersects the positive filters, the smallest set first, then subtracts; it never
// looks at series which the smallest positive filter doesn't name.
// Threads: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <roaring/roaring.hh>

#include "timeseries/label_filter.h"
#include "timeseries/labels.h"

namespace trellis::timeseries {

class LabelIndex {
 public:
  using Id = uint32_t;

  // Enters a series under its key name; the number that names it from now on.
  Id Add(std::string_view key, const Labels& labels);

  // `labels` must be those it was entered with.
  void Remove(Id id, const Labels& labels);

  void Clear();

  // The keys of the series that pass all filters, in order. Empty without a filter of kind kIn:
  // the caller refuses that first (HasMatcher).
  std::vector<std::string> Query(const std::vector<LabelFilter>& filters) const;

  size_t size() const { return keys_.size() - free_.size(); }

 private:
  // One number, or a bitmap of several.
  class Posting {
   public:
    void Add(Id id);
    void Remove(Id id);
    bool empty() const { return !many_ && !has_one_; }
    uint64_t size() const { return many_ ? many_->cardinality() : (has_one_ ? 1 : 0); }
    void AddTo(Roaring& set) const;

   private:
    std::unique_ptr<Roaring> many_;
    Id one_ = 0;
    bool has_one_ = false;
  };
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  template <typename Value>
  using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;
  struct Name {
    TextMap<Posting> values;
    Posting all;
  };

  Roaring SetOf(const LabelFilter& filter) const;
  uint64_t SizeOf(const LabelFilter& filter) const;

  std::vector<std::string> keys_;  // by id
  std::vector<Id> free_;
  TextMap<Name> names_;
};

}  // namespace trellis::timeseries
