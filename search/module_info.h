// The module's part of INFO.
#pragma once

#include "module_api/cpp/info_writer.h"

namespace trellis::search {

void WriteModuleInfo(InfoWriter& info);

}  // namespace trellis::search
