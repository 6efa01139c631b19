#include "modules/command_description.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>

namespace trellis {
namespace {

// As a module with today's header has it.
constexpr RedisModuleCommandInfoVersion kVersion{1, sizeof(RedisModuleCommandHistoryEntry),
                                                 sizeof(RedisModuleCommandKeySpec),
                                                 sizeof(RedisModuleCommandArg)};

RedisModuleCommandArg Argument(const char* name, RedisModuleCommandArgType type) {
  RedisModuleCommandArg argument{};
  argument.name = name;
  argument.type = type;
  argument.key_spec_index = -1;
  return argument;
}

TEST(CommandDescription, KeepsWhatTheModuleTells) {
  RedisModuleCommandHistoryEntry history[] = {{"1.1", "faster"}, {nullptr, nullptr}};
  RedisModuleCommandArg arguments[] = {Argument("value", REDISMODULE_ARG_TYPE_STRING), {}};
  RedisModuleCommandInfo info{};
  info.version = &kVersion;
  info.summary = "does it";
  info.history = history;
  info.tips = "one  two";
  info.args = arguments;
  CommandDescription description;
  ASSERT_TRUE(description.Read(info));
  const CommandDocs& docs = description.docs();
  EXPECT_EQ(docs.summary, "does it");
  ASSERT_EQ(docs.history.size(), 1U);
  EXPECT_EQ(docs.history[0].changes, "faster");
  ASSERT_EQ(docs.tips.size(), 2U);
  EXPECT_EQ(docs.tips[1], "two");
  ASSERT_EQ(docs.arguments.size(), 1U);
  EXPECT_EQ(docs.arguments[0].name, "value");
  EXPECT_FALSE(description.keys().has_value());
}

TEST(CommandDescription, WalksArraysByTheModulesStride) {
  // An older header: the last field isn't there, so the next element begins earlier.
  constexpr size_t kOld = offsetof(RedisModuleCommandArg, display_text);
  alignas(RedisModuleCommandArg) char bytes[3 * kOld] = {};
  const RedisModuleCommandArg first = Argument("first", REDISMODULE_ARG_TYPE_STRING);
  const RedisModuleCommandArg second = Argument("second", REDISMODULE_ARG_TYPE_INTEGER);
  std::memcpy(bytes, &first, kOld);
  std::memcpy(bytes + kOld, &second, kOld);
  RedisModuleCommandInfoVersion old = kVersion;
  old.sizeof_arg = kOld;
  RedisModuleCommandInfo info{};
  info.version = &old;
  info.args = reinterpret_cast<RedisModuleCommandArg*>(bytes);
  CommandDescription description;
  ASSERT_TRUE(description.Read(info));
  ASSERT_EQ(description.docs().arguments.size(), 2U);
  EXPECT_EQ(description.docs().arguments[1].name, "second");
  EXPECT_EQ(description.docs().arguments[0].display_text, "");
}

TEST(CommandDescription, RefusesWhatContradictsItself) {
  RedisModuleCommandInfo info{};
  info.version = &kVersion;
  RedisModuleCommandArg token[] = {Argument("token", REDISMODULE_ARG_TYPE_PURE_TOKEN), {}};
  info.args = token;
  EXPECT_FALSE(CommandDescription().Read(info));
  RedisModuleCommandArg key[] = {Argument("key", REDISMODULE_ARG_TYPE_KEY), {}};
  key[0].key_spec_index = 3;
  info.args = key;
  EXPECT_FALSE(CommandDescription().Read(info));
  RedisModuleCommandArg endless[] = {Argument("block", REDISMODULE_ARG_TYPE_BLOCK), {}};
  endless[0].subargs = endless;
  info.args = endless;
  EXPECT_FALSE(CommandDescription().Read(info));
}

TEST(KeysMove, IfTheyAreNotOneRange) {
  EXPECT_FALSE(KeysMove(KeySpec::Range(1, -1, 2, kKeyRw)));
  EXPECT_FALSE(KeysMove({KeySpec::At(1, kKeyRo), KeySpec::At(2, kKeyRw)}));
  EXPECT_TRUE(KeysMove({KeySpec::At(1, kKeyRo), KeySpec::At(3, kKeyRw)}));
  EXPECT_TRUE(KeysMove(KeySpec::Counted(1, kKeyRo)));
}

}  // namespace
}  // namespace trellis
