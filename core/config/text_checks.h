// What a text setting must look like to be accepted.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/config/config.h"

namespace trellis {

// The reason why the directive can't have this value; ok for a directive that takes any text.
Status CheckText(Directive id, std::string_view value);

// The words of latency-tracking-info-percentiles; an error if one is no number from 0 to 100.
Result<std::vector<double>> ParsePercentiles(std::string_view text);

}  // namespace trellis
