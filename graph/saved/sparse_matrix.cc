#include "graph/saved/sparse_matrix.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace graph {

namespace {

constexpr size_t kContainerBytes = 608;
constexpr size_t kFormOffset = 128;
constexpr size_t kByColumnOffset = 132;
constexpr size_t kIsoOffset = 448;
constexpr uint32_t kHypersparse = 1;
constexpr uint32_t kSparse = 2;

// Room for a vector: at least what the peer allocates, and none of the sizes that it can't read
// (saved_stream.h).
size_t RoomFor(size_t bytes) {
  constexpr size_t kLeast = 8;
  constexpr size_t kFirstUnreadable = 255993;
  constexpr size_t kFirstBare = 256001;
  if (bytes == 0) return 0;
  return bytes >= kFirstUnreadable && bytes < kFirstBare ? kFirstBare : std::max(bytes, kLeast);
}

// --- Writing

template <typename Element>
void WriteVector(SavedWriter& writer, const char* type, std::span<const Element> elements) {
  const std::string_view bytes(reinterpret_cast<const char*>(elements.data()),
                               elements.size() * sizeof(Element));
  const size_t room = RoomFor(bytes.size());
  if (room > bytes.size()) {
    std::string padded(bytes);
    padded.resize(room);
    writer.Block(padded);
  } else {
    writer.Block(bytes);
  }
  writer.Text(type);
  writer.Unsigned(elements.size());
  writer.Unsigned(room);
  writer.Unsigned(0);
}

std::string ContainerBytes(uint64_t dimension, uint64_t rows, uint64_t entries, bool iso) {
  std::string bytes(kContainerBytes, '\0');
  const std::array<uint64_t, 5> numbers{dimension, dimension, rows, UINT64_MAX, entries};
  std::memcpy(bytes.data(), numbers.data(), sizeof(numbers));
  std::memcpy(bytes.data() + kFormOffset, &kHypersparse, sizeof(kHypersparse));
  bytes[kIsoOffset] = iso ? 1 : 0;
  return bytes;
}

// --- Reading

struct Container {
  uint64_t rows;
  uint32_t form;
  bool by_column;
  bool iso;
};

Container ReadContainer(SavedReader& reader) {
  Container container{};
  const std::string_view bytes = reader.Block();
  if (!reader.Require(bytes.size() == kContainerBytes, "graph: a matrix without its head")) {
    return container;
  }
  std::memcpy(&container.rows, bytes.data(), sizeof(container.rows));
  std::memcpy(&container.form, bytes.data() + kFormOffset, sizeof(container.form));
  container.by_column = bytes[kByColumnOffset] != 0;
  container.iso = bytes[kIsoOffset] != 0;
  return container;
}

size_t ElementBytes(std::string_view type) {
  if (type == "GrB_BOOL" || type == "GrB_INT8" || type == "GrB_UINT8") return 1;
  if (type == "GrB_INT32" || type == "GrB_UINT32") return 4;
  return type == "GrB_INT64" || type == "GrB_UINT64" ? 8 : 0;
}

// Elements of whatever width, as unsigned numbers.
std::vector<uint64_t> ReadVector(SavedReader& reader) {
  const std::string bytes(reader.Block());
  const size_t width = ElementBytes(reader.Text());
  const uint64_t count = reader.Unsigned();
  reader.Unsigned();  // bytes
  reader.Unsigned();
  std::vector<uint64_t> elements;
  if (!reader.Require(width != 0 && count <= bytes.size() / width,
                      "graph: a matrix with a vector cut off")) {
    return elements;
  }
  elements.resize(count);
  for (size_t i = 0; i < count; ++i)
    std::memcpy(&elements[i], bytes.data() + i * width, width);
  return elements;
}

void SkipVector(SavedReader& reader) {
  reader.Block();
  reader.Block();
  for (int i = 0; i < 3; ++i)
    reader.Unsigned();
}

}  // namespace

void SparseMatrix::Write(SavedWriter& writer, uint64_t dimension, bool numbers) const {
  const bool iso = !numbers && !columns_.empty();  // all are true
  writer.Block(ContainerBytes(dimension, rows_.size(), columns_.size(), iso));
  const bool yes = true;
  if (numbers) {
    WriteVector<uint64_t>(writer, "GrB_UINT64", values_);
  } else {
    WriteVector(writer, "GrB_BOOL", std::span(&yes, iso ? 1 : 0));
  }
  WriteVector<uint32_t>(writer, "GrB_INT32", rows_);
  std::vector<uint32_t> starts = starts_;
  starts.push_back(static_cast<uint32_t>(columns_.size()));
  WriteVector<uint32_t>(writer, "GrB_UINT32", starts);
  WriteVector<uint32_t>(writer, "GrB_INT32", columns_);
  WriteVector<uint8_t>(writer, "GrB_INT8", {});
}

std::vector<MatrixEntry> ReadMatrix(SavedReader& reader) {
  const Container container = ReadContainer(reader);
  const std::vector<uint64_t> values = ReadVector(reader);
  const std::vector<uint64_t> rows = ReadVector(reader);
  const std::vector<uint64_t> starts = ReadVector(reader);
  const std::vector<uint64_t> columns = ReadVector(reader);
  SkipVector(reader);
  const bool hypersparse = container.form == kHypersparse;
  reader.Require(hypersparse || container.form == kSparse, "graph: a matrix of another form");
  reader.Require(container.iso || values.size() >= columns.size(), "graph: entries without values");
  if (!reader.ok() || columns.empty()) return {};
  const size_t row_count = hypersparse ? rows.size() : container.rows;
  if (!reader.Require(starts.size() > row_count, "graph: a matrix with rows missing")) return {};
  std::vector<MatrixEntry> entries;
  entries.reserve(columns.size());
  uint64_t last = 0;  // rows do not overlap, so there are no more entries than columns
  for (size_t k = 0; k < row_count; ++k) {
    const uint64_t row = hypersparse ? rows[k] : k;
    const bool good = row < UINT32_MAX && starts[k] >= last && starts[k] <= starts[k + 1] &&
                      starts[k + 1] <= columns.size();
    if (!reader.Require(good, "graph: a matrix with rows out of place")) return {};
    for (uint64_t at = starts[k]; at < starts[k + 1]; ++at) {
      const uint64_t column = columns[at];
      if (!reader.Require(column < UINT32_MAX, "graph: an id too large")) return {};
      const uint64_t value = values.empty() ? 0 : values[container.iso ? 0 : at];
      MatrixEntry entry{static_cast<uint32_t>(row), static_cast<uint32_t>(column), value};
      if (container.by_column) std::swap(entry.row, entry.column);
      entries.push_back(entry);
    }
    last = starts[k + 1];
  }
  return entries;
}

void SkipMatrix(SavedReader& reader) {
  reader.Block();
  for (int i = 0; i < 5; ++i)
    SkipVector(reader);
}

}  // namespace graph
