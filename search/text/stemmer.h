// Word stems by Snowball (libstemmer), and the languages that the module knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

struct sb_stemmer;

namespace trellis::search {

// A language by its place in the table of names; kEnglish is the default. Dumps hold these numbers.
enum class Language : uint8_t {
  kEnglish = 0
};
inline constexpr size_t kLanguageCount = 29;

// Compares without case; nothing if the name isn't in the table.
std::optional<Language> FindLanguage(std::string_view name);
std::string_view NameOf(Language language);

// One per language and thread: stemming reuses its buffer.
class Stemmer {
 public:
  explicit Stemmer(Language language);

  // The stem of a folded word; valid until the next call. A word too short to stem (see kMinStemBytes), or of
  // a language without a stemmer, is its own stem.
  std::string_view Stem(std::string_view word);

 private:
  struct Deleter {
    void operator()(sb_stemmer* stemmer) const;
  };
  std::unique_ptr<sb_stemmer, Deleter> stemmer_;  // null for a language that has none
};

// Shorter words are not stemmed (the peer's MINSTEMLEN).
inline constexpr size_t kMinStemBytes = 4;

// The stemmer of a language, made at first use and kept. Main thread only.
Stemmer& StemmerOf(Language language);

}  // namespace trellis::search
