#include "search/text/stemmer.h"

#include <libstemmer.h>

#include <array>
#include <cstddef>

#include "search/text/tokenizer.h"

namespace trellis::search {

namespace {

// In the order of the numbers under which the peer saves them.
constexpr std::array<std::string_view, kLanguageCount> kLanguages = {
    "english",   "arabic",     "basque",     "catalan", "chinese",    "danish",
    "dutch",     "finnish",    "french",     "german",  "greek",      "hindi",
    "hungarian", "italian",    "indonesian", "irish",   "lithuanian", "nepali",
    "norwegian", "portuguese", "romanian",   "russian", "spanish",    "swedish",
    "tamil",     "turkish",    "armenian",   "serbian", "yiddish"};

}  // namespace

std::optional<Language> FindLanguage(std::string_view name) {
  const std::string folded = FoldCase(name);
  for (size_t i = 0; i < kLanguages.size(); ++i) {
    if (kLanguages[i] == folded) return static_cast<Language>(i);
  }
  return std::nullopt;
}

std::string_view NameOf(Language language) {
  return kLanguages[static_cast<size_t>(language)];
}

void Stemmer::Deleter::operator()(sb_stemmer* stemmer) const {
  sb_stemmer_delete(stemmer);
}

Stemmer::Stemmer(Language language) : stemmer_(sb_stemmer_new(NameOf(language).data(), nullptr)) {}

std::string_view Stemmer::Stem(std::string_view word) {
  if (!stemmer_ || word.size() < kMinStemBytes) return word;
  const auto* bytes = reinterpret_cast<const sb_symbol*>(word.data());
  const sb_symbol* stem = sb_stemmer_stem(stemmer_.get(), bytes, static_cast<int>(word.size()));
  if (stem == nullptr) return word;
  return {reinterpret_cast<const char*>(stem),
          static_cast<size_t>(sb_stemmer_length(stemmer_.get()))};
}

Stemmer& StemmerOf(Language language) {
  static std::array<std::unique_ptr<Stemmer>, kLanguages.size()> stemmers;
  auto& stemmer = stemmers[static_cast<size_t>(language)];
  if (!stemmer) stemmer = std::make_unique<Stemmer>(language);
  return *stemmer;
}

}  // namespace trellis::search
