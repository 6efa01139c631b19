#include "core/base/log.h"

#include <fcntl.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

namespace trellis {
namespace {

LogLevel g_level = LogLevel::kNotice;
std::string g_path;  // reopened for each line, so that log rotation needs no signal

}  // namespace

bool OpenLog(LogLevel level, const std::string& path) {
  g_level = level;
  g_path = path;
  if (path.empty()) return true;
  std::FILE* file = std::fopen(path.c_str(), "ae");
  if (file == nullptr) return false;
  std::fclose(file);
  return true;
}

void SetLogLevel(LogLevel level) {
  g_level = level;
}

bool LogEnabled(LogLevel level) {
  return level >= g_level;
}

void LogLine(LogLevel level, std::string_view text) {
  timeval now{};
  gettimeofday(&now, nullptr);
  tm local{};
  localtime_r(&now.tv_sec, &local);
  char date[64];
  const size_t length = std::strftime(date, sizeof date, "%d %b %Y %H:%M:%S.", &local);
  std::FILE* file = g_path.empty() ? stdout : std::fopen(g_path.c_str(), "ae");
  if (file == nullptr) return;
  const std::string line =
      fmt::format("{}:M {}{:03} {} {}\n", getpid(), std::string_view(date, length),
                  now.tv_usec / 1000, ".-*#"[static_cast<int>(level)], text);
  std::fwrite(line.data(), 1, line.size(), file);
  std::fflush(file);
  if (file != stdout) std::fclose(file);
}

void LogFromSignal(std::string_view text) {
  const int fd =
      g_path.empty() ? STDOUT_FILENO : open(g_path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (fd < 0) return;
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written <= 0) break;
    text.remove_prefix(static_cast<size_t>(written));
  }
  if (fd != STDOUT_FILENO) close(fd);
}

}  // namespace trellis
