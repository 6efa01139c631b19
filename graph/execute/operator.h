// One step of a plan. Operators form a chain or tree; each pulls rows from its input and writes its own
// slots of the record.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "graph/execute/execution.h"

namespace graph {

class Operator {
 public:
  // `name` is what EXPLAIN prints, with details after " | ". The input may be null.
  Operator(std::string name, std::unique_ptr<Operator> input) : name_(std::move(name)) {
    if (input != nullptr) inputs_.push_back(std::move(input));
  }
  virtual ~Operator() = default;
  Operator(const Operator&) = delete;
  Operator& operator=(const Operator&) = delete;

  // Starts over, for the record as it is now. Must be called before the first Pull.
  void Open(Execution& execution) { DoOpen(execution); }
  // Puts the next row into the record; false at the end and after an error.
  bool Pull(Execution& execution) {
    if (!execution.profiling) return PullRow(execution);
    const auto begin = std::chrono::steady_clock::now();
    const bool found = PullRow(execution);
    time_ += std::chrono::steady_clock::now() - begin;
    return found;
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Operator>>& inputs() const { return inputs_; }
  // What PROFILE shows; the time includes that of the inputs.
  [[nodiscard]] uint64_t rows() const { return rows_; }
  [[nodiscard]] double milliseconds() const {
    return std::chrono::duration<double, std::milli>(time_).count();
  }
  // Whether this or an operator below it changes the graph.
  [[nodiscard]] bool Writes() const {
    if (writes_) return true;
    for (const auto& input : inputs_) {
      if (input->Writes()) return true;
    }
    return false;
  }

 protected:
  virtual void DoOpen(Execution& execution) { input().Open(execution); }
  virtual bool DoPull(Execution& execution) = 0;

  [[nodiscard]] Operator& input() const { return *inputs_.front(); }
  void AddInput(std::unique_ptr<Operator> input) { inputs_.push_back(std::move(input)); }
  void set_writes() { writes_ = true; }

 private:
  bool PullRow(Execution& execution) {
    if (!DoPull(execution) || execution.failed()) return false;
    ++rows_;
    return true;
  }

  std::string name_;
  std::vector<std::unique_ptr<Operator>> inputs_;
  uint64_t rows_ = 0;
  std::chrono::steady_clock::duration time_{};
  bool writes_ = false;
};

using OperatorPtr = std::unique_ptr<Operator>;

// Copies of some slots of many records.
class RowBuffer {
 public:
  explicit RowBuffer(std::vector<int> slots) : slots_(std::move(slots)) {}
  void Clear() {
    values_.clear();
    rows_ = 0;
  }
  [[nodiscard]] size_t size() const { return rows_; }
  void Save(Execution& execution) {
    for (const int slot : slots_)
      values_.push_back(execution.record[slot]);
    ++rows_;
    execution.Hold(slots_.size() * sizeof(Value));
  }
  // Takes the slots of a row anew.
  void Update(Execution& execution, size_t row) {
    for (size_t i = 0; i < slots_.size(); ++i) {
      values_[row * slots_.size() + i] = execution.record[slots_[i]];
    }
  }
  void Restore(Execution& execution, size_t row) const {
    for (size_t i = 0; i < slots_.size(); ++i) {
      execution.record[slots_[i]] = values_[row * slots_.size() + i];
    }
  }

 private:
  std::vector<int> slots_;
  std::vector<Value> values_;
  size_t rows_ = 0;
};

}  // namespace graph
