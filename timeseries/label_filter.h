// One word of a FILTER list, such as `area=(north,south)`, that says which labels a series has.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trellis::timeseries {

// filter  := label ("=" | "!=") (list | value)
// label   := one or more characters, up to the first "=" or "!="
// list    := "(" [ element { "," element } ] ")"      and nothing behind it
// value   := the rest of the word, not starting with "("; may be empty
//
// Blanks and quotes are ordinary characters.
struct LabelFilter {
  enum class Kind : uint8_t {
    kIn,      // l=v, l=(v,w): the label has one of `values`; none for an empty list
    kNotIn,   // l!=v, l!=(v,w): it has none of them, or the series lacks the label
    kAbsent,  // l=
    kPresent  // l!=
  };

  std::string label;
  Kind kind = Kind::kIn;
  std::vector<std::string> values;

  friend bool operator==(const LabelFilter&, const LabelFilter&) = default;
};

// The filter that `word` says; nothing if it isn't one. Recursion: none.
std::optional<LabelFilter> ParseLabelFilter(std::string_view word);

// True if at least one filter names values to have: a query must, or it would start from all series.
bool HasMatcher(const std::vector<LabelFilter>& filters);

}  // namespace trellis::timeseries
