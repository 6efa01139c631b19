#include "modules/module_dict.h"

#include <gtest/gtest.h>

namespace {

int x;

RedisModuleDict Letters() {
  RedisModuleDict dict;
  for (const char* key : {"b", "d", "f"})
    dict.Add(key, &x);
  return dict;
}

std::string Walk(RedisModuleDictIter& iterator, bool forward) {
  std::string keys;
  while (iterator.Step(forward))
    keys += iterator.key();
  return keys;
}

TEST(ModuleDict, AddsOnlyWhatIsNewAndPutsAlways) {
  RedisModuleDict dict = Letters();
  EXPECT_FALSE(dict.Add("b", nullptr));
  EXPECT_EQ(*dict.Find("b"), &x);
  EXPECT_FALSE(dict.Put("b", nullptr));
  EXPECT_EQ(*dict.Find("b"), nullptr);
  EXPECT_TRUE(dict.Put("", &x));
  void* old = nullptr;
  EXPECT_TRUE(dict.Erase("", &old));
  EXPECT_EQ(old, &x);
  EXPECT_FALSE(dict.Erase("", nullptr));
  EXPECT_EQ(dict.Find(""), nullptr);
}

TEST(ModuleDict, SeeksByEveryOperator) {
  const RedisModuleDict dict = Letters();
  RedisModuleDictIter iterator(dict);
  const auto found = [&](const char* op, const char* key) {
    return iterator.Seek(op, key) && iterator.Step(true) ? iterator.key() : "-";
  };
  EXPECT_EQ(found("^", ""), "b");
  EXPECT_EQ(found("$", ""), "f");
  EXPECT_EQ(found(">", "b"), "d");
  EXPECT_EQ(found(">=", "b"), "b");
  EXPECT_EQ(found(">=", "c"), "d");
  EXPECT_EQ(found("<", "d"), "b");
  EXPECT_EQ(found("<=", "c"), "b");
  EXPECT_EQ(found("==", "c"), "-");
  EXPECT_EQ(found("<", "b"), "-");
  EXPECT_EQ(found("!", "b"), "-");
}

TEST(ModuleDict, WalksBothWaysAndStaysAtTheEnd) {
  const RedisModuleDict dict = Letters();
  RedisModuleDictIter iterator(dict);
  iterator.Seek("^", "");
  EXPECT_EQ(Walk(iterator, true), "bdf");
  EXPECT_FALSE(iterator.Step(false));
  iterator.Seek("<=", "e");
  EXPECT_EQ(Walk(iterator, false), "db");
}

TEST(ModuleDict, LetsTheDictionaryChangeUnderAnIterator) {
  RedisModuleDict dict = Letters();
  RedisModuleDictIter iterator(dict);
  iterator.Seek("^", "");
  iterator.Step(true);
  dict.Erase("b", nullptr);
  dict.Erase("d", nullptr);
  dict.Add("c", &x);
  EXPECT_EQ(Walk(iterator, true), "cf");
  iterator.Seek(">", "c");
  dict.Erase("f", nullptr);
  EXPECT_FALSE(iterator.Step(true));
}

TEST(ModuleDict, ComparesTheKeyThatASeekFound) {
  const RedisModuleDict dict = Letters();
  RedisModuleDictIter iterator(dict);
  EXPECT_FALSE(iterator.Compare("==", "b"));
  iterator.Seek("^", "");
  EXPECT_TRUE(iterator.Compare("==", "b"));
  EXPECT_TRUE(iterator.Compare("<=", "b"));
  EXPECT_TRUE(iterator.Compare("<", "ba"));
  EXPECT_FALSE(iterator.Compare(">", "b"));
}

}  // namespace
