#include "modules/call_arguments.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "modules/module_string.h"

namespace trellis {
namespace {

bool Parse(CallArguments& call, const char* format, ...) {
  va_list args;
  va_start(args, format);
  const bool parsed = call.Parse(format, args);
  va_end(args);
  return parsed;
}

std::vector<std::string> WordsOf(const CallArguments& call) {
  return call.Copies();
}

TEST(CallArguments, ReadsEachKindOfWord) {
  ModuleString* string = ModuleString::Create("string");
  CallArguments call("SET");
  ASSERT_TRUE(Parse(call, "cslb!3", "text", string, -7LL, "bytes and more", size_t{5}));
  EXPECT_EQ(WordsOf(call), (std::vector<std::string>{"SET", "text", "string", "-7", "bytes"}));
  EXPECT_TRUE(call.has(CallArguments::kReplicate));
  EXPECT_TRUE(call.has(CallArguments::kResp3));
  EXPECT_FALSE(call.has(CallArguments::kAllowBlocking));
  string->Release();
}

TEST(CallArguments, RefusesALetterThatDoesNotExist) {
  CallArguments call("SET");
  EXPECT_FALSE(Parse(call, "cq", "text"));
}

TEST(CallArguments, TakesAnArrayAtAnyAddress) {
  const std::array<ModuleString*, 2> strings = {ModuleString::Create("a"),
                                                ModuleString::Create("b")};
  alignas(8) char memory[sizeof strings + 4];
  std::memcpy(memory + 4, strings.data(), sizeof strings);
  CallArguments call("HSET");
  ASSERT_TRUE(Parse(call, "v", memory + 4, strings.size()));
  EXPECT_EQ(WordsOf(call), (std::vector<std::string>{"HSET", "a", "b"}));
  for (ModuleString* string : strings)
    string->Release();
}

}  // namespace
}  // namespace trellis
