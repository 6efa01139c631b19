#include "json/path/path.h"

#include <gtest/gtest.h>

#include "json/document/loader.h"
#include "json/document/writer.h"

namespace trellis::json {
namespace {

Document Load(std::string_view text) {
  std::string error;
  auto document = LoadDocument(text, error);
  EXPECT_TRUE(document) << error;
  return document ? *std::move(document) : Document();
}

std::string Find(std::string_view path_text, std::string_view json) {
  std::string error;
  const auto path = Path::Compile(path_text, error);
  if (!path) return error;
  const Document document = Load(json);
  const auto matches = path->FindAll(document.root());
  if (!matches) return "exhausted";
  std::string found;
  for (const Value value : *matches)
    found += (found.empty() ? "" : " ") + JsonText(value);
  return found;
}

constexpr std::string_view kStore =
    R"({"store":{"book":[{"price":8.95,"title":"Sayings"},{"price":12.99,"title":"Sword"},)"
    R"({"price":8.99,"isbn":"0-553-21311-3","title":"Moby"}],"bicycle":{"price":19.95}},"k y":1,"a-b":2,"é":3})";

TEST(Path, WalksNamesIndexesSlicesAndWildcards) {
  EXPECT_EQ(Find("$.store.bicycle.price", kStore), "19.95");
  EXPECT_EQ(Find("$['k y']", kStore), "1");
  EXPECT_EQ(Find("$[\"a-b\", 'é']", kStore), "2 3");
  EXPECT_EQ(Find("$.store.book[-1].title", kStore), "\"Moby\"");
  EXPECT_EQ(Find("$.store.book[:2].title", kStore), "\"Sayings\" \"Sword\"");
  EXPECT_EQ(Find("$.store.book[::-2].title", kStore), "\"Moby\" \"Sayings\"");
  EXPECT_EQ(Find("$.store.*.price", kStore), "19.95");
  EXPECT_EQ(Find("$..price", kStore), "8.95 12.99 8.99 19.95");
  EXPECT_EQ(Find("$.none", kStore), "");
}

TEST(Path, TakesThePeersExtensions) {
  EXPECT_EQ(Find("$.a-b", kStore), "2");
  EXPECT_EQ(Find("$.['k y']", kStore), "1");
  EXPECT_EQ(Find("$..[?(@.title =~ 'S.*d')].price", kStore), "12.99");
  EXPECT_EQ(Find("$..[?(@.title =~ '(?i)sAY')].price", kStore), "8.95");
}

TEST(Path, LegacyPathsAreRewritten) {
  EXPECT_EQ(Find("store.bicycle.price", kStore), "19.95");
  EXPECT_EQ(Find(".store.book[0].price", kStore), "8.95");
  EXPECT_EQ(Find("[\"k y\"]", kStore), "1");
  EXPECT_EQ(Find(".", "5"), "5");
  EXPECT_EQ(Find("1a", R"({"1a":5})"), "5");
  std::string error;
  EXPECT_TRUE(Path::Compile("$x", error)->legacy());
  EXPECT_FALSE(Path::Compile("$", error)->legacy());
  EXPECT_EQ(Path::Compile("a.b", error)->text(), "$.a.b");
}

TEST(Path, Filters) {
  EXPECT_EQ(Find("$.store.book[?@.isbn].title", kStore), "\"Moby\"");
  EXPECT_EQ(Find("$.store.book[?!@.isbn && @.price < 10].title", kStore), "\"Sayings\"");
  EXPECT_EQ(Find("$.store.book[?(@.price==8.95||@.price==12.99)].title", kStore),
            "\"Sayings\" \"Sword\"");
  EXPECT_EQ(Find("$.store.book[?length(@.title) == 4].title", kStore), "\"Moby\"");
  EXPECT_EQ(Find("$.store.book[?match(@.title, 'S.*s')].title", kStore), "\"Sayings\"");
  EXPECT_EQ(Find("$[?@ == $[0]]", "[1, 1.0, 2, [1], \"1\"]"), "1 1.0");
}

TEST(Path, RefusesWhatIsNoPath) {
  for (const char* text :
       {"", " $", "$ ", "$.", "$..", "$[", "$[]", "$[1", "$['a]", "$[?]", "$[?@.a==]", "$[01]",
        "$[9007199254740992]", "$.1", "$[?1]", "$[?length(@.*)==1]", "$[?@.*==1]", "a..", "\xff"}) {
    std::string error;
    EXPECT_FALSE(Path::Compile(text, error)) << text;
    EXPECT_NE(error, "") << text;
  }
}

TEST(Path, LimitsNesting) {
  const auto nested = [](int depth) {
    return "$[?" + std::string(depth, '(') + "@.a" + std::string(depth, ')') + "]";
  };
  std::string error;
  EXPECT_TRUE(Path::Compile(nested(60), error)) << error;
  EXPECT_FALSE(Path::Compile(nested(200), error));
  EXPECT_FALSE(Path::Compile(nested(100000), error));
}

TEST(Path, GivesUpOnWalksWithoutBound) {
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  EXPECT_EQ(Find("$..*..*..*..*..*..*..*..*", deep), "exhausted");
  const std::string backtracking = "$[?@ =~ '^(((a+)+)+)+$']";
  EXPECT_EQ(Find(backtracking, "[\"" + std::string(10000, 'a') + "!\"]"), "");
}

}  // namespace
}  // namespace trellis::json
