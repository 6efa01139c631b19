#include "search/ingest/background_scan.h"

#include <algorithm>
#include <chrono>

#include "module_api/cpp/timer.h"

#include "search/ingest/indexer.h"

namespace trellis::search {

void BackgroundScan::Start(Context& ctx, const Index& index, bool again) {
  tasks_.push_back({.name = index.definition().name,
                    .index = &index,
                    .again = again,
                    .scan = std::make_unique<KeyspaceScan>()});
  RunSlice(ctx);
}

bool BackgroundScan::IsRunning(const Index& index) const {
  return std::any_of(tasks_.begin(), tasks_.end(),
                     [&](const Task& task) { return task.index == &index; });
}

double BackgroundScan::Progress(Context& ctx, const Index& index) const {
  for (const Task& task : tasks_) {
    if (task.index != &index) continue;
    const auto keys = static_cast<double>(std::max(1ULL, RedisModule_DbSize(ctx.get())));
    return std::min(static_cast<double>(task.seen) / keys, 0.999);
  }
  return 1;
}

void BackgroundScan::RunSlice(Context& ctx) {
  using Clock = std::chrono::steady_clock;
  constexpr auto kSlice = std::chrono::milliseconds(2);
  const auto end = Clock::now() + kSlice;
  while (!tasks_.empty() && Clock::now() < end) {
    Task& task = tasks_.front();
    Index* index = registry_.FindByName(task.name);
    if (index != task.index || !Step(ctx, task, *index)) tasks_.erase(tasks_.begin());
  }
  if (!tasks_.empty()) Schedule(ctx);
}

bool BackgroundScan::Step(Context& ctx, Task& task, Index& index) {
  std::vector<String> keys;
  const bool more = task.scan->Step(ctx, [&](Context&, RedisModuleString* name, RedisModuleKey*) {
    ++task.seen;
    if (!index.definition().Covers(View(name))) return;
    if (!task.again && index.documents().Find(View(name)) != 0) return;
    keys.push_back(String::Retain(name));
  });
  for (const String& key : keys)
    IndexKey(ctx, index, key.get());
  return more;
}

void BackgroundScan::Schedule(Context& ctx) {
  if (is_scheduled_) return;
  is_scheduled_ = true;
  RunAfter(ctx, 1, [this](Context& timer_ctx) {
    is_scheduled_ = false;
    RunSlice(timer_ctx);
  });
}

}  // namespace trellis::search
