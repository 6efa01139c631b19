#include "modules/module_string.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "modules/argument_frame.h"

namespace trellis {
namespace {

TEST(ModuleString, ItsTextEndsInANul) {
  ModuleString* string = ModuleString::Create(std::string_view("a\0b", 3));
  EXPECT_EQ(string->view(), std::string_view("a\0b", 3));
  EXPECT_EQ(string->Text()[3], '\0');
  string->Release();
}

TEST(ModuleString, AppendsMoveItIntoABlockThatGrows) {
  ModuleString* string = ModuleString::Create("");
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    string->Append("xyz");
    expected += "xyz";
  }
  EXPECT_EQ(string->view(), expected);
  string->Trim();
  EXPECT_EQ(string->Text(), expected);
  string->Release();
}

TEST(ArgumentFrame, LendsArgumentsWithoutCopyingThem) {
  ArgumentFrame frame;
  const std::string buffer = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n";
  const std::vector<std::string_view> args = {std::string_view(buffer).substr(8, 3),
                                              std::string_view(buffer).substr(17, 1)};
  frame.Lend(args);
  EXPECT_EQ(frame.strings()[0]->view().data(), buffer.data() + 8);
  // Asked for the text, it must end in a NUL: now it is a copy.
  EXPECT_STREQ(frame.strings()[0]->Text(), "GET");
  frame.End();
}

TEST(ArgumentFrame, AStringThatWasRetainedOutlivesTheCall) {
  ArgumentFrame frame;
  ModuleString* held = nullptr;
  {
    const std::string bytes(100, 'x');
    const std::vector<std::string_view> args = {bytes};
    frame.Lend(args);
    held = frame.strings()[0];
    held->Retain();
    frame.End();
  }
  const std::vector<std::string_view> others = {"other"};
  frame.Lend(others);
  EXPECT_NE(frame.strings()[0], held);
  EXPECT_EQ(held->view(), std::string(100, 'x'));
  held->Release();
  frame.End();
}

}  // namespace
}  // namespace trellis
