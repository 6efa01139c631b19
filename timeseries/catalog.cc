#include "timeseries/catalog.h"

#include <algorithm>
#include <utility>

#include "module_api/cpp/key.h"

namespace trellis::timeseries {
namespace {

// The series at `key`, without any sign that it was looked at; null if there is none.
Series* Peek(Context& ctx, std::string_view key) {
  const auto series = ctx.OpenRead(key, REDISMODULE_OPEN_KEY_NOTOUCH).Get<Series>();
  return series ? *series : nullptr;
}

// Forgets that `key` is at the other end of a compaction.
void Cut(Series& series, std::string_view key) {
  if (series.source_key() == key) series.set_source_key(std::string());
  if (series.rules().empty()) return;
  std::erase_if(series.MutableRules(),
                [key](const CompactionRule& rule) { return rule.destination == key; });
}

}  // namespace

LabelIndex& Catalog::IndexOf(int db) {
  const auto at = static_cast<size_t>(db);
  if (at >= indexes_.size()) indexes_.resize(at + 1);
  if (!indexes_[at]) indexes_[at] = std::make_unique<LabelIndex>();
  return *indexes_[at];
}

void Catalog::Enter(int db, std::string_view key, const Series& series) {
  LabelIndex& index = IndexOf(db);
  if (series.place.index) series.place.index->Remove(series.place.id, series.options().labels);
  series.place = {&index, index.Add(key, series.options().labels)};
}

void Catalog::Relabel(std::string_view key, Series& series, const Labels& labels) {
  LabelIndex& index = *series.place.index;
  index.Remove(series.place.id, series.options().labels);
  series.options().labels = labels;
  series.place.id = index.Add(key, labels);
}

void Catalog::Leave(std::string_view key, const Series& series) {
  if (!series.place.index) return;
  const auto index = std::find_if(indexes_.begin(), indexes_.end(),
                                  [&series](const std::unique_ptr<LabelIndex>& each) {
                                    return each.get() == series.place.index;
                                  });
  const auto db = static_cast<int>(index - indexes_.begin());
  if (!series.source_key().empty()) {
    departed_.push_back({db, std::string(key), series.source_key()});
  }
  for (const CompactionRule& rule : series.rules()) {
    departed_.push_back({db, std::string(key), rule.destination});
  }
  series.place.index->Remove(series.place.id, series.options().labels);
  series.place = {};
}

void Catalog::Flush(int db) {
  if (db < 0) {
    for (const auto& index : indexes_) {
      if (index) index->Clear();
    }
    departed_.clear();
    return;
  }
  if (static_cast<size_t>(db) < indexes_.size() && indexes_[db]) indexes_[db]->Clear();
  std::erase_if(departed_, [db](const Departed& departed) { return departed.db == db; });
}

void Catalog::Swap(int first, int second) {
  IndexOf(std::max(first, second));
  std::swap(indexes_[first], indexes_[second]);
  for (Departed& departed : departed_) {
    if (departed.db == first || departed.db == second) departed.db ^= first ^ second;
  }
}

void Catalog::SettleDeparted(Context& ctx) {
  const int selected = ctx.selected_db();
  // Opening a key may find that its time is up, and so add to the list.
  while (!departed_.empty()) {
    const Departed departed = std::move(departed_.back());
    departed_.pop_back();
    ctx.SelectDb(departed.db);
    if (Series* other = Peek(ctx, departed.other)) Cut(*other, departed.key);
  }
  ctx.SelectDb(selected);
}

void Catalog::RenamedTo(Context& ctx, RedisModuleString* key, Series& series) {
  const std::string from = std::exchange(renamed_from_, std::string());
  const std::string to(View(key));
  // The value that left under its old name is here: it is no loss to anyone. A series that the new
  // name belonged to before is.
  const int db = ctx.selected_db();
  std::erase_if(departed_, [db, &from](const Departed& departed) {
    return departed.db == db && departed.key == from;
  });
  Settle(ctx);
  Cut(series, to);
  if (Series* source = series.source_key().empty() ? nullptr : Peek(ctx, series.source_key())) {
    for (CompactionRule& rule : source->MutableRules()) {
      if (rule.destination == from) rule.destination = to;
    }
  }
  for (const CompactionRule& rule : series.rules()) {
    if (Series* destination = Peek(ctx, rule.destination)) {
      if (destination->source_key() == from) destination->set_source_key(to);
    }
  }
}

}  // namespace trellis::timeseries
