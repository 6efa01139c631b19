// The SDK's promises, on a small module that breaks them where it can.
#include <gtest/gtest.h>

#include <stdexcept>

#include "module_api/cpp/trellis_module.h"
#include "module_api/testing/fake_host.h"

namespace trellis {
namespace {

using testing::FakeHost;

struct List {
  std::vector<std::string> items;
};

void SaveList(Writer& writer, const List& list) {
  writer.SaveUnsigned(list.items.size());
  for (const std::string& item : list.items)
    writer.SaveString(item);
}
std::unique_ptr<List> LoadList(Reader& reader, int /*encoding*/) {
  auto list = std::make_unique<List>();
  for (uint64_t left = reader.LoadCount(); left > 0 && reader.ok(); left--) {
    list->items.push_back(reader.LoadString());
  }
  if (!list->items.empty() && list->items[0] == "poison") throw std::runtime_error("poisoned");
  return list;
}
constexpr Type<List> kListType = {
    .name = "test-list",
    .encoding = 3,
    .save = SaveList,
    .load = LoadList,
    .rewrite =
        [](AofWriter& aof, RedisModuleString* key, const List& list) {
          for (const std::string& item : list.items)
            aof.Emit("T.PUSH", key, item);
        },
    .memory_bytes = [](const List& list) { return sizeof(list) + list.items.size(); },
};

Status Push(CommandContext& ctx) {
  Key key = ctx.OpenWrite(ctx.ArgString(1));
  const Result<List*> found = key.Get<List>();
  if (!found) return found.error();
  List* list = *found != nullptr ? *found : key.Set(std::make_unique<List>());
  list->items.emplace_back(ctx.Arg(2));
  ctx.ReplicateVerbatim();
  ctx.Notify(REDISMODULE_NOTIFY_MODULE, "t.push", ctx.ArgString(1));
  return ctx.reply().Integer(static_cast<long long>(list->items.size()));
}
Status Nested(CommandContext& ctx) {
  Reply& reply = ctx.reply();
  const auto outer = reply.OpenArray();
  (void)reply.Map(1);
  (void)reply.Bulk("inner");
  {
    const auto inner = reply.OpenMap();
    (void)reply.Simple("a");
    (void)reply.Array(2);
    (void)reply.Integer(1);
    (void)reply.Null();
  }
  (void)reply.Bool(true);
  const auto empty = reply.OpenSet();
  return Status::Ok();
}
Status ThrowHalfWay(CommandContext& ctx) {
  const auto outer = ctx.reply().OpenArray();
  ctx.reply().Map(2);
  ctx.reply().Integer(1);
  throw std::runtime_error("half way");
}
Status ThrowAtOnce(CommandContext& /*ctx*/) {
  throw std::runtime_error("at once");
}
Status Silent(CommandContext& /*ctx*/) {
  return Status::Ok();
}
Status Forward(CommandContext& ctx) {
  const CallReply reply = ctx.CallAndReplicate("LRANGE", ctx.ArgString(1), 0, std::string("-1"));
  if (reply.type() == REDISMODULE_REPLY_UNKNOWN) return Status::Error("ERR no such command");
  if (reply.is_error()) return ctx.reply().Forward(reply.get());
  ctx.reply().Array(2);
  ctx.reply().Integer(static_cast<long long>(reply.size()));
  return ctx.reply().Bulk(reply[1].text());
}

struct Answer {
  int value;
};
Status ReplyWithAnswer(CommandContext& ctx) {
  const Answer* answer = ctx.BlockedData<Answer>();
  return answer == nullptr ? ctx.reply().Error("ERR dropped") : ctx.reply().Integer(answer->value);
}
Status ReplyWithTimeout(CommandContext& ctx) {
  return ctx.reply().Error("ERR too late");
}
Status Wait(CommandContext& ctx) {
  auto client = std::make_shared<BlockedClient<Answer>>(
      Block<Answer, ReplyWithAnswer, ReplyWithTimeout>(ctx, 100));
  const bool drop = ctx.ArgIs(1, "DROP");
  RunAfter(ctx, 50, [client, drop](Context& /*ctx*/) {
    if (!drop) client->Unblock(std::make_unique<Answer>(Answer{42}));
  });
  return Status::Ok();
}

int seen = 0;
void OnKey(Context& /*ctx*/, const KeyspaceEvent& event) {
  seen++;
  if (View(event.key) == "throw") throw std::runtime_error("from a callback");
}

constexpr Command kCommands[] = {
    {.name = "t.push", .arity = 3, .handler = Push, .flags = kWrite, .keys = KeyAt(1)},
    {.name = "t.nested", .arity = 1, .handler = Nested, .flags = kReadonly},
    {.name = "t.half", .arity = -1, .handler = ThrowHalfWay, .flags = kReadonly},
    {.name = "t.throw", .arity = 1, .handler = ThrowAtOnce, .flags = kReadonly},
    {.name = "t.silent", .arity = 1, .handler = Silent, .flags = kReadonly},
    {.name = "t.forward", .arity = 2, .handler = Forward, .flags = kWrite, .keys = KeyAt(1)},
    {.name = "t.wait", .arity = 2, .handler = Wait, .flags = kReadonly},
    {.name = "t.debug", .arity = -2, .flags = kReadonly},
    {.name = "t.debug|silent", .arity = 2, .handler = Silent, .flags = kReadonly},
};

Status Load(Registrar& registrar) {
  if (registrar.argc() > 0 && registrar.Arg(0) == "refuse") return Status::Error("ERR as asked");
  registrar.Add<kListType>();
  registrar.Add<kCommands>();
  registrar.OnKeyspaceEvent<OnKey>(REDISMODULE_NOTIFY_HASH);
  return registrar.Done();
}

}  // namespace
}  // namespace trellis

TRELLIS_MODULE("test", 1, trellis::Load)

namespace trellis {
namespace {

TEST(Sdk, ReportsWhatLoadRefuses) {
  FakeHost host(RedisModule_OnLoad, {"refuse"});
  EXPECT_FALSE(host.loaded());
  EXPECT_EQ(host.TakeLog(), std::vector<std::string>{"warning: ERR as asked"});
}

TEST(Sdk, ChecksArityForEveryRow) {
  FakeHost host(RedisModule_OnLoad);
  ASSERT_TRUE(host.loaded());
  const std::string wrong = "-ERR wrong number of arguments for 't.push' command";
  EXPECT_EQ(host.Run({"t.push", "k"}), wrong);
  EXPECT_EQ(host.Run({"T.PUSH", "k", "a", "b"}), wrong);
  EXPECT_EQ(host.Run({"T.PUSH", "k", "a"}), "1");
  EXPECT_EQ(host.Run({"T.DEBUG", "silent"}), "nil");
}

TEST(Sdk, ClosesAggregatesWithTheirScope) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Run({"T.NESTED"}), R"([{"inner": {+a: [1, nil]}}, true, ~[]])");
  host.set_protocol(2);
  EXPECT_EQ(host.Run({"T.NESTED"}), R"([["inner", [+a, [1, nil]]], 1, []])");
}

TEST(Sdk, CompletesTheReplyOfAHandlerThatThrows) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Run({"T.HALF"}), "[{1: nil, nil: nil}]");
  EXPECT_EQ(host.Run({"T.THROW"}), "-ERR internal error: at once");
  EXPECT_EQ(host.Run({"T.SILENT"}), "nil");
}

TEST(Sdk, KeepsExceptionsOfCallbacksInTheLog) {
  FakeHost host(RedisModule_OnLoad);
  seen = 0;
  host.SetHash("h", {{"a", "1"}});
  host.SetHash("throw", {});
  host.SetString("s", "not asked for");
  EXPECT_EQ(seen, 2);
  EXPECT_EQ(host.TakeLog(), std::vector<std::string>{"warning: from a callback"});
}

TEST(Sdk, SavesLoadsCopiesAndRewritesValues) {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"T.PUSH", "k", "a"});
  host.Run({"T.PUSH", "k", "b"});
  EXPECT_TRUE(host.Reload());
  EXPECT_TRUE(host.Copy("k", "copy"));
  EXPECT_EQ(host.Run({"T.PUSH", "copy", "c"}), "3");
  EXPECT_EQ(host.Run({"T.PUSH", "k", "c"}), "3");
  EXPECT_EQ(host.Rewrite("k"),
            (std::vector<std::string>{"T.PUSH k a", "T.PUSH k b", "T.PUSH k c"}));
  EXPECT_EQ(host.MemoryBytes("k"), sizeof(List) + 3);
}

TEST(Sdk, RefusesValuesOfAnotherType) {
  FakeHost host(RedisModule_OnLoad);
  host.SetString("s", "text");
  EXPECT_EQ(host.Run({"T.PUSH", "s", "a"}), "-" REDISMODULE_ERRORMSG_WRONGTYPE);
}

TEST(Sdk, TellsWhatAWriteDid) {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"T.PUSH", "k", "a"});
  EXPECT_EQ(host.TakeReplicated(), std::vector<std::string>{"T.PUSH k a"});
  EXPECT_EQ(host.TakeEvents(), std::vector<std::string>{"t.push k"});
}

TEST(Sdk, SurvivesCorruptedValues) {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"T.PUSH", "k", "poison?"});
  host.Run({"T.PUSH", "k", ""});
  const std::string payload = host.Dump("k");
  host.RestoreCorrupted(payload);
  EXPECT_TRUE(host.Restore("again", payload));
  EXPECT_FALSE(host.Restore("short", payload.substr(0, payload.size() - 1)));
}

TEST(Sdk, RefusesAValueWhoseLoadThrows) {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"T.PUSH", "k", "poison"});
  EXPECT_FALSE(host.Restore("copy", host.Dump("k")));
  EXPECT_FALSE(host.Exists("copy"));
}

TEST(Sdk, CallsCommandsWithWordsOfEveryKind) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Run({"T.FORWARD", "k"}), "-ERR no such command");
  FakeHost::Words asked;
  host.Answer("lrange", [&](const FakeHost::Words& words) {
    asked = words;
    return std::string(R"(["x", "y", 3])");
  });
  EXPECT_EQ(host.Run({"T.FORWARD", "k"}), R"([3, "y"])");
  EXPECT_EQ(asked, (FakeHost::Words{"k", "0", "-1"}));
  host.Answer("lrange", [](const FakeHost::Words&) { return std::string("-ERR inside"); });
  EXPECT_EQ(host.Run({"T.FORWARD", "k"}), "-ERR inside");
}

TEST(Sdk, AnswersBlockedClientsOnceWhateverHappens) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Run({"T.WAIT", "keep"}), "blocked");
  EXPECT_TRUE(host.TakeUnblocked().empty());
  host.AdvanceMs(60);
  EXPECT_EQ(host.TakeUnblocked(), std::vector<std::string>{"42"});
  host.Run({"T.WAIT", "drop"});
  host.AdvanceMs(60);
  EXPECT_EQ(host.TakeUnblocked(), std::vector<std::string>{"-ERR dropped"});
}

}  // namespace
}  // namespace trellis
