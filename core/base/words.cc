#include "core/base/words.h"

#include <cctype>

namespace trellis {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Reads the escape that follows a backslash at line[*i]; leaves *i at its last character.
char Unescape(std::string_view line, size_t* i) {
  const char c = line[*i];
  switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'b': return '\b';
    case 'a': return '\a';
    case 'x':
      if (*i + 2 < line.size() && HexDigit(line[*i + 1]) >= 0 && HexDigit(line[*i + 2]) >= 0) {
        const int value = HexDigit(line[*i + 1]) * 16 + HexDigit(line[*i + 2]);
        *i += 2;
        return static_cast<char>(value);
      }
      return c;
    default: return c;
  }
}

}  // namespace

bool SplitWords(std::string_view line, std::vector<std::string>& words) {
  size_t i = 0;
  while (true) {
    while (i < line.size() && std::isspace(static_cast<unsigned char>(line[i])) != 0)
      ++i;
    if (i == line.size() || line[i] == '\0') return true;
    std::string word;
    char quote = 0;
    for (; i < line.size(); ++i) {
      const char c = line[i];
      if (quote == '"' && c == '\\' && i + 1 < line.size()) {
        ++i;
        word.push_back(Unescape(line, &i));
      } else if (quote == '\'' && c == '\\' && i + 1 < line.size() && line[i + 1] == '\'') {
        ++i;
        word.push_back('\'');
      } else if (quote != 0 && c == quote) {
        // A closing quote must end the word.
        if (i + 1 < line.size() && std::isspace(static_cast<unsigned char>(line[i + 1])) == 0) {
          return false;
        }
        quote = 0;
        ++i;
        break;
      } else if (quote == 0 && (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '\0')) {
        break;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else {
        word.push_back(c);
      }
    }
    if (quote != 0) return false;
    words.push_back(std::move(word));
  }
}

}  // namespace trellis
