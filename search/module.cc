// The search module: what it adds to a server.
#include "module_api/cpp/trellis_module.h"

#include "search/commands.h"
#include "search/ingest/keyspace_events.h"
#include "search/module_info.h"
#include "search/saved_indexes.h"

namespace trellis::search {

namespace {

// In upper case, as the peer has them: errors and COMMAND show the names so.
constexpr Command kCommands[] = {
    {.name = "FT.CREATE",
     .arity = -2,
     .handler = FtCreate,
     .flags = kWrite | kDenyOom,
     .acl = "search",
     .summary = "Creates an index over hashes or JSON documents."},
    {.name = "FT._CREATEIFNX",
     .arity = -2,
     .handler = FtCreateIfNotThere,
     .flags = kWrite | kDenyOom,
     .acl = "search",
     .summary = "Creates an index unless there is one of that name."},
    {.name = "FT.ALTER",
     .arity = -2,
     .handler = FtAlter,
     .flags = kWrite | kDenyOom,
     .acl = "search",
     .summary = "Adds fields to an index."},
    {.name = "FT.DROPINDEX",
     .arity = -2,
     .handler = FtDropIndex,
     .flags = kWrite,
     .acl = "search",
     .summary = "Removes an index and, if asked to, its documents."},
    {.name = "FT._DROPINDEXIFX",
     .arity = -2,
     .handler = FtDropIndexIfThere,
     .flags = kWrite,
     .acl = "search",
     .summary = "Removes an index if there is one of that name."},
    {.name = "FT._LIST",
     .arity = 1,
     .handler = FtList,
     .flags = kReadonly,
     .acl = "search",
     .summary = "Lists the indexes."},
    {.name = "FT.INFO",
     .arity = 2,
     .handler = FtInfo,
     .flags = kReadonly,
     .acl = "search",
     .summary = "Tells what an index is made of."},
    {.name = "FT.SEARCH",
     .arity = -2,
     .handler = FtSearch,
     .flags = kReadonly,
     .acl = "search",
     .summary = "Finds documents."},
    {.name = "FT.EXPLAIN",
     .arity = -3,
     .handler = FtExplain,
     .flags = kReadonly,
     .acl = "search",
     .summary = "Shows how a query is understood."},
    {.name = "FT.EXPLAINCLI",
     .arity = -3,
     .handler = FtExplainCli,
     .flags = kReadonly,
     .acl = "search",
     .summary = "Shows how a query is understood, line by line."},
    {.name = "FT.TAGVALS",
     .arity = 3,
     .handler = FtTagVals,
     .flags = kReadonly,
     .acl = "search",
     .summary = "Lists the values of a TAG field."},
    {.name = "FT.ALIASADD",
     .arity = 3,
     .handler = FtAliasAdd,
     .flags = kWrite | kDenyOom,
     .acl = "search",
     .summary = "Gives an index a second name."},
    {.name = "FT.ALIASUPDATE",
     .arity = 3,
     .handler = FtAliasUpdate,
     .flags = kWrite | kDenyOom,
     .acl = "search",
     .summary = "Gives an index a second name, even if it was another's."},
    {.name = "FT.ALIASDEL",
     .arity = 2,
     .handler = FtAliasDel,
     .flags = kWrite,
     .acl = "search",
     .summary = "Takes an alias away."},
    {.name = "FT.CONFIG",
     .arity = -3,
     .handler = FtConfig,
     .flags = kReadonly | kAdmin,
     .acl = "search",
     .summary = "Shows and sets options of the module."},
};

constexpr int kVersion = 21005;  // of the peer, which clients ask for

Status Load(Registrar& registrar) {
  AddSavedTypes(registrar);
  registrar.Add<kCommands>();
  SubscribeToEvents(registrar);
  registrar.AddInfo<WriteModuleInfo>();
  return registrar.Done();
}

}  // namespace

}  // namespace trellis::search

TRELLIS_MODULE("search", trellis::search::kVersion, trellis::search::Load)
