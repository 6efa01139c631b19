// The log: one line per event an operator acts on, `pid:role date sign text`, to a file or stdout.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>

namespace trellis {

enum class LogLevel {
  kDebug,
  kVerbose,
  kNotice,
  kWarning
};

// Lines below `level` are dropped; an empty path is stdout. False if the file can't be opened.
bool OpenLog(LogLevel level, const std::string& path);
void SetLogLevel(LogLevel level);
bool LogEnabled(LogLevel level);
void LogLine(LogLevel level, std::string_view text);
// Writes the bytes as they are, without date and line end. May be called from a signal handler.
void LogFromSignal(std::string_view text);

template <typename... Args>
void Log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) {
  if (LogEnabled(level)) LogLine(level, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace trellis
