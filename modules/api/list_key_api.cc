// Keys that hold lists. Indexes count from 0, or from the end if negative.
#include <cerrno>
#include <optional>

#include "core/types/list/list.h"
#include "modules/api_table.h"
#include "modules/module_context.h"
#include "modules/module_key.h"
#include "modules/module_string.h"

namespace {

using trellis::List;
using trellis::ListEnd;

// The list of an open key, or null and errno: the key is null, empty or of another type, or not open
// for the writing that is wanted.
List* Find(RedisModuleKey* key, bool to_write) {
  errno = 0;
  if (key == nullptr) {
    errno = EINVAL;
    return nullptr;
  }
  List* list = key->ValueOf<List>();
  if (list == nullptr) errno = ENOTSUP;
  if (list != nullptr && to_write && !key->writable()) errno = EBADF;
  return errno == 0 ? list : nullptr;
}

std::optional<List::Position> Seek(const List& list, long index) {
  const auto size = static_cast<long>(list.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) {
    errno = EDOM;
    return std::nullopt;
  }
  return list.Seek(static_cast<size_t>(index));
}

RedisModuleString* Created(RedisModuleKey* key, const trellis::PackedElement& element) {
  char digits[trellis::kMaxInt64Text];
  const std::string_view text = element.Text(digits);
  return RM_CreateString(key->context(), text.data(), text.size());
}

}  // namespace

extern "C" {

int RM_ListPush(RedisModuleKey* key, int where, RedisModuleString* value) {
  errno = 0;
  if (key == nullptr || value == nullptr) {
    errno = EINVAL;
  } else if (key->entry() != nullptr && key->ValueOf<List>() == nullptr) {
    errno = ENOTSUP;
  } else if (!key->writable()) {
    errno = EBADF;
  }
  if (errno != 0) return REDISMODULE_ERR;
  key->ValueOrNew<List>()->Push(where == REDISMODULE_LIST_HEAD ? ListEnd::kHead : ListEnd::kTail,
                                value->view());
  return REDISMODULE_OK;
}

RedisModuleString* RM_ListPop(RedisModuleKey* key, int where) {
  List* list = Find(key, true);
  if (list == nullptr) return nullptr;
  const ListEnd end = where == REDISMODULE_LIST_HEAD ? ListEnd::kHead : ListEnd::kTail;
  RedisModuleString* value = Created(key, list->Peek(end));
  list->Drop(end, 1);
  if (list->empty()) key->Remove(false);
  return value;
}

RedisModuleString* RM_ListGet(RedisModuleKey* key, long index) {
  List* list = Find(key, false);
  if (list == nullptr) return nullptr;
  const auto at = Seek(*list, index);
  return at ? Created(key, list->At(*at)) : nullptr;
}

int RM_ListSet(RedisModuleKey* key, long index, RedisModuleString* value) {
  List* list = value == nullptr ? nullptr : Find(key, true);
  if (value == nullptr) errno = EINVAL;
  if (list == nullptr) return REDISMODULE_ERR;
  const auto at = Seek(*list, index);
  if (!at) return REDISMODULE_ERR;
  list->Replace(*at, value->view());
  return REDISMODULE_OK;
}

// `index` is where the element will be, the end included: -1 and the list's length append.
int RM_ListInsert(RedisModuleKey* key, long index, RedisModuleString* value) {
  if (value != nullptr && key != nullptr && key->entry() == nullptr) {
    if (index == 0 || index == -1) return RM_ListPush(key, REDISMODULE_LIST_TAIL, value);
    errno = EDOM;
    return REDISMODULE_ERR;
  }
  List* list = value == nullptr ? nullptr : Find(key, true);
  if (value == nullptr) errno = EINVAL;
  if (list == nullptr) return REDISMODULE_ERR;
  const auto size = static_cast<long>(list->size());
  if (index < 0) index += size + 1;
  if (index < 0 || index > size) {
    errno = EDOM;
    return REDISMODULE_ERR;
  }
  list->Insert(list->Seek(static_cast<size_t>(index)), value->view());
  return REDISMODULE_OK;
}

int RM_ListDelete(RedisModuleKey* key, long index) {
  List* list = Find(key, true);
  if (list == nullptr) return REDISMODULE_ERR;
  const auto at = Seek(*list, index);
  if (!at) return REDISMODULE_ERR;
  list->Erase(*at);
  if (list->empty()) key->Remove(false);
  return REDISMODULE_OK;
}

}  // extern "C"
