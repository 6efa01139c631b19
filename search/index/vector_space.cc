// Compiled with -O3 and reassociation allowed (see CMakeLists.txt), so that the plain loops below become vector
// instructions; each is compiled for AVX2 and AVX-512 as well and chosen at run time.
#include "search/index/vector_space.h"

#include <cmath>
#include <cstring>

namespace trellis::search {

namespace {

template <typename T>
[[gnu::always_inline]] inline T SquaredDistance(const T* a, const T* b, size_t dimensions) {
  T sum = 0;
  for (size_t i = 0; i < dimensions; ++i) {
    const T difference = a[i] - b[i];
    sum += difference * difference;
  }
  return sum;
}

template <typename T>
[[gnu::always_inline]] inline T OneLessDotProduct(const T* a, const T* b, size_t dimensions) {
  T sum = 0;
  for (size_t i = 0; i < dimensions; ++i)
    sum += a[i] * b[i];
  return 1 - sum;
}

template <typename T>
T L2Plain(const T* a, const T* b, size_t dimensions) {
  return SquaredDistance(a, b, dimensions);
}
template <typename T>
T DotPlain(const T* a, const T* b, size_t dimensions) {
  return OneLessDotProduct(a, b, dimensions);
}

#if defined(__x86_64__)
template <typename T>
[[gnu::target("avx2,fma")]] T L2Avx2(const T* a, const T* b, size_t dimensions) {
  return SquaredDistance(a, b, dimensions);
}
template <typename T>
[[gnu::target("avx2,fma")]] T DotAvx2(const T* a, const T* b, size_t dimensions) {
  return OneLessDotProduct(a, b, dimensions);
}
template <typename T>
[[gnu::target("avx512f")]] T L2Avx512(const T* a, const T* b, size_t dimensions) {
  return SquaredDistance(a, b, dimensions);
}
template <typename T>
[[gnu::target("avx512f")]] T DotAvx512(const T* a, const T* b, size_t dimensions) {
  return OneLessDotProduct(a, b, dimensions);
}
#endif

}  // namespace

template <typename T>
DistanceFunction<T> DistanceOf(VectorMetric metric) {
  const bool l2 = metric == VectorMetric::kL2;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return l2 ? L2Avx512<T> : DotAvx512<T>;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return l2 ? L2Avx2<T> : DotAvx2<T>;
  }
#endif
  return l2 ? L2Plain<T> : DotPlain<T>;
}

template <typename T>
std::vector<T> Prepared(std::string_view bytes, VectorMetric metric) {
  std::vector<T> elements(bytes.size() / sizeof(T));
  std::memcpy(elements.data(), bytes.data(), elements.size() * sizeof(T));
  if (metric != VectorMetric::kCosine) return elements;
  double squares = 0;
  for (const T element : elements)
    squares += double{element} * double{element};
  if (squares == 0) return elements;
  const double length = std::sqrt(squares);
  for (T& element : elements)
    element = static_cast<T>(element / length);
  return elements;
}

template DistanceFunction<float> DistanceOf<float>(VectorMetric);
template DistanceFunction<double> DistanceOf<double>(VectorMetric);
template std::vector<float> Prepared<float>(std::string_view, VectorMetric);
template std::vector<double> Prepared<double>(std::string_view, VectorMetric);

}  // namespace trellis::search
