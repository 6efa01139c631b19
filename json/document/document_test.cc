#include "json/document/document.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "json/document/edit.h"
#include "json/document/loader.h"
#include "json/document/writer.h"

namespace trellis::json {
namespace {

Document Load(std::string_view text) {
  std::string error;
  auto document = LoadDocument(text, error);
  EXPECT_TRUE(document) << text.substr(0, 200) << ": " << error;
  return document ? *std::move(document) : Document();
}

std::string Reloaded(std::string_view text) {
  return JsonText(Load(text).root());
}

std::string ErrorOf(std::string_view text) {
  std::string error;
  EXPECT_FALSE(LoadDocument(text, error)) << text.substr(0, 200);
  return error;
}

TEST(Document, WritesWhatItRead) {
  for (const char* text : {"null",
                           "true",
                           "false",
                           "0",
                           "-1",
                           "\"\"",
                           "\"short\"",
                           "\"longer than a slot\"",
                           "[]",
                           "{}",
                           "[[],[[]],{}]",
                           R"({"a":1,"b":{"a":2,"c":[1,2,3]},"c":"x"})",
                           "140737488355327",
                           "-140737488355328",
                           "140737488355328",
                           "-140737488355329",
                           "9223372036854775807",
                           "-9223372036854775808",
                           "9223372036854775808",
                           "18446744073709551615"}) {
    EXPECT_EQ(Reloaded(text), text);
  }
}

TEST(Document, SpellsNumbersAsThePeer) {
  EXPECT_EQ(
      Reloaded("[1.0,1e2,-0,-0.0,0.1,1e15,1e16,1e-5,1e-6,1.5e-7,5e-324,1.7976931348623157e308]"),
      "[1.0,100.0,-0.0,-0.0,0.1,1000000000000000.0,1e16,0.00001,1e-6,1.5e-7,5e-324,"
      "1.7976931348623157e308]");
  EXPECT_EQ(Reloaded("[18446744073709551616,-9223372036854775809]"),
            "[1.8446744073709552e19,-9.223372036854776e18]");
  EXPECT_EQ(Reloaded("18446744073709551616"), "1.8446744073709552e19");
  EXPECT_EQ(Reloaded("1e-400"), "0.0");
}

TEST(Document, EscapesOnlyWhatItMust) {
  EXPECT_EQ(Reloaded(R"("\u0001\u001f\u007f\/\b\f\n\r\t\"\\é\u00e9\ud834\udd1e")"),
            "\"\\u0001\\u001f\x7f/\\b\\f\\n\\r\\t\\\"\\\\éé𝄞\"");
  // RapidJSON's SSE2 way overlooks 0x1a to 0x1f in long strings.
  EXPECT_EQ(Reloaded(R"("sixteen bytes ..\u001e\u001asixteen bytes \\u00AA")"),
            R"("sixteen bytes ..\u001e\u001asixteen bytes \\u00AA")");
  EXPECT_EQ(Reloaded(R"({"a\nb":1})"), R"({"a\nb":1})");
}

TEST(Document, KeepsTheLastOfDuplicatesAtTheFirstOnesPlace) {
  EXPECT_EQ(Reloaded(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
  EXPECT_EQ(Reloaded(R"([{"a":1,"b":2},{"a":1,"b":2,"a":{"b":1,"b":2},"b":4}])"),
            R"([{"a":1,"b":2},{"a":{"b":2},"b":4}])");
}

TEST(Document, SharesTheNamesOfEqualObjects) {
  const Document one = Load(R"([{"first name":1,"last name":2}])");
  const Document two = Load(R"([{"first name":1,"last name":2},{"first name":3,"last name":4}])");
  EXPECT_EQ(two.block().size() - one.block().size(), 8 + 8 + 16);  // a slot, a head, two slots
}

TEST(Document, FindsMembersOfSmallAndLargeObjects) {
  for (const int count : {1, 24, 25, 1000}) {
    std::string text = "{";
    for (int i = 0; i < count; ++i)
      text += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
    const Document document = Load(text + "}");
    for (int i = 0; i < count; ++i) {
      const Value value = document.root().find("k" + std::to_string(i));
      ASSERT_TRUE(value);
      EXPECT_EQ(value.integer(), i);
    }
    EXPECT_FALSE(document.root().find("k"));
    EXPECT_FALSE(document.root().find("k" + std::to_string(count)));
  }
}

TEST(Document, KeepsStringsAndNamesOfAnyLength) {
  for (const size_t length : {6, 7, 254, 255, 256, 65534, 65535, 65536, 1000000}) {
    const std::string x(length, 'x');
    EXPECT_EQ(Reloaded("[\"" + x + "\"]"), "[\"" + x + "\"]");
    EXPECT_EQ(Reloaded("{\"" + x + "\":1}"), "{\"" + x + "\":1}");
  }
}

TEST(Document, LimitsDepth) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(Reloaded(nested(127)), nested(127));
  EXPECT_EQ(DepthOf(Load(nested(127)).root()), 127);
  EXPECT_EQ(ErrorOf(nested(128)), "recursion limit exceeded at line 1 column 128");
  EXPECT_EQ(ErrorOf(std::string(1000000, '[')), "recursion limit exceeded at line 1 column 128");
}

TEST(Document, SaysWhatIsWrongAsThePeer) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "EOF while parsing a value at line 1 column 0"},
      {"  ", "EOF while parsing a value at line 1 column 2"},
      {"{\"a\":1,}", "trailing comma at line 1 column 8"},
      {"{\"a\":1", "EOF while parsing an object at line 1 column 6"},
      {"{\"a\"", "EOF while parsing an object at line 1 column 4"},
      {"{a", "key must be a string at line 1 column 2"},
      {"foo", "expected ident at line 1 column 2"},
      {"[nulx]", "expected ident at line 1 column 5"},
      {"bar", "expected value at line 1 column 1"},
      {"[1 2]", "expected `,` or `]` at line 1 column 4"},
      {"[1,]", "trailing comma at line 1 column 4"},
      {"[1,\n\n 1e400]", "number out of range at line 3 column 6"},
      {"\"a", "EOF while parsing a string at line 1 column 2"},
      {"{} x", "trailing characters at line 1 column 4"},
      {"\"\xff\"", "Couldn't parse as UTF-8 string"},
  };
  for (const auto& [text, error] : cases)
    EXPECT_EQ(ErrorOf(text), error) << text;
}

TEST(Document, RefusesWhatIsNotJson) {
  for (const char* text : {"\"\\ud800\"",
                           "\"\\udc00\"",
                           "\"\\ud800\\u0041\"",
                           "\"\\x\"",
                           "\"\x01\"",
                           "01",
                           "1.",
                           ".5",
                           "+1",
                           "-",
                           "1e",
                           "nul",
                           "nulll",
                           "[nulll]",
                           "null null",
                           "[nul]",
                           "truee",
                           "[1}",
                           "{\"a\" 1}",
                           "{\"a\":1 \"b\":2}",
                           "{,}",
                           "[,]",
                           "'a'",
                           "NaN",
                           "Infinity",
                           "1 2",
                           "[1]]",
                           "\xef\xbb\xbf[]",
                           "{\"\\ud800\":1}",
                           "[1x]",
                           "[1.5.5]",
                           "[--1]",
                           "\"\xed\xa0\x80\""}) {
    EXPECT_NE(ErrorOf(text), "") << text;
  }
}

TEST(Document, CopiesAreIndependent) {
  Document document = Load(R"({"a":[1,2]})");
  const Document copy = document;
  SetInteger(document, document.root().find("a").element(0).place(), 5);
  EXPECT_EQ(JsonText(copy.root()), R"({"a":[1,2]})");
  EXPECT_EQ(JsonText(document.root()), R"({"a":[5,2]})");
}

TEST(Edit, GrowsAndShrinksArrays) {
  Document document = Load(R"({"a":[],"b":[1,2,3]})");
  const Document more = Load(R"(["x",{"y":[1.5]}])");
  const uint32_t a = document.root().find("a").place(), b = document.root().find("b").place();
  for (int i = 0; i < 3; ++i) {
    const Value values[] = {more.root().element(0), more.root().element(1)};
    InsertElements(document, a, document.root().find("a").size(), values);
    InsertElements(document, b, 1, {values, 1});
  }
  EXPECT_EQ(JsonText(document.root()),
            R"({"a":["x",{"y":[1.5]},"x",{"y":[1.5]},"x",{"y":[1.5]}],"b":[1,"x","x","x",2,3]})");
  EraseElements(document, a, 0, 5);
  EraseElements(document, b, 1, 2);
  EXPECT_EQ(JsonText(document.root()), R"({"a":[{"y":[1.5]}],"b":[1,"x",2,3]})");
  EraseElements(document, a, 0, 1);
  Tidy(document);
  EXPECT_EQ(JsonText(document.root()), R"({"a":[],"b":[1,"x",2,3]})");
}

TEST(Edit, ErasingAMemberMovesTheLastIntoItsPlace) {
  Document document = Load(R"([{"a":1,"b":2,"c":3},{"a":1,"b":2,"c":3}])");
  EraseMember(document, document.root().element(0).place(), 0);
  EXPECT_EQ(JsonText(document.root()), R"([{"c":3,"b":2},{"a":1,"b":2,"c":3}])");
}

TEST(Edit, RebuildsADocumentThatIsMostlyWaste) {
  Document document = Load(R"({"a":"some text that is longer than a slot","b":[{"c":1},{"c":2}]})");
  const uint32_t size = document.block().size();
  for (int i = 0; i < 1000; ++i) {
    const Document text = Load(R"("another text that is longer than a slot")");
    Replace(document, document.root().find("a").place(), text.root());
    Tidy(document);
    EXPECT_LT(document.memory_bytes(), 4 * size);
  }
  EXPECT_EQ(JsonText(document.root()),
            R"({"a":"another text that is longer than a slot","b":[{"c":1},{"c":2}]})");
}

TEST(Edit, FindsNamesAgainThatWereAddedOneByOne) {
  Document document = Load("[]");
  const Document record = Load(R"({"first name":1,"last name":2})");
  const Value values[] = {record.root()};
  for (uint32_t i = 0; i < 1000; ++i) {
    InsertElements(document, Block::kRoot, i, values);
    Tidy(document);
  }
  // A slot, a head and two slots each, and no names; up to twice that until the next rebuild.
  EXPECT_LT(document.memory_bytes(), 1000U * 2 * (8 + 8 + 16));
  EXPECT_EQ(document.root().element(999).find("last name").integer(), 2);
}

// The same changes to a document and to a plain list of names and numbers.
TEST(Edit, AgreesWithAModelOverManyRandomChanges) {
  std::mt19937 chance(20261126);
  Document document = Load("{}");
  std::vector<std::pair<std::string, int64_t>> model;
  for (int step = 0; step < 20000; ++step) {
    const std::string name = "name " + std::to_string(chance() % 90);
    const auto known =
        std::find_if(model.begin(), model.end(), [&](auto& m) { return m.first == name; });
    const Value found = document.root().find(name);
    ASSERT_EQ(static_cast<bool>(found), known != model.end()) << name;
    const int64_t number = static_cast<int64_t>(chance()) << (chance() % 31);
    if (!found) {
      AddMember(document, Block::kRoot, name, Load(std::to_string(number)).root());
      model.emplace_back(name, number);
    } else if (chance() % 2 == 0) {
      ASSERT_EQ(found.integer(), known->second);
      SetInteger(document, found.place(), number);
      known->second = number;
    } else {
      const auto index = static_cast<uint32_t>(known - model.begin());
      EraseMember(document, Block::kRoot, index);
      *known = model.back();
      model.pop_back();
    }
    Tidy(document);
  }
  std::string expected;
  for (const auto& [name, number] : model) {
    expected += (expected.empty() ? "\"" : ",\"") + name + "\":" + std::to_string(number);
  }
  EXPECT_EQ(JsonText(document.root()), "{" + expected + "}");
}

TEST(Same, TellsNumbersByKindOrByValue) {
  const Document left = Load(R"({"a":[1,2.5],"b":null})"),
                 right = Load(R"({"b":null,"a":[1.0,2.5]})");
  EXPECT_FALSE(Same(left.root(), right.root(), Numbers::kByKind));
  EXPECT_TRUE(Same(left.root(), right.root(), Numbers::kByValue));
}

TEST(Writer, LaysOutAsAsked) {
  TextBuffer buffer;
  WriteJson(Load(R"([1,{"b":[],"c":{}}])").root(), buffer,
            {.indent = ">", .newline = "|", .space = "_"}, 1);
  EXPECT_EQ(View(buffer), R"([|>>1,|>>{|>>>"b":_[],|>>>"c":_{}|>>}|>])");
}

}  // namespace
}  // namespace trellis::json
