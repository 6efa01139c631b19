#include "core/resp/request_parser.h"

#include <gtest/gtest.h>

namespace trellis {
namespace {

struct Outcome {
  ParsedRequest request;
  std::vector<std::string> words;
};

Outcome Parse(std::string_view input, const RequestLimits& limits = {}) {
  std::vector<std::string_view> args;
  std::vector<std::string> unquoted;
  unquoted.reserve(16);
  Outcome outcome{ParseRequest(input, limits, args, unquoted), {}};
  for (const std::string_view arg : args)
    outcome.words.emplace_back(arg);
  return outcome;
}

TEST(RequestParser, ReadsArgumentsInPlaceAndStopsAtTheRequestsEnd) {
  const std::string input = "*2\r\n$3\r\nGET\r\n$12\r\nhello\r\nworld\r\n*1\r\n";
  const Outcome outcome = Parse(input);
  ASSERT_EQ(outcome.request.outcome, ParseOutcome::kComplete);
  EXPECT_EQ(outcome.words, (std::vector<std::string>{"GET", "hello\r\nworld"}));
  EXPECT_EQ(input.substr(outcome.request.consumed), "*1\r\n");
}

TEST(RequestParser, WaitsAtEveryCutOfAValidRequest) {
  const std::string input = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$10\r\n0123456789\r\n";
  for (size_t cut = 0; cut < input.size(); ++cut) {
    EXPECT_EQ(Parse(input.substr(0, cut)).request.outcome, ParseOutcome::kIncomplete) << cut;
  }
}

TEST(RequestParser, SaysHowManyBytesALargeArgumentNeeds) {
  EXPECT_EQ(Parse("*1\r\n$1000\r\nabc").request.wanted, 4 + 7 + 1000 + 2U);
}

TEST(RequestParser, RefusesLengthsThatLie) {
  for (const char* bad : {"*1\r\n$-1\r\n", "*1\r\n$536870913\r\n", "*99999999999999999999\r\n",
                          "*1\r\n:1\r\n", "*1\r\n$abc\r\n", "*2000000000\r\n", "set \"a\r\n"}) {
    EXPECT_EQ(Parse(bad).request.outcome, ParseOutcome::kError) << bad;
  }
}

TEST(RequestParser, LimitsStrangers) {
  EXPECT_EQ(Parse("*11\r\n", {.authenticated = false}).request.error,
            "unauthenticated multibulk length");
  EXPECT_EQ(Parse("*1\r\n$16385\r\n", {.authenticated = false}).request.error,
            "unauthenticated bulk length");
}

TEST(RequestParser, SplitsInlineWordsWithQuotesAndEscapes) {
  const Outcome outcome = Parse("SET \"a\\x41b\" 'it\\'s'\r\n");
  EXPECT_EQ(outcome.words, (std::vector<std::string>{"SET", "aAb", "it's"}));
}

}  // namespace
}  // namespace trellis
