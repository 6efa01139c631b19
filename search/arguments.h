// The words of a command, read one after the other, with the errors that the peer gives.
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "module_api/cpp/status.h"

#include "search/text/tokenizer.h"

namespace trellis::search {

// Compares without regard to the case of ASCII letters; `upper` is in upper case.
inline bool SameWord(std::string_view word, std::string_view upper) {
  if (word.size() != upper.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    const bool lower = word[i] >= 'a' && word[i] <= 'z';
    if ((lower ? static_cast<char>(word[i] - 'a' + 'A') : word[i]) != upper[i]) return false;
  }
  return true;
}

// A number that fills the text: decimal, or "inf", "+inf", "-inf" in any case.
inline std::optional<double> ParseNumber(std::string_view text) {
  const bool plus = text.starts_with('+');
  if (plus) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (plus && text.starts_with('-')) return std::nullopt;
  if (value != value) return std::nullopt;
  return value;
}

class Arguments {
 public:
  explicit Arguments(std::vector<std::string_view> words, size_t at = 0)
      : words_(std::move(words)), at_(at) {}

  [[nodiscard]] bool AtEnd() const { return at_ >= words_.size(); }
  [[nodiscard]] size_t left() const { return words_.size() - at_; }
  [[nodiscard]] size_t position() const { return at_; }
  // Of the next word; it must be there.
  [[nodiscard]] std::string_view Peek() const { return words_[at_]; }
  [[nodiscard]] bool NextIs(std::string_view upper) const {
    return !AtEnd() && SameWord(Peek(), upper);
  }
  std::string_view Take() { return words_[at_++]; }
  bool TakeIf(std::string_view upper) {
    if (!NextIs(upper)) return false;
    ++at_;
    return true;
  }

  // The next word, of the option called `what`.
  Result<std::string_view> TakeFor(std::string_view what) {
    if (AtEnd()) return Bad(what, "Expected an argument, but none provided");
    return Take();
  }
  Result<double> TakeNumberFor(std::string_view what) {
    Result<std::string_view> word = TakeFor(what);
    if (!word) return word.error();
    const auto value = ParseNumber(*word);
    if (!value) return Bad(what, "Could not convert argument to expected type");
    return *value;
  }
  // A whole number not below `least`.
  Result<size_t> TakeCountFor(std::string_view what, size_t least = 0, size_t most = SIZE_MAX) {
    Result<std::string_view> word = TakeFor(what);
    if (!word) return word.error();
    long long value = 0;
    const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), value);
    if (error != std::errc() || end != word->data() + word->size()) {
      return Bad(what, "Could not convert argument to expected type");
    }
    if (value < 0 || static_cast<size_t>(value) < least || static_cast<size_t>(value) > most) {
      return Bad(what, "Value is outside acceptable bounds");
    }
    return static_cast<size_t>(value);
  }
  // A count and so many words.
  Result<std::vector<std::string>> TakeListFor(std::string_view what) {
    Result<size_t> count = TakeCountFor(what);
    if (!count) return count.error();
    if (*count > left()) return Bad(what, "Expected an argument, but none provided");
    std::vector<std::string> list;
    for (size_t i = 0; i < *count; ++i)
      list.emplace_back(Take());
    return list;
  }

  static Status Bad(std::string_view what, std::string_view why) {
    return Status::Error("Bad arguments for " + std::string(what) + ": " + std::string(why));
  }

 private:
  std::vector<std::string_view> words_;
  size_t at_;
};

}  // namespace trellis::search
