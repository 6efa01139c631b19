#include "modules/key_length.h"

#include "core/base/number_text.h"
#include "core/keyspace/database.h"

namespace trellis {

size_t ValueLength(const Entry& entry) {
  if (entry.type() != kStringType) return 0;
  char digits[kMaxInt64Text];
  return StringText(entry, digits).size();
}

}  // namespace trellis
