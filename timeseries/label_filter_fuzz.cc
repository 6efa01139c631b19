// Any word is a filter or is refused; what is accepted names a label.
#include <cstdlib>

#include "timeseries/label_filter.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view word(reinterpret_cast<const char*>(data), size);
  const auto filter = trellis::timeseries::ParseLabelFilter(word);
  if (!filter) return 0;
  if (filter->label.empty()) std::abort();
  for (const std::string& value : filter->values) {
    if (value.empty()) std::abort();
  }
  return 0;
}
