// The functions that modules are given, declared from the contract: RM_Xxx is what a module gets when
// it asks for "RedisModule_Xxx".
//
// A file in modules/api/ serves a function by defining it: what nobody defines is a null here (the
// declarations are weak) and "not served" to modules, so there is no list to keep.
#pragma once

// The contract without the pointers that a module keeps: the server is the one who is asked.
#define TRELLIS_MODULE_HOST 1
#include <string_view>

#include "module_api/redismodule.h"

// Weak: the address of an undefined one is null.
extern "C" {
// NOLINTNEXTLINE(readability-identifier-naming): the rows are written so
#define FUNCTION(NAME, RETURNS, ARGUMENTS, GROUP, SINCE) [[gnu::weak]] RETURNS RM_##NAME ARGUMENTS;
#include "module_api/functions.def"
#undef FUNCTION
}

namespace trellis {

// The function for "RedisModule_Xxx", or null.
void* FindApiFunction(std::string_view name);

}  // namespace trellis
