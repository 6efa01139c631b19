#include "modules/module_type.h"

#include <gtest/gtest.h>

#include <cstring>

namespace trellis {
namespace {

TEST(ModuleType, AnIdIsNineCharactersOfSixBitsAndTheEncodingVersion) {
  EXPECT_EQ(ModuleTypeId("ReJSON-RL", 3), 0x45e25238df912c03U);
  EXPECT_EQ(ModuleTypeId("AAAAAAAAB", 0), 1U << 10);
}

TEST(ModuleType, NamesOfAnotherLengthOrAlphabetAreRefused) {
  EXPECT_EQ(ModuleTypeId("short", 0), 0U);
  EXPECT_EQ(ModuleTypeId("nine chars", 0), 0U);
  EXPECT_EQ(ModuleTypeId("has space", 0), 0U);
  EXPECT_EQ(ModuleTypeId("badencver", 1024), 0U);
  EXPECT_NE(ModuleTypeId("goodenver", 1023), 0U);
}

TEST(ModuleType, MethodsAreReadUpToTheVersionThatTheModuleStates) {
  RedisModuleTypeMethods given;
  std::memset(&given, 0x5a, sizeof given);
  RedisModuleTypeMethods known;
  given.version = 2;
  ASSERT_TRUE(ReadTypeMethods(given, known));
  EXPECT_EQ(known.aux_load, given.aux_load);
  EXPECT_EQ(known.free_effort, nullptr);
  EXPECT_EQ(known.aux_save2, nullptr);
  given.version = 99;  // newer than we are
  ASSERT_TRUE(ReadTypeMethods(given, known));
  EXPECT_EQ(known.aux_save2, given.aux_save2);
  given.version = 0;
  EXPECT_FALSE(ReadTypeMethods(given, known));
}

}  // namespace
}  // namespace trellis
