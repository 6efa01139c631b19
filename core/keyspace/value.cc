#include "core/keyspace/value.h"

#include <cstdlib>

#include "core/base/number_text.h"
#include "core/keyspace/type_ops.h"

namespace trellis {

Value::~Value() {
  if (form_ == Form::kText) std::free(reinterpret_cast<StringBuffer*>(slot_));
  if (form_ == Form::kSlot) types::Of(type_).Free(slot_);
}

Value Value::String(std::string_view text) {
  if (const std::optional<int64_t> number = ParseInt64(text)) return Integer(*number);
  Value value;
  value.form_ = Form::kText;
  value.slot_ = reinterpret_cast<uint64_t>(StringBuffer::Create(text));
  return value;
}

Value Value::Integer(int64_t number) {
  Value value;
  value.form_ = Form::kInteger;
  value.slot_ = static_cast<uint64_t>(number);
  return value;
}

Value Value::Slot(TypeId type, uint64_t slot) {
  Value value;
  value.type_ = type;
  value.form_ = Form::kSlot;
  value.slot_ = slot;
  return value;
}

std::string_view Value::text() const {
  const auto* buffer = reinterpret_cast<const StringBuffer*>(slot_);
  return form_ == Form::kText ? std::string_view(buffer->bytes, buffer->size) : std::string_view();
}

}  // namespace trellis
