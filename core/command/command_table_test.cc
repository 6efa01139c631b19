#include "core/command/command_table.h"

#include <gtest/gtest.h>

#include <string>

namespace trellis {
namespace {

Command Row(std::string_view name) {
  Command row{};
  row.name = name;
  return row;
}

TEST(CommandTable, FindsANameOfAnyLengthInAnyCase) {
  CommandTable table;
  const std::string_view names[] = {"a",        "get",          "mget",        "lpush",
                                    "expireat", "expiretime",   "graph.query", "ft._list",
                                    "flushall", "zrangebyscore"};
  for (const std::string_view name : names)
    table.AddOne(Row(name));
  for (const std::string_view name : names) {
    std::string upper;
    for (const char c : name)
      upper.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    ASSERT_NE(table.Find(name), nullptr) << name;
    EXPECT_EQ(table.Find(upper), table.Find(name)) << upper;
    EXPECT_EQ(table.Find(std::string(name) + "x"), nullptr);
    EXPECT_EQ(table.Find(name.substr(0, name.size() - 1)), nullptr) << name;
  }
}

TEST(CommandTable, TellsLongNamesApartWhereverTheyDiffer) {
  CommandTable table;
  const std::string_view names[] = {"restore-asking",    "restore.asking",    "sixteen-letters.",
                                    "sixteen-letter2.",  "one.longer-longer", "one.longer.longer",
                                    "one-longer-longer", "one.longer-longes"};
  for (const std::string_view name : names)
    table.AddOne(Row(name));
  for (const std::string_view name : names) {
    ASSERT_NE(table.Find(name), nullptr) << name;
    EXPECT_EQ(table.Find(name)->called(), name);
  }
  EXPECT_EQ(table.Find("one.longer_longer"), nullptr);
  EXPECT_EQ(table.Find("restore_asking"), nullptr);
}

TEST(CommandTable, TellsOtherBytesFromLettersOfTheOtherCase) {
  CommandTable table;
  table.AddOne(Row("get"));
  table.AddOne(Row("x[y.0"));
  EXPECT_EQ(table.Find("\x07"
                       "et"),
            nullptr);
  EXPECT_EQ(table.Find("\xc7\xc5\xd4"), nullptr);
  EXPECT_EQ(table.Find("x{y.0"), nullptr);
  EXPECT_EQ(table.Find("x[y.\x10"), nullptr);
  EXPECT_EQ(table.Find(std::string_view("get\0", 4)), nullptr);
  EXPECT_EQ(table.Find(""), nullptr);
  EXPECT_NE(table.Find("X[Y.0"), nullptr);
}

}  // namespace
}  // namespace trellis
