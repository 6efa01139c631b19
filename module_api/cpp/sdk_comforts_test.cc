// The parts of the SDK that save a module from saying the same again: arguments, structs as types, work on other
// threads, INFO, events, shared tables.
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "module_api/cpp/trellis_module.h"
#include "module_api/testing/fake_host.h"

namespace trellis {
namespace {

using testing::FakeHost;

// -- A type made of fields -------------------------------------------------------------------------

enum class Colour : uint8_t {
  kRed,
  kGreen
};
struct Point {
  int32_t x = 0;
  double weight = 0;
  auto Fields() { return std::tie(x, weight); }
};
struct Shape {
  std::string name;
  Colour colour = Colour::kRed;
  bool filled = false;
  std::vector<Point> points;
  std::optional<int64_t> depth;
  std::map<std::string, std::set<uint32_t>> layers;
  auto Fields() { return std::tie(name, colour, filled, points, depth, layers); }
};
void RewriteShape(AofWriter& aof, RedisModuleString* key, const Shape& shape) {
  aof.Emit("C.SHAPE", key, shape.name, static_cast<int64_t>(shape.points.size()));
}
constexpr auto kShapeType = TypeOfFields<Shape>("test-shap", 1, RewriteShape);

// C.SHAPE key name points [FILLED] [COLOUR RED|GREEN]
Status MakeShape(CommandContext& ctx) {
  Arguments args(ctx);
  RedisModuleString* name = args.HostString();
  Shape shape{.name = std::string(args.Word())};
  const int64_t points = args.Integer(0, 100);
  while (args.more()) {
    if (args.Take("FILLED")) {
      shape.filled = true;
    } else if (args.Take("COLOUR")) {
      shape.colour = static_cast<Colour>(args.Choice({"RED", "GREEN"}));
    } else if (args.Take("DEPTH")) {
      shape.depth = args.Integer();
    } else if (args.Take("LAYER")) {
      std::set<uint32_t>& layer = shape.layers[std::string(args.Word())];
      layer.insert(static_cast<uint32_t>(args.Integer(0, 1000)));
    } else if (args.Take("WEIGHT")) {
      shape.points.push_back({.weight = args.Double()});
    } else {
      return errors::kSyntax;
    }
  }
  if (!args.ok()) return args.error();
  for (int64_t i = 0; i < points; i++)
    shape.points.push_back({.x = static_cast<int32_t>(i), .weight = 0.5});
  Key key = ctx.OpenWrite(name);
  key.Set(std::make_unique<Shape>(std::move(shape)));
  return ctx.reply().Ok();
}
Status ShowShape(CommandContext& ctx) {
  const Key key = ctx.OpenRead(ctx.ArgString(1));
  const Result<Shape*> shape = key.Get<Shape>();
  if (!shape || *shape == nullptr) return ctx.reply().Null();
  ctx.reply().Array(4);
  ctx.reply().Bulk((*shape)->name);
  ctx.reply().Integer(static_cast<int>((*shape)->colour));
  ctx.reply().Bool((*shape)->filled);
  return ctx.reply().Integer(static_cast<long long>((*shape)->points.size()));
}

// -- Work on other threads -------------------------------------------------------------------------

WorkerPool& Pool() {
  static WorkerPool pool(2);
  return pool;
}
std::atomic<bool> was_stopped{false};
std::thread::id worked_on;

Status ReplyWithLength(CommandContext& ctx, const std::string& text) {
  return ctx.reply().Integer(static_cast<long long>(text.size()));
}
// C.LATER word
Status Later(CommandContext& ctx) {
  return ReplyLater<ReplyWithLength>(
      ctx, Pool(), 100,
      [word = std::string(ctx.Arg(1))](const StopToken& stop) -> Result<std::string> {
        worked_on = std::this_thread::get_id();
        if (word == "throw") throw std::runtime_error("in the work");
        if (word == "error") return Status::Error("ERR as asked");
        while (word == "wait" && !stop.requested())
          std::this_thread::yield();
        was_stopped = stop.requested();
        return word + word;
      });
}

// -- INFO, events, shared tables ----------------------------------------------------------

constexpr long long kLimit = 7;
struct Numbers {
  int (*twice)(int);
};
constexpr Numbers kNumbers = {[](int n) { return 2 * n; }};
uint64_t flushes = 0;

void WriteInfo(InfoWriter& info) {
  if (!info.Section("state")) return;
  info.Field("limit", kLimit);
  info.BeginDict("sizes");
  info.Field("small", 1);
  info.Field("large", 2U);
  info.EndDict();
  info.Field("ratio", 0.5);
}
void OnFlush(Context& /*ctx*/, uint64_t subevent, void* /*data*/) {
  flushes += subevent;
}
Status UseImport(CommandContext& ctx) {
  const auto* numbers = ctx.Import<Numbers>("numbers-of-another");
  return numbers == nullptr ? Status::Error("ERR it isn't loaded")
                            : ctx.reply().Integer(numbers->twice(21));
}

constexpr Command kCommands[] = {
    {.name = "c.shape", .arity = -4, .handler = MakeShape, .flags = kWrite, .keys = KeyAt(1)},
    {.name = "c.show", .arity = 2, .handler = ShowShape, .flags = kReadonly, .keys = KeyAt(1)},
    {.name = "c.later", .arity = 2, .handler = Later, .flags = kReadonly},
    {.name = "c.import", .arity = 1, .handler = UseImport, .flags = kReadonly},
};

Status Load(Registrar& registrar) {
  registrar.Add<kShapeType>();
  registrar.Add<kCommands>();
  registrar.AddInfo<WriteInfo>();
  registrar.OnServerEvent<OnFlush>(RedisModuleEvent_FlushDB);
  registrar.Export("numbers", &kNumbers);
  return registrar.Done();
}

}  // namespace
}  // namespace trellis

TRELLIS_MODULE("comforts", 1, trellis::Load)

namespace trellis {
namespace {

TEST(Arguments, AreReadAsWhatTheyMustBe) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Run({"C.SHAPE", "k", "box", "3", "filled", "Colour", "green"}), "+OK");
  EXPECT_EQ(host.Run({"C.SHOW", "k"}), R"(["box", 1, true, 3])");
  EXPECT_EQ(host.Run({"C.SHAPE", "k", "dot", "0", "WEIGHT", "2.5"}), "+OK");
  EXPECT_EQ(host.Run({"C.SHOW", "k"}), R"(["dot", 0, false, 1])");
}

TEST(Arguments, KeepTheFirstFailureAndChangeNothing) {
  FakeHost host(RedisModule_OnLoad);
  const std::string number = "-ERR value is not an integer or out of range";
  EXPECT_EQ(host.Run({"C.SHAPE", "k", "box", "101"}), number);
  EXPECT_EQ(host.Run({"C.SHAPE", "k", "box", "x", "COLOUR", "BLUE"}), number);
  EXPECT_EQ(host.Run({"C.SHAPE", "k", "box", "1", "COLOUR", "BLUE"}), "-ERR syntax error");
  EXPECT_EQ(host.Run({"C.SHAPE", "k", "box", "1", "COLOUR"}), "-ERR syntax error");
  EXPECT_EQ(host.Run({"C.SHAPE", "k", "box", "1", "WEIGHT", "much"}),
            "-ERR value is not a valid float");
  EXPECT_EQ(host.Run({"C.SHAPE", "k", "box", "1", "NOSUCH"}), "-ERR syntax error");
  EXPECT_FALSE(host.Exists("k"));
}

TEST(TypeOfFields, LivesLikeATypeWrittenByHand) {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"C.SHAPE", "k", "a name that is longer than fits", "3", "FILLED"});
  const std::string before = host.Run({"C.SHOW", "k"});
  const std::string digest = host.Digest("k");
  EXPECT_TRUE(host.Reload());
  EXPECT_EQ(host.Run({"C.SHOW", "k"}), before);
  EXPECT_EQ(host.Digest("k"), digest);
  EXPECT_TRUE(host.Copy("k", "copy"));
  EXPECT_EQ(host.Digest("copy"), digest);
  EXPECT_EQ(host.Rewrite("k").at(0), "C.SHAPE k a name that is longer than fits 3");
  host.Run({"C.SHAPE", "k", "a name that is longer than fits", "4", "FILLED"});
  EXPECT_NE(host.Digest("k"), digest);
}

TEST(TypeOfFields, MayHaveOptionalsPairsSetsAndMaps) {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"C.SHAPE", "k", "box", "1", "DEPTH", "-3", "LAYER", "a long name of a layer", "7",
            "LAYER", "b", "1", "LAYER", "b", "2"});
  const std::string digest = host.Digest("k");
  EXPECT_TRUE(host.Reload());
  EXPECT_EQ(host.Digest("k"), digest);
  EXPECT_GE(host.MemoryBytes("k"), sizeof(Shape) + 2 * sizeof(std::set<uint32_t>) + 3 * 40);
  host.RestoreCorrupted(host.Dump("k"));
  host.Run({"C.SHAPE", "other", "box", "1", "LAYER", "a long name of a layer", "7", "LAYER", "b",
            "1", "LAYER", "b", "2"});
  EXPECT_NE(host.Digest("other"), digest);
}

TEST(TypeOfFields, CountsWhatItHolds) {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"C.SHAPE", "small", "dot", "0"});
  EXPECT_EQ(host.MemoryBytes("small"), sizeof(Shape));
  host.Run({"C.SHAPE", "large", std::string(1000, 'x'), "100"});
  EXPECT_GE(host.MemoryBytes("large"), sizeof(Shape) + 1000 + 100 * sizeof(Point));
  EXPECT_LE(host.MemoryBytes("large"), sizeof(Shape) + 2000 + 200 * sizeof(Point));
}

TEST(TypeOfFields, RefusesDamagedBytes) {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"C.SHAPE", "k", "box", "3"});
  host.RestoreCorrupted(host.Dump("k"));
  EXPECT_FALSE(host.Restore("copy", host.Dump("k") + "x"));
}

TEST(ReplyLater, RepliesFromAThreadAndDoesTheReplyOnTheMainOne) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Run({"C.LATER", "word"}), "blocked");
  Pool().Wait();
  EXPECT_EQ(host.TakeUnblocked(), std::vector<std::string>{"8"});
  EXPECT_NE(worked_on, std::this_thread::get_id());
  EXPECT_FALSE(was_stopped);
}

TEST(ReplyLater, MakesErrorsOfErrorsAndExceptions) {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"C.LATER", "error"});
  Pool().Wait();
  EXPECT_EQ(host.TakeUnblocked(), std::vector<std::string>{"-ERR as asked"});
  host.Run({"C.LATER", "throw"});
  Pool().Wait();
  EXPECT_EQ(host.TakeUnblocked(), std::vector<std::string>{"-ERR internal error: in the work"});
}

TEST(ReplyLater, TellsTheWorkThatTheTimeIsUp) {
  FakeHost host(RedisModule_OnLoad);
  was_stopped = false;
  EXPECT_EQ(host.Run({"C.LATER", "wait"}), "blocked");
  host.AdvanceMs(101);
  EXPECT_EQ(host.TakeUnblocked(), std::vector<std::string>{"-ERR the answer took too long"});
  Pool().Wait();
  EXPECT_TRUE(was_stopped);
  EXPECT_TRUE(host.TakeUnblocked().empty());  // it has had its reply
}

TEST(ReplyLater, TellsTheWorkThatTheClientIsGone) {
  FakeHost host(RedisModule_OnLoad);
  was_stopped = false;
  EXPECT_EQ(host.Run({"C.LATER", "wait"}), "blocked");
  host.DisconnectWaiting();
  Pool().Wait();
  EXPECT_TRUE(was_stopped);
  EXPECT_TRUE(host.TakeUnblocked().empty());
}

TEST(ReplyLater, AnswersAtOnceWhereAClientCannotWait) {
  FakeHost host(RedisModule_OnLoad);
  host.set_context_flags(REDISMODULE_CTX_FLAGS_MULTI);
  EXPECT_EQ(host.Run({"C.LATER", "word"}), "8");
  EXPECT_EQ(worked_on, std::this_thread::get_id());
  EXPECT_EQ(host.Run({"C.LATER", "error"}), "-ERR as asked");
}

TEST(Info, HasTheModulesSectionAndFields) {
  FakeHost host(RedisModule_OnLoad);
  EXPECT_EQ(host.Info(),
            "# comforts_state\ncomforts_limit:7\ncomforts_sizes:small=1,large=2\n"
            "comforts_ratio:0.5\n");
}

TEST(ServerEvents, ReachTheModule) {
  FakeHost host(RedisModule_OnLoad);
  flushes = 0;
  host.Fire(RedisModuleEvent_FlushDB, REDISMODULE_SUBEVENT_FLUSHDB_END);
  host.Fire(RedisModuleEvent_Persistence, 1);
  EXPECT_EQ(flushes, REDISMODULE_SUBEVENT_FLUSHDB_END);
}

TEST(SharedTables, AreExportedAndImported) {
  FakeHost host(RedisModule_OnLoad);
  const auto* own = static_cast<const Numbers*>(host.Shared("numbers"));
  ASSERT_NE(own, nullptr);
  EXPECT_EQ(own->twice(4), 8);
  EXPECT_EQ(host.Run({"C.IMPORT"}), "-ERR it isn't loaded");
  Numbers other = kNumbers;
  host.Share("numbers-of-another", &other);
  EXPECT_EQ(host.Run({"C.IMPORT"}), "42");
}

}  // namespace
}  // namespace trellis
