// The server's type of a series, `TSDB-TYPE`, and how the catalog keeps up with its keys.
#pragma once

#include "module_api/cpp/registrar.h"

#include "timeseries/series.h"

namespace trellis::timeseries {

// Registers the type and listens to what the server says about keys and databases.
void RegisterSeriesType(Registrar& registrar);

}  // namespace trellis::timeseries
