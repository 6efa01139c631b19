#include "modules/module.h"

#include "modules/module_command.h"
#include "modules/module_type.h"

namespace trellis {

Module::Module() = default;
Module::~Module() = default;

}  // namespace trellis
