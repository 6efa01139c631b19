// Keys that hold strings and hashes, and commands that wait for a key, in the fake host.
#include <gtest/gtest.h>

#include <string>

#include "module_api/cpp/trellis_module.h"
#include "module_api/testing/fake_host.h"

namespace trellis {
namespace {

using testing::FakeHost;

// A mailbox is a string: what was put there last, taken by whom it finds.
Result<bool> TakeMail(CommandContext& ctx, RedisModuleString* name) {
  Key box = ctx.OpenWrite(name);
  if (box.empty()) return false;
  if (box.type() != REDISMODULE_KEYTYPE_STRING) return errors::kWrongType;
  ctx.reply().Bulk(box.text());
  box.Delete();
  return true;
}
Status NoMail(CommandContext& ctx) {
  return ctx.reply().Null();
}
// K.TAKE box box timeout
Status Take(CommandContext& ctx) {
  const Result<int64_t> timeout_ms = ctx.IntegerArg(3, 0);
  if (!timeout_ms) return timeout_ms.error();
  return WaitForKeys<TakeMail, NoMail>(ctx, ctx.args().subspan(1, 2), *timeout_ms);
}
// K.PUT box text
Status Put(CommandContext& ctx) {
  Key box = ctx.OpenWrite(ctx.ArgString(1));
  box.SetText(ctx.Arg(2));
  ctx.SignalKeyReady(ctx.ArgString(1));
  return ctx.reply().Ok();
}
// K.FIELD hash field [value]: without a value deletes the field.
Status Field(CommandContext& ctx) {
  Key hash = ctx.OpenWrite(ctx.ArgString(1));
  const bool done = ctx.argc() == 3 ? hash.DeleteHashField(ctx.Arg(2))
                                    : hash.SetHashField(ctx.Arg(2), ctx.Arg(3));
  return done ? Status(ctx.reply().Bulk(hash.HashField(ctx.ArgString(2)).view()))
              : Status(errors::kWrongType);
}

constexpr Command kCommands[] = {
    {.name = "k.take", .arity = 4, .handler = Take, .flags = kWrite | kBlocking, .keys = {1, 2, 1}},
    {.name = "k.put", .arity = 3, .handler = Put, .flags = kWrite, .keys = KeyAt(1)},
    {.name = "k.field", .arity = -3, .handler = Field, .flags = kWrite, .keys = KeyAt(1)},
};

Status Load(Registrar& registrar) {
  registrar.Add<kCommands>();
  return registrar.Done();
}

}  // namespace
}  // namespace trellis

TRELLIS_MODULE("keys", 1, trellis::Load)

namespace trellis {
namespace {

using Replies = std::vector<std::string>;

TEST(WaitForKeys, ServesAtOnceWhatIsThere) {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"K.PUT", "b", "hello"});
  EXPECT_EQ(host.Run({"K.TAKE", "a", "b", "0"}), R"("hello")");
  EXPECT_FALSE(host.Exists("b"));
}

TEST(WaitForKeys, ServesTheFirstOfThoseWhoWait) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Run({"K.TAKE", "a", "b", "0"}), "blocked");
  EXPECT_EQ(host.Run({"K.TAKE", "b", "c", "0"}), "blocked");
  EXPECT_TRUE(host.TakeUnblocked().empty());
  host.Run({"K.PUT", "b", "one"});
  EXPECT_EQ(host.TakeUnblocked(), Replies{R"("one")"});
  host.Run({"K.PUT", "c", "two"});
  EXPECT_EQ(host.TakeUnblocked(), Replies{R"("two")"});
}

TEST(WaitForKeys, TellsOfAnError) {
  FakeHost host(RedisModule_OnLoad);
  const std::string wrong = "-WRONGTYPE Operation against a key holding the wrong kind of value";
  host.SetHash("h", {{"f", "v"}});
  EXPECT_EQ(host.Run({"K.TAKE", "h", "a", "0"}), wrong);
}

TEST(WaitForKeys, EndsWithItsTime) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Run({"K.TAKE", "a", "b", "100"}), "blocked");
  host.AdvanceMs(101);
  EXPECT_EQ(host.TakeUnblocked(), Replies{"nil"});
  host.Run({"K.PUT", "a", "late"});
  EXPECT_TRUE(host.TakeUnblocked().empty());
  EXPECT_TRUE(host.Exists("a"));
}

TEST(WaitForKeys, NeverWaitsInATransaction) {
  FakeHost host(RedisModule_OnLoad);
  host.set_context_flags(REDISMODULE_CTX_FLAGS_MULTI);
  EXPECT_EQ(host.Run({"K.TAKE", "a", "b", "0"}), "nil");
}

TEST(Key, WritesFieldsOfHashes) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Run({"K.FIELD", "h", "f", "v"}), R"("v")");
  EXPECT_EQ(host.Run({"K.FIELD", "h", "f", "w"}), R"("w")");
  EXPECT_EQ(host.Run({"K.FIELD", "h", "nosuch"}), R"("")");
  EXPECT_EQ(host.Run({"K.FIELD", "h", "f"}), R"("")");
  EXPECT_FALSE(host.Exists("h"));
  host.SetString("s", "text");
  EXPECT_EQ(host.Run({"K.FIELD", "s", "f", "v"}),
            "-WRONGTYPE Operation against a key holding the wrong kind of value");
}

}  // namespace
}  // namespace trellis
