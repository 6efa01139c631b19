// A pattern of SORT's BY and GET: the name of a key, or of a hash's field, with a place for an element.
//
//   weight_*       the string under the key weight_ELEMENT
//   user_*->name   the field `name` of the hash under the key user_ELEMENT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/command/command_context.h"

namespace trellis {

class KeyPattern {
 public:
  explicit KeyPattern(std::string_view text);
  // Without a place for the element it names nothing.
  [[nodiscard]] bool has_place() const { return has_place_; }
  // What stands there for this element; nullopt if nothing does, or something of another type.
  [[nodiscard]] std::optional<std::string> Lookup(CommandContext& ctx,
                                                  std::string_view element) const;

 private:
  bool has_place_;
  std::string_view before_;
  std::string_view behind_;
  std::string_view field_;  // of a hash; empty: a string is meant
};

}  // namespace trellis
