// The variables that a clause may name, and their slots in the record.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace graph {

// What is known of a variable's value before the query runs.
enum class VariableKind : uint8_t {
  kAny,
  kNode,
  kRelationship,
  kRelationships,  // of a pattern of variable length
  kPath,
  kPlain,  // a value that is no entity: a number, a list ...
};

struct Variable {
  std::string name;
  int slot;
  VariableKind kind;
};

class Scope {
 public:
  [[nodiscard]] const Variable* Find(std::string_view name) const {
    for (size_t i = variables_.size(); i > 0; --i) {  // the latest hides the others
      if (variables_[i - 1].name == name) return &variables_[i - 1];
    }
    return nullptr;
  }
  void Add(std::string name, int slot, VariableKind kind) {
    variables_.push_back({std::move(name), slot, kind});
  }
  [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }
  [[nodiscard]] std::vector<int> slots() const {
    std::vector<int> slots;
    for (const Variable& variable : variables_) {
      if (std::find(slots.begin(), slots.end(), variable.slot) == slots.end()) {
        slots.push_back(variable.slot);
      }
    }
    return slots;
  }

 private:
  std::vector<Variable> variables_;
};

}  // namespace graph
