// All that the module keeps: one of it, made when the module is loaded. The C ABI hands callbacks nothing to find
// it by. Main thread only.
#pragma once

#include "search/ingest/background_scan.h"
#include "search/registry.h"
#include "search/settings.h"

namespace trellis::search {

struct Service {
  Registry registry;
  Settings settings;
  BackgroundScan scan{registry};
  bool sweep_is_scheduled = false;
};

Service& TheService();

}  // namespace trellis::search
