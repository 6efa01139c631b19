// Settings of a module made with the SDK, in the fake host.
#include "module_api/cpp/setting.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "module_api/cpp/trellis_module.h"
#include "module_api/testing/fake_host.h"

namespace trellis {
namespace {

using testing::FakeHost;

enum class Mode {
  kFast,
  kSafe
};
enum Trace : unsigned {
  kNothing = 0,
  kReads = 1,
  kWrites = 2,
  kAll = 3
};

std::atomic<int64_t> threads = 0;
uint16_t port = 0;
size_t budget_bytes = 0;
std::atomic<bool> enabled = false;
String greeting;
Mode mode = Mode::kFast;
std::atomic<Trace> trace = kNothing;
int applied = 0;

Status EvenOnly(int64_t value) {
  if (value == 13) throw std::runtime_error("unlucky");
  return value % 2 == 0 ? Status::Ok() : Status::Error("ERR threads come in pairs");
}
Status ShortOnly(std::string_view text) {
  return text.size() <= 10 ? Status::Ok() : Status::Error("too long a greeting");
}
Status CountApplied(Context& /*ctx*/) {
  applied++;
  return threads == 50 ? Status::Error("ERR no 50 threads to be had") : Status::Ok();
}

constexpr Setting<std::atomic<int64_t>> kThreads = {.name = "threads",
                                                    .value = &threads,
                                                    .standard = 4,
                                                    .min = 1,
                                                    .max = 64,
                                                    .check = EvenOnly,
                                                    .apply = CountApplied};
constexpr Setting<uint16_t> kPort = {
    .name = "port", .value = &port, .standard = 7000, .flags = kImmutable};
constexpr Setting<size_t> kBudget = {.name = "budget",
                                     .value = &budget_bytes,
                                     .standard = 64 << 20,
                                     .max = size_t{1} << 40,
                                     .flags = kMemoryUnits};
constexpr Setting<std::atomic<bool>> kEnabled = {
    .name = "enabled", .value = &enabled, .standard = true};
constexpr Setting<String> kGreeting = {
    .name = "greeting", .value = &greeting, .standard = "hello", .check = ShortOnly};
constexpr SettingWord<Mode> kModes[] = {{"fast", Mode::kFast}, {"safe", Mode::kSafe}};
constexpr Setting<Mode> kMode = {
    .name = "mode", .value = &mode, .standard = Mode::kSafe, .words = kModes};
constexpr SettingWord<Trace> kTraces[] = {
    {"none", kNothing}, {"reads", kReads}, {"writes", kWrites}};
constexpr Setting<std::atomic<Trace>> kTrace = {
    .name = "trace", .value = &trace, .standard = kAll, .words = kTraces, .flags = kBits};

Status Load(Registrar& registrar) {
  registrar.Add<kThreads, kPort, kBudget, kEnabled, kGreeting, kMode, kTrace>();
  return registrar.Done();
}

}  // namespace
}  // namespace trellis

TRELLIS_MODULE("settings", 1, trellis::Load)

namespace trellis {
namespace {

// A host whose strings are given back while it is there.
struct Settings : public ::testing::Test {
  void TearDown() override { greeting = String(); }
  FakeHost host{RedisModule_OnLoad};
};

TEST_F(Settings, GetTheirDefaultsAtLoad) {
  ASSERT_TRUE(host.loaded());
  EXPECT_EQ(threads, 4);
  EXPECT_EQ(port, 7000);
  EXPECT_EQ(budget_bytes, 64U << 20);
  EXPECT_TRUE(enabled);
  EXPECT_EQ(greeting.view(), "hello");
  EXPECT_EQ(mode, Mode::kSafe);
  EXPECT_EQ(trace, kAll);
}

TEST_F(Settings, AreShownAndChanged) {
  EXPECT_EQ(host.SetSetting("threads", "8"), "");
  EXPECT_EQ(threads, 8);
  EXPECT_EQ(host.Setting("threads"), "8");
  EXPECT_EQ(host.SetSetting("budget", "1gb"), "");
  EXPECT_EQ(budget_bytes, size_t{1} << 30);
  EXPECT_EQ(host.SetSetting("enabled", "no"), "");
  EXPECT_FALSE(enabled);
  EXPECT_EQ(host.SetSetting("greeting", "good day"), "");
  EXPECT_EQ(host.Setting("greeting"), "good day");
}

TEST_F(Settings, OfWordsAreEnums) {
  EXPECT_EQ(host.Setting("mode"), "safe");
  EXPECT_EQ(host.SetSetting("mode", "fast"), "");
  EXPECT_EQ(mode, Mode::kFast);
  EXPECT_NE(host.SetSetting("mode", "fast safe"), "");
  EXPECT_NE(host.SetSetting("mode", "slow"), "");
  EXPECT_EQ(mode, Mode::kFast);
}

TEST_F(Settings, OfBitsTakeSeveralWords) {
  EXPECT_EQ(host.Setting("trace"), "reads writes");
  EXPECT_EQ(host.SetSetting("trace", "writes"), "");
  EXPECT_EQ(trace, kWrites);
  EXPECT_EQ(host.SetSetting("trace", "reads writes"), "");
  EXPECT_EQ(trace, kAll);
  EXPECT_EQ(host.SetSetting("trace", "none"), "");
  EXPECT_EQ(trace, kNothing);
  EXPECT_NE(host.SetSetting("trace", "reads nothing"), "");
  EXPECT_EQ(trace, kNothing);
}

TEST_F(Settings, AreRefusedWithTheModulesWords) {
  EXPECT_EQ(host.SetSetting("threads", "7"), "threads come in pairs");
  EXPECT_EQ(host.SetSetting("threads", "13"), "internal error: unlucky");
  EXPECT_EQ(host.SetSetting("greeting", "good evening"), "too long a greeting");
  EXPECT_NE(host.SetSetting("threads", "66"), "");
  EXPECT_NE(host.SetSetting("port", "7001"), "");
  EXPECT_EQ(threads, 4);
  EXPECT_EQ(port, 7000);
  EXPECT_EQ(greeting.view(), "hello");
}

TEST_F(Settings, AreAppliedOrUndone) {
  applied = 0;
  EXPECT_EQ(host.SetSetting("threads", "8"), "");
  EXPECT_EQ(applied, 1);
  EXPECT_EQ(host.SetSetting("threads", "50"), "no 50 threads to be had");
  EXPECT_EQ(threads, 8);
  EXPECT_EQ(host.SetSetting("threads", "9"), "threads come in pairs");
  EXPECT_EQ(applied, 2);
}

}  // namespace
}  // namespace trellis
