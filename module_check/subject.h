// A module under check, in a bare host, with the values that its own commands have made.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "module_check/bare_host.h"

namespace trellis {

using CheckWords = std::vector<std::string>;

// A value as far as it can be seen from outside.
struct Picture {
  std::string digest;
  std::string dump;               // empty if DUMP doesn't say the same twice
  std::vector<CheckReply> reads;  // what the reading commands say
};

class Subject {
 public:
  // `runs`: commands that make values, and that read them; run in this order, by every fresh host.
  Subject(CheckWords module, std::vector<CheckWords> runs);

  // Begins a fresh host without data and runs the commands. The error: the module can't be loaded, or one
  // of the commands was refused.
  Status Begin();
  // Saves, ends the host and begins another one that loads what was saved.
  Status Restart();

  // The reply of a command. Once the host has died there are no more replies, and died() tells of the
  // first that failed to come.
  CheckReply Ask(const CheckWords& words);
  [[nodiscard]] const std::string& died() const { return died_; }

  [[nodiscard]] const Registration& registration() const { return host_->registration(); }
  struct Key {
    std::string name;
    const RegisteredType* type;
  };
  // The keys that hold values of the module's types.
  [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }

  // Look also runs the reading commands if `reads`: they name the keys that Begin has made.
  Picture Look(const std::string& key, bool reads);
  // Runs the reading commands, for the harm that they may do.
  void Read();
  std::string Dump(const std::string& key);
  // Bytes that the module holds.
  int64_t HeldBytes();
  // Bytes that the value of a key takes, as its type says; nothing if that can't be asked.
  std::optional<int64_t> ReportedBytes(const std::string& key);

 private:
  Status RunAll();
  void FindKeys();
  void FindReads();

  CheckWords module_;
  std::vector<CheckWords> runs_;
  std::vector<CheckWords> reads_;
  std::unique_ptr<BareHost> host_;
  std::vector<Key> keys_;
  std::string died_;
};

// How two pictures differ, or nothing. Without a digest and reading commands the dumps are compared.
std::string Difference(const Picture& before, const Picture& after, bool has_digest);

}  // namespace trellis
