// A look at a shared object before the dynamic linker has it: the linker trusts the file's own tables,
// and dies with the process where a truncated file ends too early.
#pragma once

#include <string>

#include "core/base/result.h"

namespace trellis {

// Ok for a shared object of this machine that is all there. Source: the ELF-64 format.
Status CheckElfFile(const std::string& path);

}  // namespace trellis
