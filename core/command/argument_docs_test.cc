#include "core/command/argument_docs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

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

std::string Reply(std::string_view row, int protocol) {
  OutputBuffer out;
  ReplyWriter reply(out, protocol);
  ReplyArguments(reply, row);
  return out.Text();
}

TEST(ArgumentDocs, EveryRowIsFoundByItsName) {
  for (const Row& row : kRows)
    EXPECT_EQ(ArgumentsOf(row.name), row.arguments) << row.name;
  EXPECT_EQ(ArgumentsOf("nothing"), "");
  EXPECT_EQ(ArgumentsOf("zzz"), "");
}

// Each argument has one colon in front of its type.
ptrdiff_t Arguments(std::string row) {
  constexpr std::string_view kWithColon = "ip:port";
  for (size_t at = row.find(kWithColon); at != std::string::npos; at = row.find(kWithColon))
    row.erase(at, kWithColon.size());
  return std::count(row.begin(), row.end(), ':');
}

TEST(ArgumentDocs, EveryArgumentOfEveryRowIsReplied) {
  for (const Row& row : kRows) {
    const std::string reply = Reply(row.arguments, 3);
    // A map for each, and no text has a percent sign.
    EXPECT_EQ(std::count(reply.begin(), reply.end(), '%'), Arguments(std::string(row.arguments)))
        << row.name;
  }
}

TEST(ArgumentDocs, SaysAllThatARowHolds) {
  EXPECT_EQ(
      Reply("a:key#1=X ?*@1.2.0 (b:string c:pure-token=*) d:integer !2.0.0", 3),
      "*2\r\n"
      "%7\r\n$4\r\nname\r\n$1\r\na\r\n$4\r\ntype\r\n$3\r\nkey\r\n"
      "$14\r\nkey_spec_index\r\n:1\r\n$5\r\ntoken\r\n$1\r\nX\r\n"
      "$5\r\nsince\r\n$5\r\n1.2.0\r\n$5\r\nflags\r\n~2\r\n+optional\r\n+multiple\r\n"
      "$9\r\narguments\r\n*2\r\n"
      "%2\r\n$4\r\nname\r\n$1\r\nb\r\n$4\r\ntype\r\n$6\r\nstring\r\n"
      "%3\r\n$4\r\nname\r\n$1\r\nc\r\n$4\r\ntype\r\n$10\r\npure-token\r\n$5\r\ntoken\r\n$1\r\n*\r\n"
      "%3\r\n$4\r\nname\r\n$1\r\nd\r\n$4\r\ntype\r\n$7\r\ninteger\r\n"
      "$16\r\ndeprecated_since\r\n$5\r\n2.0.0\r\n");
}

TEST(ArgumentDocs, AnEmptyTokenIsWrittenAsQuotes) {
  EXPECT_EQ(Reply("e:pure-token=\"\"", 2),
            "*1\r\n*6\r\n$4\r\nname\r\n$1\r\ne\r\n$4\r\ntype\r\n$10\r\npure-token\r\n$"
            "5\r\ntoken\r\n$0\r\n\r\n");
}

}  // namespace
}  // namespace trellis
