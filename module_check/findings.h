// What the checks have found, a line each, printed as it is found.
#pragma once

#include <cstddef>
#include <string_view>

namespace trellis {

class Findings {
 public:
  void Ok(std::string_view check, std::string_view detail = "");
  // Worth knowing, and no fault.
  void Note(std::string_view text);
  void Failed(std::string_view check, std::string_view why);
  [[nodiscard]] size_t failed() const { return failed_; }

 private:
  size_t failed_ = 0;
};

}  // namespace trellis
