#include "graph/saved/saved_stream.h"

#include <bit>
#include <cstring>

namespace graph {

namespace {

static_assert(std::endian::native == std::endian::little);

constexpr size_t kBufferBytes = 256000;
constexpr size_t kNumberBytes = 8;

}  // namespace

void SavedWriter::Number(const void* value) {
  if (buffer_.size() + kNumberBytes > kBufferBytes) Finish();
  buffer_.append(static_cast<const char*>(value), kNumberBytes);
}

void SavedWriter::Block(std::string_view bytes) {
  if (buffer_.size() + kNumberBytes + bytes.size() > kBufferBytes) Finish();
  if (bytes.size() > kBufferBytes) {
    out_.SaveString(bytes);
    return;
  }
  Unsigned(bytes.size());
  buffer_ += bytes;
  if (buffer_.size() > kBufferBytes) Finish();
}

void SavedWriter::Finish() {
  if (!buffer_.empty()) out_.SaveString(buffer_);
  buffer_.clear();
}

void SavedReader::NextString() {
  string_ = std::make_unique<const Loaded>(in_);
  left_ = string_->bytes.view();
}

uint64_t SavedReader::Unsigned() {
  if (left_.empty()) NextString();
  if (!Require(left_.size() >= kNumberBytes, "graph: a number is cut off")) return 0;
  uint64_t value = 0;
  std::memcpy(&value, left_.data(), kNumberBytes);
  left_.remove_prefix(kNumberBytes);
  return value;
}

double SavedReader::Double() {
  return std::bit_cast<double>(Unsigned());
}

std::string_view SavedReader::Block() {
  std::string_view block;
  if (left_.empty()) {
    NextString();
    uint64_t size = 0;
    if (left_.size() >= kNumberBytes) std::memcpy(&size, left_.data(), kNumberBytes);
    const bool whole = size + kNumberBytes == left_.size() && size <= kBufferBytes;
    const bool bare = left_.size() > kBufferBytes
                          ? !whole
                          : left_.size() + kNumberBytes > kBufferBytes && size > left_.size();
    if (bare) {
      block.swap(left_);
      return ok() ? block : std::string_view();
    }
  }
  const uint64_t size = Unsigned();
  if (!Require(size <= left_.size(), "graph: a block is cut off")) return {};
  block = left_.substr(0, size);
  left_.remove_prefix(size);
  return block;
}

std::string SavedReader::Text() {
  const std::string_view block = Block();
  if (!Require(!block.empty() && block.back() == '\0', "graph: a text has no end")) return {};
  return std::string(block.substr(0, block.size() - 1));
}

}  // namespace graph
