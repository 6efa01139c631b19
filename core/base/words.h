// Words, and lines of them, as requests and configuration files have them.
#pragma once

#include <strings.h>

#include <string>
#include <string_view>
#include <vector>

namespace trellis {

// Equal but for the case of the letters A to Z: options, and names of commands and settings.
inline bool SameWord(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

// Splits a line into words as an inline request or a configuration file does: blanks separate, "..."
// has escapes (\n \r \t \b \a \" \\ \xHH), '...' only \'. False if a quote is unbalanced.
bool SplitWords(std::string_view line, std::vector<std::string>& words);

}  // namespace trellis
