// The names of ACL categories: the server's own, and those that modules add.
//
// A category's bit is its name's for ever: a command keeps its categories while the module that added one
// is away, and no other category comes to stand for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/command/command.h"

namespace trellis {

class AclCategories {
 public:
  static constexpr size_t kMax = 64;

  AclCategories();

  // The category of this name, without '@' and in any case; none if there is none.
  [[nodiscard]] std::optional<Acl> Find(std::string_view name) const;
  // "@read" and so on of each in the set, in the order of ACL CAT.
  [[nodiscard]] std::vector<std::string> NamesOf(Acl set) const;

  enum class Added {
    kOk,
    kBadName,  // other characters than letters, digits, '-' and '_', or none
    kTaken,
    kTooMany
  };
  Added Add(std::string_view name);
  void Remove(std::string_view name);

 private:
  struct Category {
    std::string name;
    bool there = true;
  };
  std::vector<Category> categories_;  // by bit
};

}  // namespace trellis
