#include "search/query/wildcard.h"

#include <cstddef>

namespace trellis::search {

bool FitsWildcard(std::string_view text, std::string_view pattern) {
  size_t t = 0;
  size_t p = 0;
  size_t star = std::string_view::npos;  // the last `*` seen, and how far the text was then
  size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
      continue;
    }
    const bool escaped = p + 1 < pattern.size() && pattern[p] == '\\';
    const size_t literal = escaped ? p + 1 : p;
    if (p < pattern.size() && ((!escaped && pattern[p] == '?') || pattern[literal] == text[t])) {
      p = literal + 1;
      ++t;
      continue;
    }
    if (star == std::string_view::npos) return false;
    p = star + 1;
    t = ++star_text;
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

}  // namespace trellis::search
