// Latency events: what took the server longer than latency-monitor-threshold, by kind of event.
//
// For each event up to 160 samples are kept, one a second: several within the same second leave the
// longest.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace trellis {

class LatencyMonitor {
 public:
  static constexpr size_t kMostSamples = 160;
  struct Sample {
    int64_t unix_seconds;
    int64_t milliseconds;
  };
  struct Event {
    std::deque<Sample> samples;  // oldest first, never empty
    int64_t longest_ms = 0;      // since the last reset
  };

  // Milliseconds; 0: nothing is kept.
  void set_threshold(int64_t milliseconds) { threshold_ms_ = milliseconds; }
  [[nodiscard]] int64_t threshold() const { return threshold_ms_; }

  // An event that took this long, if that is worth keeping.
  void Add(std::string_view event, int64_t milliseconds, int64_t unix_seconds) {
    if (threshold_ms_ > 0 && milliseconds >= threshold_ms_) Keep(event, milliseconds, unix_seconds);
  }

  // False if there was nothing to forget.
  bool Reset(std::string_view event);
  size_t ResetAll();
  [[nodiscard]] const Event* Find(std::string_view event) const;
  [[nodiscard]] const std::map<std::string, Event, std::less<>>& events() const { return events_; }

 private:
  void Keep(std::string_view event, int64_t milliseconds, int64_t unix_seconds);

  std::map<std::string, Event, std::less<>> events_;
  int64_t threshold_ms_ = 0;
};

// An ASCII graph of an event's samples, as LATENCY GRAPH shows it.
std::string LatencyGraph(std::string_view name, const LatencyMonitor::Event& event,
                         int64_t now_seconds);

// LATENCY DOCTOR's report.
std::string LatencyReport(const LatencyMonitor& monitor);

}  // namespace trellis
