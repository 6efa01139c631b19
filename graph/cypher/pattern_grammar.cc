// Graph patterns: (a:Label {key: value})-[r:TYPE*1..3]->(b), named paths, shortest paths.

#include <charconv>

#include "graph/cypher/grammar.h"

namespace graph::grammar {

namespace {

bool IsSymbol(Iterator at, char symbol) {
  return at->kind == TokenKind::kSymbol && at->symbol == symbol;
}

// Past the bracket that closes the one at `at`, or null.
Iterator PastClosing(Iterator at) {
  int open = 0;
  for (; at->kind != TokenKind::kEnd; ++at) {
    if (IsSymbol(at, '(') || IsSymbol(at, '[') || IsSymbol(at, '{')) ++open;
    if (IsSymbol(at, ')') || IsSymbol(at, ']') || IsSymbol(at, '}')) --open;
    if (open == 0) return at + 1;
  }
  return nullptr;
}

}  // namespace

// `(a.b) - (c)` is arithmetic and `(a)-[r]-(c)` a pattern. Looking to the closing parenthesis decides
// without parsing what is inside, which nested lists and maps would make exponential.
bool PatternAhead(Iterator at) {
  if (!IsSymbol(at, '(')) return false;
  Iterator inside = at + 1;
  if (inside->kind == TokenKind::kIdentifier) ++inside;
  const bool node = IsSymbol(inside, ')') || IsSymbol(inside, ':') || IsSymbol(inside, '{') ||
                    inside->kind == TokenKind::kParameter;
  if (!node) return false;
  const Iterator after = PastClosing(at);
  if (after == nullptr) return false;
  if (IsSymbol(after, '<')) {
    return IsSymbol(after + 1, '-') && (IsSymbol(after + 2, '[') || IsSymbol(after + 2, '-'));
  }
  return IsSymbol(after, '-') && (IsSymbol(after + 1, '[') || IsSymbol(after + 1, '-'));
}

namespace {

constexpr auto kAddLabel = [](auto& context) {
  x3::_val(context)->labels.push_back(x3::_attr(context)->text);
};
constexpr auto kAddType = [](auto& context) {
  x3::_val(context)->types.push_back(x3::_attr(context)->text);
};
constexpr auto kSetProperties = [](auto& context) {
  x3::_val(context)->properties = x3::_attr(context);
};

int64_t Bound(Iterator token) {
  int64_t value = INT64_MAX;
  std::from_chars(token->text.data(), token->text.data() + token->text.size(), value);
  return value;
}
constexpr auto kVariableLength = [](auto& context) { x3::_val(context)->variable_length = true; };
constexpr auto kMinimum = [](auto& context) {
  x3::_val(context)->minimum = Bound(x3::_attr(context));
};
constexpr auto kMaximum = [](auto& context) {
  x3::_val(context)->maximum = Bound(x3::_attr(context));
};
// *2 means exactly two.
constexpr auto kExactly = [](auto& context) {
  x3::_val(context)->maximum = x3::_val(context)->minimum;
};
// Both arrowheads mean either direction, as none does.
constexpr auto kPointsLeft = [](auto& context) {
  x3::_val(context)->direction = Direction::kIncoming;
};
constexpr auto kPointsRight = [](auto& context) {
  RelationshipPattern* relationship = x3::_val(context);
  relationship->direction =
      relationship->direction == Direction::kIncoming ? Direction::kEither : Direction::kOutgoing;
};

const x3::rule<class NodeTag, NodePattern*> kNode = "node";
const x3::rule<class RelationshipTag, RelationshipPattern*> kRelationship = "relationship";
const x3::rule<class PropertyMapTag, Expression*> kPropertyMap = "property map";
const x3::rule<class ShortestPatternTag, PathPattern*> kShortestPattern = "shortest path";

const KindParser kParameterToken(TokenKind::kParameter, "a parameter");
const KindParser kInteger(TokenKind::kInteger, "an integer");

constexpr auto kAddName = [](auto& context) {
  x3::_val(context)->names.push_back(x3::_attr(context)->text);
};
const auto kPropertyMap_def = Symbol("'{'") >> Begin(ExpressionKind::kMap) >>
                              -((kKeyName[kAddName] >> Symbol("':'") >> kExpression[kOperand]) %
                                Symbol("','")) >>
                              Symbol("'}'");
constexpr auto kParameterValue = [](auto& context) {
  Expression* parameter = NewExpression(context, ExpressionKind::kParameter);
  parameter->name = x3::_attr(context)->text;
  x3::_val(context) = parameter;
};
// NOLINTNEXTLINE(readability-identifier-naming): X3 looks for it
const auto kProperties_def = kPropertyMap[kAssign] | kParameterToken[kParameterValue];

const auto kNode_def = Symbol("'('") >> BeginNode<NodePattern>() >> -kVariable[kName] >>
                       *(Symbol("':'") >> kLabelName[kAddLabel]) >> -kProperties[kSetProperties] >>
                       Symbol("')'");

const auto kRange = Symbol("'*'")[kVariableLength] >>
                    -(kInteger[kMinimum] >>
                          (Symbol("'..'") >> -kInteger[kMaximum] | x3::eps[kExactly]) |
                      Symbol("'..'") >> -kInteger[kMaximum]);
const auto kRelationship_def = BeginNode<RelationshipPattern>() >> -(Symbol("'<'")[kPointsLeft]) >>
                               Symbol("'-'") >>
                               -(Symbol("'['") >> -kVariable[kName] >>
                                 -(Symbol("':'") >> kTypeName[kAddType] >>
                                   *(Symbol("'|'") >> -Symbol("':'") >> kTypeName[kAddType])) >>
                                 -kRange >> -kProperties[kSetProperties] >> Symbol("']'")) >>
                               Symbol("'-'") >> -(Symbol("'>'")[kPointsRight]);

constexpr auto kAddNode = [](auto& context) {
  x3::_val(context)->nodes.push_back(x3::_attr(context));
};
constexpr auto kAddRelationship = [](auto& context) {
  x3::_val(context)->relationships.push_back(x3::_attr(context));
};
// NOLINTNEXTLINE(readability-identifier-naming): X3 looks for it
const auto kPath_def = BeginNode<PathPattern>() >> kNode[kAddNode] >>
                       *(kRelationship[kAddRelationship] >> kNode[kAddNode]);

auto OfKind(PathKind kind) {
  return [kind](auto& context) {
    x3::_val(context) = x3::_attr(context);
    x3::_val(context)->kind = kind;
  };
}
const auto kShortestPattern_def = Keyword("SHORTESTPATH") >>
                                      Symbol("'('") >> kPath[OfKind(PathKind::kShortest)] >>
                                      Symbol("')'") |
                                  Keyword("ALLSHORTESTPATHS") >>
                                      Symbol("'('") >> kPath[OfKind(PathKind::kAllShortest)] >>
                                      Symbol("')'");

// The name comes before the pattern's node of the tree exists.
struct NamedPatternParser : x3::parser<NamedPatternParser> {
  // NOLINTBEGIN(readability-identifier-naming): X3 looks for these
  using attribute_type = PathPattern*;
  [[maybe_unused]] static constexpr bool has_attribute = true;
  // NOLINTEND(readability-identifier-naming)
  template <typename AnyContext, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, Iterator last, const AnyContext& context, RuleContext& /*rule*/,
             Attribute& attribute) const {
    const Iterator begin = first;
    std::string name;
    if (VariableParser::Fits(*first) && IsSymbol(first + 1, '=')) {
      name = first->text;
      first += 2;
    }
    PathPattern* path = nullptr;
    if (!(kShortestPattern | kPath).parse(first, last, context, x3::unused, path)) {
      first = begin;
      return false;
    }
    path->name = std::move(name);
    x3::traits::move_to(path, attribute);
    return true;
  }
};
// NOLINTNEXTLINE(readability-identifier-naming): X3 looks for it
const auto kPatternPart_def = NamedPatternParser();

BOOST_SPIRIT_DEFINE(kNode, kRelationship, kPropertyMap, kShortestPattern)

}  // namespace

BOOST_SPIRIT_DEFINE(kProperties, kPath, kPatternPart)
BOOST_SPIRIT_INSTANTIATE(PropertiesRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(PathRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(PatternPartRule, Iterator, Context)

}  // namespace graph::grammar
