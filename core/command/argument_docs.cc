#include "core/command/argument_docs.h"

#include <algorithm>

#include "core/base/number_text.h"

namespace trellis {
namespace {

struct Row {
  std::string_view name;
  std::string_view arguments;
};

constexpr Row kRows[] = {
#define TRELLIS_ARGUMENTS(name, arguments) {name, arguments},
#include "core/command/argument_docs.def"
#undef TRELLIS_ARGUMENTS
};

// Reads a row from its beginning to its end, replying as it goes. Rows are constants of ours: what
// is no argument ends the reading, and nothing worse.
class RowReader {
 public:
  RowReader(ReplyWriter& reply, std::string_view row) : reply_(reply), left_(row) {}

  void ReplyAll() {
    const ReplyWriter::Deferred place = reply_.DeferContainer();
    size_t arguments = 0;
    while (!left_.empty() && left_[0] != ')') {
      ReplyOne();
      ++arguments;
      if (Take(' ')) continue;
      break;
    }
    reply_.SetContainer(place, '*', arguments);
  }

 private:
  void ReplyOne() {
    const ReplyWriter::Deferred place = reply_.DeferContainer();
    fields_ = 0;
    // Names may have colons ("ip:port"), types have none.
    const std::string_view word = Word("#= )");
    const size_t colon = std::min(word.rfind(':'), word.size());
    Field("name", word.substr(0, colon));
    Field("type", word.substr(std::min(colon + 1, word.size())));
    if (Take('#')) {
      ++fields_;
      (void)reply_.Bulk("key_spec_index");
      (void)reply_.Integer(ParseInt64(Word("= )")).value_or(0));
    }
    if (Take('=')) {
      const std::string_view token = Word(" )");
      Field("token", token == "\"\"" ? std::string_view("") : token);
    }
    ReplyMarks();
    size_t fields = fields_;
    if (left_.starts_with(" (")) {
      left_.remove_prefix(2);
      (void)reply_.Bulk("arguments");
      ReplyAll();
      (void)Take(')');
      ++fields;
    }
    reply_.SetContainer(place, '%', fields);
  }

  // The marks behind a blank: flags, then since when and until when the argument is there.
  void ReplyMarks() {
    constexpr std::string_view kMarks = "?*+@!";
    if (left_.size() < 2 || kMarks.find(left_[1]) == std::string_view::npos) return;
    (void)Take(' ');
    std::string_view flags[3];
    size_t count = 0;
    if (Take('?')) flags[count++] = "optional";
    if (Take('*')) flags[count++] = "multiple";
    if (Take('+')) flags[count++] = "multiple_token";
    if (Take('@')) Field("since", Word("! )"));
    if (Take('!')) Field("deprecated_since", Word(" )"));
    if (count == 0) return;
    ++fields_;
    (void)reply_.Bulk("flags");
    (void)reply_.Set(count);
    for (size_t i = 0; i < count; ++i)
      (void)reply_.Simple(flags[i]);
  }

  void Field(std::string_view name, std::string_view value) {
    ++fields_;
    (void)reply_.Bulk(name);
    (void)reply_.Bulk(value);
  }

  // Everything before the first of `ends`; a token's first letter may be one of them.
  std::string_view Word(std::string_view ends) {
    const size_t size = std::min(left_.find_first_of(ends, left_.empty() ? 0 : 1), left_.size());
    const std::string_view word = left_.substr(0, size);
    left_.remove_prefix(size);
    return word;
  }

  bool Take(char c) {
    if (left_.empty() || left_[0] != c) return false;
    left_.remove_prefix(1);
    return true;
  }

  ReplyWriter& reply_;
  std::string_view left_;
  size_t fields_ = 0;  // of the argument that is being replied
};

}  // namespace

std::string_view ArgumentsOf(std::string_view full_name) {
  const auto* const row = std::lower_bound(
      std::begin(kRows), std::end(kRows), full_name,
      [](const Row& candidate, std::string_view name) { return candidate.name < name; });
  return row != std::end(kRows) && row->name == full_name ? row->arguments : std::string_view();
}

void ReplyArguments(ReplyWriter& reply, std::string_view row) {
  RowReader(reply, row).ReplyAll();
}

}  // namespace trellis
