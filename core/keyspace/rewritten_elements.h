// What a type of many elements writes when it is rewritten as commands: "RPUSH key a b c", so many elements in each.
//
//   RewrittenElements elements(out, "RPUSH", entry.key());
//   list.ForEach([&](...) { elements.Add(text); });
//   elements.End();
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/keyspace/value_io.h"

namespace trellis {

class RewrittenElements {
 public:
  // `command` and `key` must outlive it.
  RewrittenElements(CommandSink& out, std::string_view command, std::string_view key)
      : out_(out), command_(command), key_(key) {}

  // An element that is one word, or two: a score and a member, a field and a value. Copied.
  void Add(std::string_view word) {
    words_.emplace_back(word);
    if (++elements_ == kElementsInCommand) End();
  }
  void Add(std::string_view first, std::string_view second) {
    words_.emplace_back(first);
    Add(second);
  }
  // Writes what is left; nothing if nothing is.
  void End() {
    if (elements_ == 0) return;
    std::vector<std::string_view> all = {command_, key_};
    all.insert(all.end(), words_.begin(), words_.end());
    out_.Command(all.data(), all.size());
    words_.clear();
    elements_ = 0;
  }

 private:
  static constexpr size_t kElementsInCommand = 64;

  CommandSink& out_;
  std::string_view command_;
  std::string_view key_;
  std::vector<std::string> words_;
  size_t elements_ = 0;
};

}  // namespace trellis
