// Keys that hold sorted sets: members, and one range at a time that is walked both ways.
#include <cmath>
#include <memory>
#include <optional>

#include "core/types/zset/zset.h"
#include "core/types/zset/zset_ranges.h"
#include "modules/api_table.h"
#include "modules/module_context.h"
#include "modules/module_key.h"
#include "modules/module_string.h"

namespace {

using trellis::RankSpan;
using trellis::Zset;

// The ranks of a range and where the walk stands. Positions are ranks: a change of the set moves them,
// as it may end the walk in Redis.
class Walk : public trellis::KeyIterator {
 public:
  Walk(RankSpan span, bool from_last)
      : first_(span.rank),
        count_(span.count),
        at_(from_last && span.count > 0 ? span.count - 1 : 0),
        ended_(span.count == 0) {}

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::optional<size_t> rank() const {
    return count_ == 0 ? std::nullopt : std::optional(first_ + at_);
  }
  bool Step(bool forward) {
    ended_ = ended_ || (forward ? at_ + 1 >= count_ : at_ == 0);
    if (!ended_) at_ += forward ? size_t{1} : SIZE_MAX;
    return !ended_;
  }

 private:
  size_t first_;
  size_t count_;
  size_t at_;
  bool ended_;
};

Walk* WalkOf(RedisModuleKey* key) {
  return key->ValueOf<Zset>() == nullptr ? nullptr : static_cast<Walk*>(key->iterator.get());
}

bool Changeable(RedisModuleKey* key) {
  return key != nullptr && key->writable() &&
         (key->entry() == nullptr || key->ValueOf<Zset>() != nullptr);
}

// What an update asks for, and what came of it: ZADD's options, as bits.
struct Change {
  int flags;
  int outcome = REDISMODULE_ZADD_NOP;
  bool not_a_number = false;
  double score = 0;
};

std::optional<double> Decide(Change& change, std::optional<double> current, double wanted,
                             bool increment) {
  if (current) change.score = *current;
  if (current ? (change.flags & REDISMODULE_ZADD_NX) != 0
              : (change.flags & REDISMODULE_ZADD_XX) != 0) {
    return std::nullopt;
  }
  const double score = increment && current ? *current + wanted : wanted;
  if (std::isnan(score)) {
    change.not_a_number = true;
    return std::nullopt;
  }
  if (current && (((change.flags & REDISMODULE_ZADD_GT) != 0 && score <= *current) ||
                  ((change.flags & REDISMODULE_ZADD_LT) != 0 && score >= *current))) {
    return std::nullopt;
  }
  change.score = score;
  return score;
}

bool Update(RedisModuleKey* key, double score, RedisModuleString* member, Change& change,
            bool increment) {
  if (!Changeable(key) || std::isnan(score)) return false;
  Zset* zset = key->ValueOrNew<Zset>();
  const Zset::Outcome outcome = zset->Update(member->view(), [&](std::optional<double> current) {
    return Decide(change, current, score, increment);
  });
  if (outcome == Zset::Outcome::kAdded) change.outcome = REDISMODULE_ZADD_ADDED;
  if (outcome == Zset::Outcome::kMoved) change.outcome = REDISMODULE_ZADD_UPDATED;
  if (zset->size() == 0) key->Remove(false);
  return !change.not_a_number;
}

int Begin(RedisModuleKey* key, RankSpan span, bool from_last) {
  key->iterator = std::make_unique<Walk>(span, from_last);
  return REDISMODULE_OK;
}

int BeginScores(RedisModuleKey* key, const trellis::ScoreRange& range, bool from_last) {
  const Zset* zset = key == nullptr ? nullptr : key->ValueOf<Zset>();
  return zset == nullptr ? REDISMODULE_ERR : Begin(key, range.In(*zset), from_last);
}

int BeginMembers(RedisModuleKey* key, RedisModuleString* min, RedisModuleString* max,
                 bool from_last) {
  const Zset* zset = key == nullptr ? nullptr : key->ValueOf<Zset>();
  const auto range = trellis::LexRange::Parse(min->view(), max->view());
  return zset == nullptr || !range ? REDISMODULE_ERR : Begin(key, range->In(*zset), from_last);
}

}  // namespace

extern "C" {

int RM_ZsetAdd(RedisModuleKey* key, double score, RedisModuleString* member, int* flags) {
  Change change{.flags = flags == nullptr ? 0 : *flags};
  if (!Update(key, score, member, change, false)) return REDISMODULE_ERR;
  if (flags != nullptr) *flags = change.outcome;
  return REDISMODULE_OK;
}

int RM_ZsetIncrby(RedisModuleKey* key, double score, RedisModuleString* member, int* flags,
                  double* new_score) {
  Change change{.flags = flags == nullptr ? 0 : *flags};
  if (!Update(key, score, member, change, true)) return REDISMODULE_ERR;
  if (flags != nullptr) *flags = change.outcome;
  if (new_score != nullptr) *new_score = change.score;
  return REDISMODULE_OK;
}

int RM_ZsetRem(RedisModuleKey* key, RedisModuleString* member, int* deleted) {
  if (deleted != nullptr) *deleted = 0;
  if (!Changeable(key)) return REDISMODULE_ERR;
  Zset* zset = key->ValueOf<Zset>();
  if (zset == nullptr || !zset->Erase(member->view())) return REDISMODULE_OK;
  if (deleted != nullptr) *deleted = 1;
  if (zset->size() == 0) key->Remove(false);
  return REDISMODULE_OK;
}

int RM_ZsetScore(RedisModuleKey* key, RedisModuleString* member, double* score) {
  const Zset* zset = key == nullptr ? nullptr : key->ValueOf<Zset>();
  const std::optional<double> found = zset == nullptr ? std::nullopt : zset->Score(member->view());
  if (!found) return REDISMODULE_ERR;
  if (score != nullptr) *score = *found;
  return REDISMODULE_OK;
}

int RM_ZsetFirstInScoreRange(RedisModuleKey* key, double min, double max, int min_exclusive,
                             int max_exclusive) {
  return BeginScores(key, {min, max, min_exclusive != 0, max_exclusive != 0}, false);
}

int RM_ZsetLastInScoreRange(RedisModuleKey* key, double min, double max, int min_exclusive,
                            int max_exclusive) {
  return BeginScores(key, {min, max, min_exclusive != 0, max_exclusive != 0}, true);
}

int RM_ZsetFirstInLexRange(RedisModuleKey* key, RedisModuleString* min, RedisModuleString* max) {
  return BeginMembers(key, min, max, false);
}

int RM_ZsetLastInLexRange(RedisModuleKey* key, RedisModuleString* min, RedisModuleString* max) {
  return BeginMembers(key, min, max, true);
}

RedisModuleString* RM_ZsetRangeCurrentElement(RedisModuleKey* key, double* score) {
  const Walk* walk = WalkOf(key);
  const Zset* zset = key->ValueOf<Zset>();
  const std::optional<size_t> rank = walk == nullptr ? std::nullopt : walk->rank();
  if (!rank || *rank >= zset->size()) return nullptr;
  RedisModuleString* member = nullptr;
  zset->VisitRange(*rank, 1, Zset::Direction::kUp,
                   [&](const trellis::PackedElement& element, double its_score) {
                     char digits[trellis::kMaxInt64Text];
                     const std::string_view text = element.Text(digits);
                     member = RM_CreateString(key->context(), text.data(), text.size());
                     if (score != nullptr) *score = its_score;
                   });
  return member;
}

int RM_ZsetRangeNext(RedisModuleKey* key) {
  Walk* walk = WalkOf(key);
  return walk != nullptr && walk->Step(true) ? 1 : 0;
}

int RM_ZsetRangePrev(RedisModuleKey* key) {
  Walk* walk = WalkOf(key);
  return walk != nullptr && walk->Step(false) ? 1 : 0;
}

int RM_ZsetRangeEndReached(RedisModuleKey* key) {
  const Walk* walk = WalkOf(key);
  return walk == nullptr || walk->ended() ? 1 : 0;
}

void RM_ZsetRangeStop(RedisModuleKey* key) {
  key->iterator.reset();
}

}  // extern "C"
