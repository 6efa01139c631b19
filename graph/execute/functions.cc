#include "graph/execute/functions.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <unordered_map>

namespace graph {

namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

std::unordered_map<std::string, const Function*> AllFunctions() {
  std::unordered_map<std::string, const Function*> all;
  for (const auto family : {MathFunctions(), StringFunctions(), ListFunctions(), EntityFunctions(),
                            ConversionFunctions()}) {
    for (const Function& function : family)
      all.emplace(Lower(function.name), &function);
  }
  return all;
}

}  // namespace

const Function* FindFunction(std::string_view name) {
  static const auto functions = AllFunctions();
  const auto found = functions.find(Lower(name));
  return found == functions.end() ? nullptr : found->second;
}

Value Call(const Function& function, Execution& execution, std::span<const Value> arguments) {
  TypeMask expected = kAnything;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (i < function.types.size() && function.types[i] != 0) expected = function.types[i];
    if (!Expect(execution, arguments[i], expected)) return {};
  }
  return function.call(execution, arguments);
}

}  // namespace graph
