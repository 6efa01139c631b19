// Shell-style patterns of KEYS, SCAN MATCH, PSUBSCRIBE and CONFIG GET: * ? [a-z] [^x] and \.
#pragma once

#include <string_view>

namespace trellis {

enum class LetterCase {
  kSensitive,
  kIgnored
};

// Runs in O(pattern * text) without recursion, whatever the pattern.
bool GlobMatch(std::string_view pattern, std::string_view text,
               LetterCase letters = LetterCase::kSensitive);

}  // namespace trellis
