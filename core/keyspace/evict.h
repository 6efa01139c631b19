// Keeps used memory under maxmemory by removing keys as maxmemory-policy says.
//
// As few as are needed: what a step has to free is known when it begins, and each key counts for what
// used memory fell by as it went. What is allocated because keys go (a message to each client that
// tracks one) doesn't count against them, or each eviction would cause the next.
//
// In bounded steps: a step ends, with more to do, after the time that maxmemory-eviction-tenacity
// grants. Who called goes on with his work meanwhile; unfinished() asks for a further step soon.
//
// Keys come last: first the server is asked for other memory that it can do without (clients beyond
// maxmemory-clients). Values that the lazy-free thread is freeing will fall out of used memory by themselves. A step waits for
// them, as long as its time lasts, before it takes more keys.
// Threads: the keyspace's owner only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "core/keyspace/keyspace.h"

namespace trellis {

class Evictor {
 public:
  enum class Outcome : uint8_t {
    kFits,        // used memory is within the limit
    kUnfinished,  // it isn't yet: the step's time is over
    kOver,        // it isn't, and there is no key that may go
  };
  // How memory is measured: bytes used now; and Settle, which makes `used` know of what other threads
  // have freed, or of a part of it: then it answers false.
  struct Gauge {
    size_t (*used)();
    bool (*settle)();
  };
  // True if memory was given up, which falls out of used memory soon.
  using Spare = std::function<bool()>;

  Evictor(Keyspace& keyspace, Gauge gauge) : keyspace_(keyspace), gauge_(gauge) {}

  // maxmemory in bytes, 0 for no limit. The first step under a new one is still to be done.
  void set_limit(size_t limit) {
    limit_ = limit;
    unfinished_ = limit > 0;
  }
  [[nodiscard]] bool limited() const { return limit_ > 0; }
  [[nodiscard]] bool Over() const { return limited() && gauge_.used() > limit_; }
  // Runs one step, if used memory is above the limit.
  Outcome MakeRoom() {
    if (Over()) return Step();
    unfinished_ = false;
    return Outcome::kFits;
  }
  // A step must follow, even if no command comes.
  [[nodiscard]] bool unfinished() const { return unfinished_; }

  void set_spare(Spare spare) { spare_ = std::move(spare); }
  // maxmemory-eviction-tenacity: 0 for the shortest steps, 100 for steps that end only when done.
  void set_tenacity(int64_t tenacity);

 private:
  // The key that the policy gives up next.
  struct Candidate {
    int db = -1;  // none may go
    std::string key;
  };

  Outcome Step();
  [[nodiscard]] Candidate Choose();
  // The higher, the sooner the key should go.
  [[nodiscard]] double Score(const Entry& entry);
  // Takes the key out of its database, and returns how much less memory is used: all that will be, if
  // *settled.
  size_t Remove(const Candidate& candidate, int64_t deadline_us, bool* settled);
  // Waits for the lazy-free thread and measures what it freed. False if it needs longer.
  bool AwaitLazyFree(int64_t deadline_us);

  Keyspace& keyspace_;
  Gauge gauge_;
  Spare spare_;
  size_t limit_ = 0;
  int64_t step_us_ = 500;
  uint64_t settled_frees_ = 0;  // lazy frees that the gauge knows of
  bool unfinished_ = false;
};

}  // namespace trellis
