#include "graph/saved/id_list.h"

#include <array>
#include <cstring>

#include "graph/saved/zstd_frame.h"

namespace graph {

namespace {

constexpr std::string_view kTypeName{"\0GrB_BOOL\0", 10};  // after the name a user gave, none
constexpr uint64_t kLength = (uint64_t{1} << 60) - 1;
constexpr int32_t kUncompressed = -1;
constexpr int32_t kFirstZstd = 3001;  // level 1
constexpr int32_t kLastZstd = 3019;
constexpr size_t kIndexBytes = 8;

enum Array : uint8_t {
  kStarts,
  kHyperlist,
  kBitmap,
  kIndices,
  kValues,
  kArrays
};

struct Pieces {
  uint32_t count;
  int32_t method;
};

struct Header {
  uint64_t bytes;
  uint32_t types;
  uint32_t version;
  uint64_t length;
  uint64_t columns;
  uint64_t held;
  uint64_t not_empty;
  uint64_t entries;
  uint64_t value_bytes;
  std::array<uint64_t, kArrays> array_bytes;
  float hyper_switch;
  float bitmap_switch;
  uint32_t sparsity_allowed;
  uint32_t form;
  std::array<Pieces, kArrays> pieces;
};
static_assert(sizeof(Header) == 160);

constexpr uint32_t kSparse = 2;
constexpr uint32_t kIso = 2;
constexpr uint32_t kByColumn = 1;

void AppendRaw(std::string& out, const void* data, size_t size) {
  out.append(static_cast<const char*>(data), size);
}

// The pieces of one array, joined. `left` begins with their ends, for this array and those behind it.
bool ReadPieces(const Header& header, int array, std::string_view ends, std::string_view left,
                std::string& joined) {
  const Pieces& pieces = header.pieces[array];
  const size_t most = header.array_bytes[array];
  uint64_t begin = 0;
  for (size_t i = 0; i < pieces.count; ++i) {
    uint64_t end = 0;
    std::memcpy(&end, ends.data() + i * sizeof(end), sizeof(end));
    if (end < begin || end > left.size()) return false;
    const std::string_view piece = left.substr(begin, end - begin);
    if (pieces.method == kUncompressed) {
      if (piece.size() > most - joined.size()) return false;
      joined += piece;
    } else if (pieces.method >= kFirstZstd && pieces.method <= kLastZstd) {
      if (!DecompressZstd(piece, most - joined.size(), joined)) return false;
    } else {
      return false;
    }
    begin = end;
  }
  return joined.size() == most;
}

// Where the last piece of an array ends.
uint64_t LastEnd(std::string_view ends) {
  uint64_t end = 0;
  if (!ends.empty()) std::memcpy(&end, ends.data() + ends.size() - sizeof(end), sizeof(end));
  return end;
}

}  // namespace

std::string WriteIdList(std::span<const uint32_t> ids) {
  const uint32_t starts[] = {0, static_cast<uint32_t>(ids.size())};
  const uint64_t index_bytes = ids.size() * kIndexBytes;
  Header header{.bytes = 0,
                .types = 0x1101,
                .version = 10003001,
                .length = kLength,
                .columns = 1,
                .held = 1,
                .not_empty = 1,
                .entries = ids.size(),
                .value_bytes = 1,
                .array_bytes = {sizeof(starts), 0, 0, index_bytes, 1},
                .hyper_switch = 0.0625F,
                .bitmap_switch = 0.04F,
                .sparsity_allowed = 15,
                .form = kSparse << 2 | kIso | kByColumn,
                .pieces = {{{1, kUncompressed},
                            {0, kUncompressed},
                            {0, kUncompressed},
                            {1, kUncompressed},
                            {1, kUncompressed}}}};
  const uint64_t ends[] = {sizeof(starts), index_bytes, 1};
  header.bytes =
      sizeof(header) + sizeof(ends) + sizeof(starts) + index_bytes + 1 + kTypeName.size();
  std::string out;
  out.reserve(header.bytes);
  AppendRaw(out, &header, sizeof(header));
  AppendRaw(out, ends, sizeof(ends));
  AppendRaw(out, starts, sizeof(starts));
  for (const uint32_t id : ids) {
    const uint64_t index = id;
    AppendRaw(out, &index, sizeof(index));
  }
  out += '\1';
  out += kTypeName;
  return out;
}

bool ReadIdList(std::string_view bytes, std::vector<uint32_t>& ids) {
  Header header;
  if (bytes.size() < sizeof(header)) return false;
  std::memcpy(&header, bytes.data(), sizeof(header));
  const bool sparse = (header.form >> 2) == kSparse && (header.form & kByColumn) != 0;
  if (!sparse || header.entries > UINT32_MAX || header.held != 1 ||
      header.array_bytes[kIndices] != header.entries * kIndexBytes) {
    return false;
  }
  std::string_view left = bytes.substr(sizeof(header));
  std::array<std::string_view, kArrays> ends;
  for (int array = 0; array < kArrays; ++array) {
    const size_t size = header.pieces[array].count * sizeof(uint64_t);
    if (left.size() < size) return false;
    ends[array] = left.substr(0, size);
    left.remove_prefix(size);
  }
  for (int array = 0; array < kIndices; ++array) {
    const uint64_t end = LastEnd(ends[array]);
    if (left.size() < end) return false;
    left.remove_prefix(end);
  }
  std::string indices;
  if (!ReadPieces(header, kIndices, ends[kIndices], left, indices)) return false;
  for (size_t i = 0; i < header.entries; ++i) {
    uint64_t index = 0;
    std::memcpy(&index, indices.data() + i * kIndexBytes, kIndexBytes);
    if (index >= UINT32_MAX) return false;
    ids.push_back(static_cast<uint32_t>(index));
  }
  return true;
}

}  // namespace graph
