// The checks that the values of a module's types must pass. Each begins with a fresh host, so that one's
// crash is no other's.
#pragma once

#include "module_check/findings.h"
#include "module_check/subject.h"

namespace trellis {

// `subject` has begun. The error: it could be begun no more.
Status CheckValues(Subject& subject, Findings& findings);

}  // namespace trellis
