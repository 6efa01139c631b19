#include "core/types/list/list_commands.h"

#include <algorithm>

#include "core/command/command_context.h"
#include "core/types/list/list.h"

namespace trellis {
namespace {

Status Push(CommandContext& ctx, ListEnd end, bool only_existing) {
  const std::string_view key = ctx.Arg(1);
  const Result<List*> list = only_existing ? ctx.Find<List>(key) : ctx.Write<List>(key);
  if (!list) return list.error();
  if (*list == nullptr) return ctx.reply().Integer(0);
  for (size_t i = 2; i < ctx.argc(); ++i)
    (*list)->Push(end, ctx.Arg(i));
  const size_t size = (*list)->size();
  ctx.Changed(key, end == ListEnd::kHead ? events::kLpush : events::kRpush);
  return ctx.reply().Integer(static_cast<int64_t>(size));
}

Status Lpush(CommandContext& ctx) {
  return Push(ctx, ListEnd::kHead, false);
}
Status Rpush(CommandContext& ctx) {
  return Push(ctx, ListEnd::kTail, false);
}
Status LpushX(CommandContext& ctx) {
  return Push(ctx, ListEnd::kHead, true);
}
Status RpushX(CommandContext& ctx) {
  return Push(ctx, ListEnd::kTail, true);
}

Status Llen(CommandContext& ctx) {
  const Result<const List*> list = ctx.Read<List>(ctx.Arg(1));
  if (!list) return list.error();
  return ctx.reply().Integer(*list == nullptr ? 0 : static_cast<int64_t>((*list)->size()));
}

// The index from the head that `index` means, counted from the end if negative; nullopt if it is
// outside of the list.
std::optional<size_t> IndexIn(const List& list, int64_t index) {
  const auto size = static_cast<int64_t>(list.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return std::nullopt;
  return static_cast<size_t>(index);
}

Status Lindex(CommandContext& ctx) {
  const Result<const List*> list = ctx.Read<List>(ctx.Arg(1));
  if (!list) return list.error();
  if (*list == nullptr) return ctx.reply().Null();
  const Result<int64_t> wanted = ctx.IntegerArg(2);
  if (!wanted) return wanted.error();
  const std::optional<size_t> index = IndexIn(**list, *wanted);
  if (!index) return ctx.reply().Null();
  return ctx.reply().Element((*list)->At((*list)->Seek(*index)));
}

Status Lset(CommandContext& ctx) {
  const Result<List*> list = ctx.Find<List>(ctx.Arg(1));
  if (!list) return list.error();
  if (*list == nullptr) return errors::kNoSuchKey;
  const Result<int64_t> wanted = ctx.IntegerArg(2);
  if (!wanted) return wanted.error();
  const std::optional<size_t> index = IndexIn(**list, *wanted);
  if (!index) return errors::kOutOfRange;
  (*list)->Replace((*list)->Seek(*index), ctx.Arg(3));
  ctx.Changed(ctx.Arg(1), events::kLset);
  return ctx.reply().Ok();
}

// The first element from `at` on that equals `text`, or End().
List::Position FindFrom(const List& list, List::Position at, std::string_view text) {
  const PackedItem item(text);
  const List::Position end = list.End();
  while (at != end && !list.EqualAt(at, item, text))
    at = list.Next(at);
  return at;
}

Status Linsert(CommandContext& ctx) {
  const bool after = ctx.ArgIs(2, "AFTER");
  if (!after && !ctx.ArgIs(2, "BEFORE")) return errors::kSyntax;
  const Result<List*> list = ctx.Find<List>(ctx.Arg(1));
  if (!list) return list.error();
  if (*list == nullptr) return ctx.reply().Integer(0);
  const List::Position pivot = FindFrom(**list, (*list)->Begin(), ctx.Arg(3));
  if (pivot == (*list)->End()) return ctx.reply().Integer(-1);
  (*list)->Insert(after ? (*list)->Next(pivot) : pivot, ctx.Arg(4));
  const size_t size = (*list)->size();
  ctx.Changed(ctx.Arg(1), events::kLinsert);
  return ctx.reply().Integer(static_cast<int64_t>(size));
}

// First and last index as they were given: negative ones count from the end.
struct Range {
  int64_t first;
  int64_t last;
};
Result<Range> RangeArgs(CommandContext& ctx) {
  const Result<int64_t> first = ctx.IntegerArg(2);
  if (!first) return first.error();
  const Result<int64_t> last = ctx.IntegerArg(3);
  if (!last) return last.error();
  return Range{*first, *last};
}

// A stretch of a list: `count` elements from `first` on.
struct Stretch {
  size_t first = 0;
  size_t count = 0;
};
Stretch Clip(const Range& range, const List& list) {
  const auto size = static_cast<int64_t>(list.size());
  const int64_t first = std::max<int64_t>(0, range.first < 0 ? range.first + size : range.first);
  const int64_t last = std::min(size - 1, range.last < 0 ? range.last + size : range.last);
  if (first > last) return {};
  return {static_cast<size_t>(first), static_cast<size_t>(last - first + 1)};
}

Status Lrange(CommandContext& ctx) {
  const Result<Range> range = RangeArgs(ctx);
  if (!range) return range.error();
  const Result<const List*> list = ctx.Read<List>(ctx.Arg(1));
  if (!list) return list.error();
  if (*list == nullptr) return ctx.reply().Array(0);
  const Stretch stretch = Clip(*range, **list);
  (void)ctx.reply().Array(stretch.count);
  (*list)->ForRange(stretch.first, stretch.count,
                    [&](const PackedElement& element) { (void)ctx.reply().Element(element); });
  return {};
}

Status Ltrim(CommandContext& ctx) {
  const Result<Range> range = RangeArgs(ctx);
  if (!range) return range.error();
  const Result<List*> list = ctx.Find<List>(ctx.Arg(1));
  if (!list) return list.error();
  if (*list == nullptr) return ctx.reply().Ok();
  const Stretch kept = Clip(*range, **list);
  (*list)->Drop(ListEnd::kTail, (*list)->size() - kept.first - kept.count);
  (*list)->Drop(ListEnd::kHead, kept.first);
  ctx.ElementsRemoved(ctx.Arg(1), events::kLtrim, (*list)->empty());
  return ctx.reply().Ok();
}

// Removes elements that equal `text` from the tail on, `most` at the most; returns how many.
int64_t RemoveFromTail(List& list, std::string_view text, uint64_t most) {
  const PackedItem item(text);
  int64_t removed = 0;
  List::Position at = list.End();
  while (at != list.Begin() && static_cast<uint64_t>(removed) < most) {
    at = list.Previous(at);
    if (!list.EqualAt(at, item, text)) continue;
    at = list.Erase(at);
    ++removed;
  }
  return removed;
}

int64_t RemoveFromHead(List& list, std::string_view text, uint64_t most) {
  int64_t removed = 0;
  List::Position at = FindFrom(list, list.Begin(), text);
  while (at != list.End() && static_cast<uint64_t>(removed) < most) {
    at = FindFrom(list, list.Erase(at), text);
    ++removed;
  }
  return removed;
}

Status Lrem(CommandContext& ctx) {
  const std::string_view key = ctx.Arg(1);
  const Result<int64_t> count = ctx.IntegerArg(2);
  if (!count) return count.error();
  const Result<List*> list = ctx.Find<List>(key);
  if (!list) return list.error();
  if (*list == nullptr) return ctx.reply().Integer(0);
  const uint64_t most = *count == 0  ? UINT64_MAX
                        : *count < 0 ? -static_cast<uint64_t>(*count)
                                     : static_cast<uint64_t>(*count);
  const int64_t removed = *count < 0 ? RemoveFromTail(**list, ctx.Arg(3), most)
                                     : RemoveFromHead(**list, ctx.Arg(3), most);
  if (removed > 0) ctx.ElementsRemoved(key, events::kLrem, (*list)->empty());
  return ctx.reply().Integer(removed);
}

struct LposOptions {
  bool from_tail = false;
  uint64_t rank = 1;                // the first match to be told
  uint64_t length = UINT64_MAX;     // elements to be looked at
  std::optional<uint64_t> matches;  // wanted, if COUNT is given
};

Result<LposOptions> ParseLpos(CommandContext& ctx) {
  LposOptions options;
  const auto unlimited = [](int64_t number) {
    return number == 0 ? UINT64_MAX : static_cast<uint64_t>(number);
  };
  for (size_t i = 3; i < ctx.argc(); i += 2) {
    if (i + 1 == ctx.argc()) return errors::kSyntax;
    const bool rank = ctx.ArgIs(i, "RANK");
    const bool count = ctx.ArgIs(i, "COUNT");
    if (!rank && !count && !ctx.ArgIs(i, "MAXLEN")) return errors::kSyntax;
    const Result<int64_t> number = ctx.IntegerArg(i + 1);
    if (!number) return number.error();
    if (rank) {
      if (*number == 0) {
        return Status::Error(
            "RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use "
            "negative to start from the end of the list");
      }
      options.from_tail = *number < 0;
      // The least number has no counterpart; what it asks for is the last match.
      options.rank =
          *number == INT64_MIN ? 1 : static_cast<uint64_t>(*number < 0 ? -*number : *number);
    } else if (*number < 0) {
      return Status::Error(count ? "COUNT can't be negative" : "MAXLEN can't be negative");
    } else if (count) {
      options.matches = unlimited(*number);
    } else {
      options.length = unlimited(*number);
    }
  }
  return options;
}

// Indexes of the elements that equal `text`.
std::vector<size_t> Matches(const List& list, std::string_view text, const LposOptions& options) {
  const PackedItem item(text);
  const uint64_t wanted = options.matches.value_or(1);
  const uint64_t length = std::min<uint64_t>(options.length, list.size());
  std::vector<size_t> found;
  uint64_t seen = 0;
  List::Position at = options.from_tail ? list.End() : list.Begin();
  for (uint64_t i = 0; i < length && found.size() < wanted; ++i) {
    if (options.from_tail) at = list.Previous(at);
    if (list.EqualAt(at, item, text) && ++seen >= options.rank) {
      found.push_back(options.from_tail ? list.size() - 1 - i : i);
    }
    if (!options.from_tail) at = list.Next(at);
  }
  return found;
}

Status Lpos(CommandContext& ctx) {
  const Result<LposOptions> options = ParseLpos(ctx);
  if (!options) return options.error();
  const Result<const List*> list = ctx.Read<List>(ctx.Arg(1));
  if (!list) return list.error();
  std::vector<size_t> found;
  if (*list != nullptr) found = Matches(**list, ctx.Arg(2), *options);
  if (!options->matches) {
    return found.empty() ? ctx.reply().Null()
                         : ctx.reply().Integer(static_cast<int64_t>(found.front()));
  }
  (void)ctx.reply().Array(found.size());
  for (const size_t index : found)
    (void)ctx.reply().Integer(static_cast<int64_t>(index));
  return {};
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "list"};
}
constexpr uint64_t kChange = kWrite | kDenyOom;
constexpr KeySpec kReadKey = KeySpec::At(1, kKeyRo | kAccess);
constexpr KeySpec kInsertKey = KeySpec::At(1, kKeyRw | kInsert);
constexpr KeySpec kDeleteKey = KeySpec::At(1, kKeyRw | kDelete);

constexpr Command kCommands[] = {
    {"lindex", 3, Lindex, kReadonly, Acl::kList, kReadKey,
     Docs("Answers the element at an index.", "1.0.0")},
    {"linsert", 5, Linsert, kChange, Acl::kList, kInsertKey,
     Docs("Inserts beside the first element with a value.", "2.2.0")},
    {"llen", 2, Llen, kReadonly | kFast, Acl::kList, KeySpec::At(1, kKeyRo),
     Docs("Counts the elements.", "1.0.0")},
    {"lpos", -3, Lpos, kReadonly, Acl::kList, kReadKey,
     Docs("Finds where elements with a value stand.", "6.0.6")},
    {"lpush", -3, Lpush, kChange | kFast, Acl::kList, kInsertKey,
     Docs("Puts elements at the head.", "1.0.0")},
    {"lpushx", -3, LpushX, kChange | kFast, Acl::kList, kInsertKey,
     Docs("Puts elements at the head of a list that exists.", "2.2.0")},
    {"lrange", 4, Lrange, kReadonly, Acl::kList, kReadKey,
     Docs("Answers the elements between two indexes.", "1.0.0")},
    {"lrem", 4, Lrem, kWrite, Acl::kList, kDeleteKey,
     Docs("Removes elements with a value.", "1.0.0")},
    {"lset", 4, Lset, kChange, Acl::kList, KeySpec::At(1, kKeyRw | kUpdate),
     Docs("Replaces the element at an index.", "1.0.0")},
    {"ltrim", 4, Ltrim, kWrite, Acl::kList, kDeleteKey,
     Docs("Keeps only the elements between two indexes.", "1.0.0")},
    {"rpush", -3, Rpush, kChange | kFast, Acl::kList, kInsertKey,
     Docs("Puts elements at the tail.", "1.0.0")},
    {"rpushx", -3, RpushX, kChange | kFast, Acl::kList, kInsertKey,
     Docs("Puts elements at the tail of a list that exists.", "2.2.0")},
};

}  // namespace

std::span<const Command> ListCommands() {
  return kCommands;
}

}  // namespace trellis
