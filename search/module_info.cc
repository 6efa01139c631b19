#include "search/module_info.h"

#include <array>
#include <string>

#include "search/service.h"

namespace trellis::search {

void WriteModuleInfo(InfoWriter& info) {
  const auto& indexes = TheService().registry.indexes();
  // The keys that the peer has, which clients read the highest dialect from.
  if (info.Section("version")) info.Field("version", "2.10.5");
  if (info.Section("index")) info.Field("number_of_indexes", indexes.size());
  if (info.Section("fields_statistics")) {
    std::array<size_t, 5> counts{};
    for (const auto& [name, index] : indexes) {
      for (const Field& field : index->definition().fields)
        ++counts[static_cast<size_t>(field.type)];
    }
    const std::array<const char*, 5> names = {"fields_text", "fields_tag", "fields_numeric",
                                              "fields_geo", "fields_vector"};
    for (size_t i = 0; i < names.size(); ++i)
      info.Field(names[i], counts[i]);
  }
  if (info.Section("dialect_statistics")) {
    for (int dialect = 1; dialect <= 4; ++dialect) {
      size_t used = 0;
      for (const auto& [name, index] : indexes)
        used += index->uses_dialect(dialect) ? 1 : 0;
      info.Field(("dialect_" + std::to_string(dialect)).c_str(), used);
    }
  }
}

}  // namespace trellis::search
