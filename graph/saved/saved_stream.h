// The byte stream in which FalkorDB saves a graph (encoding 18), little-endian, cut into RDB strings.
//
//   number   8 bytes: an unsigned or signed integer, or a double
//   block    number of bytes, the bytes
//   text     a block that ends with a zero byte
//
// A writer fills a buffer of 256,000 bytes and saves it as one string whenever the next item does not fit
// whole. A block that would not fit even an empty buffer is saved as a string of its own, without the
// number before it. So a reader at the end of a string knows a bare block by its size: no other string is
// longer than the buffer.
//
// Blocks of 255,993 to 256,000 bytes fall between: bare, they are not longer than a buffer, and FalkorDB
// crashes on its own payload that holds one. Here they are written with the number before them, which
// makes the string longer than the buffer by up to 8; and read in this form, or bare if what they begin with
// can't be a length.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "module_api/cpp/rdb_stream.h"

namespace graph {

class SavedWriter {
 public:
  explicit SavedWriter(trellis::Writer& out) : out_(out) {}
  SavedWriter(const SavedWriter&) = delete;
  SavedWriter& operator=(const SavedWriter&) = delete;

  void Unsigned(uint64_t value) { Number(&value); }
  void Signed(int64_t value) { Number(&value); }
  void Double(double value) { Number(&value); }
  void Block(std::string_view bytes);
  void Text(const std::string& text) { Block({text.c_str(), text.size() + 1}); }
  // Saves what is buffered; last.
  void Finish();

 private:
  void Number(const void* value);

  trellis::Writer& out_;
  std::string buffer_;
};

// After a failure every read gives 0 or nothing, as with trellis::Reader.
class SavedReader {
 public:
  explicit SavedReader(trellis::Reader& in) : in_(in) {}
  SavedReader(const SavedReader&) = delete;
  SavedReader& operator=(const SavedReader&) = delete;

  uint64_t Unsigned();
  int64_t Signed() { return static_cast<int64_t>(Unsigned()); }
  double Double();
  // The bytes are good until the next read.
  std::string_view Block();
  std::string Text();

  void Fail(std::string_view reason) { in_.Fail(reason); }
  // Fails unless `condition`.
  bool Require(bool condition, std::string_view reason) {
    if (!condition) in_.Fail(reason);
    return ok();
  }
  [[nodiscard]] bool ok() const { return in_.ok(); }
  // True once every byte of the last string was read.
  [[nodiscard]] bool AtEndOfString() const { return left_.empty(); }
  [[nodiscard]] trellis::Reader& in() const { return in_; }

 private:
  // One string of the stream, in the host's memory.
  struct Loaded {
    explicit Loaded(trellis::Reader& in) : bytes(in.LoadBytes()) {}
    trellis::Reader::Bytes bytes;
  };

  void NextString();

  trellis::Reader& in_;
  std::unique_ptr<const Loaded> string_;
  std::string_view left_;  // of string_
};

}  // namespace graph
