// FT.ALIASADD alias index, FT.ALIASUPDATE alias index, FT.ALIASDEL alias.
#include "search/commands.h"
#include "search/service.h"

namespace trellis::search {

namespace {

constexpr ErrorReply kUnknownIndex{"Unknown index name (or name is an alias itself)"};

}  // namespace

Status FtAliasAdd(CommandContext& ctx) {
  Registry& registry = TheService().registry;
  Index* index = registry.FindByName(ctx.Arg(2));
  if (index == nullptr) return kUnknownIndex;
  if (!registry.AddAlias(ctx.Arg(1), *index)) return Status::Constant("Alias already exists");
  ctx.ReplicateVerbatim();
  return ctx.reply().Ok();
}

Status FtAliasUpdate(CommandContext& ctx) {
  Registry& registry = TheService().registry;
  Index* index = registry.FindByName(ctx.Arg(2));
  if (index == nullptr) return kUnknownIndex;
  registry.SetAlias(ctx.Arg(1), *index);
  ctx.ReplicateVerbatim();
  return ctx.reply().Ok();
}

Status FtAliasDel(CommandContext& ctx) {
  if (!TheService().registry.RemoveAlias(ctx.Arg(1))) {
    return Status::Constant("Alias does not exist");
  }
  ctx.ReplicateVerbatim();
  return ctx.reply().Ok();
}

}  // namespace trellis::search
