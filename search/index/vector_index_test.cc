#include "search/index/vector_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace trellis::search {
namespace {

struct Shape {
  VectorAlgorithm algorithm;
  VectorType type;
  VectorMetric metric;
};

class VectorIndexTest : public testing::TestWithParam<Shape> {
 protected:
  static constexpr size_t kDimensions = 8;
  VectorIndexTest() {
    VectorOptions options{.algorithm = GetParam().algorithm,
                          .type = GetParam().type,
                          .metric = GetParam().metric,
                          .dimensions = kDimensions};
    options.ef_runtime = 100;
    index_ = VectorIndex::Make(options);
  }

  std::string Random() {
    std::normal_distribution<double> element;
    std::string bytes;
    for (size_t i = 0; i < kDimensions; ++i) {
      const double value = element(random_);
      const auto narrow = static_cast<float>(value);
      if (GetParam().type == VectorType::kFloat32) {
        bytes.append(reinterpret_cast<const char*>(&narrow), sizeof(narrow));
      } else {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
      }
    }
    return bytes;
  }

  void Fill(DocumentId count) {
    for (DocumentId id = 1; id <= count; ++id) {
      vectors_.push_back(Random());
      index_->Add(id, vectors_.back());
    }
  }

  std::mt19937 random_{11};
  std::unique_ptr<VectorIndex> index_;
  std::vector<std::string> vectors_;
};

TEST_P(VectorIndexTest, FindsAVectorByItself) {
  Fill(300);
  for (const DocumentId id : {1U, 150U, 300U}) {
    const auto found = index_->Nearest(vectors_[id - 1], 3, nullptr, std::nullopt);
    ASSERT_EQ(found.size(), 3U);
    // By inner product a longer vector may be nearer than the vector itself.
    if (GetParam().metric != VectorMetric::kInnerProduct) {
      EXPECT_EQ(found[0].document, id);
    }
    EXPECT_LE(found[0].distance, found[1].distance);
  }
}

TEST_P(VectorIndexTest, FindsOnlyAmongTheAdmitted) {
  Fill(300);
  Bitmap few;
  few.add(5);
  few.add(250);
  EXPECT_EQ(index_->Nearest(vectors_[0], 10, &few, std::nullopt).size(), 2U);
  Bitmap many;
  many.addRange(1, 250);
  for (const auto& neighbour : index_->Nearest(vectors_[299], 10, &many, std::nullopt)) {
    EXPECT_LT(neighbour.document, 250U);
  }
}

TEST_P(VectorIndexTest, ForgetsRemovedDocumentsAndReusesTheirPlace) {
  Fill(100);
  for (DocumentId id = 1; id <= 100; id += 2)
    index_->Remove(id);
  EXPECT_EQ(index_->size(), 50U);
  const size_t before = index_->memory_bytes();
  for (DocumentId id = 101; id <= 140; ++id)
    index_->Add(id, Random());
  EXPECT_EQ(index_->size(), 90U);
  EXPECT_LE(index_->memory_bytes(), before * 2);
  const auto found = index_->Nearest(vectors_[0], 90, nullptr, 200);
  EXPECT_GE(found.size(), 85U);
  for (const auto& neighbour : found) {
    EXPECT_TRUE(neighbour.document % 2 == 0 || neighbour.document > 100);
  }
}

TEST_P(VectorIndexTest, ARangeHoldsAllThatIsNearEnough) {
  Fill(200);
  const auto all = index_->Nearest(vectors_[0], 200, nullptr, 400);
  const double radius = all[20].distance;
  size_t expected = 0;
  for (const auto& neighbour : all)
    expected += neighbour.distance <= radius ? 1 : 0;
  if (radius > 0) {
    EXPECT_EQ(index_->Within(vectors_[0], radius, 10).size(), expected);
  }
}

TEST_P(VectorIndexTest, ADocumentWithSeveralVectorsCountsOnce) {
  const std::string first = Random();
  index_->Add(1, first);
  index_->Add(1, Random());
  index_->Add(2, Random());
  EXPECT_EQ(index_->Nearest(first, 5, nullptr, std::nullopt).size(), 2U);
  index_->Remove(1);
  EXPECT_EQ(index_->Nearest(first, 5, nullptr, std::nullopt).size(), 1U);
}

TEST_P(VectorIndexTest, NoneAreNearestWhenNoneAreWanted) {
  EXPECT_TRUE(index_->Nearest(Random(), 5, nullptr, std::nullopt).empty());
  Fill(3);
  EXPECT_TRUE(index_->Nearest(vectors_[0], 0, nullptr, std::nullopt).empty());
}

TEST_P(VectorIndexTest, NansAndZerosDoNoHarm) {
  Fill(20);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::string bytes;
  while (bytes.size() < vectors_[0].size())
    bytes.append(reinterpret_cast<const char*>(&nan), 8);
  index_->Add(21, bytes);
  index_->Add(22, std::string(bytes.size(), '\0'));
  Fill(0);
  EXPECT_LE(index_->Nearest(vectors_[3], 5, nullptr, std::nullopt).size(), 5U);
  EXPECT_LE(index_->Nearest(bytes, 5, nullptr, std::nullopt).size(), 5U);
}

INSTANTIATE_TEST_SUITE_P(
    All, VectorIndexTest,
    testing::Values(Shape{VectorAlgorithm::kFlat, VectorType::kFloat32, VectorMetric::kL2},
                    Shape{VectorAlgorithm::kFlat, VectorType::kFloat64, VectorMetric::kCosine},
                    Shape{VectorAlgorithm::kHnsw, VectorType::kFloat32, VectorMetric::kL2},
                    Shape{VectorAlgorithm::kHnsw, VectorType::kFloat64, VectorMetric::kCosine},
                    Shape{VectorAlgorithm::kHnsw, VectorType::kFloat32,
                          VectorMetric::kInnerProduct}));

}  // namespace
}  // namespace trellis::search
