#include "modules/key_length.h"

#include "core/base/number_text.h"
#include "core/keyspace/database.h"
#include "core/types/hash/hash.h"
#include "core/types/list/list.h"
#include "core/types/set/set.h"
#include "core/types/zset/zset.h"

namespace trellis {

size_t ValueLength(const Entry& entry) {
  switch (entry.type()) {
    case kStringType: {
      char digits[kMaxInt64Text];
      return StringText(entry, digits).size();
    }
    case kListType: return entry.slot_as<List>()->size();
    case kSetType: return entry.slot_as<Set>()->size();
    case kZsetType: return entry.slot_as<Zset>()->size();
    case kHashType: return entry.slot_as<Hash>()->size();
    default: return 0;
  }
}

}  // namespace trellis
