// The values of a TAG field in byte order, each with its documents.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "search/index/id_set.h"

namespace trellis::search {

class TagIndex {
 public:
  using Values = std::map<std::string, IdSet, std::less<>>;

  void Add(std::string_view value, DocumentId document);
  // Null if no document has the value.
  [[nodiscard]] const IdSet* Find(std::string_view value) const;
  [[nodiscard]] const Values& values() const { return values_; }
  [[nodiscard]] size_t memory_bytes() const;
  // Sweeps up to `count` values from the one after `*from` on; false when all are done.
  bool Sweep(const Bitmap& live, std::string* from, size_t count);

 private:
  Values values_;
};

// Calls `visit(std::string_view value)` for each value in the text of a TAG field: split at `separator` (0:
// not at all), trimmed of white space, without the empty ones.
void ForEachTag(std::string_view text, char separator,
                const std::function<void(std::string_view)>& visit);

}  // namespace trellis::search
