#include "search/index/geo_index.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "search/text/tokenizer.h"

namespace trellis::search {

namespace {

constexpr double kMaxLongitude = 180;
constexpr double kMaxLatitude = 85.05112878;
constexpr double kEarthRadiusMetres = 6372797.560856;
constexpr int kBits = 26;
constexpr uint32_t kCells = uint32_t{1} << kBits;

double Radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}
double Degrees(double radians) {
  return radians * 180 / std::numbers::pi;
}

uint32_t CellOf(double value, double limit) {
  const double share = (std::clamp(value, -limit, limit) + limit) / (2 * limit);
  return std::min(static_cast<uint32_t>(share * kCells), kCells - 1);
}

double CentreOf(uint32_t cell, double limit) {
  return (cell + 0.5) / kCells * 2 * limit - limit;
}

// Puts the bits of x at the even places.
uint64_t Spread(uint64_t x) {
  x = (x | x << 16) & 0x0000ffff0000ffff;
  x = (x | x << 8) & 0x00ff00ff00ff00ff;
  x = (x | x << 4) & 0x0f0f0f0f0f0f0f0f;
  x = (x | x << 2) & 0x3333333333333333;
  return (x | x << 1) & 0x5555555555555555;
}

uint32_t Gather(uint64_t x) {
  x &= 0x5555555555555555;
  x = (x | x >> 1) & 0x3333333333333333;
  x = (x | x >> 2) & 0x0f0f0f0f0f0f0f0f;
  x = (x | x >> 4) & 0x00ff00ff00ff00ff;
  x = (x | x >> 8) & 0x0000ffff0000ffff;
  return static_cast<uint32_t>(x | x >> 16);
}

uint64_t Interleave(uint32_t longitude, uint32_t latitude) {
  return Spread(latitude) | Spread(longitude) << 1;
}

GeoPoint PointOf(double number) {
  const auto bits = static_cast<uint64_t>(number);
  return {.longitude = CentreOf(Gather(bits >> 1), kMaxLongitude),
          .latitude = CentreOf(Gather(bits), kMaxLatitude)};
}

struct CellRange {
  uint32_t first;
  uint32_t last;
};

// The longitudes of the box: two ranges when it crosses the 180th meridian.
std::vector<CellRange> Longitudes(double centre, double half_width) {
  if (half_width >= kMaxLongitude) return {{0, kCells - 1}};
  const double west = centre - half_width;
  const double east = centre + half_width;
  const auto cell = [](double longitude) { return CellOf(longitude, kMaxLongitude); };
  if (west < -kMaxLongitude) return {{cell(west + 360), kCells - 1}, {0, cell(east)}};
  if (east > kMaxLongitude) return {{cell(west), kCells - 1}, {0, cell(east - 360)}};
  return {{cell(west), cell(east)}};
}

}  // namespace

std::optional<GeoPoint> ParseGeoPoint(std::string_view text) {
  const auto trim = [&] {
    while (!text.empty() && text.front() == ' ')
      text.remove_prefix(1);
  };
  std::array<double, 2> numbers;
  for (size_t i = 0; i < 2; ++i) {
    trim();
    if (i == 1 && text.starts_with(',')) text.remove_prefix(1);
    trim();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
  }
  trim();
  const GeoPoint point{.longitude = numbers[0], .latitude = numbers[1]};
  if (!text.empty() || !IsOnTheMap(point)) return std::nullopt;
  return point;
}

bool IsOnTheMap(const GeoPoint& point) {
  return std::abs(point.longitude) <= kMaxLongitude && std::abs(point.latitude) <= kMaxLatitude;
}

double MetresBetween(const GeoPoint& a, const GeoPoint& b) {
  const double u = std::sin(Radians(b.latitude - a.latitude) / 2);
  const double v = std::sin(Radians(b.longitude - a.longitude) / 2);
  const double share =
      u * u + std::cos(Radians(a.latitude)) * std::cos(Radians(b.latitude)) * v * v;
  return 2 * kEarthRadiusMetres * std::asin(std::sqrt(share));
}

std::optional<double> MetresOfUnit(std::string_view unit) {
  const std::string folded = FoldCase(unit);
  if (folded == "m") return 1;
  if (folded == "km") return 1000;
  if (folded == "mi") return 1609.34;
  if (folded == "ft") return 0.3048;
  return std::nullopt;
}

void GeoIndex::Insert(const GeoPoint& point, DocumentId document) {
  const uint64_t bits =
      Interleave(CellOf(point.longitude, kMaxLongitude), CellOf(point.latitude, kMaxLatitude));
  tree_.Insert(static_cast<double>(bits), document);  // exact: 52 bits
}

void GeoIndex::Collect(const GeoPoint& centre, double radius, std::vector<DocumentId>& out) const {
  // A little wider than the circle: points were moved to the centres of their cells.
  const double half_height = Degrees(radius / kEarthRadiusMetres) * 1.001 + 1e-4;
  const double widest = std::min(std::abs(centre.latitude) + half_height, 90.0);
  const double sine = std::sin(std::min(radius / kEarthRadiusMetres, std::numbers::pi / 2));
  const double ratio = sine / std::max(std::cos(Radians(widest)), 1e-9);
  const double half_width = ratio >= 1 ? 180 : Degrees(std::asin(ratio)) * 1.001 + 1e-4;
  const CellRange rows{CellOf(centre.latitude - half_height, kMaxLatitude),
                       CellOf(centre.latitude + half_height, kMaxLatitude)};
  for (const CellRange& columns : Longitudes(centre.longitude, half_width)) {
    // The smallest squares of which at most 5 by 5 cover the box.
    int shift = 0;
    while (std::max(rows.last - rows.first, columns.last - columns.first) >> shift > 3)
      ++shift;
    for (uint32_t y = rows.first >> shift; y <= rows.last >> shift; ++y) {
      for (uint32_t x = columns.first >> shift; x <= columns.last >> shift; ++x) {
        const uint64_t first = Interleave(x << shift, y << shift);
        const uint64_t last = first + (uint64_t{1} << (2 * shift)) - 1;
        const NumericRange square{.min = static_cast<double>(first),
                                  .max = static_cast<double>(last)};
        tree_.ForEach(square, [&](double number, DocumentId document) {
          if (MetresBetween(centre, PointOf(number)) <= radius) out.push_back(document);
        });
      }
    }
  }
}

}  // namespace trellis::search
