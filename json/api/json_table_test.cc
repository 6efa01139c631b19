// The table as another module sees it.
#include "json/api/json_table.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "json/document/loader.h"

namespace trellis::json {
namespace {

class JsonTableTest : public testing::Test {
 protected:
  JsonTableTest() {
    std::string error;
    document_ = *LoadDocument(
        R"({"title":"a b","n":[1,2.5,18446744073709551615,true,null],"o":{"x":"y","x\u0000":"z"}})",
        error);
  }
  TrellisJsonValue Root() const { return {&document_, document_.root().place()}; }
  TrellisJsonValue First(const char* text) const {
    TrellisJsonPath* path = api_.path_compile(text, strlen(text), nullptr, 0);
    const TrellisJsonValue first = api_.path_first(path, Root());
    api_.path_free(path);
    return first;
  }
  std::string Text(TrellisJsonValue value) const {
    size_t length = 0;
    const char* text = api_.string(value, &length);
    return text == nullptr ? "none" : std::string(text, length);
  }

  const TrellisJsonApi& api_ = *JsonTable();
  Document document_;
};

TEST_F(JsonTableTest, ReadsScalarsOfEachKind) {
  EXPECT_EQ(api_.version, TRELLIS_JSON_API_VERSION);
  EXPECT_EQ(api_.kind(Root()), TRELLIS_JSON_OBJECT);
  EXPECT_EQ(Text(First("$.title")), "a b");
  EXPECT_EQ(api_.integer(First("$.n[0]")), 1);
  EXPECT_EQ(api_.number(First("$.n[0]")), 1.0);
  EXPECT_EQ(api_.number(First("$.n[1]")), 2.5);
  EXPECT_EQ(api_.integer(First("$.n[2]")), INT64_MAX);
  EXPECT_EQ(api_.number(First("$.n[2]")), 18446744073709551616.0);
  EXPECT_EQ(api_.boolean(First("$.n[3]")), 1);
  EXPECT_EQ(api_.kind(First("$.n[4]")), TRELLIS_JSON_NULL);
}

TEST_F(JsonTableTest, AnswersNothingWhenAskedOfAnotherKind) {
  const TrellisJsonValue none = First("$.none");
  EXPECT_EQ(api_.kind(none), TRELLIS_JSON_NONE);
  EXPECT_EQ(api_.size(none), 0U);
  EXPECT_EQ(api_.kind(api_.find(none, "x", 1)), TRELLIS_JSON_NONE);
  EXPECT_EQ(Text(Root()), "none");
  EXPECT_EQ(api_.number(First("$.title")), 0);
  EXPECT_EQ(api_.kind(api_.element(First("$.n"), 5)), TRELLIS_JSON_NONE);
  EXPECT_EQ(api_.kind(api_.member(First("$.o"), 2, nullptr, nullptr)), TRELLIS_JSON_NONE);
}

TEST_F(JsonTableTest, WalksContainers) {
  EXPECT_EQ(api_.size(First("$.n")), 5U);
  EXPECT_EQ(api_.integer(api_.element(First("$.n"), 0)), 1);
  const char* name = nullptr;
  size_t length = 0;
  EXPECT_EQ(Text(api_.member(First("$.o"), 1, &name, &length)), "z");
  EXPECT_EQ(std::string(name, length), std::string("x\0", 2));
  EXPECT_EQ(Text(api_.find(First("$.o"), "x", 1)), "y");
}

TEST_F(JsonTableTest, WalksPathsUntilTheVisitorHasEnough) {
  TrellisJsonPath* path = api_.path_compile("$.n[*]", 6, nullptr, 0);
  EXPECT_EQ(api_.path_is_singular(path), 0);
  std::vector<TrellisJsonKind> kinds;
  const auto visit = [](void* context, TrellisJsonValue match) {
    auto& seen = *static_cast<std::vector<TrellisJsonKind>*>(context);
    seen.push_back(JsonTable()->kind(match));
    return seen.size() == 3 ? 1 : 0;
  };
  EXPECT_EQ(api_.path_each(path, Root(), visit, &kinds), 3U);
  EXPECT_EQ(kinds.back(), TRELLIS_JSON_INTEGER);
  api_.path_free(path);
}

TEST_F(JsonTableTest, SaysWhatIsWrongWithAPath) {
  char error[12] = "";
  EXPECT_EQ(api_.path_compile("$[", 2, error, sizeof(error)), nullptr);
  EXPECT_EQ(std::string(error), "Error occur");
}

TEST_F(JsonTableTest, WritesText) {
  std::string text;
  api_.write(
      First("$.o"),
      [](void* context, const char* piece, size_t length) {
        static_cast<std::string*>(context)->append(piece, length);
      },
      &text);
  EXPECT_EQ(text, R"({"x":"y","x\u0000":"z"})");
}

}  // namespace
}  // namespace trellis::json
