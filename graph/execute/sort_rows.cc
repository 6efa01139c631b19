// ORDER BY. Rows that will be cut off by LIMIT are dropped on the way.

#include <algorithm>

#include "graph/execute/evaluate.h"
#include "graph/execute/rows.h"

namespace graph {

namespace {

class Sort : public Operator {
 public:
  Sort(OperatorPtr input, std::vector<SortKey> keys, std::vector<int> slots, const Expression* skip,
       const Expression* limit)
      : Operator("Sort", std::move(input)),
        keys_(std::move(keys)),
        slots_(std::move(slots)),
        skip_(skip),
        limit_(limit) {}

 protected:
  void DoOpen(Execution& execution) override {
    input().Open(execution);
    rows_.clear();
    at_ = 0;
    sorted_ = false;
    wanted_ = SIZE_MAX;
    if (limit_ == nullptr) return;
    const auto limit = static_cast<size_t>(RowCount(*limit_, "LIMIT", execution));
    const auto skip =
        skip_ == nullptr ? 0 : static_cast<size_t>(RowCount(*skip_, "SKIP", execution));
    wanted_ = limit > SIZE_MAX - skip ? SIZE_MAX : limit + skip;
  }
  bool DoPull(Execution& execution) override {
    if (!std::exchange(sorted_, true)) Gather(execution);
    if (execution.Tick() || at_ == rows_.size()) return false;
    const Row& row = rows_[at_++];
    for (size_t i = 0; i < slots_.size(); ++i)
      execution.record[slots_[i]] = row.kept[i];
    return true;
  }

 private:
  struct Row {
    std::vector<Value> keys;
    std::vector<Value> kept;
    size_t number;  // keeps rows with equal keys in their order
  };

  [[nodiscard]] bool Before(const Row& a, const Row& b) const {
    for (size_t i = 0; i < keys_.size(); ++i) {
      const int order = Order(a.keys[i], b.keys[i]);
      if (order != 0) return keys_[i].descending ? order > 0 : order < 0;
    }
    return a.number < b.number;
  }

  void Gather(Execution& execution) {
    const auto before = [this](const Row& a, const Row& b) { return Before(a, b); };
    size_t number = 0;
    while (input().Pull(execution)) {
      Row row{{}, {}, number++};
      for (const SortKey& key : keys_)
        row.keys.push_back(Evaluate(*key.expression, execution));
      if (execution.failed()) return;
      // With a limit, rows_ is a heap whose top is the last of the rows that are wanted so far.
      const bool full = rows_.size() >= wanted_;
      if (full && (rows_.empty() || !Before(row, rows_.front()))) continue;
      for (const int slot : slots_)
        row.kept.push_back(execution.record[slot]);
      if (full) {
        std::pop_heap(rows_.begin(), rows_.end(), before);
        rows_.pop_back();
      } else {
        execution.Hold((keys_.size() + slots_.size()) * sizeof(Value) + sizeof(Row));
      }
      rows_.push_back(std::move(row));
      if (wanted_ != SIZE_MAX) std::push_heap(rows_.begin(), rows_.end(), before);
    }
    std::sort(rows_.begin(), rows_.end(), before);
  }

  std::vector<SortKey> keys_;
  std::vector<int> slots_;
  const Expression* skip_;
  const Expression* limit_;
  std::vector<Row> rows_;
  size_t wanted_ = SIZE_MAX;
  size_t at_ = 0;
  bool sorted_ = false;
};

}  // namespace

OperatorPtr MakeSort(OperatorPtr input, std::vector<SortKey> keys, std::vector<int> slots,
                     const Expression* skip, const Expression* limit) {
  return std::make_unique<Sort>(std::move(input), std::move(keys), std::move(slots), skip, limit);
}

}  // namespace graph
