// Keyspace events: what happened to a key, by name. One constant object per event, so that its name
// is one immutable string (modules compare the pointers).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trellis {

// Bits of notify-keyspace-events; the numbers are the module ABI's.
enum EventClass : uint32_t {
  kEventKeyspace = 1U << 0,  // K
  kEventKeyevent = 1U << 1,  // E
  kEventGeneric = 1U << 2,   // g
  kEventString = 1U << 3,    // $
  kEventList = 1U << 4,      // l
  kEventSet = 1U << 5,       // s
  kEventHash = 1U << 6,      // h
  kEventZset = 1U << 7,      // z
  kEventExpired = 1U << 8,   // x
  kEventEvicted = 1U << 9,   // e
  kEventStream = 1U << 10,   // t
  kEventKeyMiss = 1U << 11,  // m
  kEventLoaded = 1U << 12,   // modules only
  kEventModule = 1U << 13,   // d
  kEventNew = 1U << 14,      // n
};
inline constexpr uint32_t kEventAll = 0x7fcU | kEventModule;  // A

struct KeyEvent {
  uint32_t event_class;
  const char* name;
};

// "KEA" and the like; nullopt for an unknown letter.
std::optional<uint32_t> ParseEventClasses(std::string_view letters);
std::string FormatEventClasses(uint32_t classes);

namespace events {
#define TRELLIS_EVENT(NAME, CLASS, TEXT) \
  inline constexpr KeyEvent NAME {       \
    CLASS, TEXT                          \
  }
TRELLIS_EVENT(kDel, kEventGeneric, "del");
TRELLIS_EVENT(kExpire, kEventGeneric, "expire");
TRELLIS_EVENT(kPersist, kEventGeneric, "persist");
TRELLIS_EVENT(kRenameFrom, kEventGeneric, "rename_from");
TRELLIS_EVENT(kRenameTo, kEventGeneric, "rename_to");
TRELLIS_EVENT(kMoveFrom, kEventGeneric, "move_from");
TRELLIS_EVENT(kMoveTo, kEventGeneric, "move_to");
TRELLIS_EVENT(kCopyTo, kEventGeneric, "copy_to");
TRELLIS_EVENT(kRestore, kEventGeneric, "restore");
TRELLIS_EVENT(kNew, kEventNew, "new");
TRELLIS_EVENT(kExpired, kEventExpired, "expired");
TRELLIS_EVENT(kEvicted, kEventEvicted, "evicted");
TRELLIS_EVENT(kKeyMiss, kEventKeyMiss, "keymiss");
TRELLIS_EVENT(kLoaded, kEventLoaded, "loaded");
TRELLIS_EVENT(kSet, kEventString, "set");
TRELLIS_EVENT(kSetRange, kEventString, "setrange");
TRELLIS_EVENT(kAppend, kEventString, "append");
TRELLIS_EVENT(kIncrBy, kEventString, "incrby");
TRELLIS_EVENT(kDecrBy, kEventString, "decrby");
TRELLIS_EVENT(kIncrByFloat, kEventString, "incrbyfloat");
TRELLIS_EVENT(kSetBit, kEventString, "setbit");
TRELLIS_EVENT(kLpush, kEventList, "lpush");
TRELLIS_EVENT(kRpush, kEventList, "rpush");
TRELLIS_EVENT(kLpop, kEventList, "lpop");
TRELLIS_EVENT(kRpop, kEventList, "rpop");
TRELLIS_EVENT(kLset, kEventList, "lset");
TRELLIS_EVENT(kLinsert, kEventList, "linsert");
TRELLIS_EVENT(kLrem, kEventList, "lrem");
TRELLIS_EVENT(kLtrim, kEventList, "ltrim");
TRELLIS_EVENT(kSortStore, kEventList, "sortstore");
TRELLIS_EVENT(kSadd, kEventSet, "sadd");
TRELLIS_EVENT(kSrem, kEventSet, "srem");
TRELLIS_EVENT(kSpop, kEventSet, "spop");
TRELLIS_EVENT(kSinterStore, kEventSet, "sinterstore");
TRELLIS_EVENT(kSunionStore, kEventSet, "sunionstore");
TRELLIS_EVENT(kSdiffStore, kEventSet, "sdiffstore");
TRELLIS_EVENT(kHset, kEventHash, "hset");
TRELLIS_EVENT(kHdel, kEventHash, "hdel");
TRELLIS_EVENT(kHexpire, kEventHash, "hexpire");
TRELLIS_EVENT(kHexpired, kEventHash, "hexpired");
TRELLIS_EVENT(kHpersist, kEventHash, "hpersist");
TRELLIS_EVENT(kHincrBy, kEventHash, "hincrby");
TRELLIS_EVENT(kHincrByFloat, kEventHash, "hincrbyfloat");
TRELLIS_EVENT(kZadd, kEventZset, "zadd");
TRELLIS_EVENT(kZincr, kEventZset, "zincr");
TRELLIS_EVENT(kZrem, kEventZset, "zrem");
TRELLIS_EVENT(kZremRangeByScore, kEventZset, "zremrangebyscore");
TRELLIS_EVENT(kZremRangeByRank, kEventZset, "zremrangebyrank");
TRELLIS_EVENT(kZremRangeByLex, kEventZset, "zremrangebylex");
TRELLIS_EVENT(kZpopMin, kEventZset, "zpopmin");
TRELLIS_EVENT(kZpopMax, kEventZset, "zpopmax");
TRELLIS_EVENT(kZunionStore, kEventZset, "zunionstore");
TRELLIS_EVENT(kZinterStore, kEventZset, "zinterstore");
TRELLIS_EVENT(kZdiffStore, kEventZset, "zdiffstore");
TRELLIS_EVENT(kZrangeStore, kEventZset, "zrangestore");
#undef TRELLIS_EVENT
}  // namespace events
}  // namespace trellis
