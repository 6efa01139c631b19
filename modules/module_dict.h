// RedisModuleDict: a dictionary that modules use for themselves; keys are bytes, in order.
//
// An iterator remembers a key, not a place, so the dictionary may change under it: the next step goes to
// the nearest key that exists then.
// Threads: none of its own; one at a time. May be freed on any.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

struct RedisModuleDict {
 public:
  using Entries = std::map<std::string, void*, std::less<>>;

  // False, and nothing changed, if the key is there.
  bool Add(std::string_view key, void* value);
  // True if the key is new.
  bool Put(std::string_view key, void* value);
  // True if the key was there; `old`, unless null, gets its value.
  bool Erase(std::string_view key, void** old);
  // Null if the key isn't there.
  [[nodiscard]] void* const* Find(std::string_view key) const;
  [[nodiscard]] const Entries& entries() const { return entries_; }
  [[nodiscard]] size_t MemoryBytes() const;

 private:
  Entries entries_;
};

struct RedisModuleDictIter {
 public:
  explicit RedisModuleDictIter(const RedisModuleDict& dict) : dict_(dict) {}

  // Goes to the first key that is <, <=, ==, >= or > `key`, the least ("^") or the greatest ("$"). False,
  // and at the end, if there is none or `op` isn't known.
  bool Seek(std::string_view op, std::string_view key);
  // To the element sought, then one further each time; false at the end, for ever.
  bool Step(bool forward);
  // Compares the key it stands at, which a Seek found or a Step gave.
  [[nodiscard]] bool Compare(std::string_view op, std::string_view key) const;

  // Of the last Step that returned true.
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] void* value() const { return value_; }

 private:
  using Position = RedisModuleDict::Entries::const_iterator;
  bool StandAt(Position position);

  const RedisModuleDict& dict_;
  bool ended_ = true;
  bool sought_ = false;  // Seek has found key_, which no Step has given yet
  std::string key_;
  void* value_ = nullptr;
};
