#include "core/types/hash/field_arguments.h"

#include <fmt/core.h>

#include <limits>

#include "core/command/command_table.h"

namespace trellis {

Status WrongArity(CommandContext& ctx) {
  return Status::Error(
      fmt::format("wrong number of arguments for '{}' command", ctx.command().full_name()));
}

std::optional<TimeUnit> TimeUnitArg(CommandContext& ctx, size_t i) {
  if (ctx.ArgIs(i, "EX")) return kInSeconds;
  if (ctx.ArgIs(i, "PX")) return kInMilliseconds;
  if (ctx.ArgIs(i, "EXAT")) return kAtSecond;
  if (ctx.ArgIs(i, "PXAT")) return kAtMillisecond;
  return std::nullopt;
}

Result<int64_t> FieldTimeArg(CommandContext& ctx, size_t i, TimeUnit unit) {
  // 46 bits of milliseconds: Redis takes no more.
  constexpr int64_t kLatest = (int64_t{1} << 46) - 1;
  const Result<int64_t> number = ctx.IntegerArg(i);
  if (!number) return number.error();
  if (*number < 0) return Status::Error("invalid expire time, must be >= 0");
  int64_t at = 0;
  if (__builtin_mul_overflow(*number, unit.ms, &at) ||
      (!unit.absolute && __builtin_add_overflow(at, ctx.keyspace().now_ms(), &at)) ||
      at > kLatest) {
    return Status::Error(
        fmt::format("invalid expire time in '{}' command", ctx.command().full_name()));
  }
  return at;
}

Result<std::span<const std::string_view>> FieldsArg(CommandContext& ctx, size_t i,
                                                    const char* bad_count) {
  if (i + 1 >= ctx.argc()) return WrongArity(ctx);
  if (!ctx.ArgIs(i, "FIELDS")) {
    return Status::Error("Mandatory argument FIELDS is missing or not at the right position");
  }
  const Result<int64_t> count = ctx.IntegerArg(i + 1);
  if (!count || *count < 1) return Status::Error(bad_count);
  const std::span<const std::string_view> fields = ctx.args().subspan(i + 2);
  if (static_cast<uint64_t>(*count) != fields.size()) {
    return Status::Error("The `numfields` parameter must match the number of arguments");
  }
  return fields;
}

std::vector<std::string> WithFields(std::vector<std::string> head,
                                    std::span<const std::string_view> fields) {
  head.emplace_back("FIELDS");
  head.push_back(std::to_string(fields.size()));
  head.insert(head.end(), fields.begin(), fields.end());
  return head;
}

std::vector<std::string> HdelWords(std::string_view key, std::span<const std::string_view> fields) {
  std::vector<std::string> words = {"HDEL", std::string(key)};
  words.insert(words.end(), fields.begin(), fields.end());
  return words;
}

}  // namespace trellis
