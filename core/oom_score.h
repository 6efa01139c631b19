// Which process the kernel kills first when memory runs out (Linux: /proc/self/oom_score_adj), as the
// settings oom-score-adj and oom-score-adj-values say.
#pragma once

#include <optional>

#include "core/config/config.h"

namespace trellis {

class OomScore {
 public:
  // Brings this process's score in step with the settings; false, with the reason in the log, if the
  // kernel refuses. Does nothing until a setting has asked for a score.
  bool Apply(const Config& config);

 private:
  // The score that the process was started with, once it has been changed.
  std::optional<int> original_;
};

}  // namespace trellis
