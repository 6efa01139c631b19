// Lines of words, as inline requests and configuration files have them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trellis {

// Splits a line into words as an inline request or a configuration file does: blanks separate, "..."
// has escapes (\n \r \t \b \a \" \\ \xHH), '...' only \'. False if a quote is unbalanced.
bool SplitWords(std::string_view line, std::vector<std::string>& words);

}  // namespace trellis
