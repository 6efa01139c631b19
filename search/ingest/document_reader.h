// A key that holds a document, whatever its type. Below this, only hash_source and json_source know what that
// is; nothing above asks.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "module_api/cpp/context.h"

#include "search/index/document.h"
#include "search/schema/definition.h"

namespace trellis::search {

// Why a document can't be indexed.
struct ReadFailure {
  const Field* field;  // null: not one field's fault
  std::string text;
};

class DocumentReader {
 public:
  // Null if the key isn't there, or holds no document of this kind.
  static std::unique_ptr<DocumentReader> Open(Context& ctx, RedisModuleString* key,
                                              DocumentKind kind);
  virtual ~DocumentReader() = default;

  // Reads the fields of the definition into document.fields, which has as many elements, and what belongs to
  // the document itself: score, language, payload.
  virtual std::optional<ReadFailure> Read(const Definition& definition, Document& document) = 0;

  // All that a search replies when no fields are asked for: names and values.
  virtual std::vector<std::pair<std::string, std::string>> Everything() = 0;
  // One value as a search replies it; `path` is a hash field or a JSON path.
  virtual std::optional<std::string> Value(const std::string& path, int dialect) = 0;
};

// Whether documents of this kind can exist here: JSON needs the json module.
bool CanRead(Context& ctx, DocumentKind kind);

// An error if `field` can't be read from documents of this kind (a JSON path that is none).
std::optional<std::string> CheckPath(Context& ctx, DocumentKind kind, const Field& field);

}  // namespace trellis::search
