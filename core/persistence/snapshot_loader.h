// One pass over an RDB file, from its header to its checksum, into a keyspace.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/persistence/rdb_reader.h"
#include "core/persistence/snapshot.h"

namespace trellis {

class SnapshotLoader {
 public:
  struct Counts {
    uint64_t keys = 0;
    uint64_t expired = 0;
    uint64_t empty = 0;
  };

  // All are borrowed. The code of function libraries is added to `libraries`.
  SnapshotLoader(Keyspace& keyspace, RdbReader& in, const ModuleAux& module_aux,
                 std::vector<std::string>& libraries, Snapshot::Duplicates duplicates)
      : keyspace_(keyspace),
        in_(in),
        module_aux_(module_aux),
        libraries_(libraries),
        duplicates_(duplicates) {}

  // How a load makes way for others.
  struct Pace {
    int64_t pause_us = 0;         // after each key; negative: a microsecond after so many keys
    uint64_t interval_bytes = 0;  // `hook` is called each time so many have been read
    std::function<void()> hook;
  };
  void set_pace(Pace pace) { pace_ = std::move(pace); }

  // Looks at the file from outside, and takes nothing from it: is there a header, an end where the file
  // ends, and the right checksum? Else the reader holds the error.
  bool Inspect(bool verify_checksum);
  // True if all went well; else the reader holds the error.
  bool Load(bool verify_checksum);
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  bool Header();
  void Step(uint8_t opcode);
  void Record(uint8_t tag);
  void SelectDb();
  void Resize();
  void LoadAuxField();
  void LoadModuleAux();
  void Checksum();
  // Between two records.
  void MakeWay();

  Keyspace& keyspace_;
  RdbReader& in_;
  const ModuleAux& module_aux_;
  std::vector<std::string>& libraries_;
  Snapshot::Duplicates duplicates_;
  Counts counts_;
  Pace pace_;
  uint64_t next_hook_at_ = 0;  // bytes
  int version_ = 0;
  int db_ = 0;
  int64_t now_ms_ = 0;
  // Of the next key.
  int64_t expire_at_ms_ = kNoExpiry;
  int64_t idle_seconds_ = -1;
  int frequency_ = -1;
};

}  // namespace trellis
