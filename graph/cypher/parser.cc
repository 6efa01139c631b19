#include "graph/cypher/parser.h"

#include <algorithm>

#include "graph/cypher/grammar.h"
#include "graph/cypher/token.h"

namespace graph {

namespace {

using grammar::Context;
using grammar::Iterator;
using grammar::State;

// The peer's form: what stands there, what could have, where, and the line itself.
std::string SyntaxError(std::string_view text, size_t offset, std::string_view found,
                        const std::string& expected) {
  offset = std::min(offset, text.size());
  const size_t line_begin = text.substr(0, offset).rfind('\n') + 1;  // npos + 1 is 0
  const size_t line_end = std::min(text.find('\n', offset), text.size());
  const auto line = std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(offset), '\n');
  const size_t column = offset - line_begin;
  std::string error = "errMsg: Invalid input ";
  if (found.empty()) {
    error += "at end of input";
  } else {
    error.append("'").append(found).append("'");
  }
  if (!expected.empty()) error += ": expected " + expected;
  error += " line: " + std::to_string(line + 1) + ", column: " + std::to_string(column + 1) +
           ", offset: " + std::to_string(offset) + " errCtx: ";
  error += text.substr(line_begin, line_end - line_begin);
  error += " errCtxOffset: " + std::to_string(column);
  return error;
}

std::string Join(const std::vector<std::string_view>& names) {
  std::string joined;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) joined += i + 1 == names.size() ? " or " : ", ";
    joined += names[i];
  }
  return joined;
}

// One character (of UTF-8) of the text.
std::string_view CharacterAt(std::string_view text, size_t offset) {
  if (offset >= text.size()) return {};
  size_t length = 1;
  while (offset + length < text.size() && (text[offset + length] & 0xC0) == 0x80)
    ++length;
  return text.substr(offset, length);
}

std::string FailureOf(const State& state) {
  if (state.too_deep) return "Query is nested too deeply";
  const size_t offset = state.furthest->begin;
  return SyntaxError(state.text, offset, CharacterAt(state.text, offset), Join(state.expected));
}

bool MoreThanOneStatement(const std::vector<Token>& tokens, Iterator at) {
  return at > tokens.data() && at->kind != TokenKind::kEnd &&
         (at - 1)->kind == TokenKind::kSymbol && (at - 1)->symbol == ';';
}

constexpr std::string_view kWordsInFront[] = {"EXPLAIN", "PROFILE"};

Iterator SkipWordsInFront(Iterator at) {
  while (std::ranges::find(kWordsInFront, at->keyword) != std::end(kWordsInFront))
    ++at;
  return at;
}

}  // namespace

ParseResult Parse(std::string_view text) {
  LexResult lexed = Lex(text);
  if (lexed.error_offset != std::string_view::npos) {
    return {nullptr, SyntaxError(text, lexed.error_offset, CharacterAt(text, lexed.error_offset),
                                 lexed.error_expected)};
  }
  Iterator first = SkipWordsInFront(lexed.tokens.data());
  const Iterator end = &lexed.tokens.back();
  if (first == end) return {nullptr, "Error: empty query."};
  auto query = std::make_unique<Query>();
  State state{.text = text, .query = query.get(), .furthest = first};
  const Context context = grammar::x3::make_context<grammar::StateTag>(state);
  bool done = false;
  if (!grammar::kStatement.parse(first, end, context, grammar::x3::unused, done)) {
    if (!state.too_deep && MoreThanOneStatement(lexed.tokens, state.furthest)) {
      return {nullptr, "Error: query with more than one statement is not supported."};
    }
    return {nullptr, FailureOf(state)};
  }
  return {std::move(query), ""};
}

namespace {

// A parameter's value: literals, signs, lists and maps, without names.
bool ConstantOf(const Expression& expression, Value* value) {
  switch (expression.kind) {
    case ExpressionKind::kLiteral: *value = expression.value; return !expression.out_of_range;
    case ExpressionKind::kList: {
      std::vector<Value> items(expression.operands.size());
      for (size_t i = 0; i < items.size(); ++i) {
        if (!ConstantOf(*expression.operands[i], &items[i])) return false;
      }
      *value = Value::List(std::move(items));
      return true;
    }
    case ExpressionKind::kMap: {
      std::vector<std::pair<std::string, Value>> entries(expression.operands.size());
      for (size_t i = 0; i < entries.size(); ++i) {
        entries[i].first = expression.names[i];
        if (!ConstantOf(*expression.operands[i], &entries[i].second)) return false;
      }
      *value = Value::Map(std::move(entries));
      return true;
    }
    default: return false;
  }
}

bool IsCypherWord(const Token& token) {
  return token.keyword == "CYPHER";
}

}  // namespace

HeaderResult ParseHeader(std::string_view text) {
  HeaderResult result{.query = text};
  // Only a text that begins with the word has a header: most have none, and need no lexing here.
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || (text[begin] | 0x20) != 'c') return result;
  const LexResult lexed = Lex(text);
  if (lexed.error_offset != std::string_view::npos || !IsCypherWord(lexed.tokens.front())) {
    return result;
  }
  Query arena;
  State state{.text = text, .query = &arena, .furthest = lexed.tokens.data()};
  const Context context = grammar::x3::make_context<grammar::StateTag>(state);
  Iterator at = lexed.tokens.data() + 1;
  const Iterator end = &lexed.tokens.back();
  while (at->kind == TokenKind::kIdentifier && at[1].kind == TokenKind::kSymbol &&
         at[1].symbol == '=') {
    const std::string& name = at->text;
    at += 2;
    Expression* expression = nullptr;
    if (!grammar::kPostfix.parse(at, end, context, grammar::x3::unused, expression)) {
      result.error = FailureOf(state);
      return result;
    }
    Value value;
    if (!ConstantOf(*expression, &value)) {
      result.error = "Invalid parameter value: " + name;
      return result;
    }
    result.parameters.emplace_back(name, std::move(value));
  }
  result.query = text.substr(std::min(at->begin, text.size()));
  return result;
}

}  // namespace graph
