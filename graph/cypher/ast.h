// The abstract syntax of a Cypher query: what the grammar builds, the analyser completes and the
// planner and evaluator read.
//
// Every node lives in the Query's arena, so pointers between nodes are plain and live as long as
// the Query. The analyser (plan/analyser.h) fills in what is marked "resolved": the slots of variables in
// a record, and the functions that calls mean.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "graph/store/value.h"

namespace graph {

struct Function;       // execute/functions.h
struct AggregateKind;  // execute/aggregate.h
struct Procedure;      // procedures/procedure.h
struct SingleQuery;

inline constexpr int kNoSlot = -1;

enum class ExpressionKind : uint8_t {
  kLiteral,    // value
  kVariable,   // name -> slot
  kParameter,  // name
  kProperty,   // operands[0].name
  kLabels,     // operands[0]:names
  kNot,
  kNegate,
  kAnd,
  kOr,
  kXor,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kRegexMatch,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kPower,
  kIn,
  kStartsWith,
  kEndsWith,
  kContains,
  kIsNull,
  kIsNotNull,
  kSubscript,          // operands[0][operands[1]]
  kSlice,              // operands[0][operands[1]..operands[2]], each end may be null
  kList,               // operands
  kMap,                // names, operands
  kMapProjection,      // operands[0]{entries}: names, operands; "*" is an entry of all properties
  kCase,               // [subject] when then ... [else]; see case_has_*
  kCall,               // name(operands) -> function, or -> aggregate and slot
  kListComprehension,  // [name IN operands[0] WHERE operands[1] | operands[2]]
  kQuantifier,         // name of quantifier in `quantifier`
  kReduce,             // reduce(names[0] = operands[0], name IN operands[1] | operands[2])
  kPatternExists,      // a pattern as a predicate
  kPatternComprehension,  // [pattern WHERE operands[0] | operands[1]]
  kShortestPath,          // shortestPath(pattern) as an expression
  kExistsSubquery,        // EXISTS { ... }: subquery
  kAggregateResult,       // what the analyser leaves where an aggregate call stood: slot
};

enum class Quantifier : uint8_t {
  kAll,
  kAny,
  kNone,
  kSingle
};

struct PathPattern;

struct Expression {
  ExpressionKind kind = ExpressionKind::kLiteral;
  Quantifier quantifier = Quantifier::kAll;
  bool distinct = false;  // count(DISTINCT x)
  bool star = false;      // count(*)
  bool case_has_subject = false;
  bool case_has_else = false;
  bool parenthesized = false;     // (a < b) < c is no chain
  bool comparison_chain = false;  // an AND made of a < b < c
  bool out_of_range = false;      // a number too large for its type; name is its text
  int slot = kNoSlot;             // resolved; of the variable, or of a comprehension's own
  int second_slot = kNoSlot;      // resolved; reduce's accumulator
  Value value;
  std::string name;
  std::vector<std::string> names;
  std::vector<Expression*> operands;
  PathPattern* pattern = nullptr;
  SingleQuery* subquery = nullptr;
  const Function* function = nullptr;        // resolved
  const AggregateKind* aggregate = nullptr;  // resolved
  // Cache of the evaluator: the id of the property key `name` in the one graph that the query is
  // for, once it exists there (ids never change).
  mutable int property_key = -1;
};

enum class Direction : uint8_t {
  kOutgoing,
  kIncoming,
  kEither
};

struct NodePattern {
  std::string name;  // empty if anonymous
  std::vector<std::string> labels;
  Expression* properties = nullptr;  // a map or a parameter
  int slot = kNoSlot;                // resolved
  bool bound = false;                // resolved: its variable had a value before this clause
};

struct RelationshipPattern {
  std::string name;
  std::vector<std::string> types;  // any of them
  Direction direction = Direction::kEither;
  Expression* properties = nullptr;
  bool variable_length = false;
  int64_t minimum = 1;
  int64_t maximum = INT64_MAX;
  int slot = kNoSlot;        // resolved
  bool bound = false;        // resolved, as a node's
  int spare_slot = kNoSlot;  // resolved: where a list goes that must equal the bound one
};

enum class PathKind : uint8_t {
  kAll,
  kShortest,
  kAllShortest
};

// nodes[0] relationships[0] nodes[1] ...
struct PathPattern {
  std::string name;  // of the path, empty if it has none
  PathKind kind = PathKind::kAll;
  std::vector<NodePattern*> nodes;
  std::vector<RelationshipPattern*> relationships;
  int slot = kNoSlot;
};

struct MatchClause {
  bool optional = false;
  std::vector<PathPattern*> patterns;
  Expression* where = nullptr;
};

struct CreateClause {
  std::vector<PathPattern*> patterns;
};

struct SetItem {
  enum class Kind : uint8_t {
    kProperty,
    kReplace,
    kMerge,
    kLabels
  };
  Kind kind = Kind::kProperty;
  Expression* entity = nullptr;
  Expression* key = nullptr;  // a string: n.key, or any expression: n[key]
  std::vector<std::string> labels;
  Expression* value = nullptr;
};

struct SetClause {
  std::vector<SetItem> items;
};

struct RemoveItem {
  Expression* entity = nullptr;
  Expression* key = nullptr;  // null: labels
  std::vector<std::string> labels;
};

struct RemoveClause {
  std::vector<RemoveItem> items;
};

struct MergeClause {
  PathPattern* pattern = nullptr;
  std::vector<SetItem> on_create;
  std::vector<SetItem> on_match;
};

struct DeleteClause {
  bool detach = false;
  std::vector<Expression*> targets;
};

struct UnwindClause {
  Expression* list = nullptr;
  std::string name;
  int slot = kNoSlot;
};

struct ProjectionItem {
  Expression* expression = nullptr;
  std::string name;  // the alias, or the expression's text
  bool aliased = false;
  int slot = kNoSlot;  // resolved: where the value is put
  bool is_aggregate = false;
};

struct SortItem {
  Expression* expression = nullptr;
  bool descending = false;
};

// WITH and RETURN
struct ProjectionClause {
  bool is_return = false;
  bool distinct = false;
  bool star = false;
  std::vector<ProjectionItem> items;
  std::vector<SortItem> order_by;
  Expression* skip = nullptr;
  Expression* limit = nullptr;
  Expression* where = nullptr;  // WITH only
  // Resolved.
  std::vector<Expression*> aggregate_calls;  // each has its result slot
  std::vector<int> sort_slots;               // what rows must keep while they are sorted
};

struct YieldItem {
  std::string column;
  std::string name;
  int slot = kNoSlot;
};

struct CallClause {
  std::string procedure_name;
  std::vector<Expression*> arguments;
  bool has_arguments = false;
  bool yields = false;
  bool star = false;
  std::vector<YieldItem> items;
  Expression* where = nullptr;
  const Procedure* procedure = nullptr;
};

struct ForeachClause {
  std::string name;
  Expression* list = nullptr;
  std::vector<struct Clause> body;
  int slot = kNoSlot;
};

struct Query;
// CALL { ... }
struct SubqueryClause {
  Query* query = nullptr;
  bool returns = false;  // resolved
};

struct Clause {
  std::variant<MatchClause, CreateClause, MergeClause, SetClause, RemoveClause, DeleteClause,
               UnwindClause, ProjectionClause, CallClause, ForeachClause, SubqueryClause>
      node;
  std::vector<int> live_slots;  // resolved: what must survive when rows are buffered in this clause
};

struct SingleQuery {
  std::vector<Clause> clauses;
  // Resolved.
  std::vector<std::string> columns;
  std::vector<int> column_slots;
};

struct IndexStatement {
  enum class Action : uint8_t {
    kCreate,
    kDrop
  };
  Action action = Action::kCreate;
  bool of_relationships = false;
  std::string schema;  // label or type
  std::vector<std::string> keys;
};

// Owns all nodes of the tree.
struct Query {
  std::vector<SingleQuery*> parts;  // joined by UNION
  std::vector<bool> union_all;      // one for each UNION
  std::optional<IndexStatement> index;
  int slots = 0;  // resolved: the width of a record
  bool writes = false;

  template <typename Node>
  Node* New() {
    return &std::get<std::deque<Node>>(arena).emplace_back();
  }

  std::tuple<std::deque<Expression>, std::deque<NodePattern>, std::deque<RelationshipPattern>,
             std::deque<PathPattern>, std::deque<SingleQuery>, std::deque<Query>>
      arena;
};

}  // namespace graph
