#include "core/keyspace/notify.h"

namespace trellis {
namespace {

struct Letter {
  char letter;
  uint32_t bit;
};
constexpr Letter kLetters[] = {{'g', kEventGeneric}, {'$', kEventString},  {'l', kEventList},
                               {'s', kEventSet},     {'h', kEventHash},    {'z', kEventZset},
                               {'x', kEventExpired}, {'e', kEventEvicted}, {'t', kEventStream},
                               {'d', kEventModule}};
constexpr Letter kOthers[] = {
    {'K', kEventKeyspace}, {'E', kEventKeyevent}, {'m', kEventKeyMiss}, {'n', kEventNew}};

}  // namespace

std::optional<uint32_t> ParseEventClasses(std::string_view letters) {
  uint32_t classes = 0;
  for (const char c : letters) {
    uint32_t bit = c == 'A' ? kEventAll : 0;
    for (const Letter& known : kLetters)
      bit |= known.letter == c ? known.bit : 0;
    for (const Letter& known : kOthers)
      bit |= known.letter == c ? known.bit : 0;
    if (bit == 0) return std::nullopt;
    classes |= bit;
  }
  return classes;
}

std::string FormatEventClasses(uint32_t classes) {
  std::string letters;
  if ((classes & kEventAll) == kEventAll) {
    letters.push_back('A');
  } else {
    for (const Letter& known : kLetters) {
      if ((classes & known.bit) != 0) letters.push_back(known.letter);
    }
  }
  for (const Letter& known : kOthers) {
    if ((classes & known.bit) != 0) letters.push_back(known.letter);
  }
  return letters;
}

}  // namespace trellis
