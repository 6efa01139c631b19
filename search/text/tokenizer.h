// Cuts text into words.
//
// Separators are space, tab and ASCII punctuation except `_`; a backslash takes away the special meaning of
// the byte after it; other control bytes are dropped, so that "a\nb" is the word "ab"; bytes from 0x80 on are
// letters. ASCII is folded to lower case. A word is cut at kMaxWordBytes. (These are the peer's rules.)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace trellis::search {

inline constexpr size_t kMaxWordBytes = 128;

enum class CharClass : uint8_t {
  kLetter,
  kUpper,
  kSeparator,
  kBackslash,
  kDropped
};
extern const std::array<CharClass, 256> kCharClasses;

inline CharClass ClassOf(char c) {
  return kCharClasses[static_cast<unsigned char>(c)];
}

// Lower-cases ASCII only.
std::string FoldCase(std::string_view text);

// Removes the backslashes of escapes.
std::string Unescape(std::string_view text);

// Calls `visit(std::string_view word, size_t begin, size_t end)` for each word; the word is folded and valid
// during the call only, begin and end are its place in `text`.
template <typename Visit>
void ForEachWord(std::string_view text, Visit&& visit) {
  std::array<char, kMaxWordBytes> word;
  size_t at = 0;
  while (at < text.size()) {
    while (at < text.size() && (ClassOf(text[at]) == CharClass::kSeparator ||
                                ClassOf(text[at]) == CharClass::kDropped)) {
      ++at;
    }
    const size_t begin = at;
    size_t length = 0;
    bool more = true;
    for (; more && at < text.size(); ++at) {
      char c = text[at];
      switch (ClassOf(c)) {
        case CharClass::kSeparator: more = false; continue;
        case CharClass::kDropped: continue;
        case CharClass::kUpper: c = static_cast<char>(c + ('a' - 'A')); break;
        case CharClass::kBackslash:
          if (at + 1 >= text.size()) continue;
          c = text[++at];
          if (ClassOf(c) == CharClass::kUpper) c = static_cast<char>(c + ('a' - 'A'));
          break;
        case CharClass::kLetter: break;
      }
      if (length < word.size()) word[length++] = c;
    }
    const size_t end = more ? at : at - 1;
    if (length != 0) visit(std::string_view(word.data(), length), begin, end);
  }
}

}  // namespace trellis::search
