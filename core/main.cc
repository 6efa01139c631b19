// Flags and signals: reads the configuration, starts the server, runs it.
#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/keyed_hash.h"
#include "core/base/log.h"
#include "core/base/random.h"
#include "core/config/config.h"
#include "core/observability/crash_report.h"
#include "core/server.h"
#include "modules/host.h"

namespace trellis {
namespace {

void PrintVersion() {
  fmt::print(
      "Redis server v=7.4.0 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=7472656c6c6973\n");
}

void PrintHelp() {
  fmt::print(
      "Usage: trellis-server [/path/to/trellis.conf] [--directive value ...]\n"
      "       trellis-server --version | --help\n\n"
      "Directives are those of redis.conf, for example:\n"
      "  trellis-server --port 7777 --dir /var/lib/trellis --loadmodule modules/json.so\n");
}

// Turns `--name value ...` words into lines of a configuration file. A word that stands where a name's
// value must is the value, even if it begins with dashes; save and bind may stand alone.
std::string OptionLines(const std::vector<std::string>& words) {
  std::string lines;
  bool wants_value = false;
  for (const std::string& word : words) {
    if (word.starts_with("--") && !wants_value) {
      lines += "\n" + word.substr(2);
      wants_value = word.find(' ') == std::string::npos && word != "--save" && word != "--bind";
      continue;
    }
    wants_value = false;
    std::string quoted;
    for (const char c : word) {
      if (c == '"' || c == '\\') quoted.push_back('\\');
      quoted.push_back(c);
    }
    lines += " \"" + quoted + "\"";
  }
  return lines;
}

Status ReadConfig(int argc, char** argv, Config& config) {
  std::vector<std::string> words(argv + 1, argv + argc);
  std::string text;
  if (!words.empty() && !words[0].starts_with("--")) {
    Result<std::string> file = ReadConfigFile(words[0]);
    if (!file) return file.error();
    text = *file;
    char* absolute = realpath(words[0].c_str(), nullptr);
    config.file_path = absolute;
    std::free(absolute);
    words.erase(words.begin());
  }
  // One text, so that a save line among the words adds to those of the file.
  return config.ParseFile(text + OptionLines(words));
}

// Room for maxclients and what the server itself keeps open.
void RaiseFileLimit(int64_t clients) {
  constexpr rlim_t kReserved = 32;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = static_cast<rlim_t>(clients) + kReserved;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
}

int Main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "--version" || first == "-v") {
    PrintVersion();
    return 0;
  }
  if (first == "--help" || first == "-h") {
    PrintHelp();
    return 0;
  }
  Config config;
  Status status = ReadConfig(argc, argv, config);
  if (!status.ok()) {
    fmt::print(stderr, "\n*** FATAL CONFIG FILE ERROR ***\n{}\n", status.text());
    return 1;
  }
  if (config.flag(Directive::kDaemonize) && daemon(1, 0) != 0) return 1;
  if (!OpenLog(static_cast<LogLevel>(config.number(Directive::kLoglevel)),
               config.text(Directive::kLogfile))) {
    fmt::print(stderr, "Can't open the log file: {}\n", config.text(Directive::kLogfile));
    return 1;
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGTERM, Server::RequestShutdown);
  std::signal(SIGINT, Server::RequestShutdown);
  crash_report::Install(TRELLIS_VERSION);
  SeedKeyedHash(Entropy());
  RaiseFileLimit(config.number(Directive::kMaxclients));
  Log(LogLevel::kNotice, "Trellis {} (Redis 7.4.0 protocol), PID: {}", TRELLIS_VERSION, getpid());
  const std::string& pid_file = config.text(Directive::kPidfile);
  if (!pid_file.empty()) std::ofstream(pid_file) << getpid() << "\n";
  ModuleHost modules(config);
  Server server(config, &modules);
  status = server.Start();
  if (!status.ok()) {
    Log(LogLevel::kWarning, "{}", status.text());
    return 1;
  }
  server.Run();
  // Threads of modules may still be at what the destructors would take from under them.
  if (!modules.modules().empty()) std::_Exit(0);
  return 0;
}

}  // namespace
}  // namespace trellis

int main(int argc, char** argv) {
  return trellis::Main(argc, argv);
}
