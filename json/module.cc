// What the json module adds to the server: a data type, its commands, and a table for other
// modules.
#include "module_api/cpp/trellis_module.h"

#include "json/api/json_table.h"
#include "json/json_commands.h"
#include "json/json_type.h"

namespace trellis::json {
namespace {

// The RedisJSON whose commands, replies and payloads these are: 2.8.3.
constexpr int kVersion = 20803;

Status Load(Registrar& registrar) {
  AddDocumentType(registrar);
  AddGetCommands(registrar);
  AddReadCommands(registrar);
  AddWriteCommands(registrar);
  AddScalarCommands(registrar);
  AddArrayCommands(registrar);
  registrar.Export(TRELLIS_JSON_API_NAME, JsonTable());
  return registrar.Done();
}

}  // namespace
}  // namespace trellis::json

TRELLIS_MODULE("ReJSON", trellis::json::kVersion, trellis::json::Load)
