#include "search/text/stop_words.h"

#include <algorithm>

#include "search/text/tokenizer.h"

namespace trellis::search {

const StopWords& StopWords::Default() {
  static const StopWords default_list(
      {"a",    "is",    "the",  "an",    "and",   "are",  "as",   "at", "be",  "but",  "by",
       "for",  "if",    "in",   "into",  "it",    "no",   "not",  "of", "on",  "or",   "such",
       "that", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with"});
  return default_list;
}

StopWords::StopWords(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    std::string folded = FoldCase(word);
    longest_ = std::max(longest_, folded.size());
    if (words_.insert(folded).second) ordered_.push_back(std::move(folded));
  }
}

}  // namespace trellis::search
