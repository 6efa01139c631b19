// What a command may ask of the whole server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/client/client.h"

namespace trellis {

class ServerControl {
 public:
  virtual ~ServerControl() = default;

  enum class ShutdownSave : uint8_t {
    kByPoints,
    kAlways,
    kNever
  };
  // Saves as asked and ends the loop; an error keeps the server up.
  virtual Status Shutdown(ShutdownSave save, bool force) = 0;
  // Closes the client's connection: at once, or after what it is owed was sent.
  virtual void CloseClient(Client& client, bool after_reply) = 0;
  // Makes one directive's new value take effect.
  virtual Status ApplyConfig(const std::string& name) = 0;
  // Writes the configuration file anew; `all`: with the settings that have their defaults, too.
  virtual Status RewriteConfig(bool all) = 0;
  // Holds clients' commands (only writes, unless `all`) until then, wall clock; 0 ends it.
  virtual void Pause(int64_t until_ms, bool all) = 0;
  // Forgets what a client waits for, and accounts for the command it waits in; the reply is the caller's.
  virtual void FinishWait(Client& client, const Status& outcome) = 0;
  // A client that waits for keys is replied to, with the error or as if its time had run out, and goes on
  // with what it has sent meanwhile.
  virtual void EndWait(Client& client, const Status& error) = 0;
  // A client whose wait was ended elsewhere goes on with what it has sent meanwhile.
  virtual void ResumeClient(Client& client) = 0;
  // Drops its subscriptions and watched keys.
  virtual void ForgetInterests(Client& client) = 0;
  // A password is set, so that new clients must authenticate.
  [[nodiscard]] virtual bool password_needed() const = 0;
  // The data is being read: what is there now is not all of it.
  [[nodiscard]] virtual bool loading() const = 0;
  // Who runs for long lets the loop handle what has arrived: other clients' commands, refused unless they
  // may run beside it, with this text for an error ("BUSY"; while data is loaded, "LOADING"). Or, for no
  // text, all but their commands. Not within itself: then nothing happens.
  virtual void Yield(std::string_view busy_text) = 0;
  // CONFIG RESETSTAT.
  virtual void ResetStats() = 0;
  // There are bytes in the client's output buffer that no command of its own put there.
  virtual void WantsWrite(Client& client) = 0;
  // Extension::wanted_events answers differently from now on.
  virtual void EventsWantedChanged() = 0;
  [[nodiscard]] virtual const std::string& run_id() const = 0;
  [[nodiscard]] virtual int64_t start_ms() const = 0;
};

}  // namespace trellis
