// COMPACTION_POLICY, a load argument: rules, and series for them to fill, that each series made by an
// add gets.
#pragma once

#include <string_view>

#include "module_api/cpp/context.h"

#include "timeseries/series.h"

namespace trellis::timeseries {

// A key that a rule's series would need and that exists already is left alone, and the rule left out.
void CreatePolicyRules(Context& ctx, std::string_view key, Series& series);

}  // namespace trellis::timeseries
