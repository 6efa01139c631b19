// The query language: text to tree.
//
// Dialect 1                                       Dialect 2
//   sequence   = (negated | union)+                 union      = sequence ('|' sequence)*
//   negated    = ('-' | '~')+ union+                sequence   = unary+
//   union      = operand ('|' operand)*             unary      = ('-' | '~')* primary
//   operand    = field | word+ | primary            primary    = field | atom
//   field      = '@f|g:' (value | union)            field      = '@f|g:' (value | atom) | '@f' comparison
//
// In dialect 1 words that follow each other are one operand, `|` binds tighter than the sequence, and a `-` or
// a field reaches to the end of what follows; in dialect 2 both reach one primary. Atoms are words, phrases,
// parentheses, prefixes and so on; each may be followed by attributes, `=>{$weight: 2}`. ASCII punctuation
// that means nothing is skipped.
#pragma once

#include <string_view>

#include "module_api/cpp/status.h"

#include "search/query/syntax_tree.h"

namespace trellis::search {

inline constexpr size_t kMaxQueryDepth = 128;  // nested parentheses, or - and ~ in a row
inline constexpr size_t kMaxQueryBytes = 1 << 20;

// The tree of `text`. Dialects 2 to 4 have one syntax. The error is the client's.
Result<Node> ParseQuery(std::string_view text, int dialect);

}  // namespace trellis::search
