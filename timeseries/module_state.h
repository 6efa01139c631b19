// What the module remembers between calls. The C ABI hands its callbacks no pointer of ours, so this
// is the module's one variable; the main thread alone uses it.
#pragma once

#include "timeseries/catalog.h"
#include "timeseries/settings.h"

namespace trellis::timeseries {

struct ModuleState {
  Settings settings;  // set when the module is loaded, then left alone
  Catalog catalog;
};

ModuleState& State();

}  // namespace trellis::timeseries
