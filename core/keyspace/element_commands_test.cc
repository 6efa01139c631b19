#include "core/keyspace/element_commands.h"

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

TEST(ElementCommands, NamesTheCommandAndTheKeyBeforeTheElements) {
  Kept kept;
  ElementCommands commands(kept, "ZADD", "board");
  commands.Add("1.5", "ann");
  commands.Add("2", "bob");
  commands.End();
  EXPECT_EQ(kept.commands,
            (std::vector<std::vector<std::string>>{{"ZADD", "board", "1.5", "ann", "2", "bob"}}));
}

TEST(ElementCommands, WritesNothingForNoElement) {
  Kept kept;
  ElementCommands commands(kept, "RPUSH", "list");
  commands.End();
  EXPECT_TRUE(kept.commands.empty());
}

TEST(ElementCommands, PutsSixtyFourElementsIntoACommand) {
  Kept kept;
  ElementCommands commands(kept, "HMSET", "hash");
  for (int i = 0; i < 130; ++i)
    commands.Add("field " + std::to_string(i), "value");
  commands.End();
  ASSERT_EQ(kept.commands.size(), 3U);
  EXPECT_EQ(kept.commands[0].size(), 2U + 2 * 64);
  EXPECT_EQ(kept.commands[1].size(), 2U + 2 * 64);
  EXPECT_EQ(kept.commands[2], (std::vector<std::string>{"HMSET", "hash", "field 128", "value",
                                                        "field 129", "value"}));
}

}  // namespace
}  // namespace trellis
