// FT.CREATE name [options] SCHEMA field type [options] ...
// FT.ALTER name [SKIPINITIALSCAN] SCHEMA ADD field type [options] ...
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "search/commands.h"
#include "search/ingest/document_reader.h"
#include "search/schema/definition_parser.h"
#include "search/service.h"

namespace trellis::search {

namespace {

Arguments WordsFrom(CommandContext& ctx, size_t first) {
  std::vector<std::string_view> words;
  for (size_t i = 0; i < ctx.argc(); ++i)
    words.push_back(ctx.Arg(i));
  return Arguments(std::move(words), first);
}

// What only a running server can tell: whether documents of this kind exist, and whether paths are paths.
Status CheckSources(CommandContext& ctx, const Definition& definition) {
  if (!CanRead(ctx, definition.kind)) return Status::Constant("ERR JSON module is not loaded");
  for (const Field& field : definition.fields) {
    if (const auto wrong = CheckPath(ctx, definition.kind, field)) {
      return Status::Error(*wrong + " in attribute '" + field.name + "' in index '" +
                           definition.name + "'");
    }
  }
  return Status::Ok();
}

}  // namespace

Status FtCreate(CommandContext& ctx) {
  constexpr size_t kLeastWords = 5;
  if (ctx.argc() < kLeastWords) return ctx.WrongArity();
  Service& service = TheService();
  if (ctx.selected_db() != 0) return Status::Constant("Cannot create index on db != 0");
  if (service.registry.FindByName(ctx.Arg(1)) != nullptr) {
    return Status::Constant("Index already exists");
  }
  Result<Definition> definition = ParseDefinition(WordsFrom(ctx, 1));
  if (!definition) return definition.error();
  Status sources = CheckSources(ctx, *definition);
  if (!sources.ok()) return sources;
  const bool scan = !definition->skip_initial_scan;
  auto index = std::make_unique<Index>(std::move(*definition));
  const Index& added = *index;
  service.registry.Add(std::move(index));
  if (scan) service.scan.Start(ctx, added, false);
  ctx.ReplicateVerbatim();
  return ctx.reply().Ok();
}

Status FtCreateIfNotThere(CommandContext& ctx) {
  if (TheService().registry.FindByName(ctx.Arg(1)) != nullptr) return ctx.reply().Ok();
  return FtCreate(ctx);
}

Status FtAlter(CommandContext& ctx) {
  Service& service = TheService();
  Arguments words = WordsFrom(ctx, 2);
  constexpr size_t kLeastWords = 6;
  if (ctx.argc() < kLeastWords) return ctx.WrongArity();
  Index* index = service.registry.Find(ctx.Arg(1));
  if (index == nullptr) return Status::Constant("Unknown index name");
  const bool scan = !words.TakeIf("SKIPINITIALSCAN");
  if (!words.TakeIf("SCHEMA")) return Status::Constant("ALTER must be followed by SCHEMA");
  if (!words.TakeIf("ADD")) return Status::Constant("Unknown action passed to ALTER SCHEMA");
  if (words.AtEnd()) return Status::Constant("No fields provided");
  Definition extended = index->definition();
  Status fields = ParseFields(words, extended);
  if (!fields.ok()) return fields;
  Status sources = CheckSources(ctx, extended);
  if (!sources.ok()) return sources;
  index->AddFields(extended);
  if (scan) service.scan.Start(ctx, *index, true);
  ctx.ReplicateVerbatim();
  return ctx.reply().Ok();
}

}  // namespace trellis::search
