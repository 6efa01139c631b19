#include "core/registered_types.h"

#include "core/keyspace/type_ops.h"
#include "core/types/string/bit_commands.h"
#include "core/types/string/string_commands.h"
#include "core/types/string/string_type.h"

namespace trellis {

void RegisterTypes() {
  types::Set(kStringType, &StringType());
}

void RegisterTypeCommands(CommandTable& commands) {
  commands.Add(StringCommands());
  commands.Add(BitCommands());
}

void ApplyEncodingLimit(const Config&, Directive) {}

}  // namespace trellis
