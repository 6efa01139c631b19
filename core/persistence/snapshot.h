// Snapshots: the keyspace in an RDB file, written at once or by a forked child, and read at start.
//
// A file is written beside its place under a temporary name, synced, and renamed over the old one:
// whatever goes wrong, the old file stays whole.
// Threads: the keyspace's owner only.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/config/config.h"
#include "core/keyspace/keyspace.h"
#include "core/keyspace/value_io.h"

namespace trellis {

class RdbReader;
class RdbWriter;

// What modules keep in a file beside their values. `when` is 1 before the keys and 2 after them.
struct ModuleAux {
  // Writes whole records: byte 247, id, the number 2 and `when` as lengths, the items, a length 0.
  std::function<void(ValueWriter& out, int when)> save;
  // Reads the items of one record and the length 0 that ends them.
  std::function<Status(uint64_t id, int when, ValueReader& in)> load;
};

class Snapshot {
 public:
  struct Stats {
    int64_t last_save_s = 0;  // unix time
    bool last_bgsave_ok = true;
    int64_t last_bgsave_seconds = -1;
    int64_t bgsave_started_s = 0;
    uint64_t saves = 0;
    uint64_t forks = 0;
    int64_t last_fork_us = 0;  // how long the last fork held everybody up
    uint64_t keys_loaded = 0;  // by the last load
    uint64_t keys_expired = 0;
  };
  // Of the load that is going on.
  struct LoadProgress {
    int64_t started_us = 0;  // wall clock
    uint64_t bytes = 0;
    uint64_t bytes_read = 0;
  };
  // What a listener is told of, as it happens.
  enum class Step : uint8_t {
    kSaveStarted,       // everybody waits
    kChildSaveStarted,  // told inside the child, as are the end and the failure of its save
    kSaveEnded,
    kSaveFailed,
    kLoadStarted,
    kLoadEnded,
    kLoadFailed,
    kChildBorn,
    kChildDied
  };
  enum class Duplicates : uint8_t {
    kRefuse,
    kReplace
  };

  // Both are borrowed; directory, file name, save points, compression and checksum are looked up in
  // the configuration each time.
  Snapshot(Keyspace& keyspace, const Config& config);

  void set_module_aux(ModuleAux hooks) { module_aux_ = std::move(hooks); }
  // Runs in a fresh child, to let go of what it must not keep: sockets, above all.
  void set_in_child(std::function<void()> in_child) { in_child_ = std::move(in_child); }
  // For a child that somebody else has forked.
  void EnterChild() const {
    if (in_child_) in_child_();
  }
  // Whether such a child runs: two at once would each copy what the parent writes to.
  void set_other_child(std::function<bool()> runs) { other_child_ = std::move(runs); }
  [[nodiscard]] bool other_child() const { return other_child_(); }
  // Called now and then while a file is loaded, so that others needn't wait; may be null.
  void set_while_loading(std::function<void()> hook) { while_loading_ = std::move(hook); }
  void set_on_step(std::function<void(Step)> on_step) { on_step_ = std::move(on_step); }

  // Where the configuration says the file is.
  [[nodiscard]] std::string path() const;

  // Writes the file before it returns. Refused while a child saves, and to callbacks of a save or load.
  Status Save();
  // Writes a file of the caller's choice, through symbolic links. It is no save of the server's: what has
  // changed is still to be saved, and a child may be at it. Returns 0, or an errno: EBUSY to callbacks of
  // a save or load.
  int SaveTo(const std::string& path);
  // Starts a child that writes the file. Refused while any child runs.
  Status BgSave();
  [[nodiscard]] bool saving() const { return child_ != 0; }
  [[nodiscard]] pid_t child() const { return child_; }
  // Starts a child as soon as one can be had (BGSAVE SCHEDULE).
  void Schedule() { scheduled_ = true; }
  // To be called about ten times a second: ends finished children, starts scheduled ones, and
  // starts one when a save point is reached.
  void Cron(int64_t now_ms);
  // Returns once the child, if there is one, has ended.
  void WaitForChild();
  // Kills the child, if there is one, and drops what it wrote.
  void KillChild();

  // Reads a file into the keyspace, whose keys stay. No file is an empty one. The error names the
  // file and the byte; the keyspace then holds what came before.
  Status Load(const std::string& path, Duplicates duplicates = Duplicates::kRefuse);
  // Puts what a file holds in place of all keys, and ends a child that saves. Nothing has changed if the
  // file can't be read, or has no RDB header, end or right checksum; if it turns out later that it can't be
  // loaded, the keyspace is empty. Returns 0, or an errno: EBUSY to callbacks of a save or load, EIO for a
  // bad file; the log has the reason and the byte.
  int ReplaceBy(const std::string& path);
  // DEBUG SET-SKIP-CHECKSUM-VALIDATION, for DUMP payloads as well.
  void set_skip_checksum(bool skip) { skip_checksum_ = skip; }
  [[nodiscard]] bool skip_checksum() const { return skip_checksum_; }

  [[nodiscard]] const Stats& stats() const { return stats_; }
  // The lines of INFO persistence about a load that goes on, each ended by \r\n.
  [[nodiscard]] std::string LoadingLines() const;
  // The lines of INFO persistence that are about snapshots, each ended by \r\n.
  [[nodiscard]] std::string InfoLines() const;

 private:
  // What can't be done with a file, and its errno.
  struct Failure {
    std::string_view doing;
    int error = 0;  // 0: all went well
  };
  // Writes the file beside its place, and puts it there.
  Failure WriteFile(const std::string& path);
  void WriteAll(RdbWriter& out);
  // The lowest that holds the data.
  [[nodiscard]] int WrittenVersion() const;
  void WriteDatabase(RdbWriter& out, int index);
  void Reap(int wait_options);
  void CheckSavePoints(int64_t now_s);
  Status LoadFrom(int fd, uint64_t bytes, const std::string& path, Duplicates duplicates);
  [[nodiscard]] bool verifies_checksum() const;
  static Status Refused(const std::string& path, const RdbReader& in);

  Keyspace& keyspace_;
  const Config& config_;
  ModuleAux module_aux_;
  std::function<void()> in_child_;
  std::function<bool()> other_child_ = [] { return false; };
  std::function<void()> while_loading_;
  LoadProgress loading_;
  std::function<void(Step)> on_step_ = [](Step) {};
  // Code of Redis functions that a file brought: nobody runs it here, but it must not be lost.
  std::vector<std::string> libraries_;
  Stats stats_;
  pid_t child_ = 0;
  uint64_t dirty_at_fork_ = 0;
  int64_t last_try_s_ = 0;
  bool scheduled_ = false;
  bool busy_ =
      false;  // a file is being written or loaded: who asks for another is a callback of that
  bool skip_checksum_ = false;
};

}  // namespace trellis
