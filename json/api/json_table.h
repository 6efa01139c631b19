// The module's side of json_api.h.
#pragma once

#include "json/api/json_api.h"

namespace trellis::json {

// The table that is exported; it lives as long as the module.
const TrellisJsonApi* JsonTable();

}  // namespace trellis::json
