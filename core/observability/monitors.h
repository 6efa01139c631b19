// Clients in MONITOR: each is told every command that any client runs, right after it ran.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/client/client.h"
#include "core/command/command_table.h"

namespace trellis {

class Monitors {
 public:
  // Called with each client that was told something.
  void set_on_told(std::function<void(Client&)> hook) { on_told_ = std::move(hook); }

  void Add(Client& client);
  void Remove(Client& client);
  [[nodiscard]] bool empty() const { return watching_.empty(); }

  // Administrative commands are not shown, nor are passwords.
  void Tell(const Client& client, const RegisteredCommand& command,
            std::span<const std::string_view> args, int64_t unix_us);

 private:
  std::vector<Client*> watching_;
  std::function<void(Client&)> on_told_;
};

}  // namespace trellis
