// The error replies of the TS.* commands, as clients match on them. Most begin with ERR; those
// that don't are RedisTimeSeries' own exceptions.
#pragma once

namespace trellis::timeseries {

// One of the texts below, or null for success. Each is one array in the whole program, so that
// equal pointers mean equal errors.
using ErrorText = const char*;

namespace errors {

inline constexpr char kWrongType[] =
    "ERR WRONGTYPE Operation against a key holding the wrong kind of value";
inline constexpr char kNoSuchKey[] = "ERR TSDB: the key does not exist";
inline constexpr char kKeyExists[] = "ERR TSDB: key already exists";
inline constexpr char kNotASeries[] = "ERR TSDB: the key is not a TSDB key";

inline constexpr char kBadRetention[] = "ERR TSDB: Couldn't parse RETENTION";
inline constexpr char kNegativeRetention[] = "TSDB: Couldn't parse RETENTION";
inline constexpr char kBadChunkSize[] = "ERR TSDB: Couldn't parse CHUNK_SIZE";
inline constexpr char kChunkSizeRange[] =
    "ERR TSDB: CHUNK_SIZE value must be a multiple of 8 in the range [48 .. 1048576]";
inline constexpr char kUnknownEncoding[] = "ERR TSDB: unknown ENCODING parameter";
inline constexpr char kBadPolicy[] = "ERR TSDB: Couldn't parse DUPLICATE_POLICY";
inline constexpr char kUnknownPolicy[] = "ERR TSDB: Unknown DUPLICATE_POLICY";
inline constexpr char kBadIgnore[] = "ERR TSDB: Couldn't parse IGNORE";
inline constexpr char kNegativeIgnore[] = "ERR TSDB: IGNORE arguments cannot be negative";
inline constexpr char kBadLabels[] = "ERR TSDB: Couldn't parse LABELS";

inline constexpr char kBadTimestamp[] = "ERR TSDB: invalid timestamp";
inline constexpr char kNegativeTimestamp[] =
    "ERR TSDB: invalid timestamp, must be a nonnegative integer";
inline constexpr char kBadValue[] = "ERR TSDB: invalid value";
inline constexpr char kBadIncrement[] = "ERR TSDB: invalid increase/decrease value";
inline constexpr char kTooOld[] = "ERR TSDB: Timestamp is older than retention";
inline constexpr char kBlocked[] =
    "ERR TSDB: Error at upsert, update is not supported when DUPLICATE_POLICY is set to BLOCK mode";
inline constexpr char kBeforeLast[] =
    "TSDB: timestamp must be equal to or higher than the maximum existing timestamp";
inline constexpr char kCompactedBeyondRetention[] =
    "ERR TSDB: When a series has compactions, deleting samples or compaction buckets beyond the "
    "series retention period is not possible";

inline constexpr char kBadFrom[] = "ERR TSDB: wrong fromTimestamp";
inline constexpr char kBadTo[] = "ERR TSDB: wrong toTimestamp";
inline constexpr char kCountMissing[] = "ERR TSDB: COUNT argument is missing";
inline constexpr char kBadCount[] = "ERR TSDB: Couldn't parse COUNT";
inline constexpr char kCountRange[] = "ERR TSDB: Invalid COUNT value";
inline constexpr char kBadAggregation[] = "ERR TSDB: Couldn't parse AGGREGATION";
inline constexpr char kUnknownAggregation[] = "ERR TSDB: Unknown aggregation type";
inline constexpr char kBucketRange[] = "ERR TSDB: bucketDuration must be greater than zero";
inline constexpr char kTooManyBuckets[] = "ERR TSDB: EMPTY would report more than 10000000 buckets";
inline constexpr char kUnknownBucketTimestamp[] = "ERR TSDB: unknown BUCKETTIMESTAMP parameter";
inline constexpr char kMisplacedBucketTimestamp[] =
    "ERR TSDB: BUCKETTIMESTAMP flag should be the 3rd or 4th flag after AGGREGATION flag";
inline constexpr char kUnknownAlign[] = "ERR TSDB: unknown ALIGN parameter";
inline constexpr char kAlignAlone[] = "ERR TSDB: ALIGN parameter can only be used with AGGREGATION";
inline constexpr char kAlignStart[] =
    "ERR TSDB: start alignment can only be used with explicit start timestamp";
inline constexpr char kAlignEnd[] =
    "ERR TSDB: end alignment can only be used with explicit end timestamp";
inline constexpr char kFilterByTsMissing[] =
    "ERR TSDB: FILTER_BY_TS one or more arguments are missing";
inline constexpr char kFilterByValueMissing[] =
    "ERR TSDB: FILTER_BY_VALUE one or more arguments are missing";
inline constexpr char kBadMin[] = "ERR TSDB: Couldn't parse MIN";
inline constexpr char kBadMax[] = "ERR TSDB: Couldn't parse MAX";
inline constexpr char kWrongThirdArgument[] = "ERR TSDB: wrong 3rd argument";

inline constexpr char kFilterMissing[] = "ERR TSDB: missing FILTER argument";
inline constexpr char kFilterEmpty[] = "ERR TSDB: missing labels for filter argument";
inline constexpr char kBadFilter[] = "ERR TSDB: failed parsing labels";
inline constexpr char kNoMatcher[] = "ERR TSDB: please provide at least one matcher";
inline constexpr char kLabelsTwice[] =
    "ERR TSDB: cannot accept WITHLABELS and SELECT_LABELS together";
inline constexpr char kSelectedMissing[] =
    "ERR TSDB: SELECT_LABELS should have at least 1 parameter";
inline constexpr char kBadReducer[] = "ERR TSDB: Invalid reducer type";

inline constexpr char kSameKey[] =
    "ERR TSDB: the source key and destination key should be different";
inline constexpr char kSourceIsDestination[] = "ERR TSDB: the source key already has a source rule";
inline constexpr char kDestinationTaken[] = "ERR TSDB: the destination key already has a src rule";
inline constexpr char kDestinationIsSource[] =
    "ERR TSDB: the destination key already has a dst rule";
inline constexpr char kNoSuchRule[] = "ERR TSDB: compaction rule does not exist";
inline constexpr char kBadAlignTimestamp[] = "ERR TSDB: Couldn't parse alignTimestamp";

// Stands for the host's own text about a wrong number of arguments, which names the command.
inline constexpr char kWrongArity[] = "";

}  // namespace errors
}  // namespace trellis::timeseries
