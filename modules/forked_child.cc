#include "modules/forked_child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "core/base/log.h"
#include "core/net/event_loop.h"
#include "core/persistence/snapshot.h"
#include "modules/host.h"

namespace trellis {
namespace {

// How a module ends its child.
void EndedByParent(int) {
  LogFromSignal("Received SIGUSR1 in child, exiting now.\n");
  _exit(SIGUSR1);
}

}  // namespace

int ForkedChild::Fork(RedisModuleForkDoneHandler done, void* data) {
  const bool busy = running() || host_.services().snapshot->saving();
  const pid_t pid = busy ? -1 : fork();
  if (busy) errno = EEXIST;
  if (pid < 0) {
    Log(LogLevel::kWarning, "Can't fork for module: {}", std::generic_category().message(errno));
    return -1;
  }
  if (pid == 0) {
    host_.services().snapshot->EnterChild();
    // What ends the server must not make a child tidy up after it.
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGUSR1, EndedByParent);
    inside_ = true;
    return 0;
  }
  Log(LogLevel::kVerbose, "Module fork started pid: {}", pid);
  pid_ = pid;
  done_ = done;
  data_ = data;
  // A thread may have asked, while the loop sleeps.
  host_.RunOnMainThread([this] { LookAgain(); });
  host_.Happened(ServerEvent::kChildBorn);
  return pid;
}

void ForkedChild::LookAgain() {
  constexpr int kEveryMs = 50;
  host_.services().loop->AddTimer(kEveryMs, [this] { Reap(); });
}

void ForkedChild::Reap() {
  if (!running()) return;
  int ended = 0;
  const pid_t reaped = waitpid(pid_, &ended, WNOHANG);
  if (reaped == 0 || (reaped < 0 && errno == EINTR)) {
    LookAgain();
    return;
  }
  pid_ = 0;
  const int code = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
  const int by_signal = WIFSIGNALED(ended) ? WTERMSIG(ended) : 0;
  Log(by_signal == 0 ? LogLevel::kVerbose : LogLevel::kWarning,
      "Module fork exited pid: {}, retcode: {}, bysignal: {}", reaped, code, by_signal);
  host_.Happened(ServerEvent::kChildDied);
  if (done_ != nullptr) done_(code, by_signal, data_);
}

void ForkedChild::End(int by_signal) {
  if (!running()) return;
  Log(LogLevel::kVerbose, "Killing module fork child: {}", pid_);
  (void)kill(pid_, by_signal);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  host_.Happened(ServerEvent::kChildDied);
}

}  // namespace trellis
