#include "modules/info_sections.h"

#include <algorithm>

#include "core/base/words.h"

namespace {

// A name or value as a line of INFO can hold it.
std::string Safe(std::string_view text) {
  std::string safe(text);
  for (char& c : safe) {
    if (std::string_view("#:\n\r").find(c) != std::string_view::npos) c = '_';
  }
  return safe;
}

}  // namespace

bool RedisModuleInfoCtx::BeginSection(const char* name) {
  EndDict();
  std::string full = module_.name;
  if (name != nullptr && *name != '\0') full += "_" + Safe(name);
  in_section_ = wanted_.empty() || trellis::SameWord(wanted_, full) ||
                trellis::SameWord(wanted_, module_.name);
  if (!in_section_) return false;
  if (!out_.empty()) out_ += "\r\n";
  out_ += "# " + full + "\r\n";
  return true;
}

bool RedisModuleInfoCtx::BeginDict(const char* name) {
  if (!in_section_) return false;
  EndDict();
  out_ += module_.name + "_" + Safe(name) + ":";
  in_dict_ = true;
  dict_empty_ = true;
  return true;
}

bool RedisModuleInfoCtx::EndDict() {
  if (!in_dict_) return false;
  in_dict_ = false;
  out_ += "\r\n";
  return true;
}

bool RedisModuleInfoCtx::AddField(const char* name, std::string_view value) {
  if (!in_section_) return false;
  if (in_dict_) {
    if (!dict_empty_) out_ += ',';
    dict_empty_ = false;
    out_ += Safe(name) + "=" + Safe(value);
  } else {
    out_ += module_.name + "_" + Safe(name) + ":" + Safe(value) + "\r\n";
  }
  return true;
}

namespace trellis {

void InfoSections::Set(Module& module, RedisModuleInfoFunc function) {
  const auto forget = [this, &module] {
    std::erase_if(functions_, [&](const auto& entry) { return entry.first == &module; });
  };
  forget();
  functions_.emplace_back(&module, function);
  module.undo.emplace_back(forget);
}

void InfoSections::Write(std::string& out, std::string_view wanted) const {
  const bool all = trellis::SameWord(wanted, "modules");
  for (const auto& [module, function] : functions_) {
    RedisModuleInfoCtx info(*module, all ? std::string_view() : wanted, out);
    function(&info, 0);
    info.EndDict();
  }
}

}  // namespace trellis
