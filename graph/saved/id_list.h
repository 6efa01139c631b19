// A set of relationship ids as FalkorDB saves it, for the relationships of one type between the same two
// nodes: a sparse boolean GraphBLAS vector of length 2^60 with an entry at each id, in that library's
// serialized form (10.3; GxB_Vector_serialize, seen in payloads of FalkorDB 4.16.3). All numbers
// little-endian:
//
//     0  u64  bytes of the whole
//     8  u32  0x1101: booleans, 32-bit starts, 64-bit indices    12  u32  version 10,003,001
//    16  u64  length 2^60    24  u64  1 column    32  u64  columns held    40  u64  columns not empty
//    48  u64  entries        56  u64  bytes of a value, 1
//    64  u64  bytes of the five arrays: starts, hyperlist, bitmap, indices, values
//   104  f32  0.0625, f32 0.04, u32 15: switches    116  u32  sparse << 2 | iso << 1 | by column
//   120  of each array: u32 how many pieces it was cut into, i32 how those are compressed
//   160  u64  of each array's pieces: where it ends, counted from that array's first byte
//        the pieces; then an empty text and "GrB_BOOL", both with their zero byte
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace graph {

// `ids` ascend.
std::string WriteIdList(std::span<const uint32_t> ids);
// False if `bytes` is no such list, or in a form that is not known, or an id is above 2^32 - 2.
bool ReadIdList(std::string_view bytes, std::vector<uint32_t>& ids);

}  // namespace graph
