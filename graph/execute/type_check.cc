#include "graph/execute/type_check.h"

#include <vector>

namespace graph {

std::string TypeMismatch(TypeMask expected, ValueType was) {
  // The peer's order.
  constexpr ValueType kBeforeTemporals[] = {ValueType::kMap, ValueType::kNode,
                                            ValueType::kRelationship, ValueType::kList,
                                            ValueType::kPath};
  constexpr ValueType kAfterTemporals[] = {
      ValueType::kString, ValueType::kBoolean, ValueType::kInteger, ValueType::kDouble,
      ValueType::kNull,   ValueType::kPoint,   ValueType::kVector};
  std::vector<std::string_view> names;
  const auto add = [&](ValueType type) {
    if ((MaskOf(type) & expected) != 0) names.push_back(TypeName(type));
  };
  for (const ValueType type : kBeforeTemporals)
    add(type);
  if ((expected & kTemporals) != 0) {
    names.insert(names.end(), {"Datetime", "Date", "Time", "Duration"});
  }
  for (const ValueType type : kAfterTemporals)
    add(type);
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
