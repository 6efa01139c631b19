#include "modules/call_reply.h"

#include <gtest/gtest.h>

#include <memory>

#include "modules/api_table.h"

namespace {

struct FreeReply {
  void operator()(RedisModuleCallReply* reply) const { RedisModuleCallReply::Free(reply); }
};
using Reply = std::unique_ptr<RedisModuleCallReply, FreeReply>;

Reply Parse(std::string bytes, int protocol = 2) {
  return Reply(RedisModuleCallReply::Create(std::move(bytes), protocol, nullptr));
}

TEST(CallReply, TellsStringsNullsNumbersAndErrorsApart) {
  const Reply bulk = Parse("$5\r\nhello\r\n");
  EXPECT_EQ(bulk->type(), REDISMODULE_REPLY_STRING);
  EXPECT_EQ(bulk->text(), "hello");
  EXPECT_EQ(Parse("+OK\r\n")->text(), "OK");
  EXPECT_EQ(Parse("$-1\r\n")->type(), REDISMODULE_REPLY_NULL);
  EXPECT_EQ(Parse("*-1\r\n")->type(), REDISMODULE_REPLY_NULL);
  EXPECT_EQ(Parse("_\r\n", 3)->type(), REDISMODULE_REPLY_NULL);
  EXPECT_EQ(Parse(":-42\r\n")->integer(), -42);
  const Reply error = Parse("-ERR no\r\n");
  EXPECT_EQ(error->type(), REDISMODULE_REPLY_ERROR);
  EXPECT_EQ(error->text(), "ERR no");
}

TEST(CallReply, FindsElementsOfNestedArrays) {
  const Reply reply = Parse("*3\r\n:1\r\n*2\r\n$1\r\na\r\n*0\r\n$2\r\n\r\n\r\n");
  ASSERT_EQ(reply->length(), 3U);
  RedisModuleCallReply* inner = reply->Element(1);
  ASSERT_NE(inner, nullptr);
  EXPECT_EQ(inner->length(), 2U);
  EXPECT_EQ(inner->Element(0)->text(), "a");
  EXPECT_EQ(inner->Element(1)->length(), 0U);
  EXPECT_EQ(inner->proto(), "*2\r\n$1\r\na\r\n*0\r\n");
  EXPECT_EQ(reply->Element(2)->text(), "\r\n");
  EXPECT_EQ(reply->Element(3), nullptr);
}

TEST(CallReply, ReadsResp3) {
  const Reply map = Parse("%2\r\n+a\r\n,1.5\r\n+b\r\n=7\r\ntxt:abc\r\n", 3);
  EXPECT_EQ(map->type(), REDISMODULE_REPLY_MAP);
  EXPECT_EQ(map->length(), 2U);
  EXPECT_EQ(map->Element(1)->number(), 1.5);
  EXPECT_EQ(map->Element(3)->text(), "abc");
  EXPECT_EQ(map->Element(3)->verbatim_format(), "txt");
  EXPECT_TRUE(map->has_resp3());
  const Reply attributed = Parse("|1\r\n+k\r\n:1\r\n#t\r\n", 3);
  EXPECT_EQ(attributed->type(), REDISMODULE_REPLY_BOOL);
  EXPECT_EQ(attributed->integer(), 1);
  ASSERT_NE(attributed->attribute(), nullptr);
  EXPECT_EQ(attributed->attribute()->Element(0)->text(), "k");
}

TEST(CallReply, ADeepReplyNeedsNoStack) {
  std::string deep;
  constexpr int kDepth = 200000;
  for (int i = 0; i < kDepth; ++i)
    deep += "*1\r\n";
  deep += ":7\r\n";
  const Reply reply = Parse(deep);
  EXPECT_EQ(reply->proto().size(), deep.size());
  EXPECT_EQ(reply->Element(0)->Element(0)->length(), 1U);
}

}  // namespace
