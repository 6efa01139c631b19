// Authentication, ACL categories and hidden arguments of a module of the SDK, in a fake host.
#include "module_api/cpp/authentication.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "module_api/cpp/trellis_module.h"
#include "module_api/testing/fake_host.h"

namespace trellis {
namespace {

using testing::FakeHost;

Result<AuthDecision> ByToken(AuthRequest& request) {
  if (request.user() != "token") return AuthDecision::kNotMine;
  if (request.password() == "throws") throw std::runtime_error("no store");
  if (request.password() == "old") return Status::Error("DENIED the token has expired");
  if (request.password() == "nobody's") return request.Admit("nobody");
  return request.password() == "good" ? request.Admit("default") : AuthDecision::kRefused;
}
Result<AuthDecision> ByName(AuthRequest& request) {
  return request.user() == "name" ? request.Admit("default") : AuthDecision::kNotMine;
}

// A.HIDE secret
Status Hide(CommandContext& ctx) {
  return ctx.reply().Integer(RedisModule_RedactClientCommandArgument(ctx.get(), 1));
}

constexpr Command kCommands[] = {
    {.name = "a.hide", .arity = 2, .handler = Hide, .flags = kReadonly, .acl = "auth"},
};

Status Load(Registrar& registrar) {
  registrar.Add<kCommands>();
  if (!OnAuthenticate<ByToken>(registrar.context())) return Status::Error("ERR an old server");
  OnAuthenticate<ByName>(registrar.context());
  return registrar.Done();
}

}  // namespace
}  // namespace trellis

TRELLIS_MODULE("authtest", 1, trellis::Load)

namespace trellis {
namespace {

TEST(Authentication, AsksTheHandlersAndTellsWhatTheyDecide) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Authenticate("name", "any"), "+OK");
  EXPECT_EQ(host.Authenticate("token", "good"), "+OK");
  EXPECT_EQ(host.Authenticate("token", "bad"), "-WRONGPASS");
  EXPECT_EQ(host.Authenticate("token", "old"), "-DENIED the token has expired");
  EXPECT_EQ(host.Authenticate("token", "nobody's"), "-WRONGPASS");
  EXPECT_EQ(host.Authenticate("somebody", "good"), "");
}

TEST(Authentication, LetsNobodyInWhenAHandlerThrows) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Authenticate("token", "throws"), "-ERR internal error: no store");
}

TEST(Commands, AreInTheCategoryOfTheirRow) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Categories("A.HIDE"), "auth");
}

TEST(Commands, HideArguments) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Run({"A.HIDE", "secret"}), "0");
  EXPECT_EQ(host.TakeHidden(), std::vector<std::string>{"secret"});
}

}  // namespace
}  // namespace trellis
