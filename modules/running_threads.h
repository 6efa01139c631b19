// The threads of this process, as the kernel numbers them: to see whether a module has left some running.
#pragma once

#include <vector>

namespace trellis {

// In ascending order.
std::vector<int> RunningThreads();
// Whether one runs that is not among `before` (of RunningThreads).
bool NewThreadRuns(const std::vector<int>& before);

}  // namespace trellis
