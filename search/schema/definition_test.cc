#include <gtest/gtest.h>

#include "search/schema/definition_parser.h"

namespace trellis::search {
namespace {

Result<Definition> Parse(std::vector<std::string_view> words) {
  return ParseDefinition(Arguments(std::move(words)));
}

TEST(Definition, ReadsOptionsAndFields) {
  const auto definition =
      Parse({"i",      "on",  "json", "PREFIX", "2",    "a:",     "b:", "SCORE",   "0.5",
             "SCHEMA", "$.t", "AS",   "t",      "TEXT", "WEIGHT", "2",  "NOSTEM",  "SORTABLE",
             "$.g",    "AS",  "g",    "TAG",    "$.n",  "AS",     "n",  "NUMERIC", "SORTABLE"});
  ASSERT_TRUE(definition);
  EXPECT_EQ(definition->kind, DocumentKind::kJson);
  EXPECT_TRUE(definition->Covers("b:1"));
  EXPECT_FALSE(definition->Covers("c:1"));
  ASSERT_EQ(definition->fields.size(), 3U);
  EXPECT_EQ(definition->fields[0].weight, 2);
  EXPECT_EQ(definition->FindField("g")->separator, 0);
  EXPECT_EQ(definition->FindField("n")->sort_slot, 1U);
  EXPECT_EQ(definition->sort_slots(), 2U);
}

TEST(Definition, ReadsVectorFields) {
  const auto definition =
      Parse({"i", "SCHEMA", "v", "VECTOR", "HNSW", "8", "TYPE", "FLOAT64", "DIM", "3",
             "DISTANCE_METRIC", "COSINE", "M", "40", "n", "NUMERIC"});
  ASSERT_TRUE(definition);
  EXPECT_EQ(definition->fields[0].vector.m, 40U);
  EXPECT_EQ(definition->fields[0].vector.vector_bytes(), 24U);
  EXPECT_EQ(definition->fields[1].type, FieldType::kNumeric);
}

TEST(Definition, RefusesWhatThePeerRefuses) {
  const auto error = [](std::vector<std::string_view> words) {
    auto definition = Parse(std::move(words));
    return definition ? std::string() : std::string(definition.error().line());
  };
  EXPECT_EQ(error({"i", "SCHEMA", "t", "ZZ"}), "Invalid field type for field `t`");
  EXPECT_EQ(error({"i", "SCHEMA", "t", "TEXT", "t", "TEXT"}), "Duplicate field in schema - t");
  EXPECT_EQ(error({"i", "SCHEMA", "t", "TEXT", "ZZ"}), "Field `ZZ` does not have a type");
  EXPECT_EQ(error({"i", "SCHEMA", "t", "TAG", "SEPARATOR", "ab"}),
            "Tag separator must be a single character. Got `ab`");
  EXPECT_EQ(
      error({"i", "SCHEMA", "v", "VECTOR", "FLAT", "2", "TYPE", "FLOAT32"}),
      "Missing mandatory parameter: cannot create FLAT index without specifying DIM argument");
  EXPECT_EQ(error({"i", "PREFIX", "x", "SCHEMA", "t", "TEXT"}),
            "Bad arguments for PREFIX: Could not convert argument to expected type");
}

}  // namespace
}  // namespace trellis::search
