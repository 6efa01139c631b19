// The slow log: commands that took longer than slowlog-log-slower-than, newest first.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trellis {

class SlowLog {
 public:
  struct Record {
    int64_t id;
    int64_t unix_seconds;
    int64_t microseconds;
    std::vector<std::string> words;  // long ones cut, many left out, as Redis shows them
    std::string client_address;
    std::string client_name;
  };

  // `note`: a last word that isn't the client's, behind those that are shown; none if it is empty.
  void Add(std::span<const std::string_view> args, int64_t microseconds, std::string_view address,
           std::string_view name, size_t max_records, std::string note = {});
  void Trim(size_t max_records);
  void Reset() { records_.clear(); }
  [[nodiscard]] const std::deque<Record>& records() const { return records_; }

 private:
  std::deque<Record> records_;
  int64_t next_id_ = 0;
};

}  // namespace trellis
