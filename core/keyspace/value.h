// A value on its way into the keyspace, or out of it: owned, typed, without a key.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "core/keyspace/entry.h"

namespace trellis {

class Value {
 public:
  Value() = default;  // empty
  Value(const Value&) = delete;
  Value& operator=(const Value&) = delete;
  Value(Value&& other) noexcept { *this = std::move(other); }
  Value& operator=(Value&& other) noexcept {
    std::swap(type_, other.type_);
    std::swap(form_, other.form_);
    std::swap(slot_, other.slot_);
    return *this;
  }
  ~Value();

  // A string; kept as an integer when it is the canonical text of one.
  static Value String(std::string_view text);
  static Value Integer(int64_t number);
  // Any other type; takes over what the slot owns.
  static Value Slot(TypeId type, uint64_t slot);

  [[nodiscard]] bool empty() const { return form_ == Form::kEmpty; }
  [[nodiscard]] TypeId type() const { return type_; }
  [[nodiscard]] bool integer() const { return form_ == Form::kInteger; }
  // A string that is no integer.
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] uint64_t slot() const { return slot_; }
  // Gives up ownership of what the slot holds.
  uint64_t Release() {
    form_ = Form::kEmpty;
    return slot_;
  }

 private:
  enum class Form : uint8_t {
    kEmpty,
    kInteger,
    kText,
    kSlot
  };
  TypeId type_ = kStringType;
  Form form_ = Form::kEmpty;
  uint64_t slot_ = 0;
};

}  // namespace trellis
