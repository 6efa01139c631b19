// Points of a GEO field, found by distance.
//
// A point is kept as the 52-bit number that Redis's geo commands use (26 bits of longitude and of latitude,
// interleaved), in a numeric tree: a square of the map is a run of numbers. A circle is covered by a few such
// squares, and what lies in them is measured (haversine, the Earth as Redis has it).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "search/index/numeric_tree.h"

namespace trellis::search {

struct GeoPoint {
  double longitude = 0;
  double latitude = 0;
};

// "lon,lat" or "lon lat"; nothing if it isn't that, or out of range.
std::optional<GeoPoint> ParseGeoPoint(std::string_view text);
[[nodiscard]] bool IsOnTheMap(const GeoPoint& point);
[[nodiscard]] double MetresBetween(const GeoPoint& a, const GeoPoint& b);
// How many metres "m", "km", "mi" or "ft" is (without case); nothing for other words.
std::optional<double> MetresOfUnit(std::string_view unit);

class GeoIndex {
 public:
  // The point must be on the map.
  void Insert(const GeoPoint& point, DocumentId document);
  // Adds the documents within `radius` metres of `centre`, possibly more than once.
  void Collect(const GeoPoint& centre, double radius, std::vector<DocumentId>& out) const;

  NumericTree& tree() { return tree_; }
  [[nodiscard]] const NumericTree& tree() const { return tree_; }

 private:
  NumericTree tree_;
};

}  // namespace trellis::search
