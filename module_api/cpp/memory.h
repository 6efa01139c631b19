// Counting what a value holds, for Type::memory_bytes: sizeof(value) plus HeapBytes of its members. Bytes that were
// asked for; what the allocator adds to each block isn't known here.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace trellis {

// None while the text fits into the object itself.
inline size_t HeapBytes(const std::string& text) {
  const bool inside = text.capacity() <= std::string().capacity();
  return inside ? 0 : text.capacity() + 1;
}
// The elements; what these hold is not counted.
template <typename Element>
size_t HeapBytes(const std::vector<Element>& elements) {
  return elements.capacity() * sizeof(Element);
}
// libstdc++ keeps elements in chunks of 512 bytes, one at least, and a table of eight chunks or more.
template <typename Element>
size_t HeapBytes(const std::deque<Element>& elements) {
  constexpr size_t kChunk = 512;
  constexpr size_t kSmallestTable = 8;
  const size_t chunks = elements.size() * sizeof(Element) / kChunk + 1;
  return chunks * kChunk + (chunks > kSmallestTable ? chunks : kSmallestTable) * sizeof(void*);
}

// libstdc++ keeps each element in a block of its own, behind a colour and three pointers.
template <typename Key>
size_t HeapBytes(const std::set<Key>& elements) {
  return elements.size() * (sizeof(Key) + 4 * sizeof(void*));
}
template <typename Key, typename Value>
size_t HeapBytes(const std::map<Key, Value>& elements) {
  return elements.size() * (sizeof(std::pair<const Key, Value>) + 4 * sizeof(void*));
}

}  // namespace trellis
