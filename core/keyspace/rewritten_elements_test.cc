#include "core/keyspace/rewritten_elements.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trellis {
namespace {

struct Kept final : CommandSink {
  void Command(const std::string_view* words, size_t count) override {
    commands.emplace_back(words, words + count);
  }
  std::vector<std::vector<std::string>> commands;
};

TEST(RewrittenElements, NamesTheCommandAndTheKeyBeforeTheElements) {
  Kept kept;
  RewrittenElements elements(kept, "ZADD", "board");
  elements.Add("1.5", "ann");
  elements.Add("2", "bob");
  elements.End();
  EXPECT_EQ(kept.commands,
            (std::vector<std::vector<std::string>>{{"ZADD", "board", "1.5", "ann", "2", "bob"}}));
}

TEST(RewrittenElements, WritesNothingForNoElement) {
  Kept kept;
  RewrittenElements elements(kept, "RPUSH", "list");
  elements.End();
  EXPECT_TRUE(kept.commands.empty());
}

TEST(RewrittenElements, PutsSixtyFourElementsIntoACommand) {
  Kept kept;
  RewrittenElements elements(kept, "HMSET", "hash");
  for (int i = 0; i < 130; ++i)
    elements.Add("field " + std::to_string(i), "value");
  elements.End();
  ASSERT_EQ(kept.commands.size(), 3U);
  EXPECT_EQ(kept.commands[0].size(), 2U + 2 * 64);
  EXPECT_EQ(kept.commands[1].size(), 2U + 2 * 64);
  EXPECT_EQ(kept.commands[2], (std::vector<std::string>{"HMSET", "hash", "field 128", "value",
                                                        "field 129", "value"}));
}

}  // namespace
}  // namespace trellis
