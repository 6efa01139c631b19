#include "timeseries/group_rows.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <queue>

namespace trellis::timeseries {
namespace {

// The next row of one series.
struct Head {
  Timestamp timestamp;
  size_t series;
  size_t row;
};

// Orders a priority queue, whose top is the largest.
struct ComesLater {
  bool descending;
  bool operator()(const Head& a, const Head& b) const {
    if (a.timestamp != b.timestamp) return (a.timestamp > b.timestamp) != descending;
    return a.series > b.series;
  }
};

}  // namespace

std::vector<Sample> ReduceRows(const std::vector<std::vector<Sample>>& series, Aggregator reducer,
                               bool descending, uint64_t count) {
  std::priority_queue<Head, std::vector<Head>, ComesLater> heads{ComesLater{descending}};
  for (size_t i = 0; i < series.size(); ++i) {
    if (!series[i].empty()) heads.push({series[i].front().timestamp, i, 0});
  }
  std::vector<Sample> rows;
  WithAccumulator(reducer, [&](auto fresh) {
    while (!heads.empty() && rows.size() < count) {
      const Timestamp timestamp = heads.top().timestamp;
      auto accumulator = fresh;
      bool any = false;
      while (!heads.empty() && heads.top().timestamp == timestamp) {
        const Head head = heads.top();
        heads.pop();
        const double value = series[head.series][head.row].value;
        if (!std::isnan(value)) {
          accumulator.Add(value);
          any = true;
        }
        const size_t next = head.row + 1;
        if (next < series[head.series].size()) {
          heads.push({series[head.series][next].timestamp, head.series, next});
        }
      }
      const double none = std::numeric_limits<double>::quiet_NaN();
      rows.push_back({timestamp, any ? accumulator.Result() : none});
    }
  });
  return rows;
}

}  // namespace trellis::timeseries
