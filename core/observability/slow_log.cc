#include "core/observability/slow_log.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/base/clock.h"

namespace trellis {

void SlowLog::Add(std::span<const std::string_view> args, int64_t microseconds,
                  std::string_view address, std::string_view name, size_t max_records,
                  std::string note) {
  constexpr size_t kMostWords = 32;
  constexpr size_t kMostBytes = 128;
  Record record{.id = next_id_++,
                .unix_seconds = clock::UnixMs() / 1000,
                .microseconds = microseconds,
                .words = {},
                .client_address = std::string(address),
                .client_name = std::string(name)};
  const size_t shown = std::min(args.size(), kMostWords);
  for (size_t i = 0; i < shown; ++i) {
    if (args.size() > kMostWords && i == kMostWords - 1) {
      record.words.push_back(fmt::format("... ({} more arguments)", args.size() - kMostWords + 1));
    } else if (args[i].size() > kMostBytes) {
      record.words.push_back(fmt::format("{}... ({} more bytes)", args[i].substr(0, kMostBytes),
                                         args[i].size() - kMostBytes));
    } else {
      record.words.emplace_back(args[i]);
    }
  }
  if (!note.empty()) record.words.push_back(std::move(note));
  records_.push_front(std::move(record));
  Trim(max_records);
}

void SlowLog::Trim(size_t max_records) {
  while (records_.size() > max_records)
    records_.pop_back();
}

}  // namespace trellis
