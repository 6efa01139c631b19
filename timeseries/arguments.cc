#include "timeseries/arguments.h"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "timeseries/value_text.h"

namespace trellis::timeseries {
namespace {

// Walks the words; a keyword's own words are taken with Take.
class Cursor {
 public:
  explicit Cursor(Words words) : words_(words) {}

  bool done() const { return at_ == words_.size(); }
  std::string_view peek() const { return words_[at_]; }
  std::string_view Take() { return words_[at_++]; }
  size_t left() const { return words_.size() - at_; }
  Words Rest() const { return words_.subspan(at_); }

  bool TakeIf(std::string_view keyword) {
    if (done() || !Is(peek(), keyword)) return false;
    ++at_;
    return true;
  }

 private:
  Words words_;
  size_t at_ = 0;
};

ErrorText ParseRetention(Cursor& in, GivenOptions& out) {
  const auto value = in.done() ? std::nullopt : ParseInteger(in.Take());
  if (!value) return errors::kBadRetention;
  if (*value < 0) return errors::kNegativeRetention;
  out.retention_ms = static_cast<uint64_t>(*value);
  return nullptr;
}

ErrorText ParseChunkSize(Cursor& in, GivenOptions& out) {
  const auto value = in.done() ? std::nullopt : ParseInteger(in.Take());
  if (!value) return errors::kBadChunkSize;
  if (*value < kSmallestChunkBytes || *value > kLargestChunkBytes || *value % 8 != 0) {
    return errors::kChunkSizeRange;
  }
  out.chunk_bytes = static_cast<uint32_t>(*value);
  return nullptr;
}

ErrorText ParseEncoding(Cursor& in, GivenOptions& out) {
  if (in.done()) return errors::kWrongArity;
  const std::string_view word = in.Take();
  if (Is(word, "COMPRESSED")) {
    out.encoding = Encoding::kCompressed;
  } else if (Is(word, "UNCOMPRESSED")) {
    out.encoding = Encoding::kUncompressed;
  } else {
    return errors::kUnknownEncoding;
  }
  return nullptr;
}

ErrorText ParsePolicyWord(Cursor& in, std::optional<DuplicatePolicy>& out) {
  if (in.done()) return errors::kBadPolicy;
  out = ParsePolicy(in.Take());
  return out ? nullptr : errors::kUnknownPolicy;
}

ErrorText ParseIgnore(Cursor& in, GivenOptions& out) {
  if (in.left() < 2) return errors::kBadIgnore;
  const auto time = ParseInteger(in.Take());
  const auto value = ParseValue(in.Take());
  if (!time || !value) return errors::kBadIgnore;
  if (*time < 0 || *value < 0) return errors::kNegativeIgnore;
  out.ignore.emplace(static_cast<uint64_t>(*time), *value);
  return nullptr;
}

// All remaining words. An odd last one is dropped. They stay at the cursor: as RedisTimeSeries has
// it, an option behind LABELS is a label and an option.
ErrorText ParseLabels(Cursor in, GivenOptions& out) {
  std::vector<Label> labels;
  while (in.left() >= 2) {
    const std::string_view name = in.Take();
    const std::string_view value = in.Take();
    // Such values couldn't be named in a filter.
    if (name.empty() || value.empty() || value.find_first_of("(),") != value.npos) {
      return errors::kBadLabels;
    }
    labels.emplace_back(name, value);
  }
  out.labels.emplace(labels);
  return nullptr;
}

ErrorText ParseCount(Cursor& in, RangeQuery& query) {
  if (in.done()) return errors::kCountMissing;
  const auto count = ParseInteger(in.Take());
  if (!count) return errors::kBadCount;
  if (*count <= 0) return errors::kCountRange;
  query.count = static_cast<uint64_t>(*count);
  return nullptr;
}

ErrorText ParseFilterByTs(Cursor& in, RangeQuery& query) {
  std::vector<Timestamp> timestamps;
  while (!in.done()) {
    const auto timestamp = ParseInteger(in.peek());
    if (!timestamp) break;
    in.Take();
    if (*timestamp >= 0) timestamps.push_back(static_cast<Timestamp>(*timestamp));
  }
  if (timestamps.empty()) return errors::kFilterByTsMissing;
  std::sort(timestamps.begin(), timestamps.end());
  query.timestamps = std::move(timestamps);
  return nullptr;
}

std::optional<double> ParseBound(std::string_view word) {
  if (Is(word, "-INF")) return -INFINITY;
  if (Is(word, "INF") || Is(word, "+INF")) return INFINITY;
  return ParseValue(word);
}

ErrorText ParseFilterByValue(Cursor& in, RangeQuery& query) {
  if (in.left() < 2) return errors::kFilterByValueMissing;
  const auto min = ParseBound(in.Take());
  if (!min) return errors::kBadMin;
  const auto max = ParseBound(in.Take());
  if (!max) return errors::kBadMax;
  query.values.emplace(*min, *max);
  return nullptr;
}

ErrorText ParseBucketTimestamp(Cursor& in, Aggregation& out) {
  if (in.done()) return errors::kWrongArity;
  const std::string_view word = in.Take();
  if (word == "-" || Is(word, "START")) {
    out.stamp = BucketTimestamp::kStart;
  } else if (word == "+" || Is(word, "END")) {
    out.stamp = BucketTimestamp::kEnd;
  } else if (word == "~" || Is(word, "MID")) {
    out.stamp = BucketTimestamp::kMid;
  } else {
    return errors::kUnknownBucketTimestamp;
  }
  return nullptr;
}

ErrorText ParseAggregation(Cursor& in, RangeQuery& query) {
  if (in.left() < 2) return errors::kBadAggregation;
  Aggregation aggregation;
  const std::string_view aggregator = in.Take();
  if (ErrorText error = ParseAggregatorAndBucket(aggregator, in.Take(), aggregation)) return error;
  for (;;) {
    if (in.TakeIf("EMPTY")) {
      aggregation.empty_buckets = true;
    } else if (in.TakeIf("BUCKETTIMESTAMP")) {
      if (ErrorText error = ParseBucketTimestamp(in, aggregation)) return error;
    } else {
      break;
    }
  }
  query.aggregation = aggregation;
  return nullptr;
}

// ALIGN may come before AGGREGATION, so its word waits until all others are read.
ErrorText ApplyAlign(std::string_view word, RangeQuery& query) {
  if (!query.aggregation) return errors::kAlignAlone;
  Timestamp& origin = query.aggregation->buckets.origin;
  if (word == "-" || Is(word, "START")) {
    origin = query.from;
  } else if (word == "+" || Is(word, "END")) {
    origin = query.to;
  } else {
    const auto align = ParseInteger(word);
    if (!align || *align < 0) return errors::kUnknownAlign;
    origin = static_cast<Timestamp>(*align);
  }
  return nullptr;
}

// What all range commands share; one word that is none of it is left to the caller.
class RangeOptions {
 public:
  // Sets `known` if the word at the cursor was one of them.
  ErrorText Next(Cursor& in, RangeQuery& query, bool& latest, bool& known) {
    known = true;
    if (in.TakeIf("LATEST")) {
      latest = true;
      return nullptr;
    }
    if (in.TakeIf("COUNT")) return ParseCount(in, query);
    if (in.TakeIf("FILTER_BY_TS")) return ParseFilterByTs(in, query);
    if (in.TakeIf("FILTER_BY_VALUE")) return ParseFilterByValue(in, query);
    if (in.TakeIf("AGGREGATION")) return ParseAggregation(in, query);
    if (in.TakeIf("BUCKETTIMESTAMP")) {
      misplaced_stamp_ = true;
      return nullptr;
    }
    if (in.TakeIf("ALIGN")) {
      if (in.done()) return errors::kWrongArity;
      align_ = in.Take();
      return nullptr;
    }
    known = false;
    return nullptr;
  }

  ErrorText Finish(RangeQuery& query, bool open_start, bool open_end) const {
    if (misplaced_stamp_ && query.aggregation) return errors::kMisplacedBucketTimestamp;
    if (!align_) return nullptr;
    if (query.aggregation) {
      if (open_start && (*align_ == "-" || Is(*align_, "START"))) return errors::kAlignStart;
      if (open_end && (*align_ == "+" || Is(*align_, "END"))) return errors::kAlignEnd;
    }
    return ApplyAlign(*align_, query);
  }

 private:
  std::optional<std::string_view> align_;
  bool misplaced_stamp_ = false;
};

bool EndsSelectedLabels(std::string_view word) {
  static constexpr std::string_view kKeywords[] = {
      "FILTER",  "AGGREGATION",  "COUNT",           "ALIGN",  "WITHLABELS", "LATEST",
      "GROUPBY", "FILTER_BY_TS", "FILTER_BY_VALUE", "REDUCE", "EMPTY",      "SELECTED_LABELS"};
  return std::any_of(std::begin(kKeywords), std::end(kKeywords),
                     [word](std::string_view keyword) { return Is(word, keyword); });
}

ErrorText ParseSelectedLabels(Cursor& in, LabelChoice& out) {
  while (!in.done() && !EndsSelectedLabels(in.peek())) {
    out.selected.push_back(in.Take());
  }
  return out.selected.empty() ? errors::kSelectedMissing : nullptr;
}

// WITHLABELS and SELECTED_LABELS; sets `known` if the word was one of them.
ErrorText NextLabelChoice(Cursor& in, LabelChoice& out, bool& known) {
  known = true;
  if (in.TakeIf("WITHLABELS")) {
    out.all = true;
    return nullptr;
  }
  if (in.TakeIf("SELECTED_LABELS")) return ParseSelectedLabels(in, out);
  known = false;
  return nullptr;
}

bool IsReducer(Aggregator aggregator) {
  return aggregator != Aggregator::kTwa && aggregator != Aggregator::kFirst &&
         aggregator != Aggregator::kLast;
}

// FILTER f... [GROUPBY label REDUCE reducer], to the end.
ErrorText ParseFilterAndGroup(Cursor& in, MultiQuery& out) {
  const Words words = in.Rest();
  const auto group = std::find_if(words.begin(), words.end(),
                                  [](std::string_view word) { return Is(word, "GROUPBY"); });
  if (group != words.end()) {
    if (words.end() - group != 4 || !Is(group[2], "REDUCE")) return errors::kWrongArity;
    const auto reducer = ParseAggregator(group[3]);
    if (!reducer || !IsReducer(*reducer)) return errors::kBadReducer;
    out.group = GroupBy{group[1], *reducer};
  }
  return ParseFilters(words.first(static_cast<size_t>(group - words.begin())), out.filters);
}

}  // namespace

bool Is(std::string_view word, std::string_view keyword) {
  return word.size() == keyword.size() &&
         strncasecmp(word.data(), keyword.data(), word.size()) == 0;
}

std::optional<int64_t> ParseInteger(std::string_view word) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  // One spelling for each number: no leading zeros, no minus zero.
  const std::string_view digits = word.front() == '-' ? word.substr(1) : word;
  if (digits.front() == '0' && word.size() > 1) return std::nullopt;
  return value;
}

ErrorText ParseTimestamp(std::string_view word, Timestamp now, Timestamp& out) {
  if (word == "*") {
    out = now;
    return nullptr;
  }
  const auto value = ParseInteger(word);
  if (!value) return errors::kBadTimestamp;
  if (*value < 0) return errors::kNegativeTimestamp;
  out = static_cast<Timestamp>(*value);
  return nullptr;
}

ErrorText ParseRangeEnds(std::string_view from, std::string_view to, RangeQuery& query) {
  if (from != "-") {
    const auto value = ParseInteger(from);
    if (!value || *value < 0) return errors::kBadFrom;
    query.from = static_cast<Timestamp>(*value);
  }
  if (to != "+") {
    const auto value = ParseInteger(to);
    if (!value || *value < 0) return errors::kBadTo;
    query.to = static_cast<Timestamp>(*value);
  }
  return nullptr;
}

void GivenOptions::ApplyTo(SeriesOptions& options) const {
  if (retention_ms) options.retention_ms = *retention_ms;
  if (chunk_bytes) options.chunk_bytes = *chunk_bytes;
  if (encoding) options.encoding = *encoding;
  if (policy) options.policy = *policy;
  if (ignore) {
    options.ignore_max_time_diff = ignore->first;
    options.ignore_max_value_diff = ignore->second;
  }
  if (labels) options.labels = *labels;
}

ErrorText ParseSeriesOptions(Words words, GivenOptions& out) {
  Cursor in(words);
  while (!in.done()) {
    ErrorText error = nullptr;
    if (in.TakeIf("RETENTION")) {
      error = ParseRetention(in, out);
    } else if (in.TakeIf("CHUNK_SIZE")) {
      error = ParseChunkSize(in, out);
    } else if (in.TakeIf("ENCODING")) {
      error = ParseEncoding(in, out);
    } else if (in.TakeIf("UNCOMPRESSED")) {
      out.encoding = Encoding::kUncompressed;
    } else if (in.TakeIf("DUPLICATE_POLICY")) {
      error = ParsePolicyWord(in, out.policy);
    } else if (in.TakeIf("IGNORE")) {
      error = ParseIgnore(in, out);
    } else if (!out.labels && in.TakeIf("LABELS")) {
      error = ParseLabels(in, out);
    } else {
      in.Take();
    }
    if (error) return error;
  }
  return nullptr;
}

ErrorText ParseOnDuplicate(Words words, DuplicatePolicy& out) {
  Cursor in(words);
  while (!in.done()) {
    if (in.TakeIf("ON_DUPLICATE")) {
      std::optional<DuplicatePolicy> policy;
      if (ErrorText error = ParsePolicyWord(in, policy)) return error;
      out = *policy;
      return nullptr;
    }
    in.Take();
  }
  return nullptr;
}

ErrorText ParseAggregatorAndBucket(std::string_view aggregator, std::string_view bucket,
                                   Aggregation& out) {
  const auto kind = ParseAggregator(aggregator);
  if (!kind) return errors::kUnknownAggregation;
  const auto width = ParseInteger(bucket);
  if (!width) return errors::kBadAggregation;
  if (*width <= 0) return errors::kBucketRange;
  out.aggregator = *kind;
  out.buckets.width = static_cast<uint64_t>(*width);
  return nullptr;
}

ErrorText ParseRangeOptions(Words words, RangeQuery& query, bool& latest) {
  if (ErrorText error = ParseRangeEnds(words[0], words[1], query)) return error;
  Cursor in(words.subspan(2));
  RangeOptions options;
  while (!in.done()) {
    bool known = false;
    if (ErrorText error = options.Next(in, query, latest, known)) return error;
    if (!known) in.Take();
  }
  return options.Finish(query, words[0] == "-", words[1] == "+");
}

ErrorText ParseMultiRange(Words words, MultiQuery& out) {
  if (ErrorText error = ParseRangeEnds(words[0], words[1], out.range)) return error;
  Cursor in(words.subspan(2));
  RangeOptions options;
  bool filtered = false;
  while (!in.done() && !filtered) {
    bool known = false;
    if (ErrorText error = NextLabelChoice(in, out.labels, known)) return error;
    if (known) continue;
    if (ErrorText error = options.Next(in, out.range, out.latest, known)) return error;
    if (known) continue;
    filtered = Is(in.Take(), "FILTER");
  }
  if (out.labels.all && !out.labels.selected.empty()) return errors::kLabelsTwice;
  if (!filtered) return errors::kFilterMissing;
  if (ErrorText error = options.Finish(out.range, words[0] == "-", words[1] == "+")) return error;
  return ParseFilterAndGroup(in, out);
}

ErrorText ParseMultiGet(Words words, MultiQuery& out) {
  Cursor in(words);
  bool filtered = false;
  while (!in.done() && !filtered) {
    bool known = false;
    if (ErrorText error = NextLabelChoice(in, out.labels, known)) return error;
    if (known) continue;
    if (in.TakeIf("LATEST")) {
      out.latest = true;
    } else {
      filtered = Is(in.Take(), "FILTER");
    }
  }
  if (out.labels.all && !out.labels.selected.empty()) return errors::kLabelsTwice;
  if (!filtered) return errors::kWrongArity;
  return ParseFilters(in.Rest(), out.filters);
}

ErrorText ParseFilters(Words words, std::vector<LabelFilter>& out) {
  if (words.empty()) return errors::kFilterEmpty;
  for (const std::string_view word : words) {
    auto filter = ParseLabelFilter(word);
    if (!filter) return errors::kBadFilter;
    out.push_back(std::move(*filter));
  }
  return HasMatcher(out) ? nullptr : errors::kNoMatcher;
}

}  // namespace trellis::timeseries
