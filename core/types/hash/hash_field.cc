#include "core/types/hash/hash_field.h"

#include "core/base/small_blocks.h"

namespace trellis {

HashField* HashField::Create(std::string_view field, const PackedItem& value,
                             int64_t expire_at_ms) {
  const PackedItem name = PackedItem::Verbatim(field);
  const size_t before_name = expire_at_ms == kNoExpiry ? 0 : kExpiryBytes;
  auto* block =
      static_cast<uint8_t*>(small_blocks::Allocate(before_name + name.size() + value.size()));
  auto* made = reinterpret_cast<HashField*>(block);
  if (expire_at_ms != kNoExpiry) {
    block[0] = kExpiryForm;
    made->set_expire_at_ms(expire_at_ms);
    made->set_place(0);
  }
  name.WriteTo(block + before_name);
  value.WriteTo(block + before_name + name.size());
  return made;
}

void HashField::Free(HashField* field) {
  small_blocks::Free(field, field->block_size());
}

HashField* HashField::SetValue(HashField* field, const PackedItem& value) {
  const auto before_value = static_cast<size_t>(field->value_position() - field->begin());
  auto* block = static_cast<uint8_t*>(
      small_blocks::Resize(field, field->block_size(), before_value + value.size()));
  value.WriteTo(block + before_value);
  return reinterpret_cast<HashField*>(block);
}

}  // namespace trellis
