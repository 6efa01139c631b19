#include "core/observability/info.h"

#include <gtest/gtest.h>

namespace trellis {
namespace {

class InfoTest : public testing::Test {
 protected:
  InfoTest() {
    info_.Add("Server", true, [](std::string& out) { out += "redis_version:7.4.0\r\n"; });
    info_.Add("Modules", true, [](std::string& out) { out += "module:name=mine\r\n"; });
    info_.set_module_sections([this](std::string& out, std::string_view wanted) {
      asked_.emplace_back(wanted);
      out += "# mine_section\r\n";
    });
  }
  std::string Text(std::vector<std::string_view> wanted) { return info_.Text(wanted); }

  Info info_;
  std::vector<std::string> asked_;
};

// A module that reads INFO under a lock of its own would meet itself there.
TEST_F(InfoTest, AsksNoModuleForASectionOfTheServer) {
  EXPECT_EQ(Text({"server"}), "# Server\r\nredis_version:7.4.0\r\n");
  Text({});
  Text({"all"});
  Text({"default"});
  EXPECT_TRUE(asked_.empty());
}

TEST_F(InfoTest, AsksModulesForEverythingForModulesAndForNamesThatAreNotTheServers) {
  Text({"everything"});
  Text({"modules"});
  Text({"server", "mine"});
  EXPECT_EQ(asked_, (std::vector<std::string>{"", "modules", "mine"}));
}

}  // namespace
}  // namespace trellis
