#include "modules/key_slot.h"

#include <array>
#include <cstdint>
#include <memory>

namespace trellis {
namespace {

constexpr size_t kLongestName = 4;
constexpr std::string_view kLetters =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

uint16_t Crc16(std::string_view bytes) {
  constexpr uint32_t kPolynomial = 0x1021;
  uint32_t crc = 0;
  for (const char byte : bytes) {
    crc ^= static_cast<uint32_t>(static_cast<unsigned char>(byte)) << 8;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc & 0x8000) != 0 ? crc << 1 ^ kPolynomial : crc << 1;
  }
  return static_cast<uint16_t>(crc);
}

using Names = std::array<std::array<char, kLongestName + 1>, kSlots>;

// Counts in the digits `kLetters` until every slot has its first name.
std::unique_ptr<Names> FindNames() {
  auto names = std::make_unique<Names>();
  size_t empty = kSlots;
  for (size_t size = 1; size <= kLongestName && empty > 0; ++size) {
    size_t count = 1;
    for (size_t i = 0; i < size; ++i)
      count *= kLetters.size();
    for (size_t number = 0; number < count && empty > 0; ++number) {
      std::array<char, kLongestName + 1> name{};
      size_t rest = number;
      for (size_t i = size; i > 0; --i, rest /= kLetters.size())
        name[i - 1] = kLetters[rest % kLetters.size()];
      auto& place = (*names)[KeySlot({name.data(), size})];
      if (place[0] != '\0') continue;
      place = name;
      --empty;
    }
  }
  return names;
}

}  // namespace

unsigned KeySlot(std::string_view key) {
  const size_t open = key.find('{');
  if (open != std::string_view::npos) {
    const size_t close = key.find('}', open + 1);
    if (close != std::string_view::npos && close != open + 1) {
      key = key.substr(open + 1, close - open - 1);
    }
  }
  return Crc16(key) % kSlots;
}

const char* KeyNameInSlot(unsigned slot) {
  static const std::unique_ptr<Names> the_names = FindNames();
  return slot < kSlots ? (*the_names)[slot].data() : nullptr;
}

}  // namespace trellis
