#include "json/document/writer.h"

#include <rapidjson/writer.h>

#include <algorithm>
#include <cctype>
#include <cstring>

#include "json/document/number_text.h"

namespace trellis::json {
namespace {

// Whether a string holds a byte that JSON escapes: below 0x20, a quote or a backslash. Eight bytes
// at a time; Debian's RapidJSON has an SSE2 way of its own, which overlooks 0x1a to 0x1f.
bool NeedsEscapes(std::string_view text) {
  constexpr uint64_t kOnes = ~uint64_t{0} / 255, kHighs = kOnes << 7;
  const auto has_below = [](uint64_t word, uint64_t limit) {
    return (word - kOnes * limit) & ~word & kHighs;
  };
  const auto escaped = [&](uint64_t word) {
    return has_below(word, 0x20) | has_below(word ^ kOnes * '"', 1) |
           has_below(word ^ kOnes * '\\', 1);
  };
  uint64_t word = 0;
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::memcpy(&word, text.data() + i, 8);
    if (escaped(word) != 0) return true;
  }
  word = kOnes * ' ';
  if (i < text.size()) std::memcpy(&word, text.data() + i, text.size() - i);
  return escaped(word) != 0;
}

// RapidJSON's writer, with the peer's spelling of numbers and control characters, and any layout.
class DocumentWriter : private rapidjson::Writer<TextBuffer> {
 public:
  DocumentWriter(TextBuffer& to, const Layout& layout, uint32_t level)
      : Writer(to), to_(to), layout_(layout), level_(level) {}

  void Write(Value value) {
    switch (value.kind()) {
      case Kind::kNone:
      case Kind::kNull: WriteNull(); break;
      case Kind::kBoolean: WriteBool(value.boolean()); break;
      case Kind::kInteger:
        Raw((value.fits_int64() ? NumberText(value.integer())
                                : NumberText(value.unsigned_integer()))
                .view());
        break;
      case Kind::kNumber: Raw(NumberText(value.number()).view()); break;
      case Kind::kString: Text(value.string()); break;
      case Kind::kArray:
        Container('[', ']', value, [this](Value array, uint32_t i) { Write(array.element(i)); });
        break;
      case Kind::kObject:
        Container('{', '}', value, [this](Value object, uint32_t i) {
          const Member member = object.member(i);
          Text(member.name);
          to_.Put(':');
          Raw(layout_.space);
          Write(member.value);
        });
        break;
    }
  }

  void Text(std::string_view text) {
    if (!NeedsEscapes(text)) {
      char* to = to_.Push(text.size() + 2);
      *to = '"';
      std::copy(text.begin(), text.end(), to + 1);
      to[text.size() + 1] = '"';
      return;
    }
    const size_t start = to_.GetSize();
    WriteString(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    // RapidJSON spells control characters in capitals, \u001F; the peer does not.
    if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20; })) {
      LowerEscapes(to_, start);
    }
  }

 private:
  template <typename Item>
  void Container(char open, char close, Value value, Item item) {
    to_.Put(open);
    const uint32_t count = value.size();
    ++level_;
    for (uint32_t i = 0; i < count; ++i) {
      if (i > 0) to_.Put(',');
      Break();
      item(value, i);
    }
    --level_;
    if (count > 0) Break();
    to_.Put(close);
  }

  void Break() {
    if (layout_.plain()) return;
    Raw(layout_.newline);
    for (uint32_t i = 0; i < level_; ++i)
      Raw(layout_.indent);
  }

  void Raw(std::string_view text) {
    if (!text.empty()) std::copy(text.begin(), text.end(), to_.Push(text.size()));
  }

  static void LowerEscapes(TextBuffer& buffer, size_t start) {
    char* text = const_cast<char*>(buffer.GetString()) + start;
    char* const end = text + (buffer.GetSize() - start);
    for (char* at = text; at < end; ++at) {
      if (*at != '\\') continue;
      if (*++at != 'u') continue;
      at += 4;
      *at = static_cast<char>(std::tolower(static_cast<unsigned char>(*at)));
    }
  }

  TextBuffer& to_;
  const Layout& layout_;
  uint32_t level_;
};

}  // namespace

void WriteJson(Value value, TextBuffer& to, const Layout& layout, uint32_t level) {
  DocumentWriter(to, layout, level).Write(value);
}

void WriteJsonString(std::string_view text, TextBuffer& to) {
  const Layout plain;
  DocumentWriter(to, plain, 0).Text(text);
}

void Write(std::string_view text, TextBuffer& to) {
  if (!text.empty()) std::copy(text.begin(), text.end(), to.Push(text.size()));
}

std::string JsonText(Value value) {
  TextBuffer buffer;
  WriteJson(value, buffer);
  return std::string(View(buffer));
}

}  // namespace trellis::json
