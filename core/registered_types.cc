#include "core/registered_types.h"

#include "core/config/config.h"
#include "core/keyspace/type_ops.h"
#include "core/types/hash/field_access_commands.h"
#include "core/types/hash/field_expiry_commands.h"
#include "core/types/hash/hash.h"
#include "core/types/hash/hash_commands.h"
#include "core/types/hash/hash_type.h"
#include "core/types/list/list.h"
#include "core/types/list/list_commands.h"
#include "core/types/list/list_pop_commands.h"
#include "core/types/list/list_type.h"
#include "core/types/set/set.h"
#include "core/types/set/set_algebra_commands.h"
#include "core/types/set/set_commands.h"
#include "core/types/set/set_type.h"
#include "core/types/sort/sort_commands.h"
#include "core/types/string/bit_commands.h"
#include "core/types/string/string_commands.h"
#include "core/types/string/string_type.h"
#include "core/types/zset/zset.h"
#include "core/types/zset/zset_combine_commands.h"
#include "core/types/zset/zset_commands.h"
#include "core/types/zset/zset_pop_commands.h"
#include "core/types/zset/zset_range_commands.h"
#include "core/types/zset/zset_type.h"

namespace trellis {

void RegisterTypes() {
  types::Set(kHashType, &HashType());
  types::Set(kStringType, &StringType());
  types::Set(kListType, &ListType());
  types::Set(kSetType, &SetType());
  types::Set(kZsetType, &ZsetType());
}

void RegisterTypeCommands(CommandTable& commands) {
  commands.Add(StringCommands());
  commands.Add(BitCommands());
  commands.Add(HashCommands());
  commands.Add(FieldExpiryCommands());
  commands.Add(FieldAccessCommands());
  commands.Add(ListCommands());
  commands.Add(ListPopCommands());
  commands.Add(SetCommands());
  commands.Add(SetAlgebraCommands());
  commands.Add(ZsetCommands());
  commands.Add(ZsetRangeCommands());
  commands.Add(ZsetCombineCommands());
  commands.Add(ZsetPopCommands());
  commands.Add(SortCommands());
}

void ApplyEncodingLimit(const Config& config, Directive id) {
  const auto number = static_cast<size_t>(config.number(id));
  switch (id) {
    case Directive::kHashMaxListpackEntries: Hash::limits.entries = number; break;
    case Directive::kHashMaxListpackValue: Hash::limits.value = number; break;
    case Directive::kListMaxListpackSize: List::SetChunkLimit(config.number(id)); break;
    case Directive::kSetMaxIntsetEntries: Set::SetIntegerLimit(config.number(id)); break;
    case Directive::kZsetMaxListpackEntries: Zset::limits.entries = number; break;
    case Directive::kZsetMaxListpackValue: Zset::limits.value = number; break;
    default: break;
  }
}

}  // namespace trellis
