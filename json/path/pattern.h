// Regular expressions in filters. RE2 runs in time linear in the text, whatever the pattern.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include <re2/re2.h>

namespace trellis::json {

enum class Dialect : uint8_t {
  kIRegexp,  // RFC 9485, of match() and search()
  kRe2,      // of =~
};

// Patterns compiled in one walk, as a filter applies the same ones to every value.
class PatternCache {
 public:
  // Whether the text, or any part of it, matches. What is no regular expression matches nothing.
  bool Matches(std::string_view text, std::string_view pattern, Dialect dialect, bool whole);

 private:
  std::unordered_map<std::string, std::unique_ptr<re2::RE2>> compiled_;
};

}  // namespace trellis::json
