// The error replies of the TS.* commands, as clients match on them. Most begin with ERR; those
// that don't are RedisTimeSeries' own exceptions.
#pragma once

namespace trellis::timeseries {

// A whole error reply, or null for success.
using ErrorText = const char*;

namespace errors {

inline constexpr ErrorText kWrongType =
    "ERR WRONGTYPE Operation against a key holding the wrong kind of value";
inline constexpr ErrorText kNoSuchKey = "ERR TSDB: the key does not exist";
inline constexpr ErrorText kKeyExists = "ERR TSDB: key already exists";
inline constexpr ErrorText kNotASeries = "ERR TSDB: the key is not a TSDB key";

inline constexpr ErrorText kBadRetention = "ERR TSDB: Couldn't parse RETENTION";
inline constexpr ErrorText kNegativeRetention = "TSDB: Couldn't parse RETENTION";
inline constexpr ErrorText kBadChunkSize = "ERR TSDB: Couldn't parse CHUNK_SIZE";
inline constexpr ErrorText kChunkSizeRange =
    "ERR TSDB: CHUNK_SIZE value must be a multiple of 8 in the range [48 .. 1048576]";
inline constexpr ErrorText kUnknownEncoding = "ERR TSDB: unknown ENCODING parameter";
inline constexpr ErrorText kBadPolicy = "ERR TSDB: Couldn't parse DUPLICATE_POLICY";
inline constexpr ErrorText kUnknownPolicy = "ERR TSDB: Unknown DUPLICATE_POLICY";
inline constexpr ErrorText kBadIgnore = "ERR TSDB: Couldn't parse IGNORE";
inline constexpr ErrorText kNegativeIgnore = "ERR TSDB: IGNORE arguments cannot be negative";
inline constexpr ErrorText kBadLabels = "ERR TSDB: Couldn't parse LABELS";

inline constexpr ErrorText kBadTimestamp = "ERR TSDB: invalid timestamp";
inline constexpr ErrorText kNegativeTimestamp =
    "ERR TSDB: invalid timestamp, must be a nonnegative integer";
inline constexpr ErrorText kBadValue = "ERR TSDB: invalid value";
inline constexpr ErrorText kBadIncrement = "ERR TSDB: invalid increase/decrease value";
inline constexpr ErrorText kTooOld = "ERR TSDB: Timestamp is older than retention";
inline constexpr ErrorText kBlocked =
    "ERR TSDB: Error at upsert, update is not supported when DUPLICATE_POLICY is set to BLOCK mode";
inline constexpr ErrorText kBeforeLast =
    "TSDB: timestamp must be equal to or higher than the maximum existing timestamp";
inline constexpr ErrorText kCompactedBeyondRetention =
    "ERR TSDB: When a series has compactions, deleting samples or compaction buckets beyond the "
    "series retention period is not possible";

inline constexpr ErrorText kBadFrom = "ERR TSDB: wrong fromTimestamp";
inline constexpr ErrorText kBadTo = "ERR TSDB: wrong toTimestamp";
inline constexpr ErrorText kCountMissing = "ERR TSDB: COUNT argument is missing";
inline constexpr ErrorText kBadCount = "ERR TSDB: Couldn't parse COUNT";
inline constexpr ErrorText kCountRange = "ERR TSDB: Invalid COUNT value";
inline constexpr ErrorText kBadAggregation = "ERR TSDB: Couldn't parse AGGREGATION";
inline constexpr ErrorText kUnknownAggregation = "ERR TSDB: Unknown aggregation type";
inline constexpr ErrorText kBucketRange = "ERR TSDB: bucketDuration must be greater than zero";
inline constexpr ErrorText kTooManyBuckets =
    "ERR TSDB: EMPTY would report more than 10000000 buckets";
inline constexpr ErrorText kUnknownBucketTimestamp = "ERR TSDB: unknown BUCKETTIMESTAMP parameter";
inline constexpr ErrorText kMisplacedBucketTimestamp =
    "ERR TSDB: BUCKETTIMESTAMP flag should be the 3rd or 4th flag after AGGREGATION flag";
inline constexpr ErrorText kUnknownAlign = "ERR TSDB: unknown ALIGN parameter";
inline constexpr ErrorText kAlignAlone =
    "ERR TSDB: ALIGN parameter can only be used with AGGREGATION";
inline constexpr ErrorText kAlignStart =
    "ERR TSDB: start alignment can only be used with explicit start timestamp";
inline constexpr ErrorText kAlignEnd =
    "ERR TSDB: end alignment can only be used with explicit end timestamp";
inline constexpr ErrorText kFilterByTsMissing =
    "ERR TSDB: FILTER_BY_TS one or more arguments are missing";
inline constexpr ErrorText kFilterByValueMissing =
    "ERR TSDB: FILTER_BY_VALUE one or more arguments are missing";
inline constexpr ErrorText kBadMin = "ERR TSDB: Couldn't parse MIN";
inline constexpr ErrorText kBadMax = "ERR TSDB: Couldn't parse MAX";
inline constexpr ErrorText kWrongThirdArgument = "ERR TSDB: wrong 3rd argument";

inline constexpr ErrorText kFilterMissing = "ERR TSDB: missing FILTER argument";
inline constexpr ErrorText kFilterEmpty = "ERR TSDB: missing labels for filter argument";
inline constexpr ErrorText kBadFilter = "ERR TSDB: failed parsing labels";
inline constexpr ErrorText kNoMatcher = "ERR TSDB: please provide at least one matcher";
inline constexpr ErrorText kLabelsTwice =
    "ERR TSDB: cannot accept WITHLABELS and SELECT_LABELS together";
inline constexpr ErrorText kSelectedMissing =
    "ERR TSDB: SELECT_LABELS should have at least 1 parameter";
inline constexpr ErrorText kBadReducer = "ERR TSDB: Invalid reducer type";

inline constexpr ErrorText kSameKey =
    "ERR TSDB: the source key and destination key should be different";
inline constexpr ErrorText kSourceIsDestination =
    "ERR TSDB: the source key already has a source rule";
inline constexpr ErrorText kDestinationTaken =
    "ERR TSDB: the destination key already has a src rule";
inline constexpr ErrorText kDestinationIsSource =
    "ERR TSDB: the destination key already has a dst rule";
inline constexpr ErrorText kNoSuchRule = "ERR TSDB: compaction rule does not exist";
inline constexpr ErrorText kBadAlignTimestamp = "ERR TSDB: Couldn't parse alignTimestamp";

// Stands for the host's own text about a wrong number of arguments, which names the command.
inline constexpr ErrorText kWrongArity = "";

}  // namespace errors
}  // namespace trellis::timeseries
