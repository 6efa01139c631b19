// ACL categories of modules and of their commands.
#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>

#include "core/command/command_table.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_command.h"
#include "modules/module_context.h"

namespace {

using trellis::Acl;
using trellis::AclCategories;
using trellis::Host;
using trellis::Module;

bool Has(const Module& module, std::string_view category) {
  return std::find(module.acl_categories.begin(), module.acl_categories.end(), category) !=
         module.acl_categories.end();
}

// A category goes with its module, unless another build of it, which is taking its place or has
// failed to, has it as well.
void Forget(const Module& module, const std::string& category) {
  const auto& all = Host().modules();
  const bool kept = std::any_of(all.begin(), all.end(), [&](const auto& other) {
    return other.get() != &module && Has(*other, category);
  });
  if (!kept) Host().services().commands->acl_categories().Remove(category);
}

int Fail(int error) {
  errno = error;
  return REDISMODULE_ERR;
}

}  // namespace

extern "C" {

int RM_AddACLCategory(RedisModuleCtx* ctx, const char* name) {
  Module* module = ctx->module;
  if (module == nullptr || !module->loading || name == nullptr) return Fail(EINVAL);
  const Module* replaced = Host().replaced();
  switch (Host().services().commands->acl_categories().Add(name)) {
    case AclCategories::Added::kBadName: return Fail(EINVAL);
    case AclCategories::Added::kTooMany: return Fail(ENOMEM);
    case AclCategories::Added::kTaken:
      if (replaced == nullptr || !Has(*replaced, name) || Has(*module, name)) return Fail(EBUSY);
      break;
    default: break;
  }
  module->acl_categories.emplace_back(name);
  module->undo.emplace_back([module, category = std::string(name)] { Forget(*module, category); });
  return REDISMODULE_OK;
}

int RM_SetCommandACLCategories(RedisModuleCommand* command, const char* categories) {
  if (command == nullptr || categories == nullptr || !command->module().loading) {
    return REDISMODULE_ERR;
  }
  Acl set = Acl::kNone;
  // A blank too many stands beside a category without a name, which isn't known.
  std::string_view rest = categories;
  while (!rest.empty()) {
    const size_t blank = rest.find(' ');
    const auto found = Host().services().commands->acl_categories().Find(rest.substr(0, blank));
    if (!found || blank + 1 == rest.size()) return REDISMODULE_ERR;
    set = set | *found;
    rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
  }
  command->SetCategories(set);
  return REDISMODULE_OK;
}

}  // extern "C"
