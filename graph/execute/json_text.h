// toJSON(): values as JSON text.
#pragma once

#include <string>

#include "graph/execute/execution.h"
#include "graph/store/value.h"

namespace graph {

std::string JsonText(const Value& value, Execution& execution);

}  // namespace graph
