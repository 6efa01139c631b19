// What the module host knows about a crash: whose code it struck in and which command was running; of a call
// through a null pointer, which function of the ABI the module wanted that this server doesn't serve.
#pragma once

#include "core/observability/crash_report.h"

namespace trellis {

// For crash_report::SetSection. Runs in a signal handler.
void DescribeCrash(const crash_report::Crash& crash);

struct Module;
// The function that the call before `return_address` was meant for, or null if the code doesn't tell.
// Understood are `call *slot(%rip)`, where slot is the pointer that GetApi left null, and a load of
// it, or of its place in the global offset table, shortly before a `call` through a register.
const char* MissingFunctionCalled(const Module& module, const unsigned char* return_address);

}  // namespace trellis
