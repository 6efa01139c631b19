// The sections that modules write into INFO, each named and with fields named after its module.
// Threads: whoever has the keyspace.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modules/api_table.h"
#include "modules/module.h"

// What a module writes its sections with, during one call of its function.
struct RedisModuleInfoCtx {
 public:
  // Writes what was asked for: all if `wanted` is empty, else the section or module of this name.
  RedisModuleInfoCtx(const trellis::Module& module, std::string_view wanted, std::string& out)
      : module_(module), wanted_(wanted), out_(out) {}

  // False if nobody asked for it; its fields are then dropped. A null name is the module's own.
  bool BeginSection(const char* name);
  bool BeginDict(const char* name);
  bool EndDict();
  bool AddField(const char* name, std::string_view value);

 private:
  const trellis::Module& module_;
  std::string_view wanted_;
  std::string& out_;
  bool in_section_ = false;
  bool in_dict_ = false;
  bool dict_empty_ = false;
};

namespace trellis {

class InfoSections {
 public:
  void Set(Module& module, RedisModuleInfoFunc function);
  // As Info::set_module_sections wants it.
  void Write(std::string& out, std::string_view wanted) const;

 private:
  std::vector<std::pair<Module*, RedisModuleInfoFunc>> functions_;
};

}  // namespace trellis
