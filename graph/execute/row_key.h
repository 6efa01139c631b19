// Some values of a row as the key of a hash table, compared by equivalence: null is null, NaN is NaN.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <vector>

#include "graph/store/value.h"

namespace graph {

using RowKey = std::vector<Value>;

struct HashRowKey {
  size_t operator()(const RowKey& key) const {
    size_t hash = key.size();
    for (const Value& value : key) {
      hash = (std::rotl(hash, 23) ^ Hash(value)) * 0x9e3779b97f4a7c15ULL;
    }
    return hash;
  }
};

struct EqualRowKey {
  bool operator()(const RowKey& a, const RowKey& b) const {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), Equivalent);
  }
};

}  // namespace graph
