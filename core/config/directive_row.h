// A row of directives.def as this folder's files see it.
#pragma once

#include <strings.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config.h"

namespace trellis {

struct DirectiveRow {
  enum Kind : uint8_t {
    kBool,
    kInteger,
    kOctal,
    kMemory,
    kMemoryOrPercent,
    kEnum,
    kWords,
    kText
  };
  enum When : uint8_t {
    kRuntime,
    kProtected,
    kImmutable,
    kHidden
  };
  std::string_view name;
  Kind kind;
  std::string_view value;
  When when;
  int64_t least;
  int64_t most;
  std::string_view words;
};

const DirectiveRow& RowOf(Directive id);
// Whether the value is any number of words, none included, instead of one.
bool TakesWords(Directive id);

// Equal but for the case of letters.
inline bool SameWord(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}
// The words of a line; of one with unbalanced quotes, those before them.
std::vector<std::string> LineWords(std::string_view line);

}  // namespace trellis
