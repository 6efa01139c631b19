#include "core/types/sort/key_pattern.h"

#include "core/types/hash/hash.h"

namespace trellis {

KeyPattern::KeyPattern(std::string_view text) {
  const size_t place = text.find('*');
  has_place_ = place != std::string_view::npos;
  if (!has_place_) return;
  before_ = text.substr(0, place);
  behind_ = text.substr(place + 1);
  constexpr std::string_view kArrow = "->";
  const size_t arrow = behind_.find(kArrow);
  if (arrow == std::string_view::npos || arrow + kArrow.size() == behind_.size()) return;
  field_ = behind_.substr(arrow + kArrow.size());
  behind_ = behind_.substr(0, arrow);
}

std::optional<std::string> KeyPattern::Lookup(CommandContext& ctx, std::string_view element) const {
  if (!has_place_) return std::nullopt;
  std::string key(before_);
  key.append(element).append(behind_);
  const Entry* entry = ctx.FindForRead(key);
  char digits[kMaxInt64Text];
  if (entry == nullptr) return std::nullopt;
  if (field_.empty()) {
    if (entry->type() != kStringType) return std::nullopt;
    return std::string(StringText(*entry, digits));
  }
  if (entry->type() != kHashType) return std::nullopt;
  const std::optional<PackedElement> value =
      entry->slot_as<Hash>()->Find(field_, ctx.keyspace().dead_by_ms());
  if (!value) return std::nullopt;
  return std::string(value->Text(digits));
}

}  // namespace trellis
