// Walks over the keyspace, and over the elements of one key.
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "core/base/number_text.h"
#include "core/keyspace/keyspace.h"
#include "core/types/hash/hash.h"
#include "core/types/set/set.h"
#include "core/types/zset/zset.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_key.h"
#include "modules/module_string.h"

struct RedisModuleScanCursor {
  uint64_t cursor = 0;
  bool done = false;
};

namespace {

using trellis::Entry;
using trellis::Host;
using trellis::PackedElement;

// The walk of this cursor has ended before.
bool Ended(const RedisModuleScanCursor& cursor) {
  errno = cursor.done ? ENOENT : 0;
  return cursor.done;
}

// Takes the next place; 1 if there is more.
int Advance(RedisModuleScanCursor& cursor, uint64_t next) {
  cursor.cursor = next;
  cursor.done = next == 0;
  errno = 0;
  return cursor.done ? 0 : 1;
}

struct Element {
  std::string name;
  std::string value;
  bool has_value = false;
};

std::string Text(const PackedElement& element) {
  char digits[trellis::kMaxInt64Text];
  return std::string(element.Text(digits));
}

// The elements of one step, copied: the callback may change the key. False if there is nothing to walk.
bool Collect(const Entry& entry, uint64_t& cursor, std::vector<Element>& elements) {
  switch (entry.type()) {
    case trellis::kHashType:
      cursor = entry.slot_as<trellis::Hash>()->Scan(
          cursor, Host().keyspace().dead_by_ms(),
          [&](const PackedElement& field, const PackedElement& value) {
            elements.push_back({Text(field), Text(value), true});
          });
      return true;
    case trellis::kSetType:
      cursor = entry.slot_as<trellis::Set>()->Scan(cursor, [&](const PackedElement& member) {
        elements.push_back({Text(member), {}, false});
      });
      return true;
    case trellis::kZsetType:
      cursor = entry.slot_as<trellis::Zset>()->Scan(
          cursor, [&](const PackedElement& member, double score) {
            elements.push_back({Text(member), trellis::FormatDouble(score), true});
          });
      return true;
    default: return false;
  }
}

}  // namespace

extern "C" {

RedisModuleScanCursor* RM_ScanCursorCreate(void) {
  return new RedisModuleScanCursor();
}

void RM_ScanCursorRestart(RedisModuleScanCursor* cursor) {
  *cursor = {};
}

void RM_ScanCursorDestroy(RedisModuleScanCursor* cursor) {
  delete cursor;
}

int RM_Scan(RedisModuleCtx* ctx, RedisModuleScanCursor* cursor, RedisModuleScanCB callback,
            void* privdata) {
  if (Ended(*cursor)) return 0;
  trellis::Keyspace& keyspace = Host().keyspace();
  const int db = ctx->db();
  // The names first: a callback may change the database, and with it the table's buckets.
  std::vector<std::string> names;
  const uint64_t next = keyspace.db(db).table().Scan(cursor->cursor, [&](const Entry* entry) {
    if (!keyspace.Expired(*entry)) names.emplace_back(entry->key());
  });
  for (const std::string& name : names) {
    Entry* entry = keyspace.db(db).Find(name);
    if (entry == nullptr) continue;
    RedisModuleString* string = RedisModuleString::Create(name);
    RedisModuleKey* key = RedisModuleKey::OpenFound(ctx, db, string, REDISMODULE_READ, entry);
    callback(ctx, string, key, privdata);
    RM_CloseKey(key);
    string->Release();
  }
  return Advance(*cursor, next);
}

int RM_ScanKey(RedisModuleKey* key, RedisModuleScanCursor* cursor, RedisModuleScanKeyCB callback,
               void* privdata) {
  const Entry* entry = key == nullptr ? nullptr : key->entry();
  if (entry == nullptr) {
    errno = EINVAL;
    return 0;
  }
  if (Ended(*cursor)) return 0;
  std::vector<Element> elements;
  uint64_t next = cursor->cursor;
  if (!Collect(*entry, next, elements)) {
    errno = EINVAL;
    return 0;
  }
  for (const Element& element : elements) {
    RedisModuleString* field = RedisModuleString::Create(element.name);
    RedisModuleString* value =
        element.has_value ? RedisModuleString::Create(element.value) : nullptr;
    callback(key, field, value, privdata);
    field->Release();
    if (value != nullptr) value->Release();
  }
  return Advance(*cursor, next);
}

}  // extern "C"
