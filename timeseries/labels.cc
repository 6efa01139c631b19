#include "timeseries/labels.h"

#include <algorithm>
#include <cstring>

namespace trellis::timeseries {
namespace {

void PutText(std::string& out, std::string_view text) {
  size_t length = text.size();
  for (; length >= 0x80; length >>= 7) {
    out.push_back(static_cast<char>(length | 0x80));
  }
  out.push_back(static_cast<char>(length));
  out.append(text);
}

std::string_view TakeText(const char*& at) {
  size_t length = 0;
  for (uint32_t shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    length |= size_t{byte & 0x7fu} << shift;
    if (byte < 0x80) break;
  }
  const std::string_view text(at, length);
  at += length;
  return text;
}

}  // namespace

Labels::Labels(const std::vector<Label>& labels) {
  if (labels.empty()) return;
  std::string packed;
  for (const auto& [name, value] : labels) {
    PutText(packed, name);
    PutText(packed, value);
  }
  packed_ = std::make_unique<char[]>(packed.size());
  std::memcpy(packed_.get(), packed.data(), packed.size());
  size_ = static_cast<uint32_t>(packed.size());
}

Labels::Labels(const Labels& other) : size_(other.size_) {
  if (size_ == 0) return;
  packed_ = std::make_unique<char[]>(size_);
  std::memcpy(packed_.get(), other.packed_.get(), size_);
}

Labels& Labels::operator=(const Labels& other) {
  *this = Labels(other);
  return *this;
}

std::vector<Label> Labels::All() const {
  std::vector<Label> labels;
  for (const char* at = packed_.get(); at != packed_.get() + size_;) {
    const std::string_view name = TakeText(at);
    labels.emplace_back(name, TakeText(at));
  }
  return labels;
}

std::optional<std::string_view> Labels::Find(std::string_view name) const {
  for (const char* at = packed_.get(); at != packed_.get() + size_;) {
    const bool found = TakeText(at) == name;
    const std::string_view value = TakeText(at);
    if (found) return value;
  }
  return std::nullopt;
}

}  // namespace trellis::timeseries
