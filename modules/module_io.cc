#include "modules/module_io.h"

#include <fmt/core.h>

#include <cstdlib>

#include "core/base/log.h"
#include "modules/api_table.h"
#include "modules/host.h"
#include "modules/module_context.h"
#include "modules/module_type.h"

RedisModuleIO::~RedisModuleIO() {
  if (key_name_ != nullptr) key_name_->Release();
  if (context_ == nullptr) return;
  trellis::Client* client = context_->client;
  context_->End();
  delete client;
}

void RedisModuleIO::BeginItem(Kind kind) {
  if (!header_.empty()) {
    out_->Bytes(header_.data(), header_.size());
    header_.clear();
  }
  wrote_ = true;
  out_->Length(kind);
}

void RedisModuleIO::SaveUnsigned(uint64_t value) {
  BeginItem(kUnsigned);
  out_->Length(value);
}

void RedisModuleIO::SaveFloat(float value) {
  BeginItem(kFloat);
  out_->Bytes(&value, sizeof value);
}

void RedisModuleIO::SaveDouble(double value) {
  BeginItem(kDouble);
  out_->Double(value);
}

void RedisModuleIO::SaveString(std::string_view text) {
  BeginItem(kString);
  out_->String(text);
}

void RedisModuleIO::Fail(std::string reason) {
  if (failed_) return;
  failed_ = true;
  in_->Fail(std::move(reason));
}

bool RedisModuleIO::Expect(Kind kind, Kind alternative) {
  if (in_ == nullptr) return false;
  if (!failed_) {
    const uint64_t found = in_->Length();
    if (!in_->ok()) {
      failed_ = true;
    } else if (found != kind && found != alternative) {
      Fail(fmt::format("the module type '{}' expects an item of kind {} where one of kind {} is",
                       type_.name(), static_cast<uint64_t>(kind), found));
    }
  }
  if (!failed_) return true;
  // A module that doesn't ask IsIOError may go on for as many items as a damaged count says.
  constexpr uint64_t kPatience = 1U << 24;
  if (!type_.module().has_option(REDISMODULE_OPTIONS_HANDLE_IO_ERRORS) &&
      ++loads_after_failure_ > kPatience) {
    trellis::Log(trellis::LogLevel::kWarning,
                 "The module type '{}' can't cope with damaged data: giving up", type_.name());
    std::exit(1);  // NOLINT(concurrency-mt-unsafe): the end of the process is what is wanted
  }
  return false;
}

uint64_t RedisModuleIO::LoadInteger() {
  if (!Expect(kUnsigned, kSigned)) return 0;
  const uint64_t value = in_->Length();
  failed_ = !in_->ok();
  return value;
}

float RedisModuleIO::LoadFloat() {
  float value = 0;
  if (!Expect(kFloat, kFloat)) return value;
  in_->Bytes(&value, sizeof value);
  failed_ = !in_->ok();
  return failed_ ? 0 : value;
}

double RedisModuleIO::LoadDouble() {
  if (!Expect(kDouble, kDouble)) return 0;
  const double value = in_->Double();
  failed_ = !in_->ok();
  return value;
}

std::string RedisModuleIO::LoadString() {
  if (!Expect(kString, kString)) return {};
  std::string text = in_->String();
  failed_ = !in_->ok();
  return text;
}

const RedisModuleString* RedisModuleIO::KeyName() {
  if (key_name_ == nullptr && !key_.empty()) key_name_ = RedisModuleString::Create(key_);
  return key_name_;
}

RedisModuleCtx* RedisModuleIO::Context() {
  if (context_ == nullptr) {
    context_ = std::make_unique<RedisModuleCtx>();
    context_->get_api = type_.module().get_api;
    context_->module = &type_.module();
    context_->reason = RedisModuleCtx::Reason::kValueStream;
    context_->client = new trellis::Client(0, -1);
    context_->client->set(trellis::Client::kInternal);
    context_->client->set(trellis::Client::kDenyBlocking);
  }
  return context_.get();
}
