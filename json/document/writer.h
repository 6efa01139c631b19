// Documents into JSON text.
#pragma once

#include <rapidjson/stringbuffer.h>

#include <string>
#include <string_view>

#include "json/document/document.h"

namespace trellis::json {

// What stands between the tokens of a text; by default nothing. Each string is written as it is.
struct Layout {
  std::string_view indent;   // per level, before each element and member
  std::string_view newline;  // after each bracket, comma
  std::string_view space;    // after each colon
  bool plain() const { return indent.empty() && newline.empty() && space.empty(); }
};

// Texts are gathered in RapidJSON's buffer, which its Writer has a fast way into.
using TextBuffer = rapidjson::StringBuffer;
inline std::string_view View(const TextBuffer& buffer) {
  return {buffer.GetString(), buffer.GetSize()};
}

// Appends the value's text; `level` is how many containers it is to stand in, for the indent.
void WriteJson(Value value, TextBuffer& to, const Layout& layout = {}, uint32_t level = 0);
// Appends a string as JSON text, with quotes and escapes.
void WriteJsonString(std::string_view text, TextBuffer& to);
void Write(std::string_view text, TextBuffer& to);  // as it is

std::string JsonText(Value value);

}  // namespace trellis::json
