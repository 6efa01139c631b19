// Authentication, ACL categories and hidden arguments. Part of what the fake host serves.
#include "module_api/testing/fake_api.h"
#include "module_api/testing/fake_state.h"

namespace trellis::testing {
namespace {

void RegisterAuthCallback(RedisModuleCtx* /*ctx*/, RedisModuleAuthCallback callback) {
  Current()->auth_callbacks.push_back(callback);
}
int AuthenticateClientWithACLUser(RedisModuleCtx* ctx, const char* name, size_t length,
                                  RedisModuleUserChangedFunc /*changed*/, void* /*data*/,
                                  uint64_t* client) {
  if (std::string_view(name, length) != "default") return REDISMODULE_ERR;
  ctx->authenticated = true;
  if (client != nullptr) *client = 1;
  return REDISMODULE_OK;
}

int AddACLCategory(RedisModuleCtx* /*ctx*/, const char* name) {
  return Current()->categories.insert(name).second ? REDISMODULE_OK : REDISMODULE_ERR;
}
int SetCommandACLCategories(RedisModuleCommand* command, const char* categories) {
  command->categories = categories;
  return REDISMODULE_OK;
}

int RedactClientCommandArgument(RedisModuleCtx* ctx, int pos) {
  if (pos <= 0 || static_cast<size_t>(pos) >= ctx->args.size()) return REDISMODULE_ERR;
  Current()->hidden.push_back(ctx->args[static_cast<size_t>(pos)]->text);
  return REDISMODULE_OK;
}

}  // namespace

std::vector<ServedFunction> FakeUsers() {
  return {
      TRELLIS_SERVE(RegisterAuthCallback, RegisterAuthCallback),
      TRELLIS_SERVE(AuthenticateClientWithACLUser, AuthenticateClientWithACLUser),
      TRELLIS_SERVE(AddACLCategory, AddACLCategory),
      TRELLIS_SERVE(SetCommandACLCategories, SetCommandACLCategories),
      TRELLIS_SERVE(RedactClientCommandArgument, RedactClientCommandArgument),
  };
}

}  // namespace trellis::testing
