#include "core/types/sort/sort_commands.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "core/base/words.h"
#include "core/types/list/list.h"
#include "core/types/set/set.h"
#include "core/types/sort/key_pattern.h"
#include "core/types/zset/zset.h"

namespace trellis {
namespace {

struct SortRequest {
  bool descending = false;
  bool alpha = false;
  int64_t skip = 0;
  int64_t count = -1;  // negative: all
  std::string_view store;
  bool stores = false;
  std::optional<KeyPattern> by;
  std::vector<std::string_view> gets;
  // BY a pattern that names nothing asks for the elements as they come.
  [[nodiscard]] bool unsorted() const { return by && !by->has_place(); }
};

Result<SortRequest> Parse(CommandContext& ctx, bool may_store) {
  SortRequest request;
  for (size_t i = 2; i < ctx.argc(); ++i) {
    const size_t left = ctx.argc() - i - 1;
    if (ctx.ArgIs(i, "ASC")) {
      request.descending = false;
    } else if (ctx.ArgIs(i, "DESC")) {
      request.descending = true;
    } else if (ctx.ArgIs(i, "ALPHA")) {
      request.alpha = true;
    } else if (ctx.ArgIs(i, "LIMIT") && left >= 2) {
      const Result<int64_t> skip = ctx.IntegerArg(i + 1);
      if (!skip) return skip.error();
      const Result<int64_t> count = ctx.IntegerArg(i + 2);
      if (!count) return count.error();
      request.skip = std::max<int64_t>(0, *skip);
      request.count = *count;
      i += 2;
    } else if (may_store && ctx.ArgIs(i, "STORE") && left >= 1) {
      request.store = ctx.Arg(++i);
      request.stores = true;
    } else if (ctx.ArgIs(i, "BY") && left >= 1) {
      request.by.emplace(ctx.Arg(++i));
    } else if (ctx.ArgIs(i, "GET") && left >= 1) {
      request.gets.push_back(ctx.Arg(++i));
    } else {
      return errors::kSyntax;
    }
  }
  return request;
}

// An element with what it is sorted by.
struct Item {
  std::string element;
  double score = 0;
  std::optional<std::string> weight;  // of BY ... ALPHA
};

// The elements in the order of the collection, the other way round if it has one and DESC is asked.
std::vector<Item> ElementsOf(const Entry& entry, bool backwards) {
  std::vector<Item> items;
  const auto add = [&](const PackedElement& element) {
    char digits[kMaxInt64Text];
    items.push_back({.element = std::string(element.Text(digits))});
  };
  switch (entry.type()) {
    case kListType: entry.slot_as<List>()->ForEach(add); break;
    case kSetType: entry.slot_as<Set>()->ForEach(add); return items;
    default:
      entry.slot_as<Zset>()->ForEach([&](const PackedElement& member, double) { add(member); });
  }
  if (backwards) std::reverse(items.begin(), items.end());
  return items;
}

// A number as C reads it: blanks may precede it, and nothing is zero.
std::optional<double> ScoreOf(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
    text.remove_prefix(1);
  if (text.empty()) return 0;
  return ParseDouble(text);
}

Status Weigh(CommandContext& ctx, const SortRequest& request, std::vector<Item>& items) {
  for (Item& item : items) {
    if (request.by) item.weight = request.by->Lookup(ctx, item.element);
    if (request.alpha || (request.by && !item.weight)) continue;
    const std::optional<double> score = ScoreOf(request.by ? *item.weight : item.element);
    if (!score) return Status::Error("One or more scores can't be converted into double");
    item.score = *score;
  }
  return {};
}

// Less than, equal to or greater than 0. Equal weights leave it to the elements, so that the order
// never depends on how the collection is kept.
int Compare(const SortRequest& request, const Item& a, const Item& b) {
  if (!request.alpha) {
    if (a.score != b.score) return a.score < b.score ? -1 : 1;
  } else if (a.weight != b.weight) {
    return a.weight < b.weight ? -1 : 1;
  }
  return a.element.compare(b.element);
}

// The items that LIMIT leaves, in their order.
std::vector<Item> Select(const SortRequest& request, std::vector<Item> items) {
  const size_t size = items.size();
  const auto first = static_cast<size_t>(std::min<uint64_t>(request.skip, size));
  const size_t count = request.count < 0
                           ? size - first
                           : static_cast<size_t>(std::min<uint64_t>(request.count, size - first));
  const auto begin = items.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = begin + static_cast<std::ptrdiff_t>(count);
  if (!request.unsorted()) {
    std::partial_sort(items.begin(), end, items.end(), [&](const Item& a, const Item& b) {
      const int order = Compare(request, a, b);
      return request.descending ? order > 0 : order < 0;
    });
  }
  return {std::make_move_iterator(begin), std::make_move_iterator(end)};
}

// Calls visit(optional<string>) for each thing that is asked for about each item.
template <typename Visit>
void VisitResults(CommandContext& ctx, const SortRequest& request, std::vector<Item>& items,
                  Visit visit) {
  const std::vector<KeyPattern> patterns(request.gets.begin(), request.gets.end());
  for (Item& item : items) {
    if (patterns.empty()) visit(std::optional<std::string>(std::move(item.element)));
    for (size_t i = 0; i < patterns.size(); ++i) {
      const bool itself = request.gets[i] == "#";
      visit(itself ? std::optional<std::string>(item.element)
                   : patterns[i].Lookup(ctx, item.element));
    }
  }
}

Status Reply(CommandContext& ctx, const SortRequest& request, std::vector<Item>& items) {
  (void)ctx.reply().Array(items.size() * std::max<size_t>(1, request.gets.size()));
  VisitResults(ctx, request, items, [&](const std::optional<std::string>& result) {
    (void)(result ? ctx.reply().Bulk(*result) : ctx.reply().Null());
  });
  return {};
}

// What is asked for about nothing is stored as an empty string.
Status Store(CommandContext& ctx, const SortRequest& request, std::vector<Item>& items) {
  List list;
  VisitResults(ctx, request, items, [&](const std::optional<std::string>& result) {
    list.Push(ListEnd::kTail, result ? *result : "");
  });
  const std::string_view key = request.store;
  const size_t size = list.size();
  const bool exists = ctx.FindForWrite(key) != nullptr;
  if (size > 0) {
    ctx.SetValue(key, Value::Slot(kListType, list.slot()), kNoExpiry);
    ctx.Changed(key, events::kSortStore);
  } else if (exists) {
    ctx.Delete(key);
    ctx.Changed(key, events::kDel);
  }
  return ctx.reply().Integer(static_cast<int64_t>(size));
}

Status SortKey(CommandContext& ctx, bool may_store) {
  Result<SortRequest> request = Parse(ctx, may_store);
  if (!request) return request.error();
  const Entry* entry = ctx.FindForRead(ctx.Arg(1));
  std::vector<Item> items;
  if (entry != nullptr) {
    const TypeId type = entry->type();
    if (type != kListType && type != kSetType && type != kZsetType) return errors::kWrongType;
    if (type == kSetType && request->unsorted() && request->stores) {
      // A stored list must not depend on how a set is kept.
      request->by.reset();
      request->alpha = true;
    }
    items = ElementsOf(*entry, request->unsorted() && request->descending);
  }
  if (!request->unsorted()) {
    Status weighed = Weigh(ctx, *request, items);
    if (!weighed.ok()) return weighed;
  }
  items = Select(*request, std::move(items));
  return request->stores ? Store(ctx, *request, items) : Reply(ctx, *request, items);
}

Status Sort(CommandContext& ctx) {
  return SortKey(ctx, true);
}
Status SortRo(CommandContext& ctx) {
  return SortKey(ctx, false);
}

// The last STORE counts. Words that belong to another option are no options.
void FindStoreKey(std::span<const std::string_view> args, std::vector<KeyPosition>& keys) {
  const auto is = [&](size_t i, std::string_view word) { return SameWord(args[i], word); };
  size_t store_at = 0;
  for (size_t i = 2; i < args.size(); ++i) {
    if (is(i, "LIMIT")) {
      i += 2;
    } else if (is(i, "BY") || is(i, "GET")) {
      ++i;
    } else if (is(i, "STORE") && i + 1 < args.size()) {
      store_at = ++i;
    }
  }
  if (store_at != 0) keys.push_back({store_at, kKeyOw | kUpdate});
}

constexpr KeySpec kSortedKey = KeySpec::At(1, kKeyRo | kAccess);
constexpr KeySpec kPatternKeys{.find = KeySpec::Find::kUnknown,
                               .flags = kKeyRo | kAccess,
                               .index = 1,
                               .notes = "Keys of BY and GET: their names depend on the elements"};
constexpr KeySpec kStoreKey{
    .find = KeySpec::Find::kUnknown,
    .flags = kKeyOw | kUpdate,
    .index = 1,
    .notes = "The key of STORE, which may stand anywhere among the options"};
constexpr Acl kSorts = Acl::kSet | Acl::kSortedSet | Acl::kList | Acl::kDangerous;

constexpr Command kCommands[] = {
    {"sort",
     -2,
     Sort,
     kWrite | kDenyOom | kMovableKeys,
     kSorts,
     {kSortedKey, kPatternKeys, kStoreKey},
     {.summary = "Sorts the elements of a list, set or sorted set, or stores them sorted.",
      .group = "generic"},
     {},
     FindStoreKey},
    {"sort_ro",
     -2,
     SortRo,
     kReadonly | kMovableKeys,
     kSorts,
     {kSortedKey, kPatternKeys},
     {.summary = "Sorts the elements of a list, set or sorted set; stores nothing.",
      .since = "7.0.0",
      .group = "generic"}},
};

}  // namespace

std::span<const Command> SortCommands() {
  return kCommands;
}

}  // namespace trellis
