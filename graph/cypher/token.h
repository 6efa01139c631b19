// The tokens of Cypher. The grammar works on tokens, not characters: white space and comments are
// dealt with once, trying another alternative costs nothing, and the furthest token that was looked
// at is where a syntax error is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace graph {

enum class TokenKind : uint8_t {
  kEnd,         // after the last one
  kIdentifier,  // also a keyword; `quoted` if in backticks
  kParameter,   // $name: text is the name
  kInteger,
  kDouble,
  kString,  // text is what the quotes hold, escapes resolved
  kSymbol,  // text is one of ( ) [ ] { } , . : ; | + - * / % ^ = < > and .. <= >= <> += =~
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  bool quoted = false;
  bool reserved = false;  // a keyword that can't name a variable
  char symbol = 0;        // of a one-character symbol
  std::string text;
  std::string keyword;  // an unquoted identifier in upper case
  size_t begin = 0;     // bytes of the query
  size_t end = 0;
};

struct LexResult {
  std::vector<Token> tokens;  // ends with kEnd
  // Where no token could be read, and what was missing; npos if all went well.
  size_t error_offset = std::string_view::npos;
  std::string error_expected;
};

LexResult Lex(std::string_view text);

}  // namespace graph
