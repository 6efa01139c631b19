// Counting what a value holds, for Type::memory_bytes: sizeof(value) plus HeapBytes of its members. Bytes that were
// asked for; what the allocator adds to each block isn't known here.
#pragma once

#include <cstddef>
#include <string>
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

}  // namespace trellis
