// Calls that wait, and the dataset in a file.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "module_api/cpp/trellis_module.h"
#include "module_api/testing/fake_host.h"

namespace trellis {
namespace {

using testing::FakeHost;

WaitingCall waiting;
std::vector<std::string> jobs;

// W.TAKE key: the client waits with BLPOP.
Status Take(CommandContext& ctx) {
  return ReplyWithCall(ctx, "BLPOP", ctx.Arg(1), 0);
}

// W.WORK key: the next job is remembered, whenever it comes; the job "bad" throws.
Status Work(CommandContext& ctx) {
  waiting = CallThen(
      ctx, "!",
      [](Context& later, CallReply reply) {
        if (reply[1].text() == "bad") throw std::runtime_error("a bad job");
        jobs.emplace_back(reply.is_error() ? reply.text() : reply[1].text());
        CallReply done = later.Call("INCR", "done");
      },
      "BLPOP", ctx.Arg(1), 0);
  return ctx.reply().Ok();
}

// W.STOP: 1 if there was something to end
Status Stop(CommandContext& ctx) {
  return ctx.reply().Integer(waiting.Abort() ? 1 : 0);
}

Status GoOn(CommandContext& ctx) {
  waiting.Detach();
  return ctx.reply().Ok();
}

Status Save(CommandContext& ctx) {
  Status saved = SaveDataset(ctx, ctx.Arg(1).data());
  return saved.ok() ? ctx.reply().Ok() : saved;
}

Status LoadFile(CommandContext& ctx) {
  Status loaded = LoadDataset(ctx, ctx.Arg(1).data());
  return loaded.ok() ? ctx.reply().Ok() : loaded;
}

constexpr Command kCommands[] = {
    {.name = "w.take", .arity = 2, .handler = Take, .flags = kWrite},
    {.name = "w.work", .arity = 2, .handler = Work, .flags = kWrite},
    {.name = "w.stop", .arity = 1, .handler = Stop, .flags = kWrite},
    {.name = "w.goon", .arity = 1, .handler = GoOn, .flags = kWrite},
    {.name = "w.save", .arity = 2, .handler = Save, .flags = kReadonly},
    {.name = "w.load", .arity = 2, .handler = LoadFile, .flags = kWrite},
};

Status LoadCommands(Registrar& registrar) {
  registrar.Add<kCommands>();
  return registrar.Done();
}

class Calls : public ::testing::Test {
 public:
  Calls() {
    jobs.clear();
    host_.Answer("blpop", [](const FakeHost::Words&) { return "waits"; });
    host_.Answer("incr", [](const FakeHost::Words&) { return "1"; });
  }
  ~Calls() override { (void)waiting.Abort(); }

 protected:
  FakeHost host_{RedisModule_OnLoad};
};

}  // namespace
}  // namespace trellis

TRELLIS_MODULE("waiting", 1, trellis::LoadCommands)

namespace trellis {
namespace {

TEST_F(Calls, AClientWaitsWithTheCommandAndGetsItsReply) {
  EXPECT_EQ(host_.Run({"W.TAKE", "l"}), "blocked");
  EXPECT_TRUE(host_.TakeUnblocked().empty());
  EXPECT_TRUE(host_.EndCall(R"(["l", "x"])"));
  EXPECT_EQ(host_.TakeUnblocked(), std::vector<std::string>{R"(["l", "x"])"});
  EXPECT_FALSE(host_.EndCall("nil"));
}

TEST_F(Calls, ACommandThatDoesNotWaitIsAnsweredAtOnce) {
  host_.Answer("blpop", [](const FakeHost::Words&) { return "-ERR no"; });
  EXPECT_EQ(host_.Run({"W.TAKE", "l"}), "-ERR no");
}

TEST_F(Calls, NobodyWaitsInsideATransaction) {
  host_.set_context_flags(REDISMODULE_CTX_FLAGS_MULTI);
  EXPECT_EQ(host_.Run({"W.TAKE", "l"}), "nil");
  EXPECT_FALSE(host_.EndCall("nil"));
}

TEST_F(Calls, ACallEndsWithItsClient) {
  EXPECT_EQ(host_.Run({"W.TAKE", "l"}), "blocked");
  host_.DisconnectWaiting();
  EXPECT_FALSE(host_.EndCall("nil"));
  EXPECT_TRUE(host_.TakeUnblocked().empty());
}

TEST_F(Calls, AReplyComesBeforeItsClientGoes) {
  EXPECT_EQ(host_.Run({"W.TAKE", "l"}), "blocked");
  EXPECT_TRUE(host_.EndCall("nil"));
  host_.DisconnectWaiting();
  EXPECT_EQ(host_.TakeUnblocked().size(), 1U);
}

TEST_F(Calls, TheModuleIsToldWhenACallIsOver) {
  EXPECT_EQ(host_.Run({"W.WORK", "l"}), "+OK");
  EXPECT_TRUE(host_.EndCall(R"(["l", "first"])"));
  EXPECT_EQ(jobs, std::vector<std::string>{"first"});
  EXPECT_EQ(host_.Run({"W.STOP"}), "0");
}

TEST_F(Calls, AnAbortedCallTellsNobody) {
  EXPECT_EQ(host_.Run({"W.WORK", "l"}), "+OK");
  EXPECT_EQ(host_.Run({"W.STOP"}), "1");
  EXPECT_EQ(host_.Run({"W.STOP"}), "0");
  EXPECT_FALSE(host_.EndCall("nil"));
  EXPECT_TRUE(jobs.empty());
}

TEST_F(Calls, ANewCallEndsTheOldOneOfTheSameObject) {
  host_.Run({"W.WORK", "l"});
  host_.Run({"W.WORK", "m"});
  EXPECT_TRUE(host_.EndCall(R"(["m", "second"])"));
  EXPECT_FALSE(host_.EndCall("nil"));
  EXPECT_EQ(jobs, std::vector<std::string>{"second"});
}

TEST_F(Calls, ADetachedCallGoesOn) {
  host_.Run({"W.WORK", "l"});
  host_.Run({"W.GOON"});
  EXPECT_TRUE(host_.EndCall(R"(["l", "late"])"));
  EXPECT_EQ(jobs, std::vector<std::string>{"late"});
}

TEST_F(Calls, AnExceptionIsLogged) {
  host_.Run({"W.WORK", "l"});
  EXPECT_TRUE(host_.EndCall(R"(["l", "bad"])"));
  EXPECT_EQ(host_.TakeLog(), std::vector<std::string>{"warning: a bad job"});
}

TEST_F(Calls, TheDatasetGoesToAFileAndComesBack) {
  host_.SetString("s", "old");
  EXPECT_EQ(host_.Run({"W.LOAD", "none.rdb"}), "-ERR No such file or directory");
  EXPECT_EQ(host_.Run({"W.SAVE", "a.rdb"}), "+OK");
  host_.SetString("s", "new");
  host_.SetString("t", "new");
  EXPECT_EQ(host_.Run({"W.LOAD", "a.rdb"}), "+OK");
  EXPECT_TRUE(host_.Exists("s"));
  EXPECT_FALSE(host_.Exists("t"));
}

}  // namespace
}  // namespace trellis
