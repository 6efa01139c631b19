#include "core/observability/info.h"

#include <strings.h>

namespace trellis {
namespace {

bool SameWord(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

void Info::Add(std::string title, bool in_default, Writer writer) {
  sections_.push_back({std::move(title), in_default, std::move(writer)});
}

std::string Info::Text(std::span<const std::string_view> wanted) const {
  bool all = false;
  bool everything = false;
  bool usual = wanted.empty();
  for (const std::string_view name : wanted) {
    all = all || SameWord(name, "all");
    everything = everything || SameWord(name, "everything");
    usual = usual || SameWord(name, "default");
  }
  std::string text;
  for (const Section& section : sections_) {
    bool show = all || everything || (usual && section.in_default);
    for (const std::string_view name : wanted)
      show = show || SameWord(name, section.title);
    if (!show) continue;
    if (!text.empty()) text += "\r\n";
    text += "# " + section.title + "\r\n";
    section.writer(text);
  }
  if (module_sections_) {
    if (everything) module_sections_(text, "");
    for (const std::string_view name : wanted) {
      if (!all && !everything) module_sections_(text, name);
    }
  }
  return text;
}

}  // namespace trellis
