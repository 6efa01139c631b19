#include "core/keyspace/evict.h"

#include <cmath>

#include "core/base/clock.h"
#include "core/keyspace/lazy_free.h"

namespace trellis {
namespace {

bool OnlyVolatile(Keyspace::Policy policy) {
  using Policy = Keyspace::Policy;
  return policy == Policy::kVolatileLru || policy == Policy::kVolatileLfu ||
         policy == Policy::kVolatileRandom || policy == Policy::kVolatileTtl;
}

}  // namespace

void Evictor::set_tenacity(int64_t tenacity) {
  // 50 us for each point up to 10, the default; from there on 15 % more for each.
  constexpr int64_t kLinear = 10;
  constexpr int64_t kEndless = 100;
  constexpr double kPointUs = 50;
  constexpr double kGrowth = 1.15;
  if (tenacity >= kEndless) {
    constexpr int64_t kAnHourUs = 3'600'000'000;
    step_us_ = kAnHourUs;
  } else if (tenacity <= kLinear) {
    step_us_ = static_cast<int64_t>(kPointUs) * tenacity;
  } else {
    step_us_ = static_cast<int64_t>(kPointUs * kLinear *
                                    std::pow(kGrowth, static_cast<double>(tenacity - kLinear)));
  }
}

Evictor::Outcome Evictor::Step() {
  const int64_t deadline_us = clock::MonotonicUs() + step_us_;
  unfinished_ = true;
  bool settled = AwaitLazyFree(deadline_us);
  const size_t used = gauge_.used();
  if (used > limit_ && spare_ && spare_()) return Outcome::kUnfinished;
  const size_t excess = used > limit_ ? used - limit_ : 0;
  size_t freed = 0;
  while (freed < excess) {
    if (!settled) return Outcome::kUnfinished;
    const Candidate candidate = Choose();
    if (candidate.db < 0) {
      unfinished_ = false;
      return Outcome::kOver;
    }
    freed += Remove(candidate, deadline_us, &settled);
    keyspace_.Evicted(candidate.db, candidate.key);
    if (freed < excess && clock::MonotonicUs() >= deadline_us) return Outcome::kUnfinished;
  }
  unfinished_ = false;
  return Outcome::kFits;
}

bool Evictor::AwaitLazyFree(int64_t deadline_us) {
  lazy_free::Await(deadline_us);
  while (lazy_free::Freed() != settled_frees_) {
    const uint64_t frees = lazy_free::Freed();
    if (gauge_.settle()) {
      settled_frees_ = frees;
    } else if (clock::MonotonicUs() >= deadline_us) {
      return false;
    }
  }
  return lazy_free::Pending() == 0;
}

size_t Evictor::Remove(const Candidate& candidate, int64_t deadline_us, bool* settled) {
  const size_t before = gauge_.used();
  keyspace_.Remove(candidate.db, candidate.key, Database::Hash(candidate.key),
                   keyspace_.eviction().lazy);
  *settled = AwaitLazyFree(deadline_us);
  const size_t after = gauge_.used();
  return before > after ? before - after : 0;
}

double Evictor::Score(const Entry& entry) {
  using Policy = Keyspace::Policy;
  switch (keyspace_.eviction().policy) {
    case Policy::kAllKeysLru:
    case Policy::kVolatileLru: return static_cast<double>(keyspace_.IdleSeconds(entry));
    case Policy::kAllKeysLfu:
    case Policy::kVolatileLfu: return -static_cast<double>(keyspace_.Frequency(entry));
    case Policy::kVolatileTtl: return -static_cast<double>(entry.expire_at_ms());
    default: return static_cast<double>(keyspace_.random().Next() >> 12);
  }
}

Evictor::Candidate Evictor::Choose() {
  const Keyspace::Policy policy = keyspace_.eviction().policy;
  if (policy == Keyspace::Policy::kNoEviction) return {};
  const bool only_volatile = OnlyVolatile(policy);
  const int samples = keyspace_.eviction().samples;
  // Where few keys have an expiry, one is enough after so many random buckets.
  const size_t patience = 64 * static_cast<size_t>(samples);
  int best_db = -1;
  const Entry* best = nullptr;
  double best_score = 0;
  for (int index = 0; index < keyspace_.databases(); ++index) {
    const Database& database = keyspace_.db(index);
    if ((only_volatile ? database.expires() : database.size()) == 0) continue;
    int seen = 0;
    // Random buckets: a walk from one to the next would empty the stretch that it comes to, and be the
    // longer the next time. Only where these hold no candidate, all buckets one after the other.
    const size_t buckets = database.table().bucket_count();
    size_t bucket = 0;
    for (size_t tries = 0; tries < patience + buckets && seen < samples; ++tries) {
      if (seen > 0 && tries >= patience) break;
      if (tries <= patience) {
        bucket = keyspace_.random().Below(buckets);
      } else {
        bucket = bucket + 1 == buckets ? 0 : bucket + 1;
      }
      database.table().VisitBucket(bucket, [&](const Entry* entry) {
        if (only_volatile && !entry->has_expiry()) return;
        ++seen;
        const double score = Score(*entry);
        if (best != nullptr && score <= best_score) return;
        best_score = score;
        best_db = index;
        best = entry;
      });
    }
  }
  if (best == nullptr) return {};
  return {.db = best_db, .key = std::string(best->key())};
}

}  // namespace trellis
