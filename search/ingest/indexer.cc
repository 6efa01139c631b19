#include "search/ingest/indexer.h"

#include <utility>

#include "search/ingest/document_reader.h"

namespace trellis::search {

void IndexKey(Context& ctx, Index& index, RedisModuleString* key) {
  const Definition& definition = index.definition();
  const auto reader = DocumentReader::Open(ctx, key, definition.kind);
  if (!reader) {
    index.Remove(View(key));
    return;
  }
  Document document{
      .key = std::string(View(key)), .score = definition.score, .language = definition.language};
  document.fields.resize(definition.fields.size());
  if (auto failure = reader->Read(definition, document)) {
    index.Fail(document.key, failure->field, std::move(failure->text));
    return;
  }
  index.Put(document);
}

void IndexKeyEverywhere(Context& ctx, Registry& registry, RedisModuleString* key) {
  for (const auto& [name, index] : registry.indexes()) {
    if (index->definition().Covers(View(key))) IndexKey(ctx, *index, key);
  }
}

void ForgetKey(Registry& registry, std::string_view key) {
  for (const auto& [name, index] : registry.indexes())
    index->Remove(key);
}

}  // namespace trellis::search
