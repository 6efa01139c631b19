#include "core/structures/packed_blobs.h"

#include <cstring>
#include <optional>

#include "core/base/number_text.h"

namespace trellis {
namespace {

constexpr uint8_t kEnd = 0xff;
// A 16-bit count that says: walk, to know.
constexpr uint64_t kManyElements = 65535;
constexpr size_t kListpackHead = 6;
constexpr size_t kZiplistHead = 10;
constexpr size_t kIntsetHead = 8;
// First byte of a ziplist's or zipmap's length that takes four more.
constexpr uint8_t kWideLength = 254;

// Forms of listpack elements.
constexpr uint8_t kListpackString32 = 0xf0;
constexpr uint8_t kListpackInt16 = 0xf1;
constexpr uint8_t kListpackInt24 = 0xf2;
constexpr uint8_t kListpackInt32 = 0xf3;
constexpr uint8_t kListpackInt64 = 0xf4;

// Bytes of the back length of an entry.
size_t BackLengthSize(size_t entry) {
  size_t size = 1;
  while (entry > 127) {
    entry >>= 7;
    ++size;
  }
  return size;
}

}  // namespace

BlobReader::BlobReader(Kind kind, std::string_view blob) : kind_(kind), blob_(blob) {
  const size_t head = kind == Kind::kListpack  ? kListpackHead
                      : kind == Kind::kZiplist ? kZiplistHead
                      : kind == Kind::kIntset  ? kIntsetHead
                                               : 1;
  const size_t terminator = kind == Kind::kIntset ? 0 : 1;
  if (blob.size() < head + terminator) {
    Fail();
    return;
  }
  at_ = head;
  end_ = blob.size() - terminator;
  if (terminator != 0 && Byte(end_) != kEnd) Fail();
  switch (kind) {
    case Kind::kListpack:
    case Kind::kZiplist:
      if (static_cast<uint32_t>(Integer(0, 4)) != blob.size()) Fail();
      expected_ = static_cast<uint16_t>(Integer(head - 2, 2));
      if (expected_ == kManyElements) expected_ = kUncounted;
      break;
    case Kind::kIntset:
      width_ = static_cast<uint32_t>(Integer(0, 4));
      expected_ = static_cast<uint32_t>(Integer(4, 4));
      if ((width_ != 2 && width_ != 4 && width_ != 8) || expected_ * width_ != end_ - at_) Fail();
      break;
    case Kind::kZipmap:
      // Of pairs; and not kept up beyond what a byte holds.
      expected_ = Byte(0) < kWideLength ? uint64_t{Byte(0)} * 2 : kUncounted;
      break;
  }
}

bool BlobReader::Fail() {
  ok_ = false;
  return false;
}

int64_t BlobReader::Integer(size_t at, size_t width) const {
  uint64_t number = 0;
  std::memcpy(&number, blob_.data() + at, width);
  const size_t spare = 64 - width * 8;
  return static_cast<int64_t>(number << spare) >> spare;
}

uint64_t BlobReader::BigEndian(size_t at, size_t width) const {
  uint64_t number = 0;
  for (size_t i = 0; i < width; ++i)
    number = number << 8 | Byte(at + i);
  return number;
}

bool BlobReader::Next(PackedElement& element) {
  if (!ok_) return false;
  if (at_ == end_) {
    if (value_next_ || (expected_ != kUncounted && expected_ != seen_)) return Fail();
    return false;
  }
  ++seen_;
  switch (kind_) {
    case Kind::kListpack: return NextListpack(element);
    case Kind::kZiplist: return NextZiplist(element);
    case Kind::kIntset: return NextInteger(element);
    default: return NextZipmap(element);
  }
}

// `head` bytes before the text have been looked at, and are there.
bool BlobReader::TakeText(size_t head, uint64_t size, PackedElement& element) {
  if (!Has(head + size)) return Fail();
  element = {.text = blob_.data() + at_ + head, .size = static_cast<size_t>(size)};
  at_ += head + static_cast<size_t>(size);
  return true;
}

bool BlobReader::TakeInteger(size_t head, size_t width, PackedElement& element) {
  if (!Has(head + width)) return Fail();
  element = {.number = Integer(at_ + head, width)};
  at_ += head + width;
  return true;
}

bool BlobReader::NextListpack(PackedElement& element) {
  const size_t start = at_;
  const uint8_t form = Byte(at_);
  bool taken = false;
  if (form < 0x80) {
    element = {.number = form};
    ++at_;
    taken = true;
  } else if (form < 0xc0) {
    taken = TakeText(1, form & 0x3f, element);
  } else if (form < 0xe0) {
    if (!Has(2)) return Fail();
    constexpr int64_t kHalf = 1 << 12;
    int64_t number = (form & 0x1f) << 8 | Byte(at_ + 1);
    if (number >= kHalf) number -= 2 * kHalf;
    element = {.number = number};
    at_ += 2;
    taken = true;
  } else if (form < kListpackString32) {
    taken = Has(2) && TakeText(2, static_cast<uint64_t>(form & 0xf) << 8 | Byte(at_ + 1), element);
  } else {
    switch (form) {
      case kListpackString32:
        taken = Has(5) && TakeText(5, static_cast<uint32_t>(Integer(at_ + 1, 4)), element);
        break;
      case kListpackInt16: taken = TakeInteger(1, 2, element); break;
      case kListpackInt24: taken = TakeInteger(1, 3, element); break;
      case kListpackInt32: taken = TakeInteger(1, 4, element); break;
      case kListpackInt64: taken = TakeInteger(1, 8, element); break;
      default: break;
    }
  }
  return taken ? SkipBackLength(at_ - start) : Fail();
}

// The back length must be that of the entry: a file that lies here is broken elsewhere, too.
bool BlobReader::SkipBackLength(size_t entry) {
  const size_t size = BackLengthSize(entry);
  if (!Has(size)) return Fail();
  for (size_t i = size; i-- > 0; entry >>= 7) {
    const size_t seven = entry & 0x7f;
    if (Byte(at_ + i) != (i == 0 ? seven : seven | 0x80)) return Fail();
  }
  at_ += size;
  return true;
}

bool BlobReader::NextZiplist(PackedElement& element) {
  const size_t previous = Byte(at_) < kWideLength ? 1 : 5;
  if (Byte(at_) == kEnd || !Has(previous + 1)) return Fail();
  at_ += previous;
  const uint8_t form = Byte(at_);
  switch (form >> 6) {
    case 0: return TakeText(1, form, element);
    case 1:
      return Has(2) ? TakeText(2, static_cast<uint64_t>(form & 0x3f) << 8 | Byte(at_ + 1), element)
                    : Fail();
    case 2:
      if (form != 0x80 || !Has(5)) return Fail();
      return TakeText(5, BigEndian(at_ + 1, 4), element);
    default: break;
  }
  switch (form) {
    case 0xc0: return TakeInteger(1, 2, element);
    case 0xd0: return TakeInteger(1, 4, element);
    case 0xe0: return TakeInteger(1, 8, element);
    case 0xf0: return TakeInteger(1, 3, element);
    case 0xfe: return TakeInteger(1, 1, element);
    default: break;
  }
  constexpr uint8_t kZero = 0xf1;  // then the numbers up to 12
  constexpr uint8_t kTwelve = 0xfd;
  if (form < kZero || form > kTwelve) return Fail();
  element = {.number = form - kZero};
  ++at_;
  return true;
}

bool BlobReader::NextInteger(PackedElement& element) {
  const bool first = seen_ == 1;
  const int64_t before = element.number;
  if (!TakeInteger(0, width_, element)) return false;
  return first || before < element.number || Fail();
}

bool BlobReader::NextZipmap(PackedElement& element) {
  size_t head = 1;
  uint64_t length = Byte(at_);
  if (length == kEnd) return Fail();
  if (length == kWideLength) {
    head = 5;
    if (!Has(head)) return Fail();
    length = static_cast<uint32_t>(Integer(at_ + 1, 4));
  }
  size_t spare = 0;
  if (value_next_) {
    if (!Has(head + 1)) return Fail();
    spare = Byte(at_ + head++);
  }
  value_next_ = !value_next_;
  if (!TakeText(head, length, element) || !Has(spare)) return Fail();
  at_ += spare;
  return true;
}

ListpackWriter::ListpackWriter() : blob_(kListpackHead, '\0') {}

void ListpackWriter::Add(std::string_view text) {
  const std::optional<int64_t> number =
      text.size() <= kMaxInt64Text ? ParseInt64(text) : std::nullopt;
  if (number) {
    AddInteger(*number);
  } else {
    AddText(text);
  }
}

void ListpackWriter::Add(const PackedElement& element) {
  if (element.integer()) {
    AddInteger(element.number);
  } else {
    AddText({element.text, element.size});
  }
}

void ListpackWriter::AddInteger(int64_t number) {
  const size_t start = blob_.size();
  constexpr int64_t kHalf13 = 1 << 12;
  constexpr int64_t kHalf24 = 1 << 23;
  const auto add = [&](uint8_t form, size_t width) {
    blob_.push_back(static_cast<char>(form));
    blob_.append(reinterpret_cast<const char*>(&number), width);
  };
  if (number >= 0 && number < 128) {
    blob_.push_back(static_cast<char>(number));
  } else if (number >= -kHalf13 && number < kHalf13) {
    blob_.push_back(static_cast<char>(0xc0 | (number >> 8 & 0x1f)));
    blob_.push_back(static_cast<char>(number));
  } else if (number >= INT16_MIN && number <= INT16_MAX) {
    add(kListpackInt16, 2);
  } else if (number >= -kHalf24 && number < kHalf24) {
    add(kListpackInt24, 3);
  } else if (number >= INT32_MIN && number <= INT32_MAX) {
    add(kListpackInt32, 4);
  } else {
    add(kListpackInt64, 8);
  }
  AddBackLength(blob_.size() - start);
}

void ListpackWriter::AddText(std::string_view text) {
  const size_t start = blob_.size();
  constexpr size_t kShort = 64;
  constexpr size_t kMedium = 4096;
  if (text.size() < kShort) {
    blob_.push_back(static_cast<char>(0x80 | text.size()));
  } else if (text.size() < kMedium) {
    blob_.push_back(static_cast<char>(0xe0 | text.size() >> 8));
    blob_.push_back(static_cast<char>(text.size()));
  } else {
    const auto size = static_cast<uint32_t>(text.size());
    blob_.push_back(static_cast<char>(kListpackString32));
    blob_.append(reinterpret_cast<const char*>(&size), sizeof size);
  }
  blob_.append(text);
  AddBackLength(blob_.size() - start);
}

void ListpackWriter::AddBackLength(size_t entry) {
  for (size_t i = BackLengthSize(entry); i-- > 0;) {
    const size_t seven = entry >> (7 * i) & 0x7f;
    const bool first = i + 1 == BackLengthSize(entry);
    blob_.push_back(static_cast<char>(first ? seven : seven | 0x80));
  }
  ++count_;
}

std::string ListpackWriter::Finish() {
  blob_.push_back(static_cast<char>(kEnd));
  const auto bytes = static_cast<uint32_t>(blob_.size());
  const auto count = static_cast<uint16_t>(count_ < kManyElements ? count_ : kManyElements);
  std::memcpy(blob_.data(), &bytes, sizeof bytes);
  std::memcpy(blob_.data() + 4, &count, sizeof count);
  return std::move(blob_);
}

}  // namespace trellis
