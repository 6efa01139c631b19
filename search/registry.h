// All indexes of the server by name, and their aliases.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "search/index/index.h"

namespace trellis::search {

class Registry {
 public:
  // By name or alias; null if there is none.
  [[nodiscard]] Index* Find(std::string_view name) const;
  // By name only.
  [[nodiscard]] Index* FindByName(std::string_view name) const;
  // False if the name is taken.
  bool Add(std::unique_ptr<Index> index);
  // Takes its aliases with it.
  void Remove(std::string_view name);
  void Clear();

  // False if the alias is taken by an alias or an index.
  bool AddAlias(std::string_view alias, Index& index);
  void SetAlias(std::string_view alias, Index& index);
  bool RemoveAlias(std::string_view alias);

  [[nodiscard]] const std::map<std::string, std::unique_ptr<Index>, std::less<>>& indexes() const {
    return indexes_;
  }
  [[nodiscard]] const std::map<std::string, Index*, std::less<>>& aliases() const {
    return aliases_;
  }

 private:
  std::map<std::string, std::unique_ptr<Index>, std::less<>> indexes_;
  std::map<std::string, Index*, std::less<>> aliases_;
};

}  // namespace trellis::search
