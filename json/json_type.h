// The data type ReJSON-RL: a Document as a key's value.
#pragma once

#include "module_api/cpp/trellis_module.h"

#include "json/document/document.h"

namespace trellis::json {

void AddDocumentType(Registrar& registrar);

}  // namespace trellis::json
