// The timeseries module: the TSDB-TYPE type and the TS.* commands.
#include "module_api/cpp/trellis_module.h"

#include "timeseries/module_state.h"
#include "timeseries/series_keys.h"
#include "timeseries/series_type.h"
#include "timeseries/ts_commands.h"

namespace trellis::timeseries {
namespace {

// The RedisTimeSeries whose commands, replies and payloads these are: 1.12.2.
constexpr int kVersion = 11202;

Status Load(Registrar& registrar) {
  State() = ModuleState();
  const auto words = WordsFrom(registrar.args(), 0);
  if (const auto wrong = ParseSettings(words, State().settings)) {
    return Status::Error("ERR timeseries: " + *wrong);
  }
  RegisterSeriesType(registrar);
  AddWriteCommands(registrar);
  AddReadCommands(registrar);
  AddMultiCommands(registrar);
  AddRuleCommands(registrar);
  return registrar.Done();
}

}  // namespace

ModuleState& State() {
  static ModuleState state;
  return state;
}

}  // namespace trellis::timeseries

TRELLIS_MODULE("timeseries", trellis::timeseries::kVersion, trellis::timeseries::Load)
