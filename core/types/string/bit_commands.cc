#include "core/types/string/bit_commands.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/base/words.h"
#include "core/config/config.h"
#include "core/types/string/string_access.h"

namespace trellis {
namespace {

constexpr ErrorReply kBadOffset{"ERR", "bit offset is not an integer or out of range"};

// A bit's offset: within what a string may hold. `#n` counts in units of `width` where allowed.
Result<uint64_t> ParseOffset(CommandContext& ctx, std::string_view text, int64_t width) {
  const bool scaled = width > 0 && !text.empty() && text[0] == '#';
  const std::optional<int64_t> number = ParseInt64(scaled ? text.substr(1) : text);
  int64_t offset = 0;
  if (!number || *number < 0 || __builtin_mul_overflow(*number, scaled ? width : 1, &offset)) {
    return kBadOffset;
  }
  if (offset >> 3 >= ctx.services().config->number(Directive::kProtoMaxBulkLen)) return kBadOffset;
  return static_cast<uint64_t>(offset);
}

// A string's bytes to be written, and whether they are more than before.
struct WritableBytes {
  StringBuffer* buffer;
  bool grew;
};

// A string entry's bytes with room for `size`, zero-filled; the key is made if absent.
Result<WritableBytes> BytesFor(CommandContext& ctx, std::string_view key, size_t size) {
  const Result<Entry*> found = FindString(ctx, key);
  if (!found) return found.error();
  Entry* entry = *found == nullptr ? ctx.SetString(key, "", kNoExpiry) : *found;
  char digits[kMaxInt64Text];
  const size_t old_size = StringText(*entry, digits).size();
  StringBuffer* buffer = ctx.db().OwnBuffer(entry, std::max(size, old_size));
  const bool grew = size > old_size;
  if (grew) {
    std::memset(buffer->bytes + old_size, 0, size - old_size);
    buffer->size = size;
  }
  return WritableBytes{buffer, grew};
}

Status SetBit(CommandContext& ctx) {
  const Result<uint64_t> offset = ParseOffset(ctx, ctx.Arg(2), 0);
  if (!offset) return offset.error();
  if (!ctx.ArgIs(3, "0") && !ctx.ArgIs(3, "1")) {
    return Status::Error("bit is not an integer or out of range");
  }
  const Result<WritableBytes> bytes = BytesFor(ctx, ctx.Arg(1), (*offset >> 3) + 1);
  if (!bytes) return bytes.error();
  auto& byte = reinterpret_cast<uint8_t&>(bytes->buffer->bytes[*offset >> 3]);
  const auto mask = static_cast<uint8_t>(128U >> (*offset & 7));
  const bool old = (byte & mask) != 0;
  const bool bit = ctx.ArgIs(3, "1");
  byte = static_cast<uint8_t>(bit ? byte | mask : byte & ~mask);
  if (bytes->grew || bit != old) ctx.Changed(ctx.Arg(1), events::kSetBit);
  return ctx.reply().Integer(old ? 1 : 0);
}

Status GetBit(CommandContext& ctx) {
  const Result<uint64_t> offset = ParseOffset(ctx, ctx.Arg(2), 0);
  if (!offset) return offset.error();
  const Result<const Entry*> entry = ReadString(ctx, ctx.Arg(1));
  if (!entry) return entry.error();
  if (*entry == nullptr) return ctx.reply().Integer(0);
  char digits[kMaxInt64Text];
  const std::string_view text = StringText(**entry, digits);
  const size_t at = *offset >> 3;
  if (at >= text.size()) return ctx.reply().Integer(0);
  return ctx.reply().Integer((static_cast<uint8_t>(text[at]) >> (7 - (*offset & 7))) & 1);
}

int64_t CountBits(std::string_view bytes) {
  int64_t count = 0;
  while (bytes.size() >= 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
    count += std::popcount(word);
    bytes.remove_prefix(8);
  }
  for (const char byte : bytes)
    count += std::popcount(static_cast<uint8_t>(byte));
  return count;
}

// A stretch of bits [first, last] of a string, or nothing.
struct BitRange {
  int64_t first = 0;
  int64_t last = -1;
  [[nodiscard]] bool empty() const { return first > last; }
};

// Reads `start end [BYTE|BIT]` at argument `at`.
Result<BitRange> ParseRange(CommandContext& ctx, size_t at, size_t bytes) {
  const Result<int64_t> start = ctx.IntegerArg(at);
  if (!start) return start.error();
  int64_t last = -1;
  if (at + 1 < ctx.argc()) {
    const Result<int64_t> end = ctx.IntegerArg(at + 1);
    if (!end) return end.error();
    last = *end;
  }
  bool bits = false;
  if (at + 2 < ctx.argc()) {
    bits = ctx.ArgIs(at + 2, "BIT");
    if (!bits && !ctx.ArgIs(at + 2, "BYTE")) return errors::kSyntax;
  }
  const auto size = static_cast<int64_t>(bytes) * (bits ? 8 : 1);
  int64_t first = *start;
  if (first < 0 && last < 0 && first > last) return BitRange{};
  if (first < 0) first = std::max<int64_t>(0, first < -size ? 0 : first + size);
  if (last < 0) last = last < -size ? 0 : last + size;
  last = std::min(last, size - 1);
  if (first > last) return BitRange{};
  return bits ? BitRange{first, last} : BitRange{first * 8, last * 8 + 7};
}

bool BitAt(std::string_view text, int64_t bit) {
  return ((static_cast<uint8_t>(text[static_cast<size_t>(bit >> 3)]) >> (7 - (bit & 7))) & 1) != 0;
}

Status BitCount(CommandContext& ctx) {
  if (ctx.argc() == 3 || ctx.argc() > 5) return errors::kSyntax;
  const Result<const Entry*> entry = ReadString(ctx, ctx.Arg(1));
  if (!entry) return entry.error();
  char digits[kMaxInt64Text];
  const std::string_view text = *entry == nullptr ? "" : StringText(**entry, digits);
  if (ctx.argc() == 2) return ctx.reply().Integer(CountBits(text));
  const Result<BitRange> range = ParseRange(ctx, 2, text.size());
  if (!range) return range.error();
  if (range->empty()) return ctx.reply().Integer(0);
  int64_t first = range->first;
  const int64_t end = range->last + 1;
  int64_t count = 0;
  for (; first < end && (first & 7) != 0; ++first)
    count += BitAt(text, first) ? 1 : 0;
  const int64_t whole = std::max(first, end & ~int64_t{7});
  if (whole > first) {
    count += CountBits(
        text.substr(static_cast<size_t>(first >> 3), static_cast<size_t>((whole - first) >> 3)));
  }
  for (int64_t bit = whole; bit < end; ++bit)
    count += BitAt(text, bit) ? 1 : 0;
  return ctx.reply().Integer(count);
}

Status BitPos(CommandContext& ctx) {
  const Result<int64_t> wanted = ctx.IntegerArg(2);
  if (!wanted) return wanted.error();
  if (*wanted != 0 && *wanted != 1) return Status::Error("The bit argument must be 1 or 0.");
  if (ctx.argc() > 6) return errors::kSyntax;
  const Result<const Entry*> entry = ReadString(ctx, ctx.Arg(1));
  if (!entry) return entry.error();
  if (*entry == nullptr) return ctx.reply().Integer(*wanted == 1 ? -1 : 0);
  char digits[kMaxInt64Text];
  const std::string_view text = StringText(**entry, digits);
  BitRange range{0, static_cast<int64_t>(text.size()) * 8 - 1};
  if (ctx.argc() > 3) {
    const Result<BitRange> parsed = ParseRange(ctx, 3, text.size());
    if (!parsed) return parsed.error();
    range = *parsed;
  }
  if (range.empty()) return ctx.reply().Integer(-1);
  const char skip = *wanted == 1 ? '\0' : '\xff';
  for (int64_t bit = range.first; bit <= range.last;) {
    if ((bit & 7) == 0 && text[static_cast<size_t>(bit >> 3)] == skip) {
      bit += 8;
    } else if (BitAt(text, bit) == (*wanted == 1)) {
      return ctx.reply().Integer(bit);
    } else {
      ++bit;
    }
  }
  // All ones, and no end was given: the zeros that follow the string count.
  if (*wanted == 0 && ctx.argc() < 5) {
    return ctx.reply().Integer(static_cast<int64_t>(text.size()) * 8);
  }
  return ctx.reply().Integer(-1);
}

Status BitOp(CommandContext& ctx) {
  const bool bit_and = ctx.ArgIs(1, "AND");
  const bool bit_or = ctx.ArgIs(1, "OR");
  const bool bit_not = ctx.ArgIs(1, "NOT");
  if (!bit_and && !bit_or && !bit_not && !ctx.ArgIs(1, "XOR")) return errors::kSyntax;
  if (bit_not && ctx.argc() != 4) {
    return Status::Error("BITOP NOT must be called with a single source key.");
  }
  std::string result;
  for (size_t i = 3; i < ctx.argc(); ++i) {
    const Result<const Entry*> entry = ReadString(ctx, ctx.Arg(i));
    if (!entry) return entry.error();
    char digits[kMaxInt64Text];
    const std::string_view text = *entry == nullptr ? "" : StringText(**entry, digits);
    if (i == 3) {
      result = text;
      continue;
    }
    if (text.size() > result.size()) {
      const size_t old_size = result.size();
      result.resize(text.size());
      if (bit_and) std::memset(result.data() + old_size, 0, text.size() - old_size);
    }
    for (size_t k = 0; k < result.size(); ++k) {
      const char other = k < text.size() ? text[k] : '\0';
      char& byte = result[k];
      byte = static_cast<char>(bit_and ? byte & other : bit_or ? byte | other : byte ^ other);
    }
  }
  if (bit_not) {
    for (char& byte : result)
      byte = static_cast<char>(~byte);
  }
  const std::string_view target = ctx.Arg(2);
  if (result.empty()) {
    if (ctx.FindForWrite(target) != nullptr) {
      ctx.Delete(target);
      ctx.Changed(target, events::kDel);
    }
    return ctx.reply().Integer(0);
  }
  ctx.SetString(target, result, kNoExpiry);
  ctx.Changed(target, events::kSet);
  return ctx.reply().Integer(static_cast<int64_t>(result.size()));
}

enum class Overflow : uint8_t {
  kWrap,
  kSaturate,
  kFail
};

struct FieldOperation {
  enum class Kind : uint8_t {
    kGet,
    kSet,
    kIncrease
  } kind;
  bool is_signed;
  int width;
  uint64_t offset;
  int64_t operand;
  Overflow overflow;
};

Status ParseFieldType(std::string_view text, FieldOperation* operation) {
  constexpr ErrorReply kBadType{"ERR",
                                "Invalid bitfield type. Use something like i16 u8. Note that u64 "
                                "is not supported but i64 is."};
  static constexpr ErrorReply kError = kBadType;
  if (text.size() < 2 || (text[0] != 'i' && text[0] != 'u')) return kError;
  operation->is_signed = text[0] == 'i';
  const std::optional<int64_t> width = ParseInt64(text.substr(1));
  if (!width || *width < 1 || *width > (operation->is_signed ? 64 : 63)) return kError;
  operation->width = static_cast<int>(*width);
  return {};
}

Result<std::vector<FieldOperation>> ParseFields(CommandContext& ctx, bool only_reads) {
  std::vector<FieldOperation> operations;
  Overflow overflow = Overflow::kWrap;
  for (size_t i = 2; i < ctx.argc();) {
    const size_t left = ctx.argc() - i;
    if (ctx.ArgIs(i, "OVERFLOW") && left >= 2) {
      if (ctx.ArgIs(i + 1, "WRAP")) {
        overflow = Overflow::kWrap;
      } else if (ctx.ArgIs(i + 1, "SAT")) {
        overflow = Overflow::kSaturate;
      } else if (ctx.ArgIs(i + 1, "FAIL")) {
        overflow = Overflow::kFail;
      } else {
        return Status::Error("Invalid OVERFLOW type specified");
      }
      i += 2;
      continue;
    }
    FieldOperation operation{};
    operation.overflow = overflow;
    if (ctx.ArgIs(i, "GET") && left >= 3) {
      operation.kind = FieldOperation::Kind::kGet;
    } else if (ctx.ArgIs(i, "SET") && left >= 4) {
      operation.kind = FieldOperation::Kind::kSet;
    } else if (ctx.ArgIs(i, "INCRBY") && left >= 4) {
      operation.kind = FieldOperation::Kind::kIncrease;
    } else {
      return errors::kSyntax;
    }
    Status status = ParseFieldType(ctx.Arg(i + 1), &operation);
    if (!status.ok()) return status;
    const Result<uint64_t> offset = ParseOffset(ctx, ctx.Arg(i + 2), operation.width);
    if (!offset) return offset.error();
    operation.offset = *offset;
    i += 3;
    if (operation.kind != FieldOperation::Kind::kGet) {
      if (only_reads) return Status::Error("BITFIELD_RO only supports the GET subcommand");
      const Result<int64_t> operand = ctx.IntegerArg(i++);
      if (!operand) return operand.error();
      operation.operand = *operand;
    }
    operations.push_back(operation);
  }
  return operations;
}

int64_t ReadField(std::string_view text, const FieldOperation& field) {
  uint64_t value = 0;
  for (int k = 0; k < field.width; ++k) {
    const uint64_t bit = field.offset + static_cast<uint64_t>(k);
    const bool set = (bit >> 3) < text.size() && BitAt(text, static_cast<int64_t>(bit));
    value = value << 1 | (set ? 1 : 0);
  }
  if (field.is_signed && field.width < 64 && (value >> (field.width - 1)) != 0) {
    value |= ~uint64_t{0} << field.width;
  }
  return static_cast<int64_t>(value);
}

void WriteField(char* bytes, const FieldOperation& field, int64_t value) {
  for (int k = 0; k < field.width; ++k) {
    const uint64_t bit = field.offset + static_cast<uint64_t>(k);
    const auto mask = static_cast<uint8_t>(128U >> (bit & 7));
    auto& byte = reinterpret_cast<uint8_t&>(bytes[bit >> 3]);
    const bool set = ((static_cast<uint64_t>(value) >> (field.width - 1 - k)) & 1) != 0;
    byte = static_cast<uint8_t>(set ? byte | mask : byte & ~mask);
  }
}

// The value that fits the field, by its overflow rule; nullopt if it must not be stored.
std::optional<int64_t> Fit(const FieldOperation& field, __int128 value) {
  const __int128 one = 1;
  const __int128 most = field.is_signed ? (one << (field.width - 1)) - 1 : (one << field.width) - 1;
  const __int128 least = field.is_signed ? -(one << (field.width - 1)) : 0;
  if (value >= least && value <= most) return static_cast<int64_t>(value);
  if (field.overflow == Overflow::kFail) return std::nullopt;
  if (field.overflow == Overflow::kSaturate) {
    return static_cast<int64_t>(value > most ? most : least);
  }
  auto wrapped = static_cast<uint64_t>(value);
  if (field.width < 64) {
    wrapped &= (uint64_t{1} << field.width) - 1;
    if (field.is_signed && (wrapped >> (field.width - 1)) != 0) {
      wrapped |= ~uint64_t{0} << field.width;
    }
  }
  return static_cast<int64_t>(wrapped);
}

Status RunFields(CommandContext& ctx, bool only_reads) {
  const Result<std::vector<FieldOperation>> operations = ParseFields(ctx, only_reads);
  if (!operations) return operations.error();
  uint64_t bytes = 0;
  for (const FieldOperation& field : *operations) {
    if (field.kind == FieldOperation::Kind::kGet) continue;
    bytes = std::max(bytes, (field.offset + static_cast<uint64_t>(field.width) - 1) / 8 + 1);
  }
  std::string_view text;
  char digits[kMaxInt64Text];
  StringBuffer* buffer = nullptr;
  bool changed = false;
  if (bytes > 0) {
    if (static_cast<int64_t>(bytes) > ctx.services().config->number(Directive::kProtoMaxBulkLen)) {
      return kBadOffset;
    }
    const Result<WritableBytes> writable = BytesFor(ctx, ctx.Arg(1), bytes);
    if (!writable) return writable.error();
    buffer = writable->buffer;
    changed = writable->grew;
    text = {buffer->bytes, buffer->size};
  } else {
    const Result<const Entry*> entry = ReadString(ctx, ctx.Arg(1));
    if (!entry) return entry.error();
    if (*entry != nullptr) text = StringText(**entry, digits);
  }
  (void)ctx.reply().Array(operations->size());
  for (const FieldOperation& field : *operations) {
    const int64_t old = ReadField(text, field);
    // Without a buffer there is no field to write: all are read.
    if (field.kind == FieldOperation::Kind::kGet || buffer == nullptr) {
      (void)ctx.reply().Integer(old);
      continue;
    }
    const bool set = field.kind == FieldOperation::Kind::kSet;
    const __int128 wanted =
        set ? static_cast<__int128>(field.operand) : static_cast<__int128>(old) + field.operand;
    const std::optional<int64_t> value = Fit(field, wanted);
    if (!value) {
      (void)ctx.reply().Null();
      continue;
    }
    WriteField(buffer->bytes, field, *value);
    changed = changed || *value != old;
    (void)ctx.reply().Integer(set ? old : *value);
  }
  if (changed) ctx.Changed(ctx.Arg(1), events::kSetBit);
  return {};
}

Status BitField(CommandContext& ctx) {
  return RunFields(ctx, false);
}
Status BitFieldRo(CommandContext& ctx) {
  return RunFields(ctx, true);
}

constexpr CommandDocs Docs(std::string_view summary, std::string_view since) {
  return {.summary = summary, .since = since, .group = "bitmap"};
}

// BITFIELD that only gets doesn't write.
void TellAccess(std::span<const std::string_view> args, std::vector<KeyPosition>& keys) {
  if (keys.empty() || args.size() < 2) return;
  const auto is = [&](size_t i, std::string_view word) { return SameWord(args[i], word); };
  keys.back().flags = kKeyRo | kAccess;
  for (size_t i = 2; i < args.size(); i += is(i, "GET") ? 3 : 2) {
    if (is(i, "GET") || is(i, "OVERFLOW")) continue;
    keys.back().flags = kKeyRw | kAccess | kUpdate;
    return;
  }
}

constexpr Command kCommands[] = {
    {"bitcount", -2, BitCount, kReadonly, Acl::kBitmap, KeySpec::At(1, kKeyRo | kAccess),
     Docs("Counts the one bits, in a range if given.", "2.6.0")},
    {"bitfield",
     -2,
     BitField,
     kWrite | kDenyOom,
     Acl::kBitmap,
     KeySpec::At(1, kKeyRw | kUpdate | kAccess | kVariableFlags),
     Docs("Reads and writes integers of any width inside a string.", "3.2.0"),
     {},
     TellAccess},
    {"bitfield_ro", -2, BitFieldRo, kReadonly | kFast, Acl::kBitmap,
     KeySpec::At(1, kKeyRo | kAccess),
     Docs("Perform arbitrary bitfield integer operations on strings. Read-only variant", "6.0.0")},
    {"bitop",
     -4,
     BitOp,
     kWrite | kDenyOom,
     Acl::kBitmap,
     {KeySpec::At(2, kKeyOw | kUpdate), KeySpec::Range(3, -1, 1, kKeyRo | kAccess)},
     Docs("Stores AND, OR, XOR or NOT of strings.", "2.6.0")},
    {"bitpos", -3, BitPos, kReadonly, Acl::kBitmap, KeySpec::At(1, kKeyRo | kAccess),
     Docs("Finds the first bit that is one, or zero.", "2.8.7")},
    {"getbit", 3, GetBit, kReadonly | kFast, Acl::kBitmap, KeySpec::At(1, kKeyRo | kAccess),
     Docs("Answers one bit.", "2.2.0")},
    {"setbit", 4, SetBit, kWrite | kDenyOom, Acl::kBitmap,
     KeySpec::At(1, kKeyRw | kAccess | kUpdate), Docs("Changes one bit.", "2.2.0")},
};

}  // namespace

std::span<const Command> BitCommands() {
  return kCommands;
}

}  // namespace trellis
