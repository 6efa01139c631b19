// FT.DROPINDEX name [DD]: removes an index and, with DD, its documents. FT._LIST: the names.
#include <string>
#include <vector>

#include "search/commands.h"
#include "search/service.h"

namespace trellis::search {

namespace {

// The keys go as by DEL: expired ones, watchers and replicas hear of it.
void DeleteDocuments(CommandContext& ctx, const Index& index) {
  std::vector<std::string> keys;
  for (const DocumentId id : index.documents().live()) {
    keys.push_back(index.documents().Get(id)->key);
  }
  for (const std::string& key : keys)
    ctx.CallAndReplicate("DEL", key);
}

}  // namespace

Status FtDropIndex(CommandContext& ctx) {
  constexpr size_t kMostWords = 3;
  if (ctx.argc() > kMostWords) return ctx.WrongArity();
  Service& service = TheService();
  Index* index = service.registry.Find(ctx.Arg(1));
  if (index == nullptr) return Status::Constant("Unknown Index name");
  const bool with_documents = ctx.argc() == kMostWords && ctx.ArgIs(2, "DD");
  if (ctx.argc() == kMostWords && !with_documents) {
    return Status::Error("Unknown argument `" + std::string(ctx.Arg(2)) + "`");
  }
  if (with_documents) DeleteDocuments(ctx, *index);
  // Aliases may go by another way on a replica: send the name that is an index's own.
  const std::string name = index->definition().name;
  service.registry.Remove(name);
  ctx.Replicate("FT.DROPINDEX", name);
  return ctx.reply().Ok();
}

Status FtDropIndexIfThere(CommandContext& ctx) {
  if (TheService().registry.Find(ctx.Arg(1)) == nullptr) return ctx.reply().Ok();
  return FtDropIndex(ctx);
}

Status FtList(CommandContext& ctx) {
  const auto& indexes = TheService().registry.indexes();
  (void)ctx.reply().Set(indexes.size());
  for (const auto& [name, index] : indexes)
    (void)ctx.reply().Simple(name.c_str());
  return Status::Ok();
}

}  // namespace trellis::search
