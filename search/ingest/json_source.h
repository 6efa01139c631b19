// Documents of the json module, read through its C table (json/api/json_api.h).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "search/ingest/document_reader.h"

namespace trellis::search {

// Whether the json module is loaded.
bool HasJsonModule(Context& ctx);

// Null as well when the json module isn't loaded.
std::unique_ptr<DocumentReader> OpenJson(Context& ctx, RedisModuleString* key);

// What is wrong with a path; nothing if it is one.
std::optional<std::string> CheckJsonPath(Context& ctx, const std::string& path);

}  // namespace trellis::search
