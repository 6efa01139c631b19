// The rate limiter in a host that lives in this program; the same for C and C++. Status 1 if something is wrong.
#include <cstdio>
#include <string>

#include "module_api/testing/fake_host.h"

namespace {

using trellis::testing::FakeHost;

int wrong = 0;

void Expect(const char* what, const std::string& got, const std::string& expected) {
  if (got == expected) return;
  wrong++;
  std::fprintf(stderr, "%s\n  expected %s\n  got      %s\n", what, expected.c_str(), got.c_str());
}
void Expect(const char* what, bool holds) {
  Expect(what, holds ? "true" : "false", "true");
}

void TakesAndRefills() {
  FakeHost host(RedisModule_OnLoad);
  Expect("a new bucket is full", host.Run({"RATELIMIT.TAKE", "k", "3", "2"}), "[1, 2, 0]");
  Expect("several at once", host.Run({"RATELIMIT.TAKE", "k", "3", "2", "COST", "2"}), "[1, 0, 0]");
  Expect("none left", host.Run({"RATELIMIT.TAKE", "k", "3", "2"}), "[0, 0, 500]");
  Expect("refusals are not replicated", host.TakeReplicated().size() == 2);
  host.AdvanceMs(499);
  Expect("not yet", host.Run({"RATELIMIT.TAKE", "k", "3", "2"}), "[0, 0, 1]");
  host.AdvanceMs(1);
  Expect("one is there", host.Run({"RATELIMIT.TAKE", "k", "3", "2"}), "[1, 0, 0]");
  host.AdvanceMs(int64_t{1} << 50);
  Expect("it gets no fuller", host.Run({"RATELIMIT.TAKE", "k", "3", "2"}), "[1, 2, 0]");
}

void LivesOn() {
  FakeHost host(RedisModule_OnLoad);
  host.Run({"RATELIMIT.TAKE", "k", "1000", "1", "COST", "600"});
  const std::string effect = host.TakeReplicated().at(0);
  Expect("what replicas run", effect, "RATELIMIT.SET k 1000 1 400000 1000000");
  Expect("and the AOF", host.Rewrite("k").at(0), effect);
  Expect("saved and loaded", host.Reload());
  Expect("the same", host.Run({"RATELIMIT.TAKE", "k", "1000", "1", "COST", "400"}), "[1, 0, 0]");
  Expect("copied", host.Copy("k", "copy"));
  host.RestoreCorrupted(host.Dump("k"));
  Expect("set", host.Run({"RATELIMIT.SET", "k2", "1000", "1", "400000", "1000000"}), "+OK");
  Expect("as it was", host.Rewrite("k2").at(0), "RATELIMIT.SET k2 1000 1 400000 1000000");
}

void RefusesWhatIsWrong() {
  FakeHost host(RedisModule_OnLoad);
  const std::string number = "-ERR value is not an integer or out of range";
  const std::string syntax = "-ERR syntax error";
  Expect("no capacity", host.Run({"RATELIMIT.TAKE", "k", "0", "2"}), number);
  Expect("no rate", host.Run({"RATELIMIT.TAKE", "k", "3", "x"}), number);
  Expect("too dear", host.Run({"RATELIMIT.TAKE", "k", "3", "2", "COST", "4"}), number);
  Expect("no such word", host.Run({"RATELIMIT.TAKE", "k", "3", "2", "PRICE", "1"}), syntax);
  Expect("no bucket", host.Run({"RATELIMIT.SET", "k", "1", "1", "1001", "0"}),
         "-ERR the numbers are no bucket");
  Expect("nothing was made", !host.Exists("k"));
  host.SetString("text", "x");
  Expect("another type", host.Run({"RATELIMIT.TAKE", "text", "3", "2"}),
         "-WRONGTYPE Operation against a key holding the wrong kind of value");
}

}  // namespace

int main() {
  TakesAndRefills();
  LivesOn();
  RefusesWhatIsWrong();
  return wrong == 0 ? 0 : 1;
}
