#include "core/types/list/list_pop_commands.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/command_table.h"
#include "core/command/pop_request.h"
#include "core/types/list/list.h"

namespace trellis {
namespace {

const KeyEvent& PopEvent(ListEnd end) {
  return end == ListEnd::kHead ? events::kLpop : events::kRpop;
}

// Replies with up to `count` elements, as an array, and removes them.
void PopMany(CommandContext& ctx, std::string_view key, List& list, ListEnd end, size_t count) {
  count = std::min(count, list.size());
  (void)ctx.reply().Array(count);
  for (; count > 0; --count) {
    (void)ctx.reply().Element(list.Peek(end));
    list.Drop(end, 1);
  }
  ctx.ElementsRemoved(key, PopEvent(end), list.empty());
}

Status Pop(CommandContext& ctx, ListEnd end) {
  if (ctx.argc() > 3) {
    return Status::Error("wrong number of arguments for '" + ctx.command().full_name() +
                         "' command");
  }
  const std::string_view key = ctx.Arg(1);
  const bool many = ctx.argc() == 3;
  size_t count = 1;
  if (many) {
    const std::optional<int64_t> given = ParseInt64(ctx.Arg(2));
    if (!given || *given < 0) return errors::kNotPositive;
    count = static_cast<size_t>(*given);
  }
  const Result<List*> list = ctx.Find<List>(key);
  if (!list) return list.error();
  if (*list == nullptr) return many ? ctx.reply().NullArray() : ctx.reply().Null();
  if (count == 0) return ctx.reply().Array(0);
  if (many) {
    PopMany(ctx, key, **list, end, count);
    return {};
  }
  (void)ctx.reply().Element((*list)->Peek(end));
  (*list)->Drop(end, 1);
  ctx.ElementsRemoved(key, PopEvent(end), (*list)->empty());
  return {};
}

Status Lpop(CommandContext& ctx) {
  return Pop(ctx, ListEnd::kHead);
}
Status Rpop(CommandContext& ctx) {
  return Pop(ctx, ListEnd::kTail);
}

std::string PopName(ListEnd end) {
  return end == ListEnd::kHead ? "LPOP" : "RPOP";
}

// BLPOP and BRPOP: key ... timeout
Status BlockingPop(CommandContext& ctx, ListEnd end) {
  const Result<int64_t> timeout_ms = ctx.TimeoutArg(ctx.argc() - 1);
  if (!timeout_ms) return timeout_ms.error();
  const auto keys = ctx.args().subspan(1, ctx.argc() - 2);
  for (const std::string_view key : keys) {
    const Result<List*> list = FindServing<List>(ctx, key);
    if (!list) return list.error();
    if (*list == nullptr) continue;
    (void)ctx.reply().Array(2);
    (void)ctx.reply().Bulk(key);
    (void)ctx.reply().Element((*list)->Peek(end));
    (*list)->Drop(end, 1);
    ctx.ElementsRemoved(key, PopEvent(end), (*list)->empty());
    ctx.PropagateAs({PopName(end), std::string(key)});
    return {};
  }
  return ctx.BlockOnKeys(keys, *timeout_ms, OnTimeout::kNullArray);
}

Status Blpop(CommandContext& ctx) {
  return BlockingPop(ctx, ListEnd::kHead);
}
Status Brpop(CommandContext& ctx) {
  return BlockingPop(ctx, ListEnd::kTail);
}

// A word that names an end of a list.
Result<ListEnd> EndArg(CommandContext& ctx, size_t i) {
  if (ctx.ArgIs(i, "LEFT")) return ListEnd::kHead;
  if (ctx.ArgIs(i, "RIGHT")) return ListEnd::kTail;
  return errors::kSyntax;
}

struct Move {
  ListEnd from;
  ListEnd to;
};

// Moves an element from `source`, the list of argument 1, to the list of argument 2.
Status MoveElement(CommandContext& ctx, const List* source, const Move& move) {
  const std::string_view source_key = ctx.Arg(1);
  const std::string_view target_key = ctx.Arg(2);
  char digits[kMaxInt64Text];
  const std::string element(source->Peek(move.from).Text(digits));
  const Result<List*> target = ctx.Write<List>(target_key);
  if (!target) return target.error();
  (*target)->Push(move.to, element);
  // Looked up anew: the keys may be the same, and a new key's event may have run anything.
  const Result<List*> left = ctx.Find<List>(source_key);
  bool emptied = false;
  if (left && *left != nullptr) {
    (*left)->Drop(move.from, 1);
    emptied = (*left)->empty();
    if (emptied) ctx.Delete(source_key);
  }
  (void)ctx.reply().Bulk(element);
  ctx.Changed(target_key, move.to == ListEnd::kHead ? events::kLpush : events::kRpush);
  ctx.Changed(source_key, PopEvent(move.from));
  if (emptied) ctx.keyspace().Notify(ctx.db_index(), events::kDel, source_key);
  return {};
}

Status MoveNow(CommandContext& ctx, const Move& move) {
  const Result<List*> source = ctx.Find<List>(ctx.Arg(1));
  if (!source) return source.error();
  if (*source == nullptr) return ctx.reply().Null();
  return MoveElement(ctx, *source, move);
}

// Moves an element, or waits for one. What is told to others is the move that was made.
Status MoveOrWait(CommandContext& ctx, const Move& move, int64_t timeout_ms,
                  std::vector<std::string> made) {
  const Result<List*> source = FindServing<List>(ctx, ctx.Arg(1));
  if (!source) return source.error();
  if (*source == nullptr) {
    if (ctx.client().has(Client::kDenyBlocking)) return ctx.reply().Null();
    return ctx.BlockOnKeys(ctx.args().subspan(1, 1), timeout_ms, OnTimeout::kNullArray);
  }
  Status status = MoveElement(ctx, *source, move);
  if (status.ok()) {
    ctx.PropagateAs(std::move(made));
  } else if (ctx.client().has(Client::kUnblocked)) {
    // A wrong target ends the wait; a returned WRONGTYPE would be taken for the source's.
    return ctx.reply().Error(status);
  }
  return status;
}

Status Lmove(CommandContext& ctx) {
  const Result<ListEnd> from = EndArg(ctx, 3);
  const Result<ListEnd> to = EndArg(ctx, 4);
  if (!from || !to) return errors::kSyntax;
  return MoveNow(ctx, {*from, *to});
}

Status RpopLpush(CommandContext& ctx) {
  return MoveNow(ctx, {ListEnd::kTail, ListEnd::kHead});
}

Status Blmove(CommandContext& ctx) {
  const Result<ListEnd> from = EndArg(ctx, 3);
  const Result<ListEnd> to = EndArg(ctx, 4);
  if (!from || !to) return errors::kSyntax;
  const Result<int64_t> timeout_ms = ctx.TimeoutArg(5);
  if (!timeout_ms) return timeout_ms.error();
  return MoveOrWait(ctx, {*from, *to}, *timeout_ms,
                    {"LMOVE", std::string(ctx.Arg(1)), std::string(ctx.Arg(2)),
                     std::string(ctx.Arg(3)), std::string(ctx.Arg(4))});
}

Status BrpopLpush(CommandContext& ctx) {
  const Result<int64_t> timeout_ms = ctx.TimeoutArg(3);
  if (!timeout_ms) return timeout_ms.error();
  return MoveOrWait(ctx, {ListEnd::kTail, ListEnd::kHead}, *timeout_ms,
                    {"RPOPLPUSH", std::string(ctx.Arg(1)), std::string(ctx.Arg(2))});
}

constexpr PopEnds kEnds = {"LEFT", "RIGHT"};

// Pops from the first key that has a list; false if none has.
Result<bool> PopFromFirstList(CommandContext& ctx, const PopRequest& request) {
  const ListEnd end = request.first_end ? ListEnd::kHead : ListEnd::kTail;
  for (const std::string_view key : request.keys) {
    const Result<List*> list = FindServing<List>(ctx, key);
    if (!list) return list.error();
    if (*list == nullptr) continue;
    const size_t count = std::min(request.count, (*list)->size());
    (void)ctx.reply().Array(2);
    (void)ctx.reply().Bulk(key);
    PopMany(ctx, key, **list, end, count);
    ctx.PropagateAs({PopName(end), std::string(key), std::to_string(count)});
    return true;
  }
  return false;
}

Status Lmpop(CommandContext& ctx) {
  return PopFromKeys(ctx, kEnds, PopFromFirstList);
}

Status Blmpop(CommandContext& ctx) {
  return PopFromKeysOrWait(ctx, kEnds, PopFromFirstList);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "list"};
}
constexpr uint64_t kPopFlags = kKeyRw | kAccess | kDelete;
constexpr KeySpec kPopKey = KeySpec::At(1, kPopFlags);
constexpr KeySpec kTargetKey = KeySpec::At(2, kKeyRw | kInsert);
constexpr uint64_t kWaits = kWrite | kNoScript | kBlocking;

constexpr Command kCommands[] = {
    {"blmove",
     6,
     Blmove,
     kWaits | kDenyOom,
     Acl::kList,
     {kPopKey, kTargetKey},
     Docs("Moves an end element to another list, waiting for one if need be.", "6.2.0")},
    {"blmpop", -5, Blmpop, kWrite | kBlocking | kMovableKeys, Acl::kList,
     KeySpec::Counted(2, kPopFlags),
     Docs("Pops from the first list that has elements, waiting for one if need be.", "7.0.0")},
    {"blpop", -3, Blpop, kWaits, Acl::kList, KeySpec::Range(1, -2, 1, kPopFlags),
     Docs("Pops the first element, waiting for one if need be.", "2.0.0")},
    {"brpop", -3, Brpop, kWaits, Acl::kList, KeySpec::Range(1, -2, 1, kPopFlags),
     Docs("Pops the last element, waiting for one if need be.", "2.0.0")},
    {"brpoplpush",
     4,
     BrpopLpush,
     kWaits | kDenyOom,
     Acl::kList,
     {kPopKey, kTargetKey},
     Docs("Moves an end element to another list, waiting for one if need be.", "2.2.0")},
    {"lmove",
     5,
     Lmove,
     kWrite | kDenyOom,
     Acl::kList,
     {kPopKey, kTargetKey},
     Docs("Moves an end element to another list.", "6.2.0")},
    {"lmpop", -4, Lmpop, kWrite | kMovableKeys, Acl::kList, KeySpec::Counted(1, kPopFlags),
     Docs("Pops from the first list that has elements.", "7.0.0")},
    {"lpop", -2, Lpop, kWrite | kFast, Acl::kList, kPopKey, Docs("Pops from the head.", "1.0.0")},
    {"rpop", -2, Rpop, kWrite | kFast, Acl::kList, kPopKey, Docs("Pops from the tail.", "1.0.0")},
    {"rpoplpush",
     3,
     RpopLpush,
     kWrite | kDenyOom,
     Acl::kList,
     {kPopKey, kTargetKey},
     Docs("Moves the last element to the head of another list.", "1.2.0")},
};

}  // namespace

std::span<const Command> ListPopCommands() {
  return kCommands;
}

}  // namespace trellis
