#include "timeseries/arguments.h"

#include <gtest/gtest.h>

namespace trellis::timeseries {
namespace {

std::vector<std::string_view> Split(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const size_t end = text.find(' ');
    words.push_back(text.substr(0, end));
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
  }
  return words;
}

ErrorText Range(std::string_view text, RangeQuery& query) {
  bool latest = false;
  return ParseRangeOptions(Split(text), query, latest);
}

ErrorText RangeError(std::string_view text) {
  RangeQuery query;
  return Range(text, query);
}

ErrorText OptionsError(std::string_view text) {
  GivenOptions given;
  return ParseSeriesOptions(Split(text), given);
}

ErrorText MultiError(std::string_view text) {
  MultiQuery query;
  return ParseMultiRange(Split(text), query);
}

TEST(ParseInteger, TakesOneSpellingOnly) {
  EXPECT_EQ(ParseInteger("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(ParseInteger("0"), 0);
  for (const char* word : {"", "-", "+1", " 1", "1 ", "01", "-0", "1e3", "9223372036854775808"}) {
    EXPECT_EQ(ParseInteger(word), std::nullopt) << word;
  }
}

TEST(ParseTimestamp, KnowsNow) {
  Timestamp out = 0;
  EXPECT_EQ(ParseTimestamp("*", 77, out), nullptr);
  EXPECT_EQ(out, 77u);
  EXPECT_EQ(ParseTimestamp("9223372036854775807", 0, out), nullptr);
  EXPECT_EQ(ParseTimestamp("9223372036854775808", 0, out), errors::kBadTimestamp);
  EXPECT_EQ(ParseTimestamp("-1", 0, out), errors::kNegativeTimestamp);
}

TEST(ParseSeriesOptions, ReadsAllAndSkipsTheUnknown) {
  GivenOptions given;
  const auto words = Split(
      "FOO retention 5 chunk_size 128 ENCODING uncompressed duplicate_policy Max IGNORE 3 0.5 "
      "labels a b color x odd");
  ASSERT_EQ(ParseSeriesOptions(words, given), nullptr);
  SeriesOptions options;
  given.ApplyTo(options);
  EXPECT_EQ(options.retention_ms, 5u);
  EXPECT_EQ(options.chunk_bytes, 128u);
  EXPECT_EQ(options.encoding, Encoding::kUncompressed);
  EXPECT_EQ(options.policy, DuplicatePolicy::kMax);
  EXPECT_EQ(options.ignore_max_time_diff, 3u);
  EXPECT_EQ(options.ignore_max_value_diff, 0.5);
  EXPECT_EQ(options.labels.All(), (std::vector<Label>{{"a", "b"}, {"color", "x"}}));
}

TEST(ParseSeriesOptions, NamesWhatIsWrong) {
  EXPECT_EQ(OptionsError("RETENTION"), errors::kBadRetention);
  EXPECT_EQ(OptionsError("RETENTION -1"), errors::kNegativeRetention);
  EXPECT_EQ(OptionsError("RETENTION 9223372036854775808"), errors::kBadRetention);
  EXPECT_EQ(OptionsError("CHUNK_SIZE 0"), errors::kChunkSizeRange);
  EXPECT_EQ(OptionsError("CHUNK_SIZE 50"), errors::kChunkSizeRange);
  EXPECT_EQ(OptionsError("CHUNK_SIZE 9223372036854775807"), errors::kChunkSizeRange);
  EXPECT_EQ(OptionsError("ENCODING"), errors::kWrongArity);
  EXPECT_EQ(OptionsError("ENCODING gorilla"), errors::kUnknownEncoding);
  EXPECT_EQ(OptionsError("DUPLICATE_POLICY"), errors::kBadPolicy);
  EXPECT_EQ(OptionsError("DUPLICATE_POLICY x"), errors::kUnknownPolicy);
  EXPECT_EQ(OptionsError("IGNORE 1"), errors::kBadIgnore);
  EXPECT_EQ(OptionsError("IGNORE 1 -1"), errors::kNegativeIgnore);
  EXPECT_EQ(OptionsError("IGNORE 1 nan"), errors::kBadIgnore);
  EXPECT_EQ(OptionsError("LABELS a (b"), errors::kBadLabels);
  EXPECT_EQ(OptionsError("LABELS a"), nullptr);
}

TEST(ParseSeriesOptions, ReadsOptionsBehindTheLabelsAsBoth) {
  GivenOptions given;
  const auto words = Split("LABELS labels x RETENTION 7");
  ASSERT_EQ(ParseSeriesOptions(words, given), nullptr);
  EXPECT_EQ(given.labels->All(), (std::vector<Label>{{"labels", "x"}, {"RETENTION", "7"}}));
  EXPECT_EQ(given.retention_ms, 7u);
}

TEST(ParseOnDuplicate, IsFoundAnywhere) {
  DuplicatePolicy policy = DuplicatePolicy::kUnset;
  EXPECT_EQ(ParseOnDuplicate(Split("RETENTION 5 ON_DUPLICATE sum"), policy), nullptr);
  EXPECT_EQ(policy, DuplicatePolicy::kSum);
  policy = DuplicatePolicy::kUnset;
  EXPECT_EQ(ParseOnDuplicate(Split("LABELS on_duplicate max"), policy), nullptr);
  EXPECT_EQ(policy, DuplicatePolicy::kMax);
  EXPECT_EQ(ParseOnDuplicate(Split("ON_DUPLICATE"), policy), errors::kBadPolicy);
}

TEST(ParseRangeOptions, ReadsThemInAnyOrder) {
  RangeQuery query;
  ASSERT_EQ(Range("5 90 ALIGN end FILTER_BY_TS 9 7 9 COUNT 3 AGGREGATION Std.P 10 EMPTY "
                  "BUCKETTIMESTAMP ~ FILTER_BY_VALUE -inf 5 foo",
                  query),
            nullptr);
  EXPECT_EQ(query.from, 5u);
  EXPECT_EQ(query.to, 90u);
  EXPECT_EQ(query.count, 3u);
  EXPECT_EQ(*query.timestamps, (std::vector<Timestamp>{7, 9, 9}));
  EXPECT_EQ(query.values->second, 5);
  EXPECT_EQ(query.aggregation->aggregator, Aggregator::kStdP);
  EXPECT_EQ(query.aggregation->buckets.origin, 90u);
  EXPECT_EQ(query.aggregation->stamp, BucketTimestamp::kMid);
  EXPECT_TRUE(query.aggregation->empty_buckets);
}

TEST(ParseRangeOptions, NamesWhatIsWrong) {
  EXPECT_EQ(RangeError("+ 1"), errors::kBadFrom);
  EXPECT_EQ(RangeError("1 -"), errors::kBadTo);
  EXPECT_EQ(RangeError("0 1 COUNT"), errors::kCountMissing);
  EXPECT_EQ(RangeError("0 1 COUNT x"), errors::kBadCount);
  EXPECT_EQ(RangeError("0 1 COUNT 0"), errors::kCountRange);
  EXPECT_EQ(RangeError("0 1 AGGREGATION avg"), errors::kBadAggregation);
  EXPECT_EQ(RangeError("0 1 AGGREGATION foo 1"), errors::kUnknownAggregation);
  EXPECT_EQ(RangeError("0 1 AGGREGATION avg 0"), errors::kBucketRange);
  EXPECT_EQ(RangeError("0 1 AGGREGATION avg 9223372036854775808"), errors::kBadAggregation);
  EXPECT_EQ(RangeError("0 1 ALIGN"), errors::kWrongArity);
  EXPECT_EQ(RangeError("0 1 ALIGN 0"), errors::kAlignAlone);
  EXPECT_EQ(RangeError("- 1 ALIGN start AGGREGATION avg 1"), errors::kAlignStart);
  EXPECT_EQ(RangeError("0 + ALIGN end AGGREGATION avg 1"), errors::kAlignEnd);
  EXPECT_EQ(RangeError("0 1 ALIGN -5 AGGREGATION avg 1"), errors::kUnknownAlign);
  EXPECT_EQ(RangeError("0 1 FILTER_BY_TS COUNT 1"), errors::kFilterByTsMissing);
  EXPECT_EQ(RangeError("0 1 FILTER_BY_VALUE 1"), errors::kFilterByValueMissing);
  EXPECT_EQ(RangeError("0 1 FILTER_BY_VALUE nan 1"), errors::kBadMin);
  EXPECT_EQ(RangeError("0 1 FILTER_BY_VALUE 1 x"), errors::kBadMax);
  EXPECT_EQ(RangeError("0 1 AGGREGATION avg 1 BUCKETTIMESTAMP"), errors::kWrongArity);
  EXPECT_EQ(RangeError("0 1 AGGREGATION avg 1 BUCKETTIMESTAMP x"), errors::kUnknownBucketTimestamp);
  EXPECT_EQ(RangeError("0 1 AGGREGATION avg 1 COUNT 1 BUCKETTIMESTAMP -"),
            errors::kMisplacedBucketTimestamp);
}

TEST(ParseMultiRange, ReadsFiltersAndGroups) {
  MultiQuery query;
  ASSERT_EQ(ParseMultiRange(Split("- + SELECTED_LABELS x y COUNT 2 FILTER a=b c!= GROUPBY g "
                                  "REDUCE max"),
                            query),
            nullptr);
  EXPECT_EQ(query.labels.selected, (std::vector<std::string_view>{"x", "y"}));
  EXPECT_EQ(query.filters.size(), 2u);
  EXPECT_EQ(query.group->label, "g");
  EXPECT_EQ(query.group->reducer, Aggregator::kMax);
}

TEST(ParseMultiRange, NamesWhatIsWrong) {
  EXPECT_EQ(MultiError("- + FILTER"), errors::kFilterEmpty);
  EXPECT_EQ(MultiError("- + COUNT 1"), errors::kFilterMissing);
  EXPECT_EQ(MultiError("- + FILTER a!=b"), errors::kNoMatcher);
  EXPECT_EQ(MultiError("- + FILTER a=b WITHLABELS"), errors::kBadFilter);
  EXPECT_EQ(MultiError("- + WITHLABELS SELECTED_LABELS a FILTER a=b"), errors::kLabelsTwice);
  EXPECT_EQ(MultiError("- + SELECTED_LABELS FILTER a=b"), errors::kSelectedMissing);
  EXPECT_EQ(MultiError("- + FILTER a=b GROUPBY x REDUCE"), errors::kWrongArity);
  EXPECT_EQ(MultiError("- + FILTER a=b GROUPBY x REDUCE twa"), errors::kBadReducer);
  EXPECT_EQ(MultiError("- + FILTER a=b GROUPBY x REDUCE sum COUNT 1"), errors::kWrongArity);
}

}  // namespace
}  // namespace trellis::timeseries
