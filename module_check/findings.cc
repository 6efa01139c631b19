#include "module_check/findings.h"

#include <fmt/core.h>

#include <cstdio>

namespace trellis {

void Findings::Ok(std::string_view check, std::string_view detail) {
  fmt::print("ok       {}{}{}\n", check, detail.empty() ? "" : ": ", detail);
  std::fflush(stdout);
}

void Findings::Note(std::string_view text) {
  fmt::print("note     {}\n", text);
  std::fflush(stdout);
}

void Findings::Failed(std::string_view check, std::string_view why) {
  failed_++;
  fmt::print("FAILED   {}: {}\n", check, why);
  std::fflush(stdout);
}

}  // namespace trellis
