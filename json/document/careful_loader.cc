#include "json/document/careful_loader.h"

#include <fmt/format.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <simdjson.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "json/document/builder.h"

namespace trellis::json {
namespace {

constexpr const char* kOutOfRange = "number out of range";

// Receives RapidJSON's events. False ends the parsing: `problem` says why.
class Handler {
 public:
  using Ch = char;

  explicit Handler(Builder& builder) : builder_(builder) {}
  const char* problem() const { return problem_; }

  bool Null() {
    return Passed([&] { builder_.Null(); });
  }
  bool Bool(bool value) {
    return Passed([&] { builder_.Boolean(value); });
  }
  bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return IsText(text, length) && Passed([&] { builder_.String({text, length}); });
  }
  bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return IsText(text, length) && Passed([&] { builder_.Name({text, length}); });
  }
  bool StartArray() {
    return Deeper() && Passed([&] { builder_.StartArray(); });
  }
  bool StartObject() {
    return Deeper() && Passed([&] { builder_.StartObject(); });
  }
  bool EndArray(rapidjson::SizeType /*count*/) {
    --depth_;
    return Passed([&] { builder_.EndArray(); });
  }
  bool EndObject(rapidjson::SizeType /*count*/) {
    --depth_;
    return Passed([&] { builder_.EndObject(); });
  }

  // Numbers come as their text (kParseNumbersAsStringsFlag), of which RapidJSON has checked the
  // form.
  bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    const std::string_view token(text, length);
    if (token.find_first_of(".eE") == std::string_view::npos && token != "-0") {
      int64_t integer = 0;
      if (Read(token, integer)) return Passed([&] { builder_.Integer(integer); });
      uint64_t natural = 0;
      if (Read(token, natural)) return Passed([&] { builder_.Unsigned(natural); });
    }
    double number = 0;
    if (!Read(token, number)) {
      // Too small for a double is zero; too large is an error.
      number = std::strtod(std::string(token).c_str(), nullptr);
      if (!std::isfinite(number)) return Refuse(kOutOfRange);
    }
    return Passed([&] { builder_.Number(number); });
  }

  // Never called, since numbers come as texts; but RapidJSON wants them to exist.
  bool Int(int /*value*/) { return false; }
  bool Uint(unsigned /*value*/) { return false; }
  bool Int64(int64_t /*value*/) { return false; }
  bool Uint64(uint64_t /*value*/) { return false; }
  bool Double(double /*value*/) { return false; }

 private:
  template <typename Number>
  static bool Read(std::string_view token, Number& number) {
    const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), number);
    return problem == std::errc() && end == token.data() + token.size();
  }
  bool Refuse(const char* why) {
    problem_ = why;
    return false;
  }
  // RapidJSON takes the second half of a surrogate pair without the first.
  bool IsText(const char* text, size_t length) {
    return simdjson::validate_utf8(text, length) || Refuse("lone leading surrogate in hex escape");
  }
  bool Deeper() { return ++depth_ <= kMaxDepth || Refuse("recursion limit exceeded"); }
  template <typename Event>
  bool Passed(Event event) {
    event();
    return !builder_.full() || Refuse(kTooLarge);
  }

  Builder& builder_;
  uint32_t depth_ = 0;
  const char* problem_ = nullptr;
};

// The peer's words for what RapidJSON stumbled over at `offset`; no `next` at the end of the text.
const char* Words(rapidjson::ParseErrorCode code, std::optional<char> next) {
  const bool at_end = !next;
  switch (code) {
    case rapidjson::kParseErrorDocumentRootNotSingular: return "trailing characters";
    case rapidjson::kParseErrorObjectMissName:
      if (next == '}') return "trailing comma";
      return at_end ? "EOF while parsing an object" : "key must be a string";
    case rapidjson::kParseErrorObjectMissColon:
      return at_end ? "EOF while parsing an object" : "expected `:`";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return at_end ? "EOF while parsing an object" : "expected `,` or `}`";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return at_end ? "EOF while parsing a list" : "expected `,` or `]`";
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
    case rapidjson::kParseErrorStringEscapeInvalid:
      return at_end ? "EOF while parsing a string" : "invalid escape";
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return "lone leading surrogate in hex escape";
    case rapidjson::kParseErrorStringMissQuotationMark: return "EOF while parsing a string";
    case rapidjson::kParseErrorStringInvalidEncoding:
      return "control character (\\u0000-\\u001F) found while parsing a string";
    case rapidjson::kParseErrorNumberTooBig: return kOutOfRange;
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent:
      return at_end ? "EOF while parsing a value" : "invalid number";
    default:
      if (next == ']') return "trailing comma";
      return at_end ? "EOF while parsing a value" : "expected value";
  }
}

std::string Place(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  // The column counts what was read of the line, the offending byte included if there is one.
  const size_t column = offset - start + (offset < text.size() ? 1 : 0);
  return fmt::format("at line {} column {}", line, column);
}

}  // namespace

std::optional<Document> LoadCarefully(std::string_view text, std::string& error) {
  Block block;
  Builder builder;
  builder.Begin(block);
  Handler handler(builder);
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseNumbersAsStringsFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, handler);
  if (result.IsError()) {
    size_t offset = std::min(result.Offset(), text.size());
    // The peer shows the letter that is escaped, RapidJSON the backslash.
    if (result.Code() == rapidjson::kParseErrorStringEscapeInvalid) ++offset;
    std::optional<char> next;
    if (offset < text.size()) next = text[offset];
    if (result.Code() == rapidjson::kParseErrorStringInvalidEncoding && next &&
        (*next & 0x80) != 0) {
      error = "Couldn't parse as UTF-8 string";
      return std::nullopt;
    }
    const char* words = handler.problem();
    if (words == nullptr) words = Words(result.Code(), next);
    // Within true, false or null RapidJSON stops at the letter that is wrong.
    const bool in_word =
        offset > 0 && std::islower(static_cast<unsigned char>(text[offset - 1])) != 0;
    if (result.Code() == rapidjson::kParseErrorValueInvalid && next && in_word)
      words = "expected ident";
    if (words == kOutOfRange) {  // only the number's last byte shows it
      offset = std::min(text.find_first_not_of("0123456789.eE+-", offset), text.size()) - 1;
    }
    error = fmt::format("{} {}", words, Place(text, offset));
    return std::nullopt;
  }
  // RapidJSON takes a NUL for the end.
  if (stream.Tell() < text.size()) {
    error = fmt::format("trailing characters {}", Place(text, stream.Tell()));
    return std::nullopt;
  }
  block.Write(Block::kRoot, builder.Take());
  return Document(block);
}

}  // namespace trellis::json
