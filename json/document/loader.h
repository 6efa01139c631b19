// JSON text into a document.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/document/document.h"

namespace trellis::json {

// Parses one JSON value (RFC 8259; UTF-8; white space around it) or says in `error` what is wrong
// and where. Integers within -2^63..2^64-1 stay integers, other numbers become doubles; a number
// past a double's range is an error, as are containers nested deeper than kMaxDepth and documents
// beyond kMaxBytes.
//
// The parser's buffers belong to the thread and are kept from call to call while they are small.
std::optional<Document> LoadDocument(std::string_view text, std::string& error);

}  // namespace trellis::json
