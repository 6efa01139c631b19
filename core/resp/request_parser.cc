#include "core/resp/request_parser.h"

#include "core/base/number_text.h"
#include "core/base/words.h"

namespace trellis {
namespace {

constexpr size_t kMaxInline = 64 * 1024;
constexpr int64_t kMaxArgs = 1024 * 1024 * 1024;
constexpr int64_t kMaxArgsUnauthenticated = 10;
constexpr int64_t kMaxBulkUnauthenticated = 16384;

ParsedRequest Error(std::string_view text) {
  return {.outcome = ParseOutcome::kError, .error = text};
}

// Reads "<number>\r\n" at `at`; returns the offset behind it, 0 if incomplete, npos if malformed.
size_t ReadNumber(std::string_view input, size_t at, int64_t* number) {
  // The short numbers of nearly all requests, without a search for the line's end.
  if (at + 4 <= input.size()) {
    const unsigned first = static_cast<unsigned char>(input[at]) - '0';
    const unsigned second = static_cast<unsigned char>(input[at + 1]) - '0';
    if (first < 10 && input[at + 1] == '\r') {
      *number = first;
      return at + 3;
    }
    if (first < 10 && second < 10 && input[at + 2] == '\r') {
      *number = first * 10 + second;
      return at + 4;
    }
  }
  const size_t end = input.find('\r', at);
  if (end == std::string_view::npos) {
    return input.size() - at > kMaxInline ? std::string_view::npos : 0;
  }
  if (end + 1 >= input.size()) return 0;
  const std::optional<int64_t> parsed = ParseInt64(input.substr(at, end - at));
  if (!parsed) return std::string_view::npos;
  *number = *parsed;
  return end + 2;
}

ParsedRequest ParseInline(std::string_view input, std::vector<std::string_view>& args,
                          std::vector<std::string>& unquoted) {
  const size_t end = input.find('\n');
  if (end == std::string_view::npos) {
    if (input.size() > kMaxInline) return Error("too big inline request");
    return {};
  }
  std::string_view line = input.substr(0, end);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  const size_t before = unquoted.size();
  if (!SplitWords(line, unquoted)) return Error("unbalanced quotes in request");
  for (size_t i = before; i < unquoted.size(); ++i)
    args.emplace_back(unquoted[i]);
  return {.outcome = ParseOutcome::kComplete, .consumed = end + 1};
}

}  // namespace

ParsedRequest ParseRequest(std::string_view input, const RequestLimits& limits,
                           std::vector<std::string_view>& args,
                           std::vector<std::string>& unquoted) {
  if (input.empty()) return {};
  if (input[0] != '*') return ParseInline(input, args, unquoted);
  int64_t count = 0;
  size_t at = ReadNumber(input, 1, &count);
  if (at == std::string_view::npos) {
    return Error(input.size() > kMaxInline ? "too big mbulk count string"
                                           : "invalid multibulk length");
  }
  if (at == 0) return {};
  if (count > kMaxArgs) return Error("invalid multibulk length");
  if (!limits.authenticated && count > kMaxArgsUnauthenticated) {
    return Error("unauthenticated multibulk length");
  }
  const size_t first = args.size();
  for (int64_t i = 0; i < count; ++i) {
    const auto incomplete = [&](size_t wanted) {
      args.resize(first);
      return ParsedRequest{.wanted = wanted};
    };
    if (at >= input.size()) return incomplete(0);
    if (input[at] != '$') {
      static thread_local char text[] = "expected '$', got ' '";
      text[sizeof text - 3] = input[at];
      args.resize(first);
      return Error({text, sizeof text - 1});
    }
    int64_t length = 0;
    const size_t body = ReadNumber(input, at + 1, &length);
    if (body == 0) return incomplete(0);
    if (body == std::string_view::npos && input.size() - at > kMaxInline) {
      args.resize(first);
      return Error("too big bulk count string");
    }
    if (body == std::string_view::npos || length < 0 || length > limits.max_bulk) {
      args.resize(first);
      return Error("invalid bulk length");
    }
    if (!limits.authenticated && length > kMaxBulkUnauthenticated) {
      args.resize(first);
      return Error("unauthenticated bulk length");
    }
    const auto size = static_cast<size_t>(length);
    if (input.size() - body < size + 2) return incomplete(body + size + 2);
    args.emplace_back(input.data() + body, size);
    at = body + size + 2;
  }
  return {.outcome = ParseOutcome::kComplete, .consumed = at};
}

}  // namespace trellis
