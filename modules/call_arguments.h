// The arguments of Call, Replicate and EmitAOF: a command's name, a format of one letter each, and C
// varargs.
//
//   c  a C string                 s  a RedisModuleString         b  bytes and a size_t
//   l  a long long, as decimal    v  RedisModuleString** and a size_t: that many words
// Modifiers stand among the letters and take no argument; see Modifier.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/container/small_vector.hpp>

namespace trellis {

class CallArguments {
 public:
  enum Modifier : uint32_t {
    kReplicate = 1U << 0,        // !
    kNoAof = 1U << 1,            // A
    kNoReplicas = 1U << 2,       // R
    kResp3 = 1U << 3,            // 3
    kCallerResp = 1U << 4,       // 0
    kCheckAcl = 1U << 5,         // C
    kScriptMode = 1U << 6,       // S
    kNoWrites = 1U << 7,         // W
    kDenyOom = 1U << 8,          // M
    kErrorsAsReplies = 1U << 9,  // E
    kDryRun = 1U << 10,          // D
    kAllowBlocking = 1U << 11,   // K
  };

  explicit CallArguments(const char* command) { words_.emplace_back(command); }

  // False for a letter that doesn't exist. The words point to what the arguments point to.
  bool Parse(const char* format, va_list args);

  // Puts other words in place of all; they must stay as long as this.
  void Rewrite(std::span<const std::string> words) { words_.assign(words.begin(), words.end()); }

  [[nodiscard]] std::span<const std::string_view> words() const {
    return {words_.data(), words_.size()};
  }
  [[nodiscard]] bool has(Modifier modifier) const { return (modifiers_ & modifier) != 0; }
  // Copies, for who keeps them.
  [[nodiscard]] std::vector<std::string> Copies() const { return {words_.begin(), words_.end()}; }

 private:
  static constexpr size_t kUsual = 8;

  boost::container::small_vector<std::string_view, kUsual> words_;
  std::list<std::string> numbers_;
  uint32_t modifiers_ = 0;
};

}  // namespace trellis
