#include "search/saved_indexes.h"

#include <memory>
#include <utility>

#include "module_api/cpp/log.h"

#include "search/schema/definition_format.h"
#include "search/service.h"

namespace trellis::search {

namespace {

// Redis before 7.2 writes a header even when nothing follows it, and then reads of what isn't there fail.
bool MayWriteNothing() {
  constexpr int kFirstThatMay = 0x00070200;
  return RedisModule_GetServerVersion() >= kFirstThatMay;
}

void SaveIndexes(Writer& writer, int /*when*/) {
  const Registry& registry = TheService().registry;
  std::vector<SavedDefinition> saved;
  for (const auto& [name, index] : registry.indexes()) {
    SavedDefinition& each = saved.emplace_back();
    each.definition = index->definition();
    for (const auto& [alias, target] : registry.aliases()) {
      if (target == index.get()) each.aliases.push_back(alias);
    }
  }
  // Without indexes the dump stays one that a server without this module can open.
  if (!saved.empty() || !MayWriteNothing()) SaveDefinitions(writer, saved);
}

bool LoadIndexes(Reader& reader, int encoding, int /*when*/) {
  if (encoding != kDefinitionEncoding) {
    reader.Fail("index definitions of another version of the search module");
    return false;
  }
  std::vector<std::string> left_out;
  std::vector<SavedDefinition> loaded = LoadDefinitions(reader, left_out);
  if (!reader.ok()) return false;
  Registry& registry = TheService().registry;
  for (SavedDefinition& saved : loaded) {
    auto index = std::make_unique<Index>(std::move(saved.definition));
    Index& added = *index;
    if (!registry.Add(std::move(index))) {
      reader.Fail("two indexes have one name");
      return false;
    }
    for (const std::string& alias : saved.aliases)
      registry.SetAlias(alias, added);
  }
  for (const std::string& line : left_out)
    Log(nullptr, LogLevel::kWarning, line);
  return true;
}

// The dictionaries of FT.DICTADD: we have none, so none are saved; those in a peer's dump are read past.
void SaveDictionaries(Writer& writer, int when) {
  if (when == REDISMODULE_AUX_AFTER_RDB && !MayWriteNothing()) writer.SaveUnsigned(0);
}

bool LoadDictionaries(Reader& reader, int /*encoding*/, int when) {
  if (when != REDISMODULE_AUX_AFTER_RDB) return true;
  constexpr uint64_t kMost = 1 << 24;
  const uint64_t dictionaries = reader.LoadCount(kMost);
  for (uint64_t i = 0; i < dictionaries && reader.ok(); ++i) {
    (void)reader.LoadString();
    const uint64_t words = reader.LoadCount(kMost);
    for (uint64_t j = 0; j < words && reader.ok(); ++j) {
      (void)reader.LoadString();
      (void)reader.LoadDouble();
    }
  }
  if (dictionaries != 0) {
    Log(nullptr, LogLevel::kWarning, "the spelling dictionaries of the dump are left out");
  }
  return reader.ok();
}

struct SavedIndexes {};
struct SavedDictionaries {};

constexpr Type<SavedIndexes> kIndexesType = {.name = "ft_index0",
                                             .encoding = kDefinitionEncoding,
                                             .aux_when = REDISMODULE_AUX_BEFORE_RDB,
                                             .aux_save = SaveIndexes,
                                             .aux_load = LoadIndexes};
constexpr Type<SavedDictionaries> kDictionariesType = {
    .name = "scdtype00",
    .encoding = 1,
    .aux_when = REDISMODULE_AUX_BEFORE_RDB | REDISMODULE_AUX_AFTER_RDB,
    .aux_save = SaveDictionaries,
    .aux_load = LoadDictionaries};

}  // namespace

void AddSavedTypes(Registrar& registrar) {
  registrar.Add<kIndexesType>();
  registrar.Add<kDictionariesType>();
}

}  // namespace trellis::search
