// Words too frequent to index.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

namespace trellis::search {

// A set of folded words. Compares as bytes.
class StopWords {
 public:
  // The peer's English list.
  static const StopWords& Default();

  explicit StopWords(const std::vector<std::string>& words);

  [[nodiscard]] bool Contains(std::string_view word) const {
    return word.size() <= longest_ && words_.contains(word);
  }
  // In the order given.
  [[nodiscard]] const std::vector<std::string>& words() const { return ordered_; }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard's name
  };
  boost::unordered_flat_set<std::string, Hash, std::equal_to<>> words_;
  std::vector<std::string> ordered_;
  size_t longest_ = 0;
};

}  // namespace trellis::search
