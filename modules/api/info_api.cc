// INFO: what modules add to it, and what they read there.
#include <fmt/core.h>

#include <map>
#include <optional>
#include <string>

#include "core/base/number_text.h"
#include "core/observability/info.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/info_sections.h"
#include "modules/module_context.h"
#include "modules/module_string.h"

using trellis::Host;

// Fields of INFO by name.
struct RedisModuleServerInfoData {
  std::map<std::string, std::string, std::less<>> fields;

  [[nodiscard]] const std::string* Find(std::string_view field) const {
    const auto found = fields.find(field);
    return found == fields.end() ? nullptr : &found->second;
  }
};

namespace {

int Outcome(bool good) {
  return good ? REDISMODULE_OK : REDISMODULE_ERR;
}

void ReleaseServerInfo(void* info) {
  delete static_cast<RedisModuleServerInfoData*>(info);
}

template <typename Number, typename Parsed>
Number NumberField(const RedisModuleServerInfoData* info, const char* field, int* out_err,
                   std::optional<Parsed> (*parse)(std::string_view)) {
  const std::string* text = info->Find(field);
  const std::optional<Parsed> number = text == nullptr ? std::nullopt : parse(*text);
  if (out_err != nullptr) *out_err = Outcome(number.has_value());
  return number ? static_cast<Number>(*number) : Number{};
}

}  // namespace

extern "C" {

int RM_RegisterInfoFunc(RedisModuleCtx* ctx, RedisModuleInfoFunc callback) {
  if (ctx->module == nullptr) return REDISMODULE_ERR;
  Host().info_sections().Set(*ctx->module, callback);
  return REDISMODULE_OK;
}

int RM_InfoAddSection(RedisModuleInfoCtx* info_ctx, const char* name) {
  return Outcome(info_ctx->BeginSection(name));
}

int RM_InfoBeginDictField(RedisModuleInfoCtx* info_ctx, const char* name) {
  return Outcome(info_ctx->BeginDict(name));
}

int RM_InfoEndDictField(RedisModuleInfoCtx* info_ctx) {
  return Outcome(info_ctx->EndDict());
}

int RM_InfoAddFieldString(RedisModuleInfoCtx* info_ctx, const char* field,
                          RedisModuleString* value) {
  return Outcome(info_ctx->AddField(field, value->view()));
}

int RM_InfoAddFieldCString(RedisModuleInfoCtx* info_ctx, const char* field, const char* value) {
  return Outcome(info_ctx->AddField(field, value));
}

int RM_InfoAddFieldDouble(RedisModuleInfoCtx* info_ctx, const char* field, double value) {
  return Outcome(info_ctx->AddField(field, fmt::format("{:.17g}", value)));
}

int RM_InfoAddFieldLongLong(RedisModuleInfoCtx* info_ctx, const char* field, long long value) {
  return Outcome(info_ctx->AddField(field, std::to_string(value)));
}

int RM_InfoAddFieldULongLong(RedisModuleInfoCtx* info_ctx, const char* field,
                             unsigned long long value) {
  return Outcome(info_ctx->AddField(field, std::to_string(value)));
}

RedisModuleServerInfoData* RM_GetServerInfo(RedisModuleCtx* ctx, const char* section) {
  auto* info = new RedisModuleServerInfoData();
  std::string text;
  if (section == nullptr || *section == '\0') {
    text = Host().services().info->Text({});
  } else {
    const std::string_view wanted[] = {section};
    text = Host().services().info->Text(wanted);
  }
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find("\r\n", at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 2;
    const size_t colon = line.find(':');
    if (line.starts_with('#') || colon == std::string_view::npos) continue;
    info->fields.emplace(line.substr(0, colon), line.substr(colon + 1));
  }
  if (ctx != nullptr) ctx->OwnIfAuto(info, ReleaseServerInfo);
  return info;
}

void RM_FreeServerInfo(RedisModuleCtx* ctx, RedisModuleServerInfoData* info) {
  if (ctx != nullptr && ctx->auto_memory) ctx->Disown(info);
  delete info;
}

RedisModuleString* RM_ServerInfoGetField(RedisModuleCtx* ctx, RedisModuleServerInfoData* info,
                                         const char* field) {
  const std::string* value = info->Find(field);
  return value == nullptr ? nullptr : RM_CreateString(ctx, value->data(), value->size());
}

const char* RM_ServerInfoGetFieldC(RedisModuleServerInfoData* info, const char* field) {
  const std::string* value = info->Find(field);
  return value == nullptr ? nullptr : value->c_str();
}

long long RM_ServerInfoGetFieldSigned(RedisModuleServerInfoData* info, const char* field,
                                      int* out_err) {
  return NumberField<long long>(info, field, out_err, trellis::ParseInt64);
}

unsigned long long RM_ServerInfoGetFieldUnsigned(RedisModuleServerInfoData* info, const char* field,
                                                 int* out_err) {
  return NumberField<unsigned long long>(info, field, out_err, trellis::ParseUint64);
}

double RM_ServerInfoGetFieldDouble(RedisModuleServerInfoData* info, const char* field,
                                   int* out_err) {
  return NumberField<double>(info, field, out_err, trellis::ParseDouble);
}

}  // extern "C"
