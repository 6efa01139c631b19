// The module's commands; each handler is in the file named after it.
#pragma once

#include "module_api/cpp/command.h"

namespace trellis::search {

Status FtCreate(CommandContext& ctx);
Status FtCreateIfNotThere(CommandContext& ctx);
Status FtAlter(CommandContext& ctx);
Status FtDropIndex(CommandContext& ctx);
Status FtDropIndexIfThere(CommandContext& ctx);
Status FtList(CommandContext& ctx);
Status FtInfo(CommandContext& ctx);
Status FtSearch(CommandContext& ctx);
Status FtExplain(CommandContext& ctx);
Status FtExplainCli(CommandContext& ctx);
Status FtTagVals(CommandContext& ctx);
Status FtAliasAdd(CommandContext& ctx);
Status FtAliasUpdate(CommandContext& ctx);
Status FtAliasDel(CommandContext& ctx);
Status FtConfig(CommandContext& ctx);

}  // namespace trellis::search
