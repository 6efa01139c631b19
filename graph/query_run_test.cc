// Queries from text to rows, without a server.

#include "graph/query_run.h"

#include <gtest/gtest.h>

#include <chrono>

#include "graph/store/value_text.h"

namespace graph {

namespace {

class Queries : public testing::Test {
 protected:
  // The rows, each as the text of a list; or the error.
  std::vector<std::string> Run(std::string_view text, RunLimits limits = {}) {
    const PreparedQuery prepared = Prepare(text, &stored_, 25);
    if (!prepared.error.empty()) return {prepared.error};
    QueryRun run(prepared, stored_, limits);
    if (!run.Execute()) return {run.error()};
    std::vector<std::string> rows;
    const size_t columns = run.columns().size();
    for (size_t row = 0; row < run.rows(); ++row) {
      const auto first = run.values().begin() + static_cast<ptrdiff_t>(row * columns);
      rows.push_back(NestedText(Value::List({first, first + static_cast<ptrdiff_t>(columns)})));
    }
    run.Commit();
    return rows;
  }

  using Rows = std::vector<std::string>;
  StoredGraph stored_{"g"};
};

std::string Repeat(const std::string& text, size_t times) {
  std::string repeated;
  for (size_t i = 0; i < times; ++i)
    repeated += text;
  return repeated;
}

}  // namespace

TEST_F(Queries, NullIsNeitherTrueNorFalse) {
  EXPECT_EQ(
      Run("RETURN null = null, null <> 1, NOT null, null OR true, null AND false, 1 IN [null]"),
      Rows{"[NULL, NULL, NULL, true, false, NULL]"});
}

TEST_F(Queries, ComparisonsChain) {
  EXPECT_EQ(Run("RETURN 1 < 2 < 3, 3 > 2 > 2, (1 < 2) = true"), Rows{"[true, false, true]"});
}

TEST_F(Queries, OperatorsBindAsOpenCypherSays) {
  EXPECT_EQ(Run("RETURN 1 + 2 * 3 ^ 2, -2 ^ 2, 7 / 2, -7 % 3, 1 - -1"),
            Rows{"[19.000000, 4.000000, 3, -1, 2]"});
}

TEST_F(Queries, LargestAndSmallestIntegersCanBeWritten) {
  EXPECT_EQ(Run("RETURN 9223372036854775807, -9223372036854775808"),
            Rows{"[9223372036854775807, -9223372036854775808]"});
  EXPECT_EQ(Run("RETURN 9223372036854775808"), Rows{"Integer overflow '9223372036854775808'"});
}

TEST_F(Queries, ARelationshipIsWalkedOnceInAMatch) {
  Run("CREATE (:A)-[:R]->(:B)");
  EXPECT_EQ(Run("MATCH (a)-[r]-(b)-[s]-(c) RETURN a"), Rows{});
  EXPECT_EQ(Run("MATCH (a)-[*]-(b) RETURN count(*)"), Rows{"[2]"});
}

TEST_F(Queries, VariableLengthFindsEveryPath) {
  Run("CREATE (a {n: 'a'}), (b {n: 'b'}), (c {n: 'c'}), (d {n: 'd'}), (a)-[:R]->(b), "
      "(a)-[:R]->(c), (b)-[:R]->(c), (c)-[:R]->(d)");
  EXPECT_EQ(Run("MATCH ({n: 'a'})-[*1..2]->(x) RETURN x.n ORDER BY x.n"),
            (Rows{"[b]", "[c]", "[c]", "[d]"}));
  EXPECT_EQ(Run("MATCH (x)-[r*2]->({n: 'd'}) RETURN x.n, size(r) ORDER BY x.n"),
            (Rows{"[a, 2]", "[b, 2]"}));
  EXPECT_EQ(Run("MATCH (a {n: 'a'}), (d {n: 'd'}) RETURN length(shortestPath((a)-[*]->(d)))"),
            Rows{"[2]"});
}

TEST_F(Queries, ALoopIsMetOnceWhateverItsDirection) {
  Run("CREATE (a)-[:R]->(a)");
  EXPECT_EQ(Run("MATCH (a)-[r]-(b) RETURN count(r)"), Rows{"[1]"});
}

TEST_F(Queries, MergeMatchesBeforeItCreates) {
  Run("UNWIND [1, 2, 1] AS x MERGE (n:N {x: x}) ON CREATE SET n.new = 1 ON MATCH SET n.new = 0");
  EXPECT_EQ(Run("MATCH (n:N) RETURN n.x, n.new ORDER BY n.x"), (Rows{"[1, 0]", "[2, 1]"}));
}

TEST_F(Queries, WritesHappenWhateverTheLimit) {
  EXPECT_EQ(Run("UNWIND range(1, 3) AS x CREATE (n {x: x}) RETURN n LIMIT 0"), Rows{});
  EXPECT_EQ(Run("MATCH (n) RETURN count(n)"), Rows{"[3]"});
}

TEST_F(Queries, AReadDoesNotSeeWhatALaterClauseWrites) {
  Run("CREATE (:A), (:A)");
  Run("MATCH (a:A) CREATE (:A)");
  EXPECT_EQ(Run("MATCH (a:A) RETURN count(a)"), Rows{"[4]"});
}

TEST_F(Queries, AnErrorUndoesEverything) {
  Run("CREATE (:A {x: 1})-[:R {y: 2}]->(:B)");
  Run("CREATE INDEX FOR (n:A) ON (n.x)");
  EXPECT_EQ(Run("MATCH (a:A)-[r]->(b) SET a.x = 5, a:C, r.y = null CREATE (:D)-[:S]->(a) "
                "DETACH DELETE b WITH a RETURN 1 / (a.x - 5)"),
            Rows{"Division by zero"});
  EXPECT_EQ(Run("MATCH (a:A {x: 1})-[r]->(b:B) RETURN labels(a), r.y"), Rows{"[[A], 2]"});
  EXPECT_EQ(Run("MATCH (n) RETURN count(n)"), Rows{"[2]"});
}

TEST_F(Queries, AggregatesGroupByTheOtherColumns) {
  Run("UNWIND [[1, 2], [1, 3], [2, null]] AS p CREATE ({k: p[0], v: p[1]})");
  EXPECT_EQ(Run("MATCH (n) RETURN n.k AS k, count(*), count(n.v), sum(n.v), collect(n.v) "
                "ORDER BY k"),
            (Rows{"[1, 2, 2, 5, [2, 3]]", "[2, 1, 0, 0, []]"}));
  EXPECT_EQ(Run("MATCH (n:None) RETURN count(n), max(n.v)"), Rows{"[0, NULL]"});
}

TEST_F(Queries, AnIndexFindsWhatAScanFinds) {
  Run("UNWIND range(1, 50) AS x CREATE (:L {x: x, s: 'v' + x})");
  const auto equal = Run("MATCH (n:L {x: 7}) RETURN n.s");
  const auto range = Run("MATCH (n:L) WHERE n.x > 45 AND n.x <= 48 RETURN n.x ORDER BY n.x");
  const auto in = Run("MATCH (n:L) WHERE n.s IN ['v3', 'v4', 'v3'] RETURN n.x ORDER BY n.x");
  Run("CREATE INDEX FOR (n:L) ON (n.x, n.s)");
  EXPECT_EQ(Run("MATCH (n:L {x: 7}) RETURN n.s"), equal);
  EXPECT_EQ(Run("MATCH (n:L) WHERE n.x > 45 AND n.x <= 48 RETURN n.x ORDER BY n.x"), range);
  EXPECT_EQ(Run("MATCH (n:L) WHERE n.s IN ['v3', 'v4', 'v3'] RETURN n.x ORDER BY n.x"), in);
  Run("MATCH (n:L {x: 7}) SET n.x = 700");
  EXPECT_EQ(Run("MATCH (n:L {x: 7}) RETURN n.s"), Rows{});
  EXPECT_EQ(Run("MATCH (n:L {x: 700}) RETURN n.s"), equal);
}

TEST_F(Queries, AHeaderGivesParametersAndTheRestIsCached) {
  EXPECT_EQ(Run("CYPHER x=[1, -2.5, {a: 'b'}] y=null RETURN $x, $y"),
            Rows{"[[1, -2.500000, {a: b}], NULL]"});
  const PreparedQuery again = Prepare("CYPHER x=3 y=4 RETURN $x, $y", &stored_, 25);
  EXPECT_TRUE(again.cached);
  EXPECT_EQ(Run("RETURN $z"), Rows{"Missing parameters"});
}

TEST_F(Queries, AQueryEndsAtItsDeadline) {
  RunLimits limits;
  limits.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
  EXPECT_EQ(
      Run("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(*)", limits),
      Rows{"Query timed out"});
}

TEST_F(Queries, AQueryEndsAtItsMemoryLimit) {
  RunLimits limits;
  limits.memory_bytes = 1 << 20;
  EXPECT_EQ(Run("UNWIND range(1, 1000) AS a UNWIND range(1, 1000) AS b RETURN collect(a)", limits),
            Rows{"Query's mem consumption exceeded capacity"});
  EXPECT_EQ(Run("RETURN range(1, 9223372036854775807)"), Rows{"range() makes too long a list"});
}

TEST_F(Queries, DeepNestingIsAnErrorAndNotACrash) {
  const Rows deep{"Query is nested too deeply"};
  EXPECT_EQ(Run("RETURN " + Repeat("(", 4000) + "1" + Repeat(")", 4000)), deep);
  EXPECT_EQ(Run("RETURN " + Repeat("[", 4000)), deep);
  EXPECT_EQ(Run("RETURN " + Repeat("{a:", 4000)), deep);
  EXPECT_EQ(Run("RETURN " + Repeat("NOT ", 4000) + "true"), deep);
  EXPECT_EQ(Run("RETURN " + Repeat("-", 4000) + "1"), deep);
  EXPECT_EQ(Run("RETURN " + Repeat("[({a:", 4000)), deep);
  EXPECT_EQ(Run("CYPHER a=" + Repeat("[", 4000) + " RETURN 1"), deep);
  EXPECT_EQ(Run("RETURN 1" + Repeat(" + 1", 4000)), Rows{"Expression is nested too deeply"});
  EXPECT_EQ(Run("RETURN size(reduce(l = [], x IN range(1, 1000) | [l]))"),
            Rows{"Lists and maps nest too deeply"});
}

TEST_F(Queries, NestedListsDoNotTakeExponentialTime) {
  EXPECT_EQ(Run("RETURN size(" + Repeat("[", 60) + Repeat("]", 60) + ")"), Rows{"[1]"});
}

TEST_F(Queries, SyntaxErrorsSayWhereTheyAre) {
  EXPECT_EQ(
      Run("MATCH (n RETURN n"),
      Rows{"errMsg: Invalid input 'R': expected ':', '{', a parameter or ')' line: 1, column: "
           "10, offset: 9 errCtx: MATCH (n RETURN n errCtxOffset: 9"});
  EXPECT_EQ(Run(""), Rows{"Error: empty query."});
  EXPECT_EQ(Run("RETURN 1; RETURN 2"),
            Rows{"Error: query with more than one statement is not supported."});
}

}  // namespace graph
