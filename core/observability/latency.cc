#include "core/observability/latency.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace trellis {
namespace {

struct Spread {
  int64_t low = 0;
  int64_t high = 0;
  int64_t mean = 0;
  int64_t mean_deviation = 0;
};

Spread SpreadOf(const std::deque<LatencyMonitor::Sample>& samples) {
  const auto count = static_cast<int64_t>(samples.size());
  Spread spread{.low = samples.front().milliseconds, .high = samples.front().milliseconds};
  for (const LatencyMonitor::Sample& sample : samples) {
    spread.low = std::min(spread.low, sample.milliseconds);
    spread.high = std::max(spread.high, sample.milliseconds);
    spread.mean += sample.milliseconds;
  }
  spread.mean /= count;
  for (const LatencyMonitor::Sample& sample : samples)
    spread.mean_deviation += std::abs(sample.milliseconds - spread.mean);
  spread.mean_deviation /= count;
  return spread;
}

// "12s", "3m": how long ago, in the largest unit that fits.
std::string Ago(int64_t seconds) {
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3600) return fmt::format("{}m", seconds / 60);
  if (seconds < 86400) return fmt::format("{}h", seconds / 3600);
  return fmt::format("{}d", seconds / 86400);
}

}  // namespace

void LatencyMonitor::Keep(std::string_view event, int64_t milliseconds, int64_t unix_seconds) {
  auto found = events_.find(event);
  if (found == events_.end()) found = events_.try_emplace(std::string(event)).first;
  Event& kept = found->second;
  kept.longest_ms = std::max(kept.longest_ms, milliseconds);
  if (!kept.samples.empty() && kept.samples.back().unix_seconds == unix_seconds) {
    kept.samples.back().milliseconds = std::max(kept.samples.back().milliseconds, milliseconds);
    return;
  }
  if (kept.samples.size() == kMostSamples) kept.samples.pop_front();
  kept.samples.push_back({unix_seconds, milliseconds});
}

bool LatencyMonitor::Reset(std::string_view event) {
  const auto found = events_.find(event);
  if (found == events_.end()) return false;
  events_.erase(found);
  return true;
}

size_t LatencyMonitor::ResetAll() {
  const size_t count = events_.size();
  events_.clear();
  return count;
}

const LatencyMonitor::Event* LatencyMonitor::Find(std::string_view event) const {
  const auto found = events_.find(event);
  return found == events_.end() ? nullptr : &found->second;
}

std::string LatencyGraph(std::string_view name, const LatencyMonitor::Event& event,
                         int64_t now_seconds) {
  constexpr int64_t kRows = 4;
  constexpr std::string_view kTops = "_o#";  // how far a column reaches into its highest row
  constexpr size_t kWidth = 80;
  constexpr auto kSteps = static_cast<int64_t>(kTops.size());
  const Spread spread = SpreadOf(event.samples);
  const int64_t range = std::max<int64_t>(spread.high - spread.low, 1);
  std::vector<int64_t> heights;
  std::vector<std::string> labels;
  size_t longest_label = 0;
  for (const LatencyMonitor::Sample& sample : event.samples) {
    const int64_t height = (sample.milliseconds - spread.low) * kSteps * kRows / range;
    heights.push_back(std::min(height, kSteps * kRows - 1));
    labels.push_back(Ago(std::max<int64_t>(now_seconds - sample.unix_seconds, 0)));
    longest_label = std::max(longest_label, labels.back().size());
  }
  std::string out = fmt::format("{} - high {} ms, low {} ms (all time high {} ms)\n", name,
                                spread.high, spread.low, event.longest_ms);
  out += std::string(kWidth, '-') + '\n';
  for (int64_t row = kRows - 1; row >= 0; --row) {
    for (const int64_t height : heights) {
      const int64_t top = height / kSteps;
      const char shown = top > row ? '|' : top < row ? ' ' : kTops[height % kSteps];
      out += shown;
    }
    out += '\n';
  }
  out += std::string(heights.size(), ' ') + '\n';
  for (size_t line = 0; line < longest_label; ++line) {
    for (const std::string& label : labels)
      out += line < label.size() ? label[line] : ' ';
    out += '\n';
  }
  return out;
}

std::string LatencyReport(const LatencyMonitor& monitor) {
  if (monitor.threshold() == 0 && monitor.events().empty()) {
    return "Latency monitoring is off. CONFIG SET latency-monitor-threshold <milliseconds> turns "
           "it "
           "on.\n";
  }
  if (monitor.events().empty()) return "No latency spike was seen.\n";
  std::string out = "Latency spikes:\n\n";
  int number = 0;
  for (const auto& [name, event] : monitor.events()) {
    const Spread spread = SpreadOf(event.samples);
    const auto count = static_cast<int64_t>(event.samples.size());
    const int64_t span = event.samples.back().unix_seconds - event.samples.front().unix_seconds;
    const double period =
        count > 1 ? static_cast<double>(span) / static_cast<double>(count - 1) : 0.0;
    out += fmt::format(
        "{}. {}: {} latency spikes (average {}ms, mean deviation {}ms, period {:.2f} sec). Worst "
        "all time event {}ms.\n",
        ++number, name, count, spread.mean, spread.mean_deviation, period, event.longest_ms);
  }
  out +=
      "\nSLOWLOG GET shows which commands were slow. Large values are best deleted by UNLINK, or "
      "with the lazyfree-lazy-* settings on; forks take long with much memory.\n";
  return out;
}

}  // namespace trellis
