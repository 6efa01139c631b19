#include "graph/execute/type_check.h"

#include <vector>

namespace graph {

std::string TypeMismatch(TypeMask expected, ValueType was) {
  // The peer's order.
  constexpr ValueType kOrder[] = {
      ValueType::kMap,    ValueType::kNode,   ValueType::kRelationship, ValueType::kList,
      ValueType::kPath,   ValueType::kString, ValueType::kBoolean,      ValueType::kInteger,
      ValueType::kDouble, ValueType::kNull,   ValueType::kPoint,        ValueType::kVector};
  std::vector<std::string_view> names;
  for (const ValueType type : kOrder) {
    if ((MaskOf(type) & expected) != 0) names.push_back(TypeName(type));
  }
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
