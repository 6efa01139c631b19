// + - * / % ^ and unary minus.
#pragma once

#include "graph/cypher/ast.h"
#include "graph/execute/execution.h"

namespace graph {

Value Arithmetic(ExpressionKind kind, const Value& left, const Value& right, Execution& execution);
Value Negated(const Value& value, Execution& execution);

}  // namespace graph
