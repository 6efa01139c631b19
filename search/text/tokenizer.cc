#include "search/text/tokenizer.h"

namespace trellis::search {

namespace {

constexpr std::string_view kSeparators = " \t,./(){}[]:;~!@#$%^&*-=+|'`\"<>?";

constexpr std::array<CharClass, 256> MakeCharClasses() {
  std::array<CharClass, 256> classes{};
  for (int c = 0; c < 0x20; ++c)
    classes[c] = CharClass::kDropped;
  classes[0x7f] = CharClass::kDropped;
  for (int c = 'A'; c <= 'Z'; ++c)
    classes[c] = CharClass::kUpper;
  for (const char c : kSeparators)
    classes[static_cast<unsigned char>(c)] = CharClass::kSeparator;
  classes['\\'] = CharClass::kBackslash;
  return classes;
}

}  // namespace

const std::array<CharClass, 256> kCharClasses = MakeCharClasses();

std::string FoldCase(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) {
    if (ClassOf(c) == CharClass::kUpper) c = static_cast<char>(c + ('a' - 'A'));
  }
  return folded;
}

std::string Unescape(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    plain += text[at];
  }
  return plain;
}

}  // namespace trellis::search
