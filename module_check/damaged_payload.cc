#include "module_check/damaged_payload.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/base/crc64.h"

namespace trellis {
namespace {

constexpr size_t kHead = 10;
constexpr size_t kVersionSize = 2;
constexpr size_t kFooter = 10;
// The kinds of items, 0 to 5 (modules/module_io.h), stand in one byte each.
constexpr size_t kItemKinds = 6;
constexpr std::string_view kHugeLength = "\x81\x7f\xff\xff\xff\xff\xff\xff\xff";

constexpr uint8_t kTurned[] = {0x01, 0x80, 0xff};
constexpr const char* kTurnedWords[] = {"lowest bit turned", "highest bit turned",
                                        "all bits turned"};

// The ways of damage at one place, in their order.
constexpr size_t kCut = 0;
constexpr size_t kTurn = 1;
constexpr size_t kKind = kTurn + std::size(kTurned);
constexpr size_t kLength = kKind + kItemKinds;

}  // namespace

DamagedPayloads::DamagedPayloads(std::string payload) : payload_(std::move(payload)) {
  static_assert(kWays == kLength + 1);
  if (payload_.size() <= kHead + kFooter) return;
  first_ = kHead;
  last_ = payload_.size() - kFooter;
  places_ = std::min(last_ - first_, kMostPlaces);
}

size_t DamagedPayloads::Place(size_t i) const {
  return first_ + (i / kWays) * (last_ - first_) / places_;
}

std::string DamagedPayloads::Bytes(size_t i) const {
  const size_t place = Place(i);
  const size_t way = i % kWays;
  std::string body = payload_.substr(0, last_);
  if (way == kCut) {
    body.resize(place);
  } else if (way < kKind) {
    body[place] = static_cast<char>(static_cast<uint8_t>(body[place]) ^ kTurned[way - kTurn]);
  } else if (way < kLength) {
    body[place] = static_cast<char>(way - kKind);
  } else {
    body.replace(place, 1, kHugeLength);
  }
  body += payload_.substr(last_, kVersionSize);
  const uint64_t sum = Crc64(0, body.data(), body.size());
  body.append(reinterpret_cast<const char*>(&sum), sizeof(sum));
  return body;
}

std::string DamagedPayloads::What(size_t i) const {
  const size_t way = i % kWays;
  const std::string how = way == kCut     ? "the rest cut off"
                          : way < kKind   ? kTurnedWords[way - kTurn]
                          : way < kLength ? fmt::format("replaced by item kind {}", way - kKind)
                                          : "replaced by a length of 2^63 - 1";
  return fmt::format("byte {} of {}: {}", Place(i) - first_, last_ - first_, how);
}

}  // namespace trellis
