// The characters of a UTF-8 text. A byte that begins no character counts as one.
#pragma once

#include <string_view>
#include <vector>

namespace graph {

std::vector<std::string_view> Characters(std::string_view text);

}  // namespace graph
