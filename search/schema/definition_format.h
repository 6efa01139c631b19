// Index definitions in a dump: the layout of the peer's `ft_index0`, encoding 23, so that each opens the
// other's dumps.
//
//   count, then for each index:
//   name, flags, number of fields, then for each field:
//     name, has path, [path], type bit, option bits, sort slot or -1
//     TEXT: text bit, weight (double)    TAG: tag bits, separator
//     VECTOR: bytes of a vector, then FLAT: 0, type, dimensions, metric, several, initial capacity, block size
//             or HNSW: 2, 1, 0, type, dimensions, metric, several, initial capacity, M, ef construction, ef runtime
//   kind, number of prefixes, prefixes, has filter, [filter], has language field, [..], has score field, [..],
//   has payload field, [..], score (double), language
//   [synonyms: count, then for each: word, number of groups, groups]     if flagged
//   [stop words: count, words]                                           if flagged
//   time to live in ms, or -1000; number of aliases, aliases
//
// Strings end with a NUL that counts, stop words without. Synonyms, filters and geo shapes, which we have not,
// are read past: an index with a filter or a shape is left out, and the log says so.
#pragma once

#include <string>
#include <vector>

#include "module_api/cpp/rdb_stream.h"

#include "search/schema/definition.h"

namespace trellis::search {

inline constexpr int kDefinitionEncoding = 23;

struct SavedDefinition {
  Definition definition;
  std::vector<std::string> aliases;
};

void SaveDefinitions(Writer& writer, const std::vector<SavedDefinition>& saved);

// Those that could be taken over; on bytes that are no definitions the reader has failed. `left_out` gets the
// reasons, each a line for the log.
std::vector<SavedDefinition> LoadDefinitions(Reader& reader, std::vector<std::string>& left_out);

}  // namespace trellis::search
