#include "module_check/bare_host.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>

#include "core/base/keyed_hash.h"
#include "core/base/log.h"
#include "core/base/random.h"
#include "core/command/command_table.h"
#include "core/config/config.h"
#include "core/server.h"
#include "module_check/host_commands.h"
#include "modules/host.h"

namespace trellis {
namespace {

// So that a damaged length which a module believes ends the host and not the machine.
void LimitMemory() {
#ifndef __SANITIZE_ADDRESS__  // its shadow alone is larger than any limit
  constexpr rlim_t kMost = rlim_t{16} << 30;
  const rlimit limit{kMost, kMost};
  setrlimit(RLIMIT_AS, &limit);
#endif
}

std::string Quoted(std::string_view word) {
  std::string quoted = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string ReadAll(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t count = 0; (count = read(fd, buffer, sizeof(buffer))) > 0;)
    text.append(buffer, static_cast<size_t>(count));
  return text;
}

}  // namespace

BareHost::BareHost(std::vector<std::string> module) : module_(std::move(module)) {
  std::error_code problem;
  std::string folder =
      std::filesystem::temp_directory_path(problem) / "trellis-module-check-XXXXXX";
  if (!problem && mkdtemp(folder.data()) != nullptr) folder_ = folder;
}

BareHost::~BareHost() {
  Stop();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Status BareHost::Start() {
  if (folder_.empty()) return Status::Error("can't make a folder for the host's files");
  int ends[2];
  if (pipe(ends) != 0) return Status::Error("can't make a pipe");
  process_ = fork();
  if (process_ == 0) {
    close(ends[0]);
    Run(ends[1]);
  }
  close(ends[1]);
  const std::string told = ReadAll(ends[0]);
  close(ends[0]);
  if (told.empty() || !connection_.Open(SocketPath())) {
    const std::string death = Death();
    return Status::Error(fmt::format("{}\n{}", death, LogEnd()));
  }
  registration_ = FromText(told);
  return {};
}

void BareHost::Run(int registration_pipe) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  LimitMemory();
  constexpr int kMode = 0600;
  const int output = open(OutputPath().c_str(), O_CREAT | O_WRONLY | O_APPEND | O_TRUNC, kMode);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  Config config;
  std::string lines = fmt::format(
      "port 0\nunixsocket {}\ndir {}\nlogfile {}\nsave \"\"\nenable-debug-command yes\n"
      "loadmodule",
      Quoted(SocketPath()), Quoted(folder_), Quoted(LogPath()));
  for (const std::string& word : module_)
    lines += " " + Quoted(word);
  Status ready = config.ParseFile(lines + "\n");
  (void)OpenLog(LogLevel::kNotice, LogPath());
  std::signal(SIGPIPE, SIG_IGN);
  SeedKeyedHash(Entropy());
  ModuleHost modules(config);
  Server server(config, &modules);
  server.services().commands->Add(HostCommands());
  if (ready.ok()) ready = server.Start();
  if (!ready.ok()) {
    Log(LogLevel::kWarning, "{}", ready.text());
    std::_Exit(1);
  }
  const std::string text = ToText(Describe(modules));
  const bool told = write(registration_pipe, text.data(), text.size()) > 0;
  close(registration_pipe);
  if (told) server.Run();
  std::_Exit(told ? 0 : 1);
}

void BareHost::Stop() {
  connection_.Close();
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  process_ = -1;
}

std::string BareHost::Death() {
  // A process that is going to end on its own has closed its sockets before it is gone.
  int status = 0;
  pid_t ended = 0;
  constexpr int kPatienceMs = 2000;
  for (int ms = 0; ms < kPatienceMs && ended == 0; ms += 10) {
    ended = waitpid(process_, &status, WNOHANG);
    if (ended == 0) usleep(10'000);
  }
  if (ended != process_) {
    Stop();
    return fmt::format("gave no answer for {} seconds", CheckConnection::kSeconds);
  }
  process_ = -1;
  connection_.Close();
  if (WIFSIGNALED(status)) {
    const char* name = sigdescr_np(WTERMSIG(status));
    return fmt::format("was killed by signal {} ({}){}", WTERMSIG(status),
                       name == nullptr ? "unknown" : name, LastWords());
  }
  return fmt::format("ended itself with status {}{}", WEXITSTATUS(status), LastWords());
}

// An assertion's text, the first line of a sanitizer's report, or what the module logged last as a warning.
std::string BareHost::LastWords() const {
  std::ifstream output(OutputPath());
  for (std::string line; std::getline(output, line);) {
    if (line.find_first_not_of("= \t") != std::string::npos) return " saying '" + line + "'";
  }
  const std::string mark = fmt::format("# <{}> ", registration_.name);
  std::string last;
  std::ifstream log(LogPath());
  for (std::string line; std::getline(log, line);) {
    if (const size_t at = line.find(mark); at != std::string::npos) last = line.substr(at + 2);
  }
  return last.empty() ? last : " saying '" + last + "'";
}

std::string BareHost::LogEnd() const {
  constexpr size_t kLines = 6;
  std::deque<std::string> last;
  std::ifstream log(LogPath());
  for (std::string line; std::getline(log, line);) {
    last.push_back(line);
    if (last.size() > kLines) last.pop_front();
  }
  std::string text;
  for (const std::string& line : last)
    text += "    " + line + "\n";
  return text;
}

}  // namespace trellis
