// Characters to tokens, with Boost.Spirit X3.

#include <algorithm>
#include <array>
#include <cctype>

#include <boost/spirit/home/x3.hpp>

#include "graph/cypher/token.h"

namespace graph {

namespace {

namespace x3 = boost::spirit::x3;

// Words that end an expression or begin a clause, so that they can't be a variable. Other keywords can.
constexpr auto kReserved = std::to_array<std::string_view>(
    {"AND",    "AS",     "ASC",     "ASCENDING",  "BY",     "CALL",     "CASE",   "CONTAINS",
     "CREATE", "DELETE", "DESC",    "DESCENDING", "DETACH", "DISTINCT", "ELSE",   "END",
     "ENDS",   "FALSE",  "FOREACH", "IN",         "IS",     "LIMIT",    "MATCH",  "MERGE",
     "NOT",    "NULL",   "ON",      "OPTIONAL",   "OR",     "ORDER",    "REMOVE", "RETURN",
     "SET",    "SKIP",   "STARTS",  "THEN",       "TRUE",   "UNION",    "UNWIND", "WHEN",
     "WHERE",  "WITH",   "XOR",     "YIELD"});

using Iterator = std::string_view::const_iterator;

void AppendUtf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

const auto kAppend = [](auto& context) { x3::_val(context) += x3::_attr(context); };
const auto kAppendCode = [](auto& context) {
  const uint32_t code = x3::_attr(context);
  x3::_pass(context) = code <= 0x10FFFF;
  if (code <= 0x10FFFF) AppendUtf8(x3::_val(context), code);
};

struct EscapedCharacters : x3::symbols<char> {
  EscapedCharacters() {
    add("\\", '\\')("'", '\'')("\"", '"')("b", '\b')("f", '\f')("n", '\n')("r", '\r')("t", '\t');
    add("/", '/')("`", '`')("0", '\0');
  }
} const kEscapedCharacters;

const x3::uint_parser<uint32_t, 16, 4, 4> kHex4;
const x3::uint_parser<uint32_t, 16, 8, 8> kHex8;

const auto kBlank = x3::omit[+(x3::ascii::space | x3::lit("\xC2\xA0") |
                               "//" >> *(x3::char_ - '\n') >> (x3::lit('\n') | x3::eoi) |
                               "/*" >> *(x3::char_ - "*/") >> "*/")];

// Every byte above 127 belongs to a letter: names may be in any script.
const x3::rule<class LetterRule, char> kLetter = "letter";
const auto kLetter_def = x3::char_("a-zA-Z_") | x3::char_('\x80', '\xFF');
const x3::rule<class NameCharacterRule, char> kNameCharacter = "letter or digit";
const auto kNameCharacter_def = kLetter | x3::char_("0-9");

const x3::rule<class NameRule, std::string> kName = "name";
const auto kName_def = kLetter[kAppend] >> *kNameCharacter[kAppend];
const x3::rule<class QuotedNameRule, std::string> kQuotedName = "quoted name";
const auto kQuotedName_def = '`' >> *(x3::string("``")[([](auto& c) { x3::_val(c) += '`'; })] |
                                      (x3::char_ - '`')[kAppend]) >>
                             '`';

const auto kEscape = '\\' >> (kEscapedCharacters[kAppend] | 'u' >> kHex4[kAppendCode] |
                              'U' >> kHex8[kAppendCode]);
const x3::rule<class SingleQuotedRule, std::string> kSingleQuoted = "string";
const auto kSingleQuoted_def = '\'' >> *(kEscape | (x3::char_ - '\'' - '\\')[kAppend]) >> '\'';
const x3::rule<class DoubleQuotedRule, std::string> kDoubleQuoted = "string";
const auto kDoubleQuoted_def = '"' >> *(kEscape | (x3::char_ - '"' - '\\')[kAppend]) >> '"';

const auto kDigits = +x3::ascii::digit;
const auto kExponent = x3::ascii::char_("eE") >> -x3::ascii::char_("+-") >> kDigits;
// `1..3` is a range of integers: a point belongs to a number only if a digit follows it.
const auto kReal = x3::raw[-kDigits >> '.' >> kDigits >> -kExponent | kDigits >> kExponent];
const auto kWhole = x3::raw[(x3::lit("0x") | "0X") >> +x3::ascii::xdigit |
                            (x3::lit("0o") | "0O") >> +x3::ascii::char_("0-7") | kDigits];
const auto kParameterDigits = x3::raw[kDigits];

const auto kSymbol =
    x3::raw[x3::lit("..") | "<=" | ">=" | "<>" | "+=" | "=~" | x3::char_("()[]{},.:;|+*/%^=<>-")];

BOOST_SPIRIT_DEFINE(kLetter, kNameCharacter, kName, kQuotedName, kSingleQuoted, kDoubleQuoted)

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text), position_(text.begin()) {}

  LexResult Run() {
    while (true) {
      x3::parse(position_, text_.end(), -kBlank);
      const Iterator begin = position_;
      Token token;
      token.begin = begin - text_.begin();
      if (begin == text_.end()) {
        token.end = token.begin;
        result_.tokens.push_back(std::move(token));
        return std::move(result_);
      }
      if (!Read(token)) {
        Fail(begin);
        return std::move(result_);
      }
      token.end = position_ - text_.begin();
      result_.tokens.push_back(std::move(token));
    }
  }

 private:
  template <typename Parser>
  bool Take(const Parser& parser, std::string* text) {
    text->clear();
    return x3::parse(position_, text_.end(), parser, *text);
  }

  bool Read(Token& token) {
    switch (*position_) {
      case '\'': token.kind = TokenKind::kString; return Take(kSingleQuoted, &token.text);
      case '"': token.kind = TokenKind::kString; return Take(kDoubleQuoted, &token.text);
      case '`': return ReadQuotedName(token);
      case '$': return ReadParameter(token);
      default: break;
    }
    if (Take(kName, &token.text)) {
      MakeIdentifier(token);
      return true;
    }
    if (Take(kReal, &token.text)) {
      token.kind = TokenKind::kDouble;
      return !NameFollows();
    }
    if (Take(kWhole, &token.text)) {
      token.kind = TokenKind::kInteger;
      return !NameFollows();
    }
    token.kind = TokenKind::kSymbol;
    if (!Take(kSymbol, &token.text)) return false;
    if (token.text.size() == 1) token.symbol = token.text[0];
    return true;
  }

  bool ReadQuotedName(Token& token) {
    token.kind = TokenKind::kIdentifier;
    token.quoted = true;
    return Take(kQuotedName, &token.text);
  }

  bool ReadParameter(Token& token) {
    ++position_;
    token.kind = TokenKind::kParameter;
    return Take(kName, &token.text) || Take(kQuotedName, &token.text) ||
           Take(kParameterDigits, &token.text);
  }

  static void MakeIdentifier(Token& token) {
    token.kind = TokenKind::kIdentifier;
    token.keyword = token.text;
    for (char& c : token.keyword)
      c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    token.reserved =
        std::find(kReserved.begin(), kReserved.end(), token.keyword) != kReserved.end();
  }

  // 0x1G and 12ab are mistakes, not a number and a name.
  bool NameFollows() const {
    Iterator ahead = position_;
    return x3::parse(ahead, text_.end(), kNameCharacter);
  }

  void Fail(Iterator begin) {
    const char first = *begin;
    if (first == '\'' || first == '"' || first == '`') {
      // An unfinished string is missed at the end of the text, as the peer reports it.
      result_.error_offset = text_.size();
      result_.error_expected = first;
    } else {
      result_.error_offset = std::min<size_t>(position_ - text_.begin(), text_.size());
    }
  }

  std::string_view text_;
  Iterator position_;
  LexResult result_;
};

}  // namespace

LexResult Lex(std::string_view text) {
  return Lexer(text).Run();
}

}  // namespace graph
