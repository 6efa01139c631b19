#include "graph/store/graph.h"

#include <gtest/gtest.h>

#include "graph/store/transaction.h"
#include "graph/store/value_text.h"

namespace graph {

TEST(Values, IntegersAndDoublesCompareExactly) {
  const Value large = Value::Integer((int64_t{1} << 53) + 1);
  EXPECT_GT(Compare(large, Value::Double(0x1p53)), 0);
  EXPECT_EQ(Compare(Value::Integer(INT64_MAX), Value::Double(0x1p63)), -1);
  EXPECT_EQ(Hash(Value::Integer(3)), Hash(Value::Double(3.0)));
}

TEST(Values, OrderPutsTypesAsideAndNullLast) {
  EXPECT_LT(Order(Value::List({}), Value::String("")), 0);
  EXPECT_LT(Order(Value::String("z"), Value::Boolean(false)), 0);
  EXPECT_LT(Order(Value::Double(1e300), Value()), 0);
  EXPECT_EQ(Equals(Value::List({Value()}), Value::List({Value()})), Ternary::kUnknown);
  EXPECT_TRUE(Equivalent(Value::List({Value()}), Value::List({Value()})));
}

TEST(Values, ADetachedValueSharesNothing) {
  const Value list = Value::List({Value::String("a")});
  const Value detached = list.Detached();
  EXPECT_NE(&list.list()[0].string(), &detached.list()[0].string());
  EXPECT_TRUE(Equivalent(list, detached));
}

TEST(Graph, TheIdFreedLastIsTakenFirst) {
  Graph graph("g");
  for (int i = 0; i < 3; ++i)
    graph.AddNode();
  for (const NodeId id : {0U, 2U}) {
    graph.HideNode(id);
    graph.FreeNode(id);
  }
  EXPECT_EQ(graph.AddNode(), 2U);
  EXPECT_EQ(graph.AddNode(), 0U);
  EXPECT_EQ(graph.AddNode(), 3U);
}

TEST(Graph, LinksStandInOrderOfTheirNeighbours) {
  Graph graph("g");
  for (int i = 0; i < 4; ++i)
    graph.AddNode();
  const TypeId type = *graph.types().Add("R");
  for (const NodeId target : {3U, 1U, 2U, 1U})
    graph.AddRelationship(type, 0, target);
  std::vector<NodeId> neighbours;
  for (const Link& link : graph.Outgoing(0).Links(type))
    neighbours.push_back(link.neighbour);
  EXPECT_EQ(neighbours, (std::vector<NodeId>{1, 1, 2, 3}));
  EXPECT_EQ(LinksTo(graph.Outgoing(0).Links(type), 1).size(), 2U);
}

TEST(Graph, ACopyHasTheSameIdsAndFreeIds) {
  Graph graph("g");
  for (int i = 0; i < 3; ++i)
    graph.AddNode();
  graph.AddLabel(2, *graph.labels().Add("L"));
  graph.SetProperty(EntityKind::kNode, 2, *graph.property_keys().Add("p"), Value::String("x"));
  graph.HideNode(1);
  graph.FreeNode(1);
  const auto copy = graph.Copy();
  EXPECT_FALSE(copy->NodeExists(1));
  EXPECT_EQ(copy->LabelsOf(2).size(), 1U);
  EXPECT_EQ(copy->PropertiesOf(EntityKind::kNode, 2).Find(0)->string(), "x");
  EXPECT_EQ(copy->AddNode(), 1U);
}

TEST(Transaction, RollbackBringsBackWhatWasDeleted) {
  Graph graph("g");
  const TypeId type = *graph.types().Add("R");
  const LabelId label = *graph.labels().Add("L");
  const PropertyKeyId key = *graph.property_keys().Add("p");
  for (int i = 0; i < 2; ++i)
    graph.AddNode();
  graph.AddLabel(0, label);
  graph.SetProperty(EntityKind::kNode, 0, key, Value::Integer(1));
  graph.AddIndex(EntityKind::kNode, label, key);
  graph.AddRelationship(type, 0, 1);
  Transaction transaction(graph);
  transaction.SetProperty(EntityKind::kNode, 0, key, Value::Integer(2));
  transaction.DeleteNode(0);
  EXPECT_EQ(graph.relationship_count(), 0U);
  EXPECT_EQ(transaction.statistics().relationships_deleted, 1);
  transaction.Rollback();
  EXPECT_EQ(graph.relationship_count(), 1U);
  EXPECT_EQ(graph.Outgoing(0).Links(type).size(), 1U);
  EXPECT_EQ(graph.FindIndex(EntityKind::kNode, label, key)->Equal(Value::Integer(1)).size(), 1U);
  EXPECT_TRUE(graph.FindIndex(EntityKind::kNode, label, key)->Equal(Value::Integer(2)).empty());
}

TEST(PropertyIndex, ARangeHoldsOneTypeOnly) {
  PropertyIndex index;
  index.Insert(Value::Integer(1), 1);
  index.Insert(Value::Double(2.5), 2);
  index.Insert(Value::String("1"), 3);
  index.Insert(Value::Boolean(true), 4);
  EXPECT_EQ(index.Range({Value::Integer(1), true}, {}), (std::vector<uint32_t>{1, 2}));
  EXPECT_EQ(index.Range({}, {Value::Integer(2), false}), (std::vector<uint32_t>{1}));
  EXPECT_EQ(index.Range({Value::String(""), false}, {}), (std::vector<uint32_t>{3}));
}

}  // namespace graph
