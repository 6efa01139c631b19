// Expressions, from OR down to literals, in openCypher's order of precedence.

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "graph/cypher/grammar.h"

namespace graph::grammar {

namespace {

using Kind = ExpressionKind;

// --- Actions

// value = value KIND attribute. AND and OR chains become one node with many operands.
auto Join(Kind kind) {
  return [kind](auto& context) {
    Expression* left = x3::_val(context);
    if ((kind == Kind::kAnd || kind == Kind::kOr) && left->kind == kind && !left->parenthesized &&
        !left->comparison_chain) {
      left->operands.push_back(x3::_attr(context));
      return;
    }
    Expression* joined = NewExpression(context, kind);
    joined->operands = {left, x3::_attr(context)};
    x3::_val(context) = joined;
  };
}

// value = value KIND
auto Wrap(Kind kind) {
  return [kind](auto& context) {
    Expression* wrapped = NewExpression(context, kind);
    wrapped->operands = {x3::_val(context)};
    x3::_val(context) = wrapped;
  };
}

bool IsComparison(Kind kind) {
  return kind == Kind::kEqual || kind == Kind::kNotEqual || kind == Kind::kLess ||
         kind == Kind::kLessEqual || kind == Kind::kGreater || kind == Kind::kGreaterEqual;
}

// a < b < c is (a < b) AND (b < c).
auto CompareWith(Kind kind) {
  return [kind](auto& context) {
    Expression* left = x3::_val(context);
    Expression* comparison = NewExpression(context, kind);
    if (left->parenthesized || (!IsComparison(left->kind) && !left->comparison_chain)) {
      comparison->operands = {left, x3::_attr(context)};
      x3::_val(context) = comparison;
      return;
    }
    if (left->comparison_chain) {  // one more link
      comparison->operands = {left->operands.back()->operands[1], x3::_attr(context)};
      left->operands.push_back(comparison);
      return;
    }
    comparison->operands = {left->operands[1], x3::_attr(context)};
    Expression* chain = NewExpression(context, Kind::kAnd);
    chain->operands = {left, comparison};
    chain->comparison_chain = true;
    x3::_val(context) = chain;
  };
}

void Negate(Expression* literal) {
  if (literal->value.Is(ValueType::kDouble)) {
    literal->value = Value::Double(-literal->value.real());
  } else if (literal->value.integer() == INT64_MIN) {
    literal->out_of_range = false;  // -9223372036854775808 fits, 9223372036854775808 does not
  } else {
    literal->value = Value::Integer(-literal->value.integer());
  }
}

// A sign before a number makes another number.
constexpr auto kApplyMinus = [](auto& context) {
  Expression* operand = x3::_attr(context);
  x3::_val(context) = operand;
  if (operand->kind == Kind::kLiteral && operand->value.IsNumber() && !operand->parenthesized) {
    Negate(operand);
    return;
  }
  Expression* negated = NewExpression(context, Kind::kNegate);
  negated->operands = {operand};
  x3::_val(context) = negated;
};

constexpr auto kApplyNot = [](auto& context) {
  Expression* negated = NewExpression(context, Kind::kNot);
  negated->operands = {x3::_attr(context)};
  x3::_val(context) = negated;
};

constexpr auto kIntegerValue = [](auto& context) {
  const std::string& text = x3::_attr(context)->text;
  Expression* literal = NewExpression(context, Kind::kLiteral);
  int base = 10;
  const char* digits = text.c_str();
  if (text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x') base = 16;
  if (text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'o') base = 8;
  if (base != 10) digits += 2;
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits, text.c_str() + text.size(), value, base);
  const uint64_t greatest = INT64_MAX;
  literal->name = text;
  literal->out_of_range =
      error != std::errc() || end != text.c_str() + text.size() || value > greatest;
  // One past the greatest may still get a minus sign.
  if (error != std::errc() || value > greatest + 1) value = 1;
  literal->value = Value::Integer(static_cast<int64_t>(value));
  x3::_val(context) = literal;
};

constexpr auto kDoubleValue = [](auto& context) {
  Expression* literal = NewExpression(context, Kind::kLiteral);
  const std::string& text = x3::_attr(context)->text;
  const double value = std::strtod(text.c_str(), nullptr);
  literal->name = text;
  literal->out_of_range = std::isinf(value);
  literal->value = Value::Double(value);
  x3::_val(context) = literal;
};

constexpr auto kStringValue = [](auto& context) {
  Expression* literal = NewExpression(context, Kind::kLiteral);
  literal->value = Value::String(x3::_attr(context)->text);
  x3::_val(context) = literal;
};

auto Constant(const Value& value) {
  return [value](auto& context) {
    Expression* literal = NewExpression(context, Kind::kLiteral);
    literal->value = value;
    x3::_val(context) = literal;
  };
}

auto Named(Kind kind) {
  return [kind](auto& context) {
    Expression* expression = NewExpression(context, kind);
    expression->name = x3::_attr(context)->text;
    x3::_val(context) = expression;
  };
}

// .key, after a value
constexpr auto kPropertyOf = [](auto& context) {
  Expression* property = NewExpression(context, Kind::kProperty);
  property->operands = {x3::_val(context)};
  property->name = x3::_attr(context)->text;
  x3::_val(context) = property;
};

// :Label, after a value; more of them join the first
constexpr auto kLabelOf = [](auto& context) {
  Expression*& value = x3::_val(context);
  if (value->kind != Kind::kLabels) {
    Expression* labels = NewExpression(context, Kind::kLabels);
    labels->operands = {value};
    value = labels;
  }
  value->names.push_back(x3::_attr(context)->text);
};

constexpr auto kAddName = [](auto& context) {
  x3::_val(context)->names.push_back(x3::_attr(context)->text);
};
constexpr auto kAppendDotted = [](auto& context) {
  x3::_val(context)->name += "." + x3::_attr(context)->text;
};
constexpr auto kNoOperand = [](auto& context) { x3::_val(context)->operands.push_back(nullptr); };
constexpr auto kSetDistinct = [](auto& context) { x3::_val(context)->distinct = true; };
constexpr auto kSetStar = [](auto& context) { x3::_val(context)->star = true; };
constexpr auto kSetPattern = [](auto& context) { x3::_val(context)->pattern = x3::_attr(context); };

// The index or slice becomes a node over the value so far.
constexpr auto kApplySubscript = [](auto& context) {
  Expression* subscript = x3::_attr(context);
  subscript->operands.insert(subscript->operands.begin(), x3::_val(context));
  x3::_val(context) = subscript;
};

// variable{...}: the projection's first operand is the variable
constexpr auto kApplyProjection = [](auto& context) {
  Expression* projection = x3::_attr(context);
  projection->operands.insert(projection->operands.begin(), x3::_val(context));
  x3::_val(context) = projection;
};

auto Quantify(Quantifier quantifier) {
  return [quantifier](auto& context) { x3::_val(context)->quantifier = quantifier; };
}

// --- What must be known before an alternative is entered

bool IsSymbol(Iterator at, char symbol) {
  return at->kind == TokenKind::kSymbol && at->symbol == symbol;
}
bool IsKeyword(Iterator at, std::string_view word) {
  return at->kind == TokenKind::kIdentifier && at->keyword == word;
}

// name( or name.name(
bool CallAhead(Iterator at) {
  if (at->kind != TokenKind::kIdentifier) return false;
  for (++at; IsSymbol(at, '.') && at[1].kind == TokenKind::kIdentifier; at += 2) {
  }
  return IsSymbol(at, '(');
}
// WORD ( name IN
bool QuantifierAhead(Iterator at) {
  return at->kind == TokenKind::kIdentifier && IsSymbol(at + 1, '(') &&
         at[2].kind == TokenKind::kIdentifier && IsKeyword(at + 3, "IN");
}
bool ReduceAhead(Iterator at) {
  return IsKeyword(at, "REDUCE") && IsSymbol(at + 1, '(') && at[2].kind == TokenKind::kIdentifier &&
         IsSymbol(at + 3, '=');
}
bool ShortestAhead(Iterator at) {
  return (IsKeyword(at, "SHORTESTPATH") || IsKeyword(at, "ALLSHORTESTPATHS")) &&
         IsSymbol(at + 1, '(');
}
bool ComprehensionAhead(Iterator at) {
  return IsSymbol(at, '[') && at[1].kind == TokenKind::kIdentifier && IsKeyword(at + 2, "IN");
}
bool PatternComprehensionAhead(Iterator at) {
  if (!IsSymbol(at, '[')) return false;
  ++at;
  if (at->kind == TokenKind::kIdentifier && IsSymbol(at + 1, '=')) at += 2;
  return PatternAhead(at);
}
bool ProjectionAhead(Iterator at) {
  if (!IsSymbol(at, '{')) return false;
  ++at;
  return IsSymbol(at, '.') || IsSymbol(at, '}') ||
         (at->kind == TokenKind::kIdentifier &&
          (IsSymbol(at + 1, ':') || IsSymbol(at + 1, ',') || IsSymbol(at + 1, '}')));
}

const auto kCallAhead = AheadParser(CallAhead);
const auto kQuantifierAhead = AheadParser(QuantifierAhead);
const auto kReduceAhead = AheadParser(ReduceAhead);
const auto kShortestAhead = AheadParser(ShortestAhead);
const auto kComprehensionAhead = AheadParser(ComprehensionAhead);
const auto kPatternComprehensionAhead = AheadParser(PatternComprehensionAhead);
const auto kProjectionAhead = AheadParser(ProjectionAhead);
const auto kPatternAhead = AheadParser(PatternAhead);

// --- Rules

using Rule = Expression*;
const x3::rule<class OrTag, Rule> kOr = "or";
const x3::rule<class XorTag, Rule> kXor = "xor";
const x3::rule<class AndTag, Rule> kAnd = "and";
const x3::rule<class NotTag, Rule> kNot = "not";
const x3::rule<class ComparisonTag, Rule> kComparison = "comparison";
const x3::rule<class PredicateTag, Rule> kPredicate = "predicate";
const x3::rule<class SumTag, Rule> kSum = "sum";
const x3::rule<class ProductTag, Rule> kProduct = "product";
const x3::rule<class PowerTag, Rule> kPower = "power";
const x3::rule<class SignedTag, Rule> kSigned = "signed";
const x3::rule<class SubscriptTag, Rule> kSubscript = "subscript";
const x3::rule<class AtomTag, Rule> kAtom = "atom";
const x3::rule<class CaseTag, Rule> kCase = "case";
const x3::rule<class CallTag, Rule> kCall = "call";
const x3::rule<class QuantifierTag, Rule> kQuantifier = "quantifier";
const x3::rule<class ReduceTag, Rule> kReduce = "reduce";
const x3::rule<class ShortestTag, Rule> kShortest = "shortest path";
const x3::rule<class ComprehensionTag, Rule> kComprehension = "list comprehension";
const x3::rule<class PatternComprehensionTag, Rule> kPatternComprehension = "comprehension";
const x3::rule<class ListTag, Rule> kList = "list";
const x3::rule<class MapTag, Rule> kMap = "map";
const x3::rule<class ProjectionTag, Rule> kProjection = "map projection";
const x3::rule<class PatternExistsTag, Rule> kPatternExists = "pattern";
const x3::rule<class ExistsTag, Rule> kExists = "exists";
const x3::rule<class ParenthesizedTag, Rule> kParenthesized = "parenthesized";
const x3::rule<class ParameterTag, Rule> kParameter = "parameter";

// NOLINTNEXTLINE(readability-identifier-naming): X3 looks for it
const auto kExpression_def = Nested(kOr);

const auto kOr_def = kXor[kAssign] >> *(Keyword("OR") >> kXor[Join(Kind::kOr)]);
const auto kXor_def = kAnd[kAssign] >> *(Keyword("XOR") >> kAnd[Join(Kind::kXor)]);
const auto kAnd_def = kNot[kAssign] >> *(Keyword("AND") >> kNot[Join(Kind::kAnd)]);
const auto kNot_def = Keyword("NOT") >> Nested(kNot)[kApplyNot] | kComparison[kAssign];
const auto kComparison_def = kPredicate[kAssign] >>
                             *(Symbol("'='") >> kPredicate[CompareWith(Kind::kEqual)] |
                               Symbol("'<>'") >> kPredicate[CompareWith(Kind::kNotEqual)] |
                               Symbol("'<='") >> kPredicate[CompareWith(Kind::kLessEqual)] |
                               Symbol("'>='") >> kPredicate[CompareWith(Kind::kGreaterEqual)] |
                               Symbol("'<'") >> kPredicate[CompareWith(Kind::kLess)] |
                               Symbol("'>'") >> kPredicate[CompareWith(Kind::kGreater)]);
const auto kPredicate_def =
    kSum[kAssign] >>
    *(Keyword("IN") >> kSum[Join(Kind::kIn)] |
      Keyword("STARTS") >> Keyword("WITH") >> kSum[Join(Kind::kStartsWith)] |
      Keyword("ENDS") >> Keyword("WITH") >> kSum[Join(Kind::kEndsWith)] |
      Keyword("CONTAINS") >> kSum[Join(Kind::kContains)] |
      Symbol("'=~'") >> kSum[Join(Kind::kRegexMatch)] |
      (Keyword("IS") >> Keyword("NULL"))[Wrap(Kind::kIsNull)] |
      (Keyword("IS") >> Keyword("NOT") >> Keyword("NULL"))[Wrap(Kind::kIsNotNull)]);
const auto kSum_def = kProduct[kAssign] >> *(Symbol("'+'") >> kProduct[Join(Kind::kAdd)] |
                                             Symbol("'-'") >> kProduct[Join(Kind::kSubtract)]);
const auto kProduct_def = kPower[kAssign] >> *(Symbol("'*'") >> kPower[Join(Kind::kMultiply)] |
                                               Symbol("'/'") >> kPower[Join(Kind::kDivide)] |
                                               Symbol("'%'") >> kPower[Join(Kind::kModulo)]);
const auto kPower_def = kSigned[kAssign] >> *(Symbol("'^'") >> kSigned[Join(Kind::kPower)]);
const auto kSigned_def = Symbol("'-'") >> Nested(kSigned)[kApplyMinus] |
                         Symbol("'+'") >> Nested(kSigned)[kAssign] | kPostfix[kAssign];

// NOLINTNEXTLINE(readability-identifier-naming): X3 looks for it
const auto kPostfix_def = kAtom[kAssign] >>
                          *(Symbol("'.'") >> kKeyName[kPropertyOf] | kSubscript[kApplySubscript] |
                            Symbol("':'") >> kLabelName[kLabelOf]);
// [i], [i..j], [i..], [..j]
const auto kSubscript_def =
    Symbol("'['") >>
    (Begin(Kind::kSlice) >> Symbol("'..'") >> x3::eps[kNoOperand] >>
         (kExpression[kOperand] | x3::eps[kNoOperand]) >> Symbol("']'") |
     Begin(Kind::kSubscript) >> kExpression[kOperand] >>
         -(Symbol("'..'")[([](auto& context) { x3::_val(context)->kind = Kind::kSlice; })] >>
           (kExpression[kOperand] | x3::eps[kNoOperand])) >>
         Symbol("']'"));

const KindParser kInteger(TokenKind::kInteger, "an integer");
const KindParser kDouble(TokenKind::kDouble, "a float");
const KindParser kString(TokenKind::kString, "\"...string...\"");
const KindParser kParameterToken(TokenKind::kParameter, "a parameter");

// NOLINTNEXTLINE(readability-identifier-naming): X3 looks for it
const auto kLiteral_def = kInteger[kIntegerValue] | kDouble[kDoubleValue] | kString[kStringValue] |
                          Keyword("TRUE")[Constant(Value::Boolean(true))] |
                          Keyword("FALSE")[Constant(Value::Boolean(false))] |
                          Keyword("NULL")[Constant(Value())];
const auto kParameter_def = kParameterToken[Named(Kind::kParameter)];

const auto kAtom_def = kLiteral[kAssign] | kParameter[kAssign] | kCase[kAssign] |
                       kComprehensionAhead >> kComprehension[kAssign] |
                       kPatternComprehensionAhead >> kPatternComprehension[kAssign] |
                       kList[kAssign] | kMap[kAssign] | kPatternAhead >> kPatternExists[kAssign] |
                       kParenthesized[kAssign] | kExists[kAssign] |
                       kQuantifierAhead >> kQuantifier[kAssign] | kReduceAhead >> kReduce[kAssign] |
                       kShortestAhead >> kShortest[kAssign] | kCallAhead >> kCall[kAssign] |
                       kVariable[Named(Kind::kVariable)] >>
                           -(kProjectionAhead >> kProjection[kApplyProjection]);

const auto kCase_def =
    Keyword("CASE") >> Begin(Kind::kCase) >>
    -(kExpression[kOperand] >>
      x3::eps[([](auto& context) { x3::_val(context)->case_has_subject = true; })]) >>
    +(Keyword("WHEN") >> kExpression[kOperand] >> Keyword("THEN") >> kExpression[kOperand]) >>
    -(Keyword("ELSE") >> kExpression[kOperand] >>
      x3::eps[([](auto& context) { x3::_val(context)->case_has_else = true; })]) >>
    Keyword("END");

const auto kCall_def = Begin(Kind::kCall) >> NameParser("a function name")[kName] >>
                       *(Symbol("'.'") >> kKeyName[kAppendDotted]) >> Symbol("'('") >>
                       (Symbol("'*'")[kSetStar] | -Keyword("DISTINCT")[kSetDistinct] >>
                                                      -(kExpression[kOperand] % Symbol("','"))) >>
                       Symbol("')'");

const auto kQuantifier_def = Begin(Kind::kQuantifier) >>
                             (Keyword("ALL")[Quantify(Quantifier::kAll)] |
                              Keyword("ANY")[Quantify(Quantifier::kAny)] |
                              Keyword("NONE")[Quantify(Quantifier::kNone)] |
                              Keyword("SINGLE")[Quantify(Quantifier::kSingle)]) >>
                             Symbol("'('") >> kVariable[kName] >>
                             Keyword("IN") >> kExpression[kOperand] >>
                             (Keyword("WHERE") >> kExpression[kOperand] | x3::eps[kNoOperand]) >>
                             Symbol("')'");

const auto kReduce_def = Begin(Kind::kReduce) >> Keyword("REDUCE") >>
                         Symbol("'('") >> kVariable[kAddName] >>
                         Symbol("'='") >> kExpression[kOperand] >>
                         Symbol("','") >> kVariable[kName] >>
                         Keyword("IN") >> kExpression[kOperand] >>
                         Symbol("'|'") >> kExpression[kOperand] >> Symbol("')'");

const auto kShortest_def = Begin(Kind::kShortestPath) >> kPatternPart[kSetPattern];

const auto kComprehension_def = Begin(Kind::kListComprehension) >>
                                Symbol("'['") >> kVariable[kName] >>
                                Keyword("IN") >> kExpression[kOperand] >>
                                (Keyword("WHERE") >> kExpression[kOperand] | x3::eps[kNoOperand]) >>
                                (Symbol("'|'") >> kExpression[kOperand] | x3::eps[kNoOperand]) >>
                                Symbol("']'");

const auto kPatternComprehension_def = Begin(Kind::kPatternComprehension) >>
                                       Symbol("'['") >> kPatternPart[kSetPattern] >>
                                       (Keyword("WHERE") >> kExpression[kOperand] |
                                        x3::eps[kNoOperand]) >>
                                       Symbol("'|'") >> kExpression[kOperand] >> Symbol("']'");

const auto kList_def = Symbol("'['") >> Begin(Kind::kList) >>
                       -(kExpression[kOperand] % Symbol("','")) >> Symbol("']'");

const auto kMap_def = Symbol("'{'") >> Begin(Kind::kMap) >>
                      -((kKeyName[kAddName] >> Symbol("':'") >> kExpression[kOperand]) %
                        Symbol("','")) >>
                      Symbol("'}'");

// {.key, .*, key: expression, variable}: an entry without expression stands for the property or the variable.
constexpr auto kAllProperties = [](auto& context) {
  x3::_val(context)->names.emplace_back("*");
  x3::_val(context)->operands.push_back(nullptr);
};
constexpr auto kOwnProperty = [](auto& context) {
  x3::_val(context)->names.push_back(x3::_attr(context)->text);
  x3::_val(context)->operands.push_back(nullptr);
};
constexpr auto kOwnVariable = [](auto& context) {
  Expression* variable = NewExpression(context, Kind::kVariable);
  variable->name = x3::_attr(context)->text;
  x3::_val(context)->names.push_back(variable->name);
  x3::_val(context)->operands.push_back(variable);
};
const auto kProjection_def =
    Symbol("'{'") >> Begin(Kind::kMapProjection) >>
    -((Symbol("'.'") >> (Symbol("'*'")[kAllProperties] | kKeyName[kOwnProperty]) |
       kKeyName[kAddName] >> Symbol("':'") >> kExpression[kOperand] | kVariable[kOwnVariable]) %
      Symbol("','")) >>
    Symbol("'}'");

const auto kPatternExists_def = Begin(Kind::kPatternExists) >> kPath[kSetPattern];

const auto kExists_def =
    Begin(Kind::kExistsSubquery) >> Keyword("EXISTS") >> Symbol("'{'") >>
    kExistsBody[([](auto& context) { x3::_val(context)->subquery = x3::_attr(context); })] >>
    Symbol("'}'");

const auto kParenthesized_def =
    Symbol("'('") >> kExpression[kAssign] >>
    Symbol("')'")[([](auto& context) { x3::_val(context)->parenthesized = true; })];

BOOST_SPIRIT_DEFINE(kOr, kXor, kAnd, kNot, kComparison, kPredicate, kSum, kProduct, kPower, kSigned,
                    kSubscript, kAtom, kCase, kCall, kQuantifier, kReduce, kShortest,
                    kComprehension, kPatternComprehension, kList, kMap, kProjection, kPatternExists,
                    kExists, kParenthesized, kParameter)

}  // namespace

BOOST_SPIRIT_DEFINE(kExpression, kLiteral, kPostfix)
BOOST_SPIRIT_INSTANTIATE(ExpressionRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(LiteralRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(PostfixRule, Iterator, Context)

}  // namespace graph::grammar
