#include "modules/memory_account.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>
#include <thread>

namespace trellis {
namespace {

template <typename Function>
Function Find(size_t account, std::string_view name) {
  return reinterpret_cast<Function>(memory_accounts::FindFunction(account, name));
}
using Alloc = void* (*)(size_t);
using Realloc = void* (*)(void*, size_t);
using Free = void (*)(void*);

TEST(MemoryAccount, EachModuleIsGivenFunctionsOfItsOwn) {
  EXPECT_NE(memory_accounts::FindFunction(1, "RedisModule_Alloc"),
            memory_accounts::FindFunction(2, "RedisModule_Alloc"));
  EXPECT_EQ(memory_accounts::FindFunction(1, "RedisModule_OpenKey"), nullptr);
}

TEST(MemoryAccount, CountsWhatIsHeldToTheByteAndForgetsWhatIsFreed) {
  const MemoryAccount& account = memory_accounts::At(3);
  ASSERT_EQ(account.bytes(), 0U);
  void* block = Find<Alloc>(3, "RedisModule_Alloc")(1000);
  EXPECT_GE(account.bytes(), 1000U);
  EXPECT_EQ(memory_accounts::At(4).bytes(), 0U);
  block = Find<Realloc>(3, "RedisModule_Realloc")(block, 100000);
  EXPECT_GE(account.bytes(), 100000U);
  std::thread([&] { Find<Free>(3, "RedisModule_Free")(block); }).join();
  EXPECT_EQ(account.bytes(), 0U);
}

TEST(MemoryAccount, FreeingThroughAnotherModulesFunctionIsHarmless) {
  void* block = Find<Alloc>(5, "RedisModule_Alloc")(64);
  Find<Free>(6, "RedisModule_Free")(block);
  // The one has too much, the other can't have less than nothing.
  EXPECT_GE(memory_accounts::At(5).bytes(), 64U);
  EXPECT_EQ(memory_accounts::At(6).bytes(), 0U);
  Find<Free>(6, "RedisModule_Free")(nullptr);
}

TEST(MemoryAccount, ReallocToNothingFrees) {
  void* block = Find<Alloc>(7, "RedisModule_Alloc")(64);
  EXPECT_EQ(Find<Realloc>(7, "RedisModule_Realloc")(block, 0), nullptr);
  EXPECT_EQ(memory_accounts::At(7).bytes(), 0U);
}

}  // namespace
}  // namespace trellis
