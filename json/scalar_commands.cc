// Commands that change numbers, strings and booleans.
#include <cmath>

#include "json/document/edit.h"
#include "json/document/number_text.h"
#include "json/document/writer.h"
#include "json/document_access.h"
#include "json/json_commands.h"

namespace trellis::json {
namespace {

bool IsNumber(Value value) {
  return value.kind() == Kind::kInteger || value.kind() == Kind::kNumber;
}
bool IsInt64(Value value) {
  return value.kind() == Kind::kInteger && value.fits_int64();
}

// An operation on two integers, which wraps around as the peer's does, and on two doubles.
struct Arithmetic {
  const char* event;
  int64_t (*integers)(int64_t left, int64_t right);
  double (*doubles)(double left, double right);
};

constexpr Arithmetic kAdd = {
    .event = "json.numincrby",
    .integers =
        [](int64_t left, int64_t right) {
          return static_cast<int64_t>(static_cast<uint64_t>(left) + static_cast<uint64_t>(right));
        },
    .doubles = [](double left, double right) { return left + right; },
};
constexpr Arithmetic kMultiply = {
    .event = "json.nummultby",
    .integers =
        [](int64_t left, int64_t right) {
          return static_cast<int64_t>(static_cast<uint64_t>(left) * static_cast<uint64_t>(right));
        },
    .doubles = [](double left, double right) { return left * right; },
};
// The exponent is taken modulo 2^32, as the peer does.
int64_t WrappingPower(int64_t base, int64_t exponent) {
  auto square = static_cast<uint64_t>(base);
  uint64_t power = 1;
  for (auto left = static_cast<uint32_t>(exponent); left != 0; left >>= 1, square *= square) {
    if ((left & 1) != 0) power *= square;
  }
  return static_cast<int64_t>(power);
}
constexpr Arithmetic kPower = {
    .event = "json.numpowby",
    .integers = WrappingPower,
    .doubles = [](double left, double right) { return std::pow(left, right); },
};

// A number that is an integer or not.
struct Number {
  bool is_integer;
  int64_t integer;
  double number;

  NumberText Text() const { return is_integer ? NumberText(integer) : NumberText(number); }
  bool is_finite() const { return is_integer || std::isfinite(number); }
};

Number Apply(const Arithmetic& arithmetic, Value left, Value right) {
  if (IsInt64(left) && IsInt64(right)) {
    return {true, arithmetic.integers(left.integer(), right.integer()), 0};
  }
  return {false, 0, arithmetic.doubles(left.number(), right.number())};
}

// RESP2 has no doubles: there the reply is JSON text.
Status ReplyNumbers(CommandContext& ctx, const std::vector<std::optional<Number>>& numbers) {
  if (ctx.is_resp3()) {
    (void)ctx.reply().Array(numbers.size());
    for (const auto& number : numbers) {
      if (!number) {
        (void)ctx.reply().Null();
      } else {
        (void)(number->is_integer ? ctx.reply().Integer(number->integer)
                                  : ctx.reply().Double(number->number));
      }
    }
    return Status::Ok();
  }
  std::string text = "[";
  for (const auto& number : numbers) {
    if (text.size() > 1) text += ',';
    text += number ? number->Text().view() : "null";
  }
  return ctx.reply().Bulk(text + "]");
}

Status ChangeNumbers(CommandContext& ctx, const Arithmetic& arithmetic) {
  Result<Document> operand = JsonArg(ctx, 3, "ERR ");
  if (!operand) return operand.error();
  const Value right = operand->root();
  if (!IsNumber(right)) return errors::kBadNumber;
  Result<Update> update = Update::Begin(ctx, 2);
  if (!update) return update.error();
  // All results are looked at before the first is stored: a command runs whole or not at all.
  for (size_t i = 0; i < update->size(); ++i) {
    const Value left = update->At(i);
    if (IsNumber(left) && !Apply(arithmetic, left, right).is_finite()) return errors::kNotFinite;
  }
  std::vector<std::optional<Number>> numbers;
  std::optional<Number> last;
  for (size_t i = 0; i < update->size(); ++i) {
    const Value left = update->At(i);
    numbers.emplace_back();
    if (!IsNumber(left)) continue;
    const Number result = Apply(arithmetic, left, right);
    if (!result.is_finite()) continue;  // a value that is reached twice can still get there
    last = numbers.back() = result;
    if (result.is_integer) {
      SetInteger(update->document(), left.place(), result.integer);
    } else {
      SetNumber(update->document(), left.place(), result.number);
    }
  }
  if (last) update->Changed(ctx, arithmetic.event);
  if (!update->path().legacy() || ctx.is_resp3()) return ReplyNumbers(ctx, numbers);
  if (!last) return NoSuchPath(update->path().text(), "does not contains a number");
  return ctx.reply().Bulk(last->Text().view());
}

// key path number
Status JsonNumincrby(CommandContext& ctx) {
  return ChangeNumbers(ctx, kAdd);
}
// key path number
Status JsonNummultby(CommandContext& ctx) {
  return ChangeNumbers(ctx, kMultiply);
}
// key path number
Status JsonNumpowby(CommandContext& ctx) {
  return ChangeNumbers(ctx, kPower);
}

// key [path] json
Status JsonStrappend(CommandContext& ctx) {
  const bool has_path = ctx.argc() > 3;
  Result<Document> more = JsonArg(ctx, has_path ? 3 : 2, "ERR ");
  if (!more) return more.error();
  if (more->root().kind() != Kind::kString) {
    return Status::Error("WRONGTYPE wrong type of path value - expected string but found " +
                         JsonText(more->root()));
  }
  const std::string text(more->root().string());
  Result<Update> update = Update::Begin(ctx, has_path ? 2 : ctx.argc());
  if (!update) return update.error();
  if (!update->document().Fits(text.size() * update->size())) return errors::kTooLarge;
  std::vector<std::optional<int64_t>> lengths;
  bool changed = false;
  for (size_t i = 0; i < update->size(); ++i) {
    const Value value = update->At(i);
    lengths.emplace_back();
    if (value.kind() != Kind::kString) continue;
    AppendText(update->document(), value.place(), text);
    lengths.back() = value.string().size();
    changed = true;
  }
  if (changed) update->Changed(ctx, "json.strappend");
  return ReplyIntegers(ctx, update->path(), lengths,
                       NoSuchPath(update->path().text(), "not a string"));
}

// key path
Status JsonToggle(CommandContext& ctx) {
  Result<Update> update = Update::Begin(ctx, 2);
  if (!update) return update.error();
  std::vector<std::optional<int64_t>> truths;
  std::optional<bool> last;
  for (size_t i = 0; i < update->size(); ++i) {
    const Value value = update->At(i);
    truths.emplace_back();
    if (value.kind() != Kind::kBoolean) continue;
    last = !value.boolean();
    SetBoolean(update->document(), value.place(), *last);
    truths.back() = *last ? 1 : 0;
  }
  if (last) update->Changed(ctx, "json.toggle");
  if (update->path().legacy() && last) return ctx.reply().Bulk(*last ? "true" : "false");
  return ReplyIntegers(ctx, update->path(), truths,
                       NoSuchPath(update->path().text(), "not a bool"));
}

constexpr Command kCommands[] = {
    {.name = "json.numincrby",
     .arity = -4,
     .handler = JsonNumincrby,
     .flags = kWrite,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Adds to numbers.",
     .since = "1.0.0"},
    {.name = "json.nummultby",
     .arity = -4,
     .handler = JsonNummultby,
     .flags = kWrite,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Multiplies numbers.",
     .since = "1.0.0"},
    {.name = "json.numpowby",
     .arity = -4,
     .handler = JsonNumpowby,
     .flags = kWrite,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Raises numbers to a power.",
     .since = "1.0.0"},
    {.name = "json.strappend",
     .arity = -3,
     .handler = JsonStrappend,
     .flags = kWrite | kDenyOom,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Appends to strings.",
     .since = "1.0.0"},
    {.name = "json.toggle",
     .arity = -3,
     .handler = JsonToggle,
     .flags = kWrite | kDenyOom,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Turns true into false and false into true.",
     .since = "2.0.0"},
};

}  // namespace

void AddScalarCommands(Registrar& registrar) {
  registrar.Add<kCommands>();
}

}  // namespace trellis::json
