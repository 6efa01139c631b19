// Documents that are hashes: each field of the hash is a text.
#pragma once

#include <memory>

#include "search/ingest/document_reader.h"

namespace trellis::search {

std::unique_ptr<DocumentReader> OpenHash(Context& ctx, RedisModuleString* key);

}  // namespace trellis::search
