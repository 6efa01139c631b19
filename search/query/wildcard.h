// Patterns of w'...': `*` any bytes, `?` one byte, `\` takes the next byte as it is.
#pragma once

#include <string_view>

namespace trellis::search {

// Linear in the text for each `*`: a pattern can't make it explode.
bool FitsWildcard(std::string_view text, std::string_view pattern);

}  // namespace trellis::search
