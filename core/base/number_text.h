// Numbers in text, as the protocol and its files spell them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trellis {

// Decimal text of an int64 in its one canonical form: no sign but '-', no leading zero, no blank.
std::optional<int64_t> ParseInt64(std::string_view text);
// As above for an unsigned 64-bit number.
std::optional<uint64_t> ParseUint64(std::string_view text);
// A finite or infinite double ("inf", "+inf", "-infinity" in any case); the whole text, no blanks, no nan.
std::optional<double> ParseDouble(std::string_view text);
// The same in the wider type that INCRBYFLOAT computes in.
std::optional<long double> ParseLongDouble(std::string_view text);

// The longest text of an int64, with its sign.
inline constexpr size_t kMaxInt64Text = 20;
// Writes the decimal text at `out` (room for kMaxInt64Text) and returns its length.
size_t FormatInt64(int64_t value, char* out);
// Shortest text that reads back as the same double; "inf", "-inf", "nan".
std::string FormatDouble(double value);
// Fixed-point with 17 decimals, trailing zeros removed: what INCRBYFLOAT stores and replies.
std::string FormatLongDouble(long double value);

// "100mb", "2gb", "1024", "5k": k, m, g are powers of ten, kb, mb, gb of 1024.
std::optional<int64_t> ParseMemory(std::string_view text);

}  // namespace trellis
