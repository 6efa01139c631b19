// Text. Positions and lengths count characters (code points of UTF-8), not bytes.

#include <algorithm>
#include <cstdio>
#include <random>

#include <re2/re2.h>
#include <utf8proc.h>

#include "graph/execute/characters.h"
#include "graph/execute/functions.h"

namespace graph {

namespace {

using Arguments = std::span<const Value>;

constexpr TypeMask kText = kStrings | kNulls;
constexpr TypeMask kCount = kIntegers | kNulls;

Value OfCharacters(const std::vector<std::string_view>& characters, size_t begin, size_t count) {
  if (begin >= characters.size()) return Value::String("");
  count = std::min(count, characters.size() - begin);
  std::string text;
  for (size_t i = begin; i < begin + count; ++i)
    text += characters[i];
  return Value::String(std::move(text));
}

Value Left(Execution& execution, Arguments arguments) {
  if (arguments[1].IsNull() || arguments[0].IsNull()) return {};
  if (arguments[1].integer() < 0) {
    return execution.Fail("length must be a non-negative integer");
  }
  return OfCharacters(Characters(arguments[0].string()), 0, arguments[1].integer());
}

Value Right(Execution& execution, Arguments arguments) {
  if (arguments[1].IsNull() || arguments[0].IsNull()) return {};
  if (arguments[1].integer() < 0) {
    return execution.Fail("length must be a non-negative integer");
  }
  const auto characters = Characters(arguments[0].string());
  const size_t count = std::min<size_t>(arguments[1].integer(), characters.size());
  return OfCharacters(characters, characters.size() - count, count);
}

Value Substring(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  for (size_t i = 1; i < arguments.size(); ++i) {
    if (arguments[i].integer() < 0) {
      return execution.Fail(i == 1 ? "start must be a non-negative integer"
                                   : "length must be a non-negative integer");
    }
  }
  const size_t count = arguments.size() == 3 ? arguments[2].integer() : SIZE_MAX;
  return OfCharacters(Characters(arguments[0].string()), arguments[1].integer(), count);
}

std::string_view TrimLeft(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}
std::string_view TrimRight(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}
std::string_view TrimBoth(std::string_view text) {
  return TrimLeft(TrimRight(text));
}

template <std::string_view (*kTrim)(std::string_view)>
Value Trim(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  return Value::String(std::string(kTrim(arguments[0].string())));
}

template <utf8proc_int32_t (*kConvert)(utf8proc_int32_t)>
Value ConvertCase(Execution& /*execution*/, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  std::string text;
  for (const std::string_view character : Characters(arguments[0].string())) {
    utf8proc_int32_t code = -1;
    utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(character.data()),
                     static_cast<utf8proc_ssize_t>(character.size()), &code);
    if (code < 0) {  // no UTF-8: kept as it is
      text += character;
      continue;
    }
    utf8proc_uint8_t bytes[4];
    const auto length = utf8proc_encode_char(kConvert(code), bytes);
    text.append(reinterpret_cast<const char*>(bytes), length);
  }
  return Value::String(std::move(text));
}

Value Replace(Execution& execution, Arguments arguments) {
  for (const Value& argument : arguments) {
    if (argument.IsNull()) return {};
  }
  const std::string& text = arguments[0].string();
  const std::string& from = arguments[1].string();
  const std::string& to = arguments[2].string();
  if (from.empty()) return arguments[0];
  std::string result;
  size_t at = 0;
  for (size_t next = text.find(from); next != std::string::npos; next = text.find(from, at)) {
    result.append(text, at, next - at).append(to);
    at = next + from.size();
    if (execution.Tick()) return {};
  }
  result.append(text, at);
  execution.Hold(result.size());
  return Value::String(std::move(result));
}

Value Split(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[1].IsNull()) return {};
  const std::string& text = arguments[0].string();
  const std::string& separator = arguments[1].string();
  std::vector<Value> parts;
  if (separator.empty()) {
    for (const std::string_view character : Characters(text)) {
      parts.push_back(Value::String(std::string(character)));
    }
    return Value::List(std::move(parts));
  }
  size_t at = 0;
  for (size_t next = text.find(separator); next != std::string::npos;
       next = text.find(separator, at)) {
    parts.push_back(Value::String(text.substr(at, next - at)));
    at = next + separator.size();
  }
  parts.push_back(Value::String(text.substr(at)));
  execution.Hold(parts.size() * sizeof(StringBlock));
  return Value::List(std::move(parts));
}

Value Join(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull()) return {};
  std::string text;
  for (size_t i = 0; i < arguments[0].list().size(); ++i) {
    const Value& item = arguments[0].list()[i];
    if (!Expect(execution, item, kStrings)) return {};
    if (i > 0 && arguments.size() == 2) text += arguments[1].string();
    text += item.string();
  }
  execution.Hold(text.size());
  return Value::String(std::move(text));
}

// All matches, each a list: the whole match and its groups.
Value MatchRegex(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[1].IsNull()) return Value::List({});
  const re2::RE2 pattern(arguments[1].string(), re2::RE2::Quiet);
  if (!pattern.ok()) return execution.Fail("Invalid regex, err=" + pattern.error());
  const std::string& text = arguments[0].string();
  std::vector<re2::StringPiece> groups(pattern.NumberOfCapturingGroups() + 1);
  std::vector<Value> matches;
  size_t at = 0;
  while (at <= text.size() && pattern.Match(text, at, text.size(), re2::RE2::UNANCHORED,
                                            groups.data(), static_cast<int>(groups.size()))) {
    std::vector<Value> match;
    match.reserve(groups.size());
    for (const re2::StringPiece& group : groups) {
      match.push_back(Value::String(std::string(group.data(), group.size())));
    }
    matches.push_back(Value::List(std::move(match)));
    const size_t end = groups[0].data() - text.data() + groups[0].size();
    at = groups[0].empty() ? end + 1 : end;  // an empty match must not be found again
    if (execution.Tick()) return {};
  }
  return Value::List(std::move(matches));
}

// RE2 must not write to our strings: it would allocate with the server's operator new what the module
// frees with its own. So matches are asked for, and the text is put together here.
Value ReplaceRegex(Execution& execution, Arguments arguments) {
  if (arguments[0].IsNull() || arguments[1].IsNull()) return {};
  const re2::RE2 pattern(arguments[1].string(), re2::RE2::Quiet);
  if (!pattern.ok()) return execution.Fail("Invalid regex, err=" + pattern.error());
  const std::string& text = arguments[0].string();
  const std::string replacement =
      arguments.size() == 3 && !arguments[2].IsNull() ? arguments[2].string() : "";
  std::string result;
  size_t at = 0;
  re2::StringPiece match;
  while (at <= text.size() &&
         pattern.Match(text, at, text.size(), re2::RE2::UNANCHORED, &match, 1)) {
    const size_t begin = match.data() - text.data();
    result.append(text, at, begin - at).append(replacement);
    at = begin + match.size();
    if (match.empty()) {  // must not be found again
      if (at < text.size()) result += text[at];
      ++at;
    }
    if (execution.Tick()) return {};
  }
  if (at < text.size()) result.append(text, at);
  execution.Hold(result.size());
  return Value::String(std::move(result));
}

Value Intern(Execution& /*execution*/, Arguments arguments) {
  return arguments[0];
}

Value RandomUuid(Execution& /*execution*/, Arguments /*arguments*/) {
  static std::mt19937_64 generator{std::random_device{}()};
  const uint64_t high = (generator() & ~0xF000ULL) | 0x4000;          // version 4
  const uint64_t low = (generator() & ~(3ULL << 62)) | (2ULL << 62);  // variant 1
  char text[37];
  std::snprintf(text, sizeof(text), "%08x-%04x-%04x-%04x-%012llx",
                static_cast<unsigned>(high >> 32), static_cast<unsigned>(high >> 16 & 0xFFFF),
                static_cast<unsigned>(high & 0xFFFF), static_cast<unsigned>(low >> 48),
                static_cast<unsigned long long>(low & 0xFFFFFFFFFFFFULL));
  return Value::String(text);
}

constexpr Function kFunctions[] = {
    {"left", 2, 2, {kText, kCount}, Left},
    {"right", 2, 2, {kText, kCount}, Right},
    {"substring", 2, 3, {kText, kIntegers}, Substring},
    {"ltrim", 1, 1, {kText}, Trim<TrimLeft>},
    {"rtrim", 1, 1, {kText}, Trim<TrimRight>},
    {"trim", 1, 1, {kText}, Trim<TrimBoth>},
    {"toLower", 1, 1, {kText}, ConvertCase<utf8proc_tolower>},
    {"lower", 1, 1, {kText}, ConvertCase<utf8proc_tolower>},
    {"toUpper", 1, 1, {kText}, ConvertCase<utf8proc_toupper>},
    {"upper", 1, 1, {kText}, ConvertCase<utf8proc_toupper>},
    {"replace", 3, 3, {kText}, Replace},
    {"split", 2, 2, {kText}, Split},
    {"string.join", 1, 2, {kLists | kNulls, kStrings}, Join},
    {"string.matchRegEx", 2, 2, {kText}, MatchRegex},
    {"string.replaceRegEx", 2, 3, {kText}, ReplaceRegex},
    {"intern", 1, 1, {kText}, Intern},
    {"randomUUID", 0, 0, {}, RandomUuid},
};

}  // namespace

std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> characters;
  for (size_t at = 0; at < text.size();) {
    size_t length = 1;
    while (at + length < text.size() && (text[at + length] & 0xC0) == 0x80)
      ++length;
    characters.push_back(text.substr(at, length));
    at += length;
  }
  return characters;
}

std::span<const Function> StringFunctions() {
  return kFunctions;
}

}  // namespace graph
