// Clauses, queries and index statements.

#include "graph/cypher/grammar.h"

namespace graph::grammar {

namespace {

// --- Actions: each stores the attribute in one member of the rule's value

#define TRELLIS_STORE(member) ([](auto& context) { x3::_val(context).member = x3::_attr(context); })
#define TRELLIS_APPEND(member) \
  ([](auto& context) { x3::_val(context).member.push_back(x3::_attr(context)); })
#define TRELLIS_STORE_TEXT(member) \
  ([](auto& context) { x3::_val(context).member = x3::_attr(context)->text; })
#define TRELLIS_APPEND_TEXT(member) \
  ([](auto& context) { x3::_val(context).member.push_back(x3::_attr(context)->text); })
#define TRELLIS_FLAG(member) ([](auto& context) { x3::_val(context).member = true; })

using x3::rule;
const rule<class MatchTag, MatchClause> kMatch = "MATCH";
const rule<class BareMatchTag, MatchClause> kBareMatch = "pattern";
const rule<class CreateTag, CreateClause> kCreate = "CREATE";
const rule<class MergeTag, MergeClause> kMerge = "MERGE";
const rule<class SetTag, SetClause> kSet = "SET";
const rule<class SetItemTag, SetItem> kSetItem = "SET item";
const rule<class RemoveTag, RemoveClause> kRemove = "REMOVE";
const rule<class RemoveItemTag, RemoveItem> kRemoveItem = "REMOVE item";
const rule<class DeleteTag, DeleteClause> kDelete = "DELETE";
const rule<class UnwindTag, UnwindClause> kUnwind = "UNWIND";
const rule<class WithTag, ProjectionClause> kWith = "WITH";
const rule<class ReturnTag, ProjectionClause> kReturn = "RETURN";
const rule<class ProjectionItemTag, ProjectionItem> kItem = "projection item";
const rule<class SortItemTag, SortItem> kSortItem = "sort item";
const rule<class CallTag2, CallClause> kCall = "CALL";
const rule<class YieldItemTag, YieldItem> kYieldItem = "YIELD item";
const rule<class ForeachTag, ForeachClause> kForeach = "FOREACH";
const rule<class SubqueryTag, SubqueryClause> kSubquery = "CALL subquery";
const rule<class ClauseTag, Clause> kClause = "clause";
const rule<class SingleQueryTag, SingleQuery*> kSingleQuery = "single query";
const rule<class IndexTag, IndexStatement> kIndex = "index statement";

const auto kComma = Symbol("','");

// --- Reading

const auto kMatch_def = -Keyword("OPTIONAL")[TRELLIS_FLAG(optional)] >> Keyword("MATCH") >>
                        (kPatternPart[TRELLIS_APPEND(patterns)] % kComma) >>
                        -(Keyword("WHERE") >> kExpression[TRELLIS_STORE(where)]);

const auto kUnwind_def = Keyword("UNWIND") >> kExpression[TRELLIS_STORE(list)] >>
                         Keyword("AS") >> kVariable[TRELLIS_STORE_TEXT(name)];

const auto kYieldItem_def = kVariable[([](auto& context) {
                              x3::_val(context).column = x3::_val(context).name =
                                  x3::_attr(context)->text;
                            })] >>
                            -(Keyword("AS") >> kVariable[TRELLIS_STORE_TEXT(name)]);

const auto kCall_def = Keyword("CALL") >>
                       NameParser("a procedure name")[TRELLIS_STORE_TEXT(procedure_name)] >>
                       *(Symbol("'.'") >> kKeyName[([](auto& context) {
                           x3::_val(context).procedure_name += "." + x3::_attr(context)->text;
                         })]) >>
                       -(Symbol("'('")[TRELLIS_FLAG(has_arguments)] >>
                         -(kExpression[TRELLIS_APPEND(arguments)] % kComma) >> Symbol("')'")) >>
                       -(Keyword("YIELD")[TRELLIS_FLAG(yields)] >>
                         (Symbol("'*'")[TRELLIS_FLAG(star)] | Symbol("'-'") |
                          kYieldItem[TRELLIS_APPEND(items)] % kComma) >>
                         -(Keyword("WHERE") >> kExpression[TRELLIS_STORE(where)]));

const auto kSubquery_def = Keyword("CALL") >> Symbol("'{'") >>
                           Nested(kRegularQuery)[TRELLIS_STORE(query)] >> Symbol("'}'");

// --- Projecting

// The column's name is the expression as it was written.
template <typename AnyContext>
std::string TextBetween(AnyContext& context, Iterator begin, Iterator end) {
  if (begin == end) return {};
  return std::string(StateOf(context).text.substr(begin->begin, (end - 1)->end - begin->begin));
}
struct ItemParser : x3::parser<ItemParser> {
  // NOLINTBEGIN(readability-identifier-naming): X3 looks for these
  using attribute_type = ProjectionItem;
  [[maybe_unused]] static constexpr bool has_attribute = true;
  // NOLINTEND(readability-identifier-naming)
  template <typename AnyContext, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, Iterator last, const AnyContext& context, RuleContext& /*rule*/,
             Attribute& attribute) const {
    const Iterator begin = first;
    ProjectionItem item;
    if (!kExpression.parse(first, last, context, x3::unused, item.expression)) return false;
    item.name = TextBetween(context, begin, first);
    if (item.expression->kind == ExpressionKind::kVariable) item.name = item.expression->name;
    Iterator alias = nullptr;
    const auto as = Keyword("AS") >> kVariable;
    if (as.parse(first, last, context, x3::unused, alias)) {
      item.name = alias->text;
      item.aliased = true;
    }
    x3::traits::move_to(std::move(item), attribute);
    return true;
  }
};
const auto kItem_def = ItemParser();

const auto kSortItem_def = kExpression[TRELLIS_STORE(expression)] >>
                           -((Keyword("DESCENDING") | Keyword("DESC"))[TRELLIS_FLAG(descending)] |
                             Keyword("ASCENDING") | Keyword("ASC"));

const auto kProjectionBody = -Keyword("DISTINCT")[TRELLIS_FLAG(distinct)] >>
                             (Symbol("'*'")[TRELLIS_FLAG(star)] >>
                                  *(kComma >> kItem[TRELLIS_APPEND(items)]) |
                              kItem[TRELLIS_APPEND(items)] % kComma) >>
                             -(Keyword("ORDER") >> Keyword("BY") >>
                               (kSortItem[TRELLIS_APPEND(order_by)] % kComma)) >>
                             -(Keyword("SKIP") >> kExpression[TRELLIS_STORE(skip)]) >>
                             -(Keyword("LIMIT") >> kExpression[TRELLIS_STORE(limit)]);

const auto kWith_def = Keyword("WITH") >> kProjectionBody >>
                       -(Keyword("WHERE") >> kExpression[TRELLIS_STORE(where)]);
const auto kReturn_def = Keyword("RETURN")[TRELLIS_FLAG(is_return)] >> kProjectionBody;

// --- Writing

const auto kCreate_def = Keyword("CREATE") >> (kPatternPart[TRELLIS_APPEND(patterns)] % kComma);

// What stands left of the sign: n, n.a.b, n['a'], (n).a; the last step is the key.
bool SplitKey(Expression* target, Query* query, Expression** entity, Expression** key) {
  if (target->kind == ExpressionKind::kProperty) {
    *entity = target->operands[0];
    *key = query->New<Expression>();
    (*key)->value = Value::String(target->name);
    return true;
  }
  if (target->kind == ExpressionKind::kSubscript) {
    *entity = target->operands[0];
    *key = target->operands[1];
    return true;
  }
  return false;
}
constexpr auto kPropertyTarget = [](auto& context) {
  auto& item = x3::_val(context);
  x3::_pass(context) =
      SplitKey(x3::_attr(context), StateOf(context).query, &item.entity, &item.key);
};
constexpr auto kLabelTarget = [](auto& context) {
  auto& item = x3::_val(context);
  Expression* target = x3::_attr(context);
  x3::_pass(context) = target->kind == ExpressionKind::kLabels;
  if (target->kind != ExpressionKind::kLabels) return;
  item.entity = target->operands[0];
  item.labels = target->names;
};
auto SetKind(SetItem::Kind kind) {
  return [kind](auto& context) { x3::_val(context).kind = kind; };
}
constexpr auto kWholeTarget = [](auto& context) {
  Expression* variable = NewExpression(context, ExpressionKind::kVariable);
  variable->name = x3::_attr(context)->text;
  x3::_val(context).entity = variable;
};

// A property's value may be a comparison, so the target is read by the rule that stops before `=`.
const auto kSetItem_def =
    kVariable[kWholeTarget] >>
        Symbol("'+='")[SetKind(SetItem::Kind::kMerge)] >> kExpression[TRELLIS_STORE(value)] |
    kVariable[kWholeTarget] >>
        Symbol("'='")[SetKind(SetItem::Kind::kReplace)] >> kExpression[TRELLIS_STORE(value)] |
    kPostfix[kPropertyTarget] >>
        Symbol("'='")[SetKind(SetItem::Kind::kProperty)] >> kExpression[TRELLIS_STORE(value)] |
    kPostfix[kLabelTarget][SetKind(SetItem::Kind::kLabels)];
const auto kSet_def = Keyword("SET") >> (kSetItem[TRELLIS_APPEND(items)] % kComma);

const auto kRemoveItem_def = kPostfix[kPropertyTarget] | kPostfix[kLabelTarget];
const auto kRemove_def = Keyword("REMOVE") >> (kRemoveItem[TRELLIS_APPEND(items)] % kComma);

const auto kMerge_def = Keyword("MERGE") >> kPatternPart[TRELLIS_STORE(pattern)] >>
                        *(Keyword("ON") >> (Keyword("CREATE") >> Keyword("SET") >>
                                                (kSetItem[TRELLIS_APPEND(on_create)] % kComma) |
                                            Keyword("MATCH") >> Keyword("SET") >>
                                                (kSetItem[TRELLIS_APPEND(on_match)] % kComma)));

const auto kDelete_def = -Keyword("DETACH")[TRELLIS_FLAG(detach)] >> Keyword("DELETE") >>
                         (kExpression[TRELLIS_APPEND(targets)] % kComma);

const auto kForeach_def = Keyword("FOREACH") >>
                          Symbol("'('") >> kVariable[TRELLIS_STORE_TEXT(name)] >>
                          Keyword("IN") >> kExpression[TRELLIS_STORE(list)] >> Symbol("'|'") >>
                          +(Nested(kClause)[TRELLIS_APPEND(body)]) >> Symbol("')'");

// --- Queries

constexpr auto kStoreClause = [](auto& context) { x3::_val(context).node = x3::_attr(context); };
const auto kClause_def = kMatch[kStoreClause] | kUnwind[kStoreClause] | kWith[kStoreClause] |
                         kReturn[kStoreClause] | kCreate[kStoreClause] | kMerge[kStoreClause] |
                         kSet[kStoreClause] | kRemove[kStoreClause] | kDelete[kStoreClause] |
                         kForeach[kStoreClause] | kSubquery[kStoreClause] | kCall[kStoreClause];

constexpr auto kAddClause = [](auto& context) {
  x3::_val(context)->clauses.push_back(std::move(x3::_attr(context)));
};
const auto kSingleQuery_def = BeginNode<SingleQuery>() >> +kClause[kAddClause];

constexpr auto kAddPart = [](auto& context) {
  x3::_val(context)->parts.push_back(x3::_attr(context));
};
// NOLINTNEXTLINE(readability-identifier-naming): X3 looks for it
const auto kRegularQuery_def =
    BeginNode<Query>() >> kSingleQuery[kAddPart] >>
    *(Keyword("UNION") >>
      (Keyword("ALL")[([](auto& context) { x3::_val(context)->union_all.push_back(true); })] |
       x3::eps[([](auto& context) { x3::_val(context)->union_all.push_back(false); })]) >>
      kSingleQuery[kAddPart]);

const auto kBareMatch_def = (kPatternPart[TRELLIS_APPEND(patterns)] % kComma) >>
                            -(Keyword("WHERE") >> kExpression[TRELLIS_STORE(where)]);

// EXISTS { pattern WHERE ... } or EXISTS { query }
struct ExistsBodyParser : x3::parser<ExistsBodyParser> {
  // NOLINTBEGIN(readability-identifier-naming): X3 looks for these
  using attribute_type = SingleQuery*;
  [[maybe_unused]] static constexpr bool has_attribute = true;
  // NOLINTEND(readability-identifier-naming)
  template <typename AnyContext, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, Iterator last, const AnyContext& context, RuleContext& /*rule*/,
             Attribute& attribute) const {
    SingleQuery* query = nullptr;
    if (first->kind == TokenKind::kIdentifier && !IsAssignment(first)) {
      if (!kSingleQuery.parse(first, last, context, x3::unused, query)) return false;
    } else {
      MatchClause match;
      const Iterator begin = first;
      if (!kBareMatch.parse(first, last, context, x3::unused, match)) {
        first = begin;
        return false;
      }
      query = StateOf(context).query->template New<SingleQuery>();
      query->clauses.emplace_back().node = std::move(match);
    }
    x3::traits::move_to(query, attribute);
    return true;
  }
  static bool IsAssignment(Iterator at) {
    return at[1].kind == TokenKind::kSymbol && at[1].symbol == '=';
  }
};
// NOLINTNEXTLINE(readability-identifier-naming): X3 looks for it
const auto kExistsBody_def = ExistsBodyParser();

// --- Indexes

const auto kIndexOn = Keyword("ON") >> Symbol("'('") >> ((x3::omit[kVariable] >> Symbol("'.'") >>
                                                          kKeyName[TRELLIS_APPEND_TEXT(keys)]) %
                                                         kComma) >>
                      Symbol("')'");
const auto kIndex_def = (Keyword("CREATE") | Keyword("DROP")[([](auto& context) {
                           x3::_val(context).action = IndexStatement::Action::kDrop;
                         })]) >>
                        Keyword("INDEX") >>
                        (Keyword("ON") >> Symbol("':'") >> kLabelName[TRELLIS_STORE_TEXT(schema)] >>
                             Symbol("'('") >> (kKeyName[TRELLIS_APPEND_TEXT(keys)] % kComma) >>
                             Symbol("')'") |
                         Keyword("FOR") >> Symbol("'('") >> x3::omit[kVariable] >> Symbol("':'") >>
                             kLabelName[TRELLIS_STORE_TEXT(schema)] >> Symbol("')'") >> kIndexOn |
                         Keyword("FOR") >> Symbol("'('") >> Symbol("')'") >> -Symbol("'<'") >>
                             Symbol("'-'") >> Symbol("'['") >> x3::omit[kVariable] >>
                             Symbol("':'") >> kTypeName[TRELLIS_STORE_TEXT(schema)] >>
                             Symbol("']'") >> Symbol("'-'") >> -Symbol("'>'") >> Symbol("'('") >>
                             Symbol("')'")[TRELLIS_FLAG(of_relationships)] >> kIndexOn);

// --- A whole statement

constexpr auto kTakeIndex = [](auto& context) {
  StateOf(context).query->index = x3::_attr(context);
};
// The outer query's parts are the statement's own.
constexpr auto kTakeQuery = [](auto& context) {
  Query* statement = StateOf(context).query;
  statement->parts = x3::_attr(context)->parts;
  statement->union_all = x3::_attr(context)->union_all;
};
const KindParser kEnd(TokenKind::kEnd, "the end");
const auto kIndexAhead = AheadParser([](Iterator at) {
  return (at->keyword == "CREATE" || at->keyword == "DROP") && at[1].keyword == "INDEX";
});
// NOLINTNEXTLINE(readability-identifier-naming): X3 looks for it
const auto kStatement_def = ((kIndexAhead >> kIndex[kTakeIndex]) | kRegularQuery[kTakeQuery]) >>
                            -Symbol("';'") >> x3::omit[kEnd];

BOOST_SPIRIT_DEFINE(kMatch, kBareMatch, kCreate, kMerge, kSet, kSetItem, kRemove, kRemoveItem,
                    kDelete, kUnwind, kWith, kReturn, kItem, kSortItem, kCall, kYieldItem, kForeach,
                    kSubquery, kClause, kSingleQuery, kIndex)

#undef TRELLIS_STORE
#undef TRELLIS_APPEND
#undef TRELLIS_STORE_TEXT
#undef TRELLIS_APPEND_TEXT
#undef TRELLIS_FLAG

}  // namespace

BOOST_SPIRIT_DEFINE(kRegularQuery, kExistsBody, kStatement)
BOOST_SPIRIT_INSTANTIATE(RegularQueryRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(ExistsBodyRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(StatementRule, Iterator, Context)

}  // namespace graph::grammar
