// A row of directives.def as this folder's files see it.
#pragma once

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

// The words of a line; of one with unbalanced quotes, those before them.
std::vector<std::string> LineWords(std::string_view line);

}  // namespace trellis
