#include "core/oom_score.h"

#include <algorithm>
#include <fstream>

#include "core/base/log.h"
#include "core/base/number_text.h"
#include "core/base/words.h"

namespace trellis {
namespace {

constexpr const char* kPath = "/proc/self/oom_score_adj";
constexpr int kMost = 1000;

// As the words of oom-score-adj stand in directives.def.
enum Mode : int64_t {
  kNo,
  kYes,
  kRelative,
  kAbsolute
};

}  // namespace

bool OomScore::Apply(const Config& config) {
  const int64_t mode = config.number(Directive::kOomScoreAdj);
  if (mode == kNo && !original_) return true;
  if (!original_) {
    int score = 0;
    if (!(std::ifstream(kPath) >> score)) {
      Log(LogLevel::kWarning, "Can't read {}", kPath);
      return false;
    }
    original_ = score;
  }
  int wanted = *original_;
  if (mode != kNo) {
    // The first of three: this process is a primary.
    std::vector<std::string> values;
    (void)SplitWords(config.text(Directive::kOomScoreAdjValues), values);
    const auto value = static_cast<int>(ParseInt64(values[0]).value_or(0));
    wanted = std::clamp(mode == kAbsolute ? value : *original_ + value, -kMost, kMost);
  }
  std::ofstream out(kPath);
  out << wanted << std::flush;
  if (!out) {
    Log(LogLevel::kWarning, "Can't write {} to {}", wanted, kPath);
    return false;
  }
  if (mode == kNo) original_.reset();
  return true;
}

}  // namespace trellis
