// The arguments that commands over some of a hash's fields share: a time, and `FIELDS n field ...`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/command/command_context.h"

namespace trellis {

// How a number tells a time.
struct TimeUnit {
  int64_t ms;
  bool absolute;  // since 1970, not since now
};
inline constexpr TimeUnit kInSeconds{1000, false};
inline constexpr TimeUnit kInMilliseconds{1, false};
inline constexpr TimeUnit kAtSecond{1000, true};
inline constexpr TimeUnit kAtMillisecond{1, true};

// What dispatch answers when the row's arity is broken, for arities that depend on options.
Status WrongArity(CommandContext& ctx);

// The unit that EX, PX, EXAT or PXAT names; nullopt for another word.
std::optional<TimeUnit> TimeUnitArg(CommandContext& ctx, size_t i);
// The Unix milliseconds that argument i means; possibly past.
Result<int64_t> FieldTimeArg(CommandContext& ctx, size_t i, TimeUnit unit);

inline constexpr const char* kCountNotPositive = "Number of fields must be a positive integer";
inline constexpr const char* kCountTooSmall = "Parameter `numFields` should be greater than 0";
// The fields of `FIELDS n field ...`, which begins at argument i and ends with the command.
Result<std::span<const std::string_view>> FieldsArg(CommandContext& ctx, size_t i,
                                                    const char* bad_count = kCountNotPositive);

// `head... FIELDS n field ...`, to be propagated.
std::vector<std::string> WithFields(std::vector<std::string> head,
                                    std::span<const std::string_view> fields);
// `HDEL key field ...`, to be propagated.
std::vector<std::string> HdelWords(std::string_view key, std::span<const std::string_view> fields);

}  // namespace trellis
