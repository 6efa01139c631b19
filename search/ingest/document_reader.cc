#include "search/ingest/document_reader.h"

#include "search/ingest/hash_source.h"
#include "search/ingest/json_source.h"

namespace trellis::search {

std::unique_ptr<DocumentReader> DocumentReader::Open(Context& ctx, RedisModuleString* key,
                                                     DocumentKind kind) {
  return kind == DocumentKind::kHash ? OpenHash(ctx, key) : OpenJson(ctx, key);
}

bool CanRead(Context& ctx, DocumentKind kind) {
  return kind == DocumentKind::kHash || HasJsonModule(ctx);
}

std::optional<std::string> CheckPath(Context& ctx, DocumentKind kind, const Field& field) {
  return kind == DocumentKind::kHash ? std::nullopt : CheckJsonPath(ctx, field.path);
}

}  // namespace trellis::search
