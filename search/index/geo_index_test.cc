#include "search/index/geo_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace trellis::search {
namespace {

std::vector<DocumentId> Found(const GeoIndex& index, GeoPoint centre, double radius) {
  std::vector<DocumentId> found;
  index.Collect(centre, radius, found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

TEST(GeoIndex, ParsesCommaOrSpace) {
  ASSERT_TRUE(ParseGeoPoint("-9.13,38.72"));
  EXPECT_DOUBLE_EQ(ParseGeoPoint("-9.13 38.72")->latitude, 38.72);
  EXPECT_FALSE(ParseGeoPoint("1"));
  EXPECT_FALSE(ParseGeoPoint("1,2,3"));
  EXPECT_FALSE(ParseGeoPoint("181,2"));
}

TEST(GeoIndex, FindsAcrossTheDateLine) {
  GeoIndex index;
  index.Insert({.longitude = 179.9, .latitude = 0}, 1);
  index.Insert({.longitude = -179.9, .latitude = 0}, 2);
  index.Insert({.longitude = 170, .latitude = 0}, 3);
  EXPECT_THAT(Found(index, {.longitude = 180, .latitude = 0}, 50'000), testing::ElementsAre(1, 2));
}

TEST(GeoIndex, AgreesWithMeasuringEveryPoint) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> longitude(-180, 180);
  std::uniform_real_distribution<double> latitude(-85, 85);
  std::vector<GeoPoint> points;
  GeoIndex index;
  for (DocumentId id = 0; id < 2000; ++id) {
    points.push_back({.longitude = longitude(random), .latitude = latitude(random)});
    index.Insert(points.back(), id);
  }
  for (const double radius : {1'000.0, 500'000.0, 5'000'000.0, 25'000'000.0}) {
    const GeoPoint centre{.longitude = longitude(random), .latitude = latitude(random)};
    std::vector<DocumentId> expected;
    for (DocumentId id = 0; id < points.size(); ++id) {
      if (MetresBetween(centre, points[id]) <= radius) expected.push_back(id);
    }
    EXPECT_EQ(Found(index, centre, radius), expected) << radius;
  }
}

}  // namespace
}  // namespace trellis::search
