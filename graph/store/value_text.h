// Values as text: the verbose reply, toString() and string concatenation.
#pragma once

#include <string>

#include "graph/store/graph.h"
#include "graph/store/value.h"

namespace graph {

// `%.15g`: how the reply and the compact form write a double.
std::string DoubleText(double value);

// As inside a list: doubles have six decimals, null is NULL, a node is its id in parentheses.
std::string NestedText(const Value& value);

}  // namespace graph
