// The scalar functions of Cypher. Each family is a table in a file of its own: functions_math.cc,
// functions_string.cc, functions_list.cc, functions_entity.cc, functions_convert.cc.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "graph/execute/execution.h"
#include "graph/execute/type_check.h"

namespace graph {

inline constexpr size_t kAnyNumber = 255;

struct Function {
  std::string_view name;  // as documented; calls match it whatever their case
  size_t least;           // arguments
  size_t most;
  // What each argument may be; the last entry that is set serves all that follow.
  std::array<TypeMask, 3> types;
  // Called with arguments of these types and in this number.
  Value (*call)(Execution& execution, std::span<const Value> arguments);
};

std::span<const Function> MathFunctions();
std::span<const Function> StringFunctions();
std::span<const Function> ListFunctions();
std::span<const Function> EntityFunctions();
std::span<const Function> ConversionFunctions();

// Null if there is none.
const Function* FindFunction(std::string_view name);

Value Call(const Function& function, Execution& execution, std::span<const Value> arguments);

}  // namespace graph
