// Lets clients in by other means than the server's passwords: a function that AUTH, and HELLO with AUTH, ask.
//
//   Result<AuthDecision> ByToken(AuthRequest& request) {
//     if (request.user() != "token") return AuthDecision::kNotMine;  // the next module's, or the server's
//     if (!IsValid(request.password())) return Status::Error("DENIED the token has expired");
//     return request.Admit("default");
//   }
//   OnAuthenticate<ByToken>(registrar.context());                    // while the module is loaded
#pragma once

#include <string>
#include <string_view>

#include "module_api/cpp/boundary.h"
#include "module_api/cpp/context.h"
#include "module_api/cpp/status.h"
#include "module_api/redismodule.h"

namespace trellis {

enum class AuthDecision {
  kNotMine,
  kAdmitted,
  kRefused  // as for a wrong password; an error instead is a refusal with a text of its own
};

class AuthRequest : public Context {
 public:
  AuthRequest(RedisModuleCtx* ctx, RedisModuleString* user, RedisModuleString* password)
      : Context(ctx), user_(user), password_(password) {}

  // "default" if AUTH had a password alone. Valid during the call.
  [[nodiscard]] std::string_view user() const { return View(user_); }
  [[nodiscard]] std::string_view password() const { return View(password_); }

  // Lets the client in as this user of the server's, who need not be the one it asked for.
  AuthDecision Admit(std::string_view user) {
    const int admitted = RedisModule_AuthenticateClientWithACLUser(get(), user.data(), user.size(),
                                                                   nullptr, nullptr, nullptr);
    return admitted == REDISMODULE_OK ? AuthDecision::kAdmitted : AuthDecision::kRefused;
  }

 private:
  RedisModuleString* user_;
  RedisModuleString* password_;
};

using AuthHandler = Result<AuthDecision> (*)(AuthRequest& request);

// The host's callback of a handler. Whoever throws lets nobody in.
template <AuthHandler kDecide>
int RunAuthentication(RedisModuleCtx* ctx, RedisModuleString* user, RedisModuleString* password,
                      RedisModuleString** error) noexcept {
  AuthRequest request(ctx, user, password);
  const auto refuse = [&](const Status& reason) {
    const std::string line = std::string("-") + reason.line();
    *error = RedisModule_CreateString(nullptr, line.data(), line.size());
    return REDISMODULE_AUTH_HANDLED;
  };
  const auto decision = Caught<Result<AuthDecision>>([&] { return kDecide(request); });
  if (!decision) return refuse(decision.error());
  return *decision == AuthDecision::kNotMine ? REDISMODULE_AUTH_NOT_HANDLED
                                             : REDISMODULE_AUTH_HANDLED;
}

// False on a server older than 7.2, where modules have no say.
template <AuthHandler kDecide>
bool OnAuthenticate(Context& ctx) {
  if (RedisModule_RegisterAuthCallback == nullptr) return false;
  RedisModule_RegisterAuthCallback(ctx.get(), RunAuthentication<kDecide>);
  return true;
}

}  // namespace trellis
