// INFO modules: one line for each module that is loaded.
#pragma once

#include <string>

namespace trellis {

class ModuleHost;

// Appends the section's lines.
void WriteModulesInfo(const ModuleHost& host, std::string& out);

}  // namespace trellis
