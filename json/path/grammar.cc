#include "json/path/grammar.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include <boost/spirit/home/x3.hpp>

#include "json/document/builder.h"

namespace trellis::json {
namespace {

namespace x3 = boost::spirit::x3;

// -- What the rules' actions do ------------------------------------------------------

struct State {
  bool lenient_names = false;
  int nesting = 0;
  const char* furthest = nullptr;  // where the last mark or blank was reached, for error messages
};
struct StateTag;

// Parses its subject one level deeper, and fails beyond kMaxNesting: bounds the recursion of the
// grammar.
template <typename Subject>
struct Nested : x3::unary_parser<Subject, Nested<Subject>> {
  using Base = x3::unary_parser<Subject, Nested<Subject>>;
  // NOLINTBEGIN(readability-identifier-naming): X3 looks for these
  static constexpr bool is_pass_through_unary = true;
  static constexpr bool handles_container = Subject::handles_container;
  // NOLINTEND(readability-identifier-naming)
  explicit Nested(const Subject& subject) : Base(subject) {}

  template <typename Iterator, typename Context, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext& rule,
             Attribute& attribute) const {
    State& state = x3::get<StateTag>(context).get();
    if (state.nesting >= kMaxNesting) return false;
    ++state.nesting;
    const bool parsed = this->subject.parse(first, last, context, rule, attribute);
    --state.nesting;
    return parsed;
  }
};
constexpr struct {
  template <typename Subject>
  auto operator[](const Subject& subject) const {
    const auto parser = x3::as_parser(subject);
    return Nested<std::decay_t<decltype(parser)>>(parser);
  }
} kNested;

// One byte for which the predicate holds.
template <typename Predicate>
struct ByteParser : x3::parser<ByteParser<Predicate>> {
  // NOLINTBEGIN(readability-identifier-naming): X3 looks for these
  using attribute_type = char;
  static constexpr bool has_attribute = true;
  // NOLINTEND(readability-identifier-naming)
  explicit ByteParser(Predicate predicate) : predicate(predicate) {}

  template <typename Iterator, typename Context, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, const Iterator& last, const Context& /*context*/,
             RuleContext& /*rule*/, Attribute& attribute) const {
    if (first == last || !predicate(static_cast<unsigned char>(*first))) return false;
    x3::traits::move_to(*first++, attribute);
    return true;
  }
  Predicate predicate;
};

// Skips blanks, if it is to, and notes how far the parsing has come.
template <bool kSkips>
struct MarkParser : x3::parser<MarkParser<kSkips>> {
  // NOLINTBEGIN(readability-identifier-naming): X3 looks for these
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  // NOLINTEND(readability-identifier-naming)

  template <typename Iterator, typename Context, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext& /*rule*/,
             Attribute& /*attribute*/) const {
    if constexpr (kSkips) {
      while (first != last && std::string_view(" \t\n\r").find(*first) != std::string_view::npos) {
        ++first;
      }
    }
    State& state = x3::get<StateTag>(context).get();
    state.furthest = std::max(state.furthest, first);
    return true;
  }
};
const MarkParser<true> kBlanks{};
const MarkParser<false> kMark{};

bool IsDigit(unsigned char c) {
  return c >= '0' && c <= '9';
}
bool IsNameByte(unsigned char c) {
  return c >= 0x80 || IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("_-+#%$^/:").find(static_cast<char>(c)) != std::string_view::npos;
}

void AppendCodePoint(std::string& text, uint32_t code) {
  const auto byte = [&](uint32_t bits) { text += static_cast<char>(bits); };
  const auto tail = [&](uint32_t shift) { byte(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    byte(0xe0 | code >> 12);
    tail(6);
  } else {
    byte(0xf0 | code >> 18);
    tail(12);
    tail(6);
  }
  tail(0);
}

// The attribute is the text of an integer; RFC 9535 keeps to what a double holds exactly.
std::optional<int64_t> ReadInteger(std::string_view text) {
  constexpr int64_t kLimit = (int64_t{1} << 53) - 1;
  int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || value > kLimit || value < -kLimit) return std::nullopt;
  return value;
}

template <typename Build>
Expression Literal(Build build) {
  Block block;
  Builder builder;
  builder.Begin(block);
  build(builder);
  block.Write(Block::kRoot, builder.Take());
  Expression literal;
  literal.literal = std::make_shared<const Document>(std::move(block));
  return literal;
}

Expression NumberLiteral(const std::string& text) {
  const char* end = text.data() + text.size();
  int64_t integer = 0;
  if (text != "-0" && std::from_chars(text.data(), end, integer).ptr == end) {
    return Literal([&](Builder& builder) { builder.Integer(integer); });
  }
  return Literal([&](Builder& builder) { builder.Number(std::strtod(text.c_str(), nullptr)); });
}

// `a || b`, or just the one operand.
Expression Joined(Expression::Kind kind, std::vector<Expression>& operands) {
  if (operands.size() == 1) return std::move(operands.front());
  Expression joined;
  joined.kind = kind;
  joined.operands = std::move(operands);
  return joined;
}

constexpr auto kAssign = [](auto& ctx) { x3::_val(ctx) = std::move(x3::_attr(ctx)); };
constexpr auto kPush = [](auto& ctx) { x3::_val(ctx).push_back(std::move(x3::_attr(ctx))); };

// -- Tokens --------------------------------------------------------------------------

const auto kDigit = ByteParser(IsDigit);

// No leading zero, no plus, no -0; of which slices and indexes are made.
const auto kInteger = x3::rule<struct IntegerRule, int64_t>{"integer"} =
    x3::raw[x3::lit('0') | (-x3::lit('-') >> x3::omit[x3::char_("1-9") >> *kDigit])]
           [([](auto& ctx) {
             const auto& range = x3::_attr(ctx);
             const auto value = ReadInteger(std::string(range.begin(), range.end()));
             x3::_pass(ctx) = value.has_value();
             x3::_val(ctx) = value.value_or(0);
           })];

const auto kNumber = x3::rule<struct NumberRule, std::string>{"number"} =
    x3::raw[-x3::lit('-') >> x3::omit[x3::lit('0') | (x3::char_("1-9") >> *kDigit)] >>
            -(x3::lit('.') >> x3::omit[+kDigit]) >>
            -(x3::omit[x3::char_("eE")] >> -x3::omit[x3::char_("+-")] >> x3::omit[+kDigit])]
           [([](auto& ctx) {
             x3::_val(ctx) = std::string(x3::_attr(ctx).begin(), x3::_attr(ctx).end());
           })];

const auto kHex4 = x3::uint_parser<uint32_t, 16, 4, 4>{};
const auto kHighHalf = x3::rule<struct HighHalfRule, uint32_t>{"high half"} = kHex4[([](auto& ctx) {
  x3::_val(ctx) = x3::_attr(ctx);
  x3::_pass(ctx) = x3::_attr(ctx) >= 0xd800 && x3::_attr(ctx) < 0xdc00;
})];
const auto kLowHalf = x3::rule<struct LowHalfRule, uint32_t>{"low half"} = kHex4[([](auto& ctx) {
  x3::_val(ctx) = x3::_attr(ctx);
  x3::_pass(ctx) = x3::_attr(ctx) >= 0xdc00 && x3::_attr(ctx) < 0xe000;
})];
const auto kCodePoint = x3::rule<struct CodePointRule, uint32_t>{"code point"} =
    (kHighHalf[([](auto& ctx) { x3::_val(ctx) = (x3::_attr(ctx) - 0xd800) << 10; })] >> "\\u" >>
     kLowHalf[([](auto& ctx) { x3::_val(ctx) += 0x10000 + x3::_attr(ctx) - 0xdc00; })]) |
    kHex4[([](auto& ctx) {
      x3::_val(ctx) = x3::_attr(ctx);
      x3::_pass(ctx) = x3::_attr(ctx) < 0xd800 || x3::_attr(ctx) >= 0xe000;
    })];

const struct EscapeSymbols : x3::symbols<char> {
  EscapeSymbols() {
    add("b", '\b')("f", '\f')("n", '\n')("r", '\r')("t", '\t')("/", '/')("\\", '\\');
  }
} kEscape;

constexpr auto kAddByte = [](auto& ctx) { x3::_val(ctx) += x3::_attr(ctx); };
constexpr auto kAddCodePoint = [](auto& ctx) { AppendCodePoint(x3::_val(ctx), x3::_attr(ctx)); };

template <char kQuote>
const auto kPlainByte = ByteParser([](unsigned char c) {
  return c >= 0x20 && c != static_cast<unsigned char>(kQuote) && c != '\\';
});
template <char kQuote>
const auto kQuoted = x3::lit(kQuote) >>
                     *(kPlainByte<kQuote>[kAddByte] |
                       (x3::lit('\\') >> (kEscape[kAddByte] | x3::char_(kQuote)[kAddByte] |
                                          (x3::lit('u') >> kCodePoint[kAddCodePoint])))) >>
                     x3::lit(kQuote);
const auto kString = x3::rule<struct StringRule, std::string>{"string"} =
    kQuoted<'"'> | kQuoted<'\''>;

const auto kBareName = x3::rule<struct BareNameRule, std::string>{"name"} =
    x3::raw[+ByteParser(IsNameByte)][([](auto& ctx) {
      x3::_val(ctx) = std::string(x3::_attr(ctx).begin(), x3::_attr(ctx).end());
      x3::_pass(ctx) =
          x3::get<StateTag>(ctx).get().lenient_names || !IsDigit(x3::_val(ctx).front());
    })];

// -- Paths ---------------------------------------------------------------------------

const x3::rule<struct ConditionRule, Expression> kCondition{"condition"};
const x3::rule<struct SegmentsRule, std::vector<Segment>> kSegments{"segments"};

const auto kSlice = x3::rule<struct SliceRule, Slice>{"slice"} =
    -kInteger[([](auto& ctx) { x3::_val(ctx).start = x3::_attr(ctx); })] >> kBlanks >> ':' >>
    kBlanks >> -kInteger[([](auto& ctx) { x3::_val(ctx).stop = x3::_attr(ctx); })] >>
    -(kBlanks >> ':' >>
      -(kBlanks >> kInteger[([](auto& ctx) { x3::_val(ctx).step = x3::_attr(ctx); })]));

constexpr auto kNameSelector = [](auto& ctx) {
  x3::_val(ctx).kind = Selector::Kind::kName;
  x3::_val(ctx).name = std::move(x3::_attr(ctx));
};
const auto kWildcard =
    x3::lit('*')[([](auto& ctx) { x3::_val(ctx).kind = Selector::Kind::kWildcard; })];

const auto kSelector = x3::rule<struct SelectorRule, Selector>{"selector"} =
    kString[kNameSelector] | kWildcard | kSlice[([](auto& ctx) {
      x3::_val(ctx).kind = Selector::Kind::kSlice;
      x3::_val(ctx).slice = x3::_attr(ctx);
    })] |
    kInteger[([](auto& ctx) {
      x3::_val(ctx).kind = Selector::Kind::kIndex;
      x3::_val(ctx).index = x3::_attr(ctx);
    })] |
    (x3::lit('?') >> kBlanks >> kCondition[([](auto& ctx) {
       x3::_val(ctx).kind = Selector::Kind::kFilter;
       x3::_val(ctx).filter = std::make_shared<const Expression>(std::move(x3::_attr(ctx)));
     })]);
const auto kBareSelector = x3::rule<struct BareSelectorRule, Selector>{
    "bare selector"} = kMark >> (kBareName[kNameSelector] | kWildcard);

constexpr auto kAddSelector = [](auto& ctx) {
  x3::_val(ctx).selectors.push_back(std::move(x3::_attr(ctx)));
};
const auto kBracketed = x3::lit('[') >> kBlanks >> kSelector[kAddSelector] >>
                        *(kBlanks >> ',' >> kBlanks >> kSelector[kAddSelector]) >> kBlanks >> ']';
const auto kSegment = x3::rule<struct SegmentRule, Segment>{"segment"} =
    (x3::lit("..")[([](auto& ctx) { x3::_val(ctx).descendants = true; })] >>
     (kBracketed | kBareSelector[kAddSelector])) |
    (x3::lit('.') >> (kBracketed | kBareSelector[kAddSelector])) | kBracketed;
const auto kSegments_def = *(kBlanks >> kSegment[kPush]);

const auto kRootQuery = x3::rule<struct RootQueryRule, Query>{"query"} =
    x3::lit('$') >>
    kSegments[([](auto& ctx) { x3::_val(ctx).segments = std::move(x3::_attr(ctx)); })];
const auto kFilterQuery = x3::rule<struct FilterQueryRule, Query>{"filter query"} =
    (x3::lit('$') | x3::lit('@')[([](auto& ctx) { x3::_val(ctx).from_current = true; })]) >>
    kSegments[([](auto& ctx) { x3::_val(ctx).segments = std::move(x3::_attr(ctx)); })];

// -- Conditions ----------------------------------------------------------------------

const struct ComparisonSymbols : x3::symbols<Comparison> {
  ComparisonSymbols() {
    add("==", Comparison::kEqual)("!=", Comparison::kNotEqual)("<=", Comparison::kLessOrEqual)(
        ">=", Comparison::kGreaterOrEqual)("<", Comparison::kLess)(">", Comparison::kGreater)(
        "=~", Comparison::kMatches);
  }
} kComparison;
const struct FunctionSymbols : x3::symbols<Function> {
  FunctionSymbols() {
    add("length", Function::kLength)("count", Function::kCount)("match", Function::kMatch)(
        "search", Function::kSearch)("value", Function::kValue);
  }
} kFunctionName;

const auto kArguments = x3::rule<struct ArgumentsRule, std::vector<Expression>>{"arguments"} =
    kBlanks >> -(kCondition[kPush] >> *(kBlanks >> ',' >> kBlanks >> kCondition[kPush])) >> kBlanks;
const auto kCall = x3::rule<struct CallRule, Expression>{"call"} =
    kFunctionName[([](auto& ctx) {
      x3::_val(ctx).kind = Expression::Kind::kFunction;
      x3::_val(ctx).function = x3::_attr(ctx);
    })] >>
    '(' >> kArguments[([](auto& ctx) { x3::_val(ctx).operands = std::move(x3::_attr(ctx)); })] >>
    ')';

const auto kLiteral = x3::rule<struct LiteralRule, Expression>{"literal"} =
    kNumber[([](auto& ctx) { x3::_val(ctx) = NumberLiteral(x3::_attr(ctx)); })] |
    kString[([](auto& ctx) {
      x3::_val(ctx) = Literal([&](Builder& builder) { builder.String(x3::_attr(ctx)); });
    })] |
    x3::lit("true")[([](auto& ctx) {
      x3::_val(ctx) = Literal([](Builder& builder) { builder.Boolean(true); });
    })] |
    x3::lit("false")[([](auto& ctx) {
      x3::_val(ctx) = Literal([](Builder& builder) { builder.Boolean(false); });
    })] |
    x3::lit("null")[(
        [](auto& ctx) { x3::_val(ctx) = Literal([](Builder& builder) { builder.Null(); }); })];

const auto kOperand = x3::rule<struct OperandRule, Expression>{"operand"} =
    kFilterQuery[([](auto& ctx) {
      x3::_val(ctx).kind = Expression::Kind::kQuery;
      x3::_val(ctx).query = std::move(x3::_attr(ctx));
    })] |
    kCall[kAssign] | kLiteral[kAssign];

// An operand alone, or compared with another. Whether it may stand where it does, is checked
// afterwards.
const auto kCompared = x3::rule<struct ComparedRule, Expression>{"comparison"} =
    kOperand[kAssign] >>
    -(kBlanks >> kComparison[([](auto& ctx) {
        Expression comparison;
        comparison.kind = Expression::Kind::kCompare;
        comparison.comparison = x3::_attr(ctx);
        comparison.operands.push_back(std::move(x3::_val(ctx)));
        x3::_val(ctx) = std::move(comparison);
      })] >>
      kBlanks >>
      kOperand[([](auto& ctx) { x3::_val(ctx).operands.push_back(std::move(x3::_attr(ctx))); })]);

constexpr auto kNegate = [](auto& ctx) {
  Expression negated;
  negated.kind = Expression::Kind::kNot;
  negated.operands.push_back(std::move(x3::_attr(ctx)));
  x3::_val(ctx) = std::move(negated);
};
const auto kParenthesised = x3::lit('(') >> kBlanks >> kCondition >> kBlanks >> ')';
const auto kBasic = x3::rule<struct BasicRule, Expression>{"basic condition"} =
    (x3::lit('!') >> kBlanks >> (kParenthesised[kNegate] | kOperand[kNegate])) |
    kParenthesised[kAssign] | kCompared[kAssign];

const auto kConjunctionParts = x3::rule<struct ConjunctionPartsRule, std::vector<Expression>>{
    "and"} = kBasic[kPush] >> *(kBlanks >> "&&" >> kBlanks >> kBasic[kPush]);
const auto kConjunction = x3::rule<struct ConjunctionRule, Expression>{"conjunction"} =
    kConjunctionParts[(
        [](auto& ctx) { x3::_val(ctx) = Joined(Expression::Kind::kAnd, x3::_attr(ctx)); })];
const auto kDisjunctionParts = x3::rule<struct DisjunctionPartsRule, std::vector<Expression>>{
    "or"} = kConjunction[kPush] >> *(kBlanks >> "||" >> kBlanks >> kConjunction[kPush]);
const auto kCondition_def =
    kNested[kDisjunctionParts]
           [([](auto& ctx) { x3::_val(ctx) = Joined(Expression::Kind::kOr, x3::_attr(ctx)); })];

BOOST_SPIRIT_DEFINE(kCondition, kSegments)

}  // namespace

std::optional<Query> ParseQuery(std::string_view text, bool lenient_names, size_t& stopped_at) {
  State state{.lenient_names = lenient_names, .furthest = text.data()};
  Query query;
  const char* first = text.data();
  const char* const end = text.data() + text.size();
  const bool parsed = x3::parse(first, end, x3::with<StateTag>(std::ref(state))[kRootQuery], query);
  stopped_at = static_cast<size_t>(std::max(first, state.furthest) - text.data());
  if (!parsed || first != end) return std::nullopt;
  return query;
}

}  // namespace trellis::json
