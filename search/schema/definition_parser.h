// Reads the words of FT.CREATE and FT.ALTER.
#pragma once

#include <vector>

#include "module_api/cpp/status.h"

#include "search/arguments.h"
#include "search/schema/definition.h"

namespace trellis::search {

// The words from the index's name on.
Result<Definition> ParseDefinition(Arguments words);

// The words after SCHEMA (or SCHEMA ADD), added to the fields of `definition`; on an error nothing is.
Status ParseFields(Arguments& words, Definition& definition);

}  // namespace trellis::search
