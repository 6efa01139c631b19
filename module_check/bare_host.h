// A process with the server's own code, one module, and nothing else: no port, no other module, no data. What the
// module does to it (a crash, a hang, an exit) happens to that process alone and is told by Death().
//
// It is the real host and not the fake one of the unit tests, because what a module does with a function that isn't
// there would say nothing about the servers it is for.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/base/result.h"
#include "module_check/connection.h"
#include "module_check/registration.h"

namespace trellis {

class BareHost {
 public:
  // `module`: the file, then the words it is loaded with.
  explicit BareHost(std::vector<std::string> module);
  BareHost(const BareHost&) = delete;
  BareHost& operator=(const BareHost&) = delete;
  ~BareHost();

  // Begins the process; data that an earlier one saved is loaded. The error holds the log's last lines.
  Status Start();
  // Ends it, keeping what it saved.
  void Stop();

  CheckReply Call(const std::vector<std::string>& words) { return connection_.Call(words); }
  // Why a call had no reply: how the process ended and what it said then, or that it hangs (then it is
  // killed).
  std::string Death();
  [[nodiscard]] const Registration& registration() const { return registration_; }

 private:
  [[noreturn]] void Run(int registration_pipe);
  [[nodiscard]] std::string SocketPath() const { return folder_ + "/socket"; }
  [[nodiscard]] std::string LogPath() const { return folder_ + "/log"; }
  // What the process, or the module in it, wrote to its standard outputs.
  [[nodiscard]] std::string OutputPath() const { return folder_ + "/output"; }
  [[nodiscard]] std::string LogEnd() const;
  [[nodiscard]] std::string LastWords() const;

  std::vector<std::string> module_;
  std::string folder_;
  pid_t process_ = -1;
  CheckConnection connection_;
  Registration registration_;
};

}  // namespace trellis
