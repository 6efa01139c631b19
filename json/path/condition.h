// The conditions of filters.
#pragma once

#include "json/path/evaluate.h"

namespace trellis::json {

// Whether `current` meets a filter's condition, of a well-typed query.
bool Meets(Evaluation& evaluation, const Expression& condition, Value current);

}  // namespace trellis::json
