// The slow way to load a document, for texts that the fast one refuses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/document/document.h"

namespace trellis::json {

inline constexpr const char* kTooLarge = "the document is too large";

// As LoadDocument: accepts the few texts that simdjson does not (integers of more than 64 bits,
// which become doubles), and words what is wrong with the others as RedisJSON's parser does,
// "expected value at line 1 column 5".
std::optional<Document> LoadCarefully(std::string_view text, std::string& error);

}  // namespace trellis::json
