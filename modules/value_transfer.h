// The values and aux data of one module, on their way to another build of it (MODULE RELOAD).
//
// They are written by the old build's save methods and read by the new one's load methods, as a restart
// would do with a file between. Until Finish, the old values are kept beside the databases as they were:
// PutBack leaves everything as it was found.
// Threads: the keyspace's owner only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/keyspace/keyspace.h"
#include "modules/module_type.h"

namespace trellis {

class ValueTransfer {
 public:
  ValueTransfer(Keyspace& keyspace, const Module& from) : keyspace_(keyspace), from_(from) {}
  ValueTransfer(const ValueTransfer&) = delete;
  ValueTransfer& operator=(const ValueTransfer&) = delete;

  // Writes all values of all databases, and the aux data, to memory. An error names the type that can't.
  Status Save();
  // Takes the old values out of the databases: the new build begins with none, as at a start.
  void TakeOut();
  // Reads everything into the types of the same names. Each value is in its database when `loaded` is
  // called. An error says which value doesn't load, and why.
  using Loaded = std::function<void(int db, std::string_view key)>;
  Status LoadInto(const Module& to, const Loaded& loaded);
  // After a failure: frees what was loaded and puts the old values back.
  void PutBack();
  // After success: frees the old values.
  void Finish();

  [[nodiscard]] size_t values() const { return items_.size(); }
  [[nodiscard]] size_t bytes() const { return bytes_; }

 private:
  struct Item {
    int db;
    std::string key;
    int64_t expire_at_ms;
    const RedisModuleType* type;
    std::string payload;  // until it is loaded
    Entry* old = nullptr;
    bool loaded = false;
  };
  struct Aux {
    const RedisModuleType* type;
    int when;
    std::string record;
  };

  void SaveAux(int when);
  [[nodiscard]] Status SaveDatabase(int db);
  [[nodiscard]] Status LoadAux(const Module& to, int when);
  [[nodiscard]] Status LoadItem(Item& item, const RedisModuleType& type);

  Keyspace& keyspace_;
  const Module& from_;
  std::vector<Item> items_;
  std::vector<Aux> aux_;
  size_t bytes_ = 0;
};

}  // namespace trellis
