// Which series there are: a label index for each database that follows its keys, and the care of
// compaction links when keys go or change their names.
//
//   a series appears     a command makes it, or the server says that a key was loaded, restored,
//                        copied, renamed or moved: Enter
//   its key goes         deleted, expired, evicted, overwritten, renamed or moved away: the type's
//                        unlink callback, Leave. No other key may be opened there, so what that
//                        means for the other end of a compaction waits for the next Settle
//   a database goes      Flush
//
// Threads: the main thread only. The background thread frees series that have left already.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "module_api/cpp/context.h"

#include "timeseries/label_index.h"
#include "timeseries/series.h"

namespace trellis::timeseries {

class Catalog {
 public:
  // The index of a database, made when first asked for.
  LabelIndex& IndexOf(int db);

  // Puts a series into the index, under this name only.
  void Enter(int db, std::string_view key, const Series& series);
  // Gives a series other labels.
  void Relabel(std::string_view key, Series& series, const Labels& labels);
  // Takes it out; its compactions' other ends hear of it at the next Settle.
  void Leave(std::string_view key, const Series& series);

  // Every series of the database is gone; of all databases for -1.
  void Flush(int db);
  void Swap(int first, int second);

  // Cuts the links to series that have left. Every command of the module begins with it, so that
  // nobody sees a rule to a series that is no more, nor feeds a newer one of the same name.
  void Settle(Context& ctx) {
    if (!departed_.empty()) [[unlikely]]
      SettleDeparted(ctx);
  }

  // A key of the selected database has a new name: links follow it.
  void RenamedFrom(std::string_view key) { renamed_from_ = key; }
  void RenamedTo(Context& ctx, RedisModuleString* key, Series& series);

 private:
  // The series `key` has left, and `other` is the other end of a rule.
  struct Departed {
    int db;
    std::string key;
    std::string other;
  };
  void SettleDeparted(Context& ctx);

  std::vector<std::unique_ptr<LabelIndex>> indexes_;  // by database; null where there was no series
  std::vector<Departed> departed_;
  std::string renamed_from_;
};

}  // namespace trellis::timeseries
