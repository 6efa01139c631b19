// Indexes the documents that were there before their index: walks the keyspace in slices of a few
// milliseconds, between which the server serves.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "module_api/cpp/context.h"
#include "module_api/cpp/scan.h"

#include "search/registry.h"

namespace trellis::search {

class BackgroundScan {
 public:
  explicit BackgroundScan(Registry& registry) : registry_(registry) {}

  // Begins with a first slice at once, so that a small keyspace is done before FT.CREATE replies. With
  // `again`, documents that are in the index already are indexed anew.
  void Start(Context& ctx, const Index& index, bool again);
  // Whether the index has documents to come.
  [[nodiscard]] bool IsRunning(const Index& index) const;
  // From 0 to 1.
  [[nodiscard]] double Progress(Context& ctx, const Index& index) const;
  void StopAll() { tasks_.clear(); }

 private:
  struct Task {
    std::string name;
    const Index* index;  // compared only: an index of that name may have been dropped and made anew
    bool again;
    std::unique_ptr<KeyspaceScan> scan;
    size_t seen = 0;
  };

  void RunSlice(Context& ctx);
  // A few keys of the first task; false when it has ended.
  bool Step(Context& ctx, Task& task, Index& index);
  void Schedule(Context& ctx);

  Registry& registry_;
  std::vector<Task> tasks_;
  bool is_scheduled_ = false;
};

}  // namespace trellis::search
