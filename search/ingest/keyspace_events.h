// What happens to keys and to the server, as the indexes must hear of it.
#pragma once

#include "module_api/cpp/registrar.h"

namespace trellis::search {

void SubscribeToEvents(Registrar& registrar);

}  // namespace trellis::search
