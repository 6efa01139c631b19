#include "core/base/glob.h"

#include <cctype>
#include <cstddef>
#include <utility>

namespace trellis {
namespace {

unsigned char Fold(char c, LetterCase letters) {
  const auto byte = static_cast<unsigned char>(c);
  return letters == LetterCase::kIgnored ? static_cast<unsigned char>(std::tolower(byte)) : byte;
}

// Whether pattern[*at], a single-character matcher (not '*'), accepts c; moves *at behind it.
bool MatchOne(std::string_view pattern, size_t* at, char c, LetterCase letters) {
  const unsigned char wanted = Fold(c, letters);
  switch (pattern[*at]) {
    case '?': ++*at; return true;
    case '\\':
      if (*at + 1 < pattern.size()) ++*at;
      return Fold(pattern[(*at)++], letters) == wanted;
    case '[': break;
    default: return Fold(pattern[(*at)++], letters) == wanted;
  }
  size_t i = *at + 1;
  const bool negated = i < pattern.size() && pattern[i] == '^';
  if (negated) ++i;
  bool found = false;
  for (; i < pattern.size() && pattern[i] != ']'; ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      ++i;
      if (Fold(pattern[i], letters) == wanted) found = true;
    } else if (i + 2 < pattern.size() && pattern[i + 1] == '-') {
      unsigned char low = Fold(pattern[i], letters);
      unsigned char high = Fold(pattern[i + 2], letters);
      if (low > high) std::swap(low, high);
      if (wanted >= low && wanted <= high) found = true;
      i += 2;
    } else if (Fold(pattern[i], letters) == wanted) {
      found = true;
    }
  }
  // An unclosed bracket ends with the pattern.
  *at = i < pattern.size() ? i + 1 : i;
  return found != negated;
}

}  // namespace

bool GlobMatch(std::string_view pattern, std::string_view text, LetterCase letters) {
  size_t p = 0;
  size_t t = 0;
  // Where to take up again if the match fails: behind the last star, with one more character eaten.
  size_t star = std::string_view::npos;
  size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_text = t;
      continue;
    }
    size_t next = p;
    if (p < pattern.size() && MatchOne(pattern, &next, text[t], letters)) {
      p = next;
      ++t;
      continue;
    }
    if (star == std::string_view::npos) return false;
    p = star;
    t = ++star_text;
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

}  // namespace trellis
