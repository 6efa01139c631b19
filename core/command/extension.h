// What the server tells whoever extends it: the module host, if this build has one. Server holds one
// Extension (or none) and knows nothing else about modules.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/client/client.h"
#include "core/command/services.h"
#include "core/keyspace/notify.h"

namespace trellis {

class CommandContext;

// One line of HELLO's and INFO's lists of modules.
struct ExtensionSummary {
  std::string name;
  int version = 0;
  std::string path;
  std::vector<std::string> args;
  size_t memory_bytes = 0;
};

// What happens to the server as a whole.
enum class ServerEvent : uint8_t {
  kSaveStarted,       // everybody waits
  kChildSaveStarted,  // told inside the child, as are the end and the failure of its save
  kSaveEnded,
  kSaveFailed,
  kLoadStarted,
  kLoadEnded,
  kLoadFailed,
  kChildBorn,
  kChildDied,
  kCron,  // about ten times a second
  kShutdown
};

// What an extension says of a client that wants to be a user, beside an error.
enum class AuthVerdict : uint8_t {
  kUndecided,  // it has no opinion: the server's own passwords count
  kAuthenticated,
  kRefused,
  kAnswered,  // the client has its reply, or waits: its command will then be run again
};

class Extension {
 public:
  virtual ~Extension() = default;

  // The server's parts exist, its own commands and types are registered. `services` outlives the
  // extension's use of it.
  virtual void Attach(Services& services) = 0;
  // Before the data is read: types must be known by then. An error stops the start.
  virtual Status LoadConfigured() = 0;
  [[nodiscard]] virtual std::vector<ExtensionSummary> Summaries() const = 0;

  // Event classes that somebody in the extension listens to.
  [[nodiscard]] virtual uint32_t wanted_events() const = 0;
  virtual void KeyNotified(int db, const KeyEvent& event, std::string_view key) = 0;
  virtual void Happened(ServerEvent event) = 0;
  // A database (-1: all of them) is about to be emptied, or has been (`done`).
  virtual void Flushed(int db, bool lazy, bool done) = 0;
  virtual void DatabasesSwapped(int first, int second) = 0;
  // CONFIG SET has changed these.
  virtual void SettingsChanged(std::span<const std::string> names) = 0;
  virtual void ClientConnected(Client& client) = 0;
  // The connection is going away.
  virtual void ClientClosed(Client& client) = 0;
  // A client without a connection waits no more; it has its reply.
  virtual void WaitOver(Client& client) = 0;
  // AUTH, or HELLO with AUTH.
  virtual Result<AuthVerdict> Authenticate(CommandContext& ctx, std::string_view user,
                                           std::string_view password) = 0;
  // The client has authenticated anew, or is as it was before it did.
  virtual void UserChanged(Client& client) = 0;
  // Work that other threads left for the main thread; before the last replies of a turn are sent.
  virtual void BeforeSleep() = 0;
  // Around the event loop's sleep: the only time when other threads may have the keyspace.
  virtual void LendKeyspace() = 0;
  virtual void ReclaimKeyspace() = 0;
};

}  // namespace trellis
