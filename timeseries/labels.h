// The labels of one series: name and value pairs in the order they were given, packed into one
// allocation, since a server may hold millions of series with a handful of short labels each.
//
//   [ length:varint ][ name ][ length:varint ][ value ] ... for each label
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trellis::timeseries {

using Label = std::pair<std::string_view, std::string_view>;

class Labels {
 public:
  Labels() = default;
  explicit Labels(const std::vector<Label>& labels);
  Labels(const Labels& other);
  Labels& operator=(const Labels& other);
  Labels(Labels&&) = default;
  Labels& operator=(Labels&&) = default;

  // Views into this object.
  std::vector<Label> All() const;
  std::optional<std::string_view> Find(std::string_view name) const;

  bool empty() const { return size_ == 0; }
  size_t MemoryBytes() const { return size_; }

 private:
  std::unique_ptr<char[]> packed_;
  uint32_t size_ = 0;
};

}  // namespace trellis::timeseries
