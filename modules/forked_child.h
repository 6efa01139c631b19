// The child that a module forked: one at a time, and none while another child (a save) runs.
//
// The child has a copy of the keyspace that nobody changes, and no event loop; it ends by ExitFromChild.
// Threads: whoever has the keyspace.
#pragma once

#include <sys/types.h>

#include "modules/api_table.h"

namespace trellis {

class ModuleHost;

class ForkedChild {
 public:
  explicit ForkedChild(ModuleHost& host) : host_(host) {}

  // The child's pid, 0 in the child, or -1. `done` is called when it has ended.
  int Fork(RedisModuleForkDoneHandler done, void* data);
  // Ends the child, if there is one, without a call of `done`.
  void End(int by_signal);
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running() const { return pid_ != 0; }
  // This process is such a child.
  [[nodiscard]] bool inside() const { return inside_; }
  // What will be called when the child has ended; null: nothing.
  [[nodiscard]] const void* done() const {
    return running() ? reinterpret_cast<const void*>(done_) : nullptr;
  }

 private:
  void LookAgain();
  void Reap();

  ModuleHost& host_;
  pid_t pid_ = 0;
  bool inside_ = false;
  RedisModuleForkDoneHandler done_ = nullptr;
  void* data_ = nullptr;
};

}  // namespace trellis
