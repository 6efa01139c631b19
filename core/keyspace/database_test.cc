#include "core/keyspace/database.h"

#include <gtest/gtest.h>

#include <string>

namespace trellis {
namespace {

std::string Text(const Database& database, std::string_view key) {
  char digits[20];
  const Entry* entry = database.Find(key);
  return entry == nullptr ? "(none)" : std::string(StringText(*entry, digits));
}

TEST(Database, KeepsStringsOfEveryFormAndLength) {
  Database database;
  const std::string long_key(1000, 'k');
  for (const std::string& text : {std::string(), std::string("abc"), std::string("12345"),
                                  std::string(448, 'x'), std::string(100000, 'y')}) {
    for (const std::string& key : {std::string("key"), long_key}) {
      const uint64_t hash = Database::Hash(key);
      database.Set(key, hash, Value::String(text), kNoExpiry);
      EXPECT_EQ(Text(database, key), text);
    }
  }
  EXPECT_EQ(database.size(), 2U);
}

TEST(Database, KeepsTheValueWhenTheExpiryComesAndGoes) {
  Database database;
  database.Set("k", Database::Hash("k"), Value::String("value"), kNoExpiry);
  Entry* entry = database.SetExpiry(database.Find("k"), 12345);
  EXPECT_EQ(entry->expire_at_ms(), 12345);
  EXPECT_EQ(database.expires(), 1U);
  EXPECT_EQ(Text(database, "k"), "value");
  database.SetExpiry(entry, kNoExpiry);
  EXPECT_EQ(database.expires(), 0U);
  EXPECT_EQ(Text(database, "k"), "value");
}

TEST(Database, GrowsAStringInPlace) {
  Database database;
  Entry* entry = database.Set("k", Database::Hash("k"), Value::String("7"), 99);
  StringBuffer* buffer = database.OwnBuffer(entry, 100);
  buffer->bytes[buffer->size++] = '!';
  EXPECT_EQ(Text(database, "k"), "7!");
  EXPECT_EQ(entry->expire_at_ms(), 99);
}

}  // namespace
}  // namespace trellis
