#include "graph/execute/type_check.h"

#include <vector>

namespace graph {

std::string TypeMismatch(TypeMask expected, ValueType was) {
  std::vector<std::string_view> names;
  // The peer's order: that of ValueType, but for points and vectors, which come after null.
  const auto add = [&](ValueType type) {
    if ((MaskOf(type) & expected) != 0) names.push_back(TypeName(type));
  };
  for (int type = 0; type <= static_cast<int>(ValueType::kDouble); ++type)
    add(static_cast<ValueType>(type));
  add(ValueType::kNull);
  add(ValueType::kPoint);
  add(ValueType::kVector);
  std::string text = "Type mismatch: expected ";
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += names.size() == 2 ? " or " : (i + 1 == names.size() ? ", or " : ", ");
    text += names[i];
  }
  text += " but was ";
  text += TypeName(was);
  return text;
}

}  // namespace graph
