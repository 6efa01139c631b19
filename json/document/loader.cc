#include "json/document/loader.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "json/document/builder.h"
#include "json/document/careful_loader.h"

namespace trellis::json {
namespace {

namespace ondemand = simdjson::ondemand;

// Buffers larger than this are given back at once, smaller ones are kept for the next document.
constexpr size_t kKeptBytes = 1 << 16;

// The fast way: simdjson's On-Demand parser walks the text once, and the builder writes what it
// finds.
class Loader {
 public:
  // False if anything is unusual; then LoadCarefully has the last word.
  bool Load(std::string_view text) {
    Prepare(text);
    ondemand::document document;
    if (parser_.iterate(input_.get(), text.size(), input_size_).get(document)) return false;
    builder_.Begin(block_);
    if (!LoadRoot(document) || builder_.full()) return false;
    // At the end there is no location.
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return false;
    block_.Write(Block::kRoot, builder_.Take());
    return true;
  }
  bool too_large() const { return builder_.full(); }
  const Block& block() const { return block_; }
  void GiveBackLargeBuffers() {
    if (input_size_ <= kKeptBytes) return;
    input_.reset();
    input_size_ = 0;
    parser_ = ondemand::parser();
    block_ = Block();
    builder_ = Builder();
  }

 private:
  // simdjson reads beyond the end of a text, so the text is copied to where it may.
  void Prepare(std::string_view text) {
    block_.Reset();
    // About what a document takes: a large one should not have to be moved many times while it
    // grows.
    if (text.size() > kKeptBytes)
      block_ = Block(static_cast<uint32_t>(std::min<size_t>(text.size(), kMaxBytes)));
    escapes_ = text.find("\\u") != std::string_view::npos;
    const size_t needed = text.size() + simdjson::SIMDJSON_PADDING;
    if (input_size_ < needed) {
      input_size_ = needed + needed / 4;
      input_ = std::make_unique_for_overwrite<char[]>(input_size_);
    }
    std::memcpy(input_.get(), text.data(), text.size());
    std::memset(input_.get() + text.size(), ' ', simdjson::SIMDJSON_PADDING);
  }

  // A scalar root has methods of its own in simdjson.
  bool LoadRoot(ondemand::document& document) {
    bool scalar = false;
    if (document.is_scalar().get(scalar)) return false;
    if (scalar) return LoadScalar(document);
    ondemand::value root;
    return !document.get_value().get(root) && LoadValue(root, 0);
  }

  bool LoadValue(ondemand::value& value, uint32_t depth) {
    ondemand::json_type type;
    if (value.type().get(type)) return false;
    if (type == ondemand::json_type::array) return depth < kMaxDepth && LoadArray(value, depth + 1);
    if (type == ondemand::json_type::object) {
      return depth < kMaxDepth && LoadObject(value, depth + 1);
    }
    return LoadScalar(value);
  }

  bool LoadArray(ondemand::value& value, uint32_t depth) {
    ondemand::array array;
    if (value.get_array().get(array)) return false;
    builder_.StartArray();
    for (auto element : array) {
      ondemand::value item;
      if (element.get(item) || !LoadValue(item, depth)) return false;
    }
    builder_.EndArray();
    return !builder_.full();
  }

  bool LoadObject(ondemand::value& value, uint32_t depth) {
    ondemand::object object;
    if (value.get_object().get(object)) return false;
    builder_.StartObject();
    for (auto member : object) {
      ondemand::field field;
      std::string_view name;
      if (std::move(member).get(field) || field.unescaped_key().get(name)) return false;
      if (!IsText(name)) return false;
      builder_.Name(name);
      if (!LoadValue(field.value(), depth)) return false;
    }
    builder_.EndObject();
    return !builder_.full();
  }

  template <typename Scalar>
  bool LoadScalar(Scalar& value) {
    ondemand::json_type type;
    if (value.type().get(type)) return false;
    switch (type) {
      case ondemand::json_type::string: {
        std::string_view text;
        if (value.get_string().get(text) || !IsText(text)) return false;
        builder_.String(text);
        return true;
      }
      case ondemand::json_type::number: return LoadNumber(value);
      case ondemand::json_type::boolean: {
        bool truth = false;
        if (value.get_bool().get(truth)) return false;
        builder_.Boolean(truth);
        return true;
      }
      default: {
        // simdjson looks at the first four bytes only where the root is null.
        std::string_view token;
        bool null = false;
        if (RawToken(value).get(token) || !token.starts_with("null")) return false;
        if (token.find_last_not_of(" \t\r\n") != 3) return false;
        if (simdjson::simdjson_result<bool>(value.is_null()).get(null) || !null) return false;
        builder_.Null();
        return true;
      }
    }
  }

  template <typename Scalar>
  static simdjson::simdjson_result<std::string_view> RawToken(Scalar& value) {
    return value.raw_json_token();
  }

  template <typename Scalar>
  bool LoadNumber(Scalar& value) {
    std::string_view token;
    if (RawToken(value).get(token)) return false;
    ondemand::number number;
    if (value.get_number().get(number)) return false;
    if (number.is_double()) {
      builder_.Number(number.get_double());
    } else if (number.is_uint64()) {
      builder_.Unsigned(number.get_uint64());
    } else if (number.get_int64() == 0 && token.front() == '-') {
      builder_.Number(-0.0);  // no integer is a negative zero
    } else {
      builder_.Integer(number.get_int64());
    }
    return true;
  }

  // simdjson takes the second half of a surrogate pair without the first, which is no text.
  bool IsText(std::string_view text) const {
    return !escapes_ || simdjson::validate_utf8(text.data(), text.size());
  }

  ondemand::parser parser_;
  std::unique_ptr<char[]> input_;
  size_t input_size_ = 0;
  bool escapes_ = false;  // the text has a \u somewhere
  Block block_;
  Builder builder_;
};

}  // namespace

std::optional<Document> LoadDocument(std::string_view text, std::string& error) {
  thread_local Loader loader;
  std::optional<Document> document;
  if (loader.Load(text)) document.emplace(loader.block());
  const bool too_large = loader.too_large();
  loader.GiveBackLargeBuffers();
  if (document) return document;
  if (!too_large) return LoadCarefully(text, error);
  error = kTooLarge;
  return std::nullopt;
}

}  // namespace trellis::json
