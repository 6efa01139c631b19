// What the three grammar files share: the iterator, the state of a parse, the parsers for single
// tokens, and the rules that one file defines for another.
//
// The grammar is Boost.Spirit X3 over tokens. Rules build the tree in semantic actions, as pointers into
// the Query's arena; an alternative that is given up leaves unused nodes there, which is harmless.
// Each file instantiates its rules once for (Iterator, Context), so it is compiled rarely.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/spirit/home/x3.hpp>

#include "graph/cypher/ast.h"
#include "graph/cypher/token.h"

namespace graph::grammar {

namespace x3 = boost::spirit::x3;

// Expressions, patterns and subqueries may stand in each other this deep: each level is some forty
// stack frames. Chains such as 1+1+1 are loops here, but trees for the evaluator: see kMaxTreeDepth.
inline constexpr int kMaxParseNesting = 100;
inline constexpr int kMaxTreeDepth = 1000;

using Iterator = const Token*;

struct State {
  std::string_view text;
  Query* query = nullptr;
  int nesting = 0;
  bool too_deep = false;
  // The furthest token that did not fit, and what would have.
  Iterator furthest = nullptr;
  std::vector<std::string_view> expected;

  void Missed(Iterator at, std::string_view wanted) {
    if (at < furthest) return;
    if (at > furthest) expected.clear();
    furthest = at;
    if (std::find(expected.begin(), expected.end(), wanted) == expected.end()) {
      expected.push_back(wanted);
    }
  }
};

struct StateTag;
using Context = x3::context<StateTag, State>;

template <typename AnyContext>
State& StateOf(const AnyContext& context) {
  return x3::get<StateTag>(context);
}

// One token that `Derived::Fits`; its attribute is the token.
template <typename Derived>
struct TokenParser : x3::parser<Derived> {
  // NOLINTBEGIN(readability-identifier-naming): X3 looks for these
  using attribute_type = Iterator;
  static constexpr bool has_attribute = true;
  // NOLINTEND(readability-identifier-naming)

  template <typename AnyContext, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, Iterator /*last*/, const AnyContext& context, RuleContext& /*rule*/,
             Attribute& attribute) const {
    if (!this->derived().Fits(*first)) {
      StateOf(context).Missed(first, this->derived().Wanted());
      return false;
    }
    x3::traits::move_to(first, attribute);
    ++first;
    return true;
  }
};

struct KeywordParser : TokenParser<KeywordParser> {
  explicit KeywordParser(std::string_view upper) : word(upper) {}
  [[nodiscard]] bool Fits(const Token& token) const {
    return token.kind == TokenKind::kIdentifier && !token.quoted && token.keyword == word;
  }
  [[nodiscard]] std::string_view Wanted() const { return word; }
  std::string_view word;
};
inline auto Keyword(std::string_view upper) {
  return x3::omit[KeywordParser(upper)];
}

struct SymbolParser : TokenParser<SymbolParser> {
  explicit SymbolParser(std::string_view quoted_text) : quoted(quoted_text) {}
  [[nodiscard]] bool Fits(const Token& token) const {
    return token.kind == TokenKind::kSymbol && token.text == quoted.substr(1, quoted.size() - 2);
  }
  [[nodiscard]] std::string_view Wanted() const { return quoted; }
  std::string_view quoted;
};
// Symbol("'('") is an opening parenthesis: the quotes are there for error messages.
inline auto Symbol(std::string_view quoted) {
  return x3::omit[SymbolParser(quoted)];
}

struct KindParser : TokenParser<KindParser> {
  KindParser(TokenKind token_kind, std::string_view name) : kind(token_kind), wanted(name) {}
  [[nodiscard]] bool Fits(const Token& token) const { return token.kind == kind; }
  [[nodiscard]] std::string_view Wanted() const { return wanted; }
  TokenKind kind;
  std::string_view wanted;
};

// A name that may be a keyword: labels, types, property keys, functions.
struct NameParser : TokenParser<NameParser> {
  explicit NameParser(std::string_view what) : wanted(what) {}
  [[nodiscard]] static bool Fits(const Token& token) {
    return token.kind == TokenKind::kIdentifier;
  }
  [[nodiscard]] std::string_view Wanted() const { return wanted; }
  std::string_view wanted;
};

// A name that may not be a reserved word: variables.
struct VariableParser : TokenParser<VariableParser> {
  [[nodiscard]] static bool Fits(const Token& token) {
    return token.kind == TokenKind::kIdentifier && !token.reserved;
  }
  [[nodiscard]] static std::string_view Wanted() { return "an identifier"; }
};

// Yields the place without taking a token.
struct HereParser : x3::parser<HereParser> {
  // NOLINTBEGIN(readability-identifier-naming): X3 looks for these
  using attribute_type = Iterator;
  static constexpr bool has_attribute = true;
  // NOLINTEND(readability-identifier-naming)
  template <typename AnyContext, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, Iterator /*last*/, const AnyContext& /*context*/,
             RuleContext& /*rule*/, Attribute& attribute) const {
    x3::traits::move_to(first, attribute);
    return true;
  }
};

// True, without taking a token, where `condition(token)` holds.
template <typename Condition>
struct AheadParser : x3::parser<AheadParser<Condition>> {
  // NOLINTBEGIN(readability-identifier-naming): X3 looks for these
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  // NOLINTEND(readability-identifier-naming)
  explicit AheadParser(Condition c) : condition(c) {}
  template <typename AnyContext, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, Iterator /*last*/, const AnyContext& /*context*/,
             RuleContext& /*rule*/, Attribute& /*attribute*/) const {
    return condition(first);
  }
  Condition condition;
};

// Guards a rule that can contain itself.
template <typename Subject>
struct NestedParser : x3::unary_parser<Subject, NestedParser<Subject>> {
  using Base = x3::unary_parser<Subject, NestedParser<Subject>>;
  // NOLINTBEGIN(readability-identifier-naming): X3 looks for these
  static constexpr bool is_pass_through_unary = true;
  // NOLINTEND(readability-identifier-naming)
  explicit NestedParser(const Subject& subject) : Base(subject) {}
  template <typename AnyContext, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, Iterator last, const AnyContext& context, RuleContext& rule,
             Attribute& attribute) const {
    State& state = StateOf(context);
    if (state.too_deep || state.nesting == kMaxParseNesting) {
      state.too_deep = true;
      return false;
    }
    ++state.nesting;
    const bool fits = this->subject.parse(first, last, context, rule, attribute);
    --state.nesting;
    return fits;
  }
};
template <typename Subject>
auto Nested(const Subject& subject) {
  return NestedParser<Subject>(subject);
}

inline const VariableParser kVariable;
inline const HereParser kHere;
inline const NameParser kLabelName("a label");
inline const NameParser kTypeName("a relationship type");
inline const NameParser kKeyName("a property name");

// Whether a path pattern with at least one relationship begins here; see pattern_grammar.cc.
bool PatternAhead(Iterator at);

// --- Rules that cross files
using ExpressionRule = x3::rule<class ExpressionTag, Expression*>;
using PropertiesRule = x3::rule<class PropertiesTag, Expression*>;
using PathRule = x3::rule<class PathTag, PathPattern*>;
using PatternPartRule = x3::rule<class PatternPartTag, PathPattern*>;
using RegularQueryRule = x3::rule<class RegularQueryTag, Query*>;
using ExistsBodyRule = x3::rule<class ExistsBodyTag, SingleQuery*>;
using StatementRule = x3::rule<class StatementTag, bool>;
using LiteralRule = x3::rule<class LiteralTag, Expression*>;
using PostfixRule = x3::rule<class PostfixTag, Expression*>;

inline const ExpressionRule kExpression = "expression";
inline const PropertiesRule kProperties = "properties";   // {a: 1} or $p
inline const PathRule kPath = "path";                     // (a)-[r]->(b), one node at least
inline const PatternPartRule kPatternPart = "pattern";    // p = shortestPath((a)-[*]->(b))
inline const RegularQueryRule kRegularQuery = "query";    // single queries joined by UNION
inline const ExistsBodyRule kExistsBody = "exists body";  // of EXISTS { ... }
inline const StatementRule kStatement = "statement";
inline const LiteralRule kLiteral = "literal";
inline const PostfixRule kPostfix = "postfix";  // a value with its properties and indexes

BOOST_SPIRIT_DECLARE(ExpressionRule, PropertiesRule, PathRule, PatternPartRule, RegularQueryRule,
                     ExistsBodyRule, StatementRule, LiteralRule, PostfixRule)

// --- What semantic actions do
inline constexpr auto kAssign = [](auto& context) { x3::_val(context) = x3::_attr(context); };

template <typename AnyContext>
Expression* NewExpression(AnyContext& context, ExpressionKind kind) {
  auto* expression = StateOf(context).query->template New<Expression>();
  expression->kind = kind;
  return expression;
}

// Starts the rule's value as an empty expression of `kind`.
inline auto Begin(ExpressionKind kind) {
  return x3::eps[([kind](auto& context) { x3::_val(context) = NewExpression(context, kind); })];
}
// Starts the rule's value as an empty Node.
template <typename Node>
auto BeginNode() {
  return x3::eps[(
      [](auto& context) { x3::_val(context) = StateOf(context).query->template New<Node>(); })];
}

// Adds the parsed expression to the operands of the rule's value.
inline constexpr auto kOperand = [](auto& context) {
  x3::_val(context)->operands.push_back(x3::_attr(context));
};
inline constexpr auto kName = [](auto& context) {
  x3::_val(context)->name = x3::_attr(context)->text;
};

}  // namespace graph::grammar
