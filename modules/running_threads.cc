#include "modules/running_threads.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "core/base/number_text.h"

namespace trellis {

std::vector<int> RunningThreads() {
  std::vector<int> threads;
  std::error_code problem;
  // Without the folder (no /proc) nothing is known: no threads.
  for (std::filesystem::directory_iterator next("/proc/self/task", problem), end;
       !problem && next != end; next.increment(problem)) {
    const auto number = ParseInt64(next->path().filename().native());
    if (number) threads.push_back(static_cast<int>(*number));
  }
  std::sort(threads.begin(), threads.end());
  return threads;
}

bool NewThreadRuns(const std::vector<int>& before) {
  const std::vector<int> now = RunningThreads();
  return !std::includes(before.begin(), before.end(), now.begin(), now.end());
}

}  // namespace trellis
