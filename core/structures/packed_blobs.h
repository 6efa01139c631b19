// The packed blobs that RDB files hold for small collections: listpack, ziplist, intset and zipmap.
// Layouts as Redis's files have them (RDB versions 1 to 12):
//
//   listpack  [ bytes:4 ][ count:2 ] { [ form, data ][ back length ] }* ff
//   ziplist   [ bytes:4 ][ last:4 ][ count:2 ] { [ previous length:1|5 ][ form, data ] }* ff
//   intset    [ width:4 ][ count:4 ] { integer }*
//   zipmap    [ count:1 ] { [ length:1|5 ][ field ][ length:1|5 ][ free:1 ][ value ][ free bytes ] }* ff
//
// All numbers are little-endian unless a form says otherwise. Nothing in a blob is trusted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/structures/packed_list.h"

namespace trellis {

// Walks the elements of a blob, which outlives the reader. Fields and values of a zipmap alternate, as
// they do in other blobs of pairs.
class BlobReader {
 public:
  enum class Kind : uint8_t {
    kListpack,
    kZiplist,
    kIntset,
    kZipmap
  };
  BlobReader(Kind kind, std::string_view blob);

  // The next element; false at the end, and when the blob is not what it should be.
  bool Next(PackedElement& element);
  // False once a length or a form didn't fit the blob. Only after Next gave false does true mean that
  // the blob is whole.
  [[nodiscard]] bool ok() const { return ok_; }
  // Bytes still to be read: an upper bound of the number of elements.
  [[nodiscard]] size_t remaining() const { return blob_.size() - at_; }

 private:
  [[nodiscard]] uint8_t Byte(size_t at) const { return static_cast<uint8_t>(blob_[at]); }
  // Little-endian, sign-extended.
  [[nodiscard]] int64_t Integer(size_t at, size_t width) const;
  [[nodiscard]] uint64_t BigEndian(size_t at, size_t width) const;
  bool Fail();
  // Whether this many bytes lie ahead, not counting the terminator.
  [[nodiscard]] bool Has(uint64_t size) const { return size <= end_ - at_; }
  bool TakeText(size_t head, uint64_t size, PackedElement& element);
  bool TakeInteger(size_t head, size_t width, PackedElement& element);
  bool NextListpack(PackedElement& element);
  bool SkipBackLength(size_t entry);
  bool NextZiplist(PackedElement& element);
  bool NextInteger(PackedElement& element);
  bool NextZipmap(PackedElement& element);

  Kind kind_;
  bool ok_ = true;
  bool value_next_ = false;  // of a zipmap
  std::string_view blob_;
  size_t at_ = 0;
  size_t end_ = 0;  // where the terminator stands
  size_t width_ = 0;
  uint64_t seen_ = 0;
  uint64_t expected_ = kUncounted;
  static constexpr uint64_t kUncounted = UINT64_MAX;
};

// Makes a listpack.
class ListpackWriter {
 public:
  ListpackWriter();
  // Kept as an integer when it is the text of one.
  void Add(std::string_view text);
  void AddInteger(int64_t number);
  void Add(const PackedElement& element);
  [[nodiscard]] size_t size() const { return count_; }
  // Bytes so far.
  [[nodiscard]] size_t bytes() const { return blob_.size(); }
  // The finished blob; the writer is done.
  std::string Finish();

 private:
  void AddText(std::string_view text);
  void AddBackLength(size_t entry);

  std::string blob_;
  size_t count_ = 0;
};

}  // namespace trellis
