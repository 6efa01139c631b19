#include "core/observability/info.h"

#include <algorithm>

#include "core/base/words.h"

namespace trellis {
namespace {

bool Names(std::span<const std::string_view> wanted, std::string_view title) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](std::string_view name) { return SameWord(name, title); });
}

}  // namespace

// A module that asks for one of our sections may hold a lock that its own sections need.
bool Info::MayBeOfModule(std::string_view name) const {
  if (SameWord(name, "modules")) return true;
  if (SameWord(name, "default") || SameWord(name, "all")) return false;
  return std::none_of(sections_.begin(), sections_.end(),
                      [&](const Section& section) { return SameWord(name, section.title); });
}

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
    const bool named = Names(wanted, section.title);
    if (!all && !everything && !named && !(usual && section.in_default)) continue;
    if (!text.empty()) text += "\r\n";
    text += "# " + section.title + "\r\n";
    section.writer(text);
  }
  if (module_sections_) {
    const bool modules = everything || Names(wanted, "modules");
    if (modules) module_sections_(text, everything ? "" : "modules");
    for (const std::string_view name : wanted) {
      if (!modules && MayBeOfModule(name)) module_sections_(text, name);
    }
  }
  return text;
}

}  // namespace trellis
