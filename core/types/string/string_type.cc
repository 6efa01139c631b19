#include "core/types/string/string_type.h"

#include <cstdlib>

#include "core/base/number_text.h"
#include "core/keyspace/database.h"

namespace trellis {
namespace {

constexpr uint8_t kRdbString = 0;
constexpr uint8_t kTags[] = {kRdbString};
// Longer strings are called raw, whatever their form.
constexpr size_t kLongestEmbstr = 44;

class StringOps final : public TypeOps {
 public:
  [[nodiscard]] std::string_view name() const override { return "string"; }
  [[nodiscard]] uint8_t digest_class() const override { return 0; }
  [[nodiscard]] std::span<const uint8_t> rdb_tags() const override { return kTags; }
  [[nodiscard]] uint8_t RdbTag(const Entry&) const override { return kRdbString; }

  void Save(const Entry& entry, ValueWriter& out) const override {
    char digits[kMaxInt64Text];
    out.String(StringText(entry, digits));
  }

  Result<Value> Load(uint8_t, std::string_view, ValueReader& in) const override {
    const std::string text = in.String();
    if (!in.ok()) return Status::Error("Bad data format");
    return Value::String(text);
  }

  void Rewrite(const Entry& entry, CommandSink& out) const override {
    char digits[kMaxInt64Text];
    const std::string_view words[] = {"SET", entry.key(), StringText(entry, digits)};
    out.Command(words, 3);
  }

  void Free(uint64_t slot) const override { std::free(reinterpret_cast<StringBuffer*>(slot)); }

  Result<Value> Copy(const Entry& entry, std::string_view) const override {
    char digits[kMaxInt64Text];
    return Value::String(StringText(entry, digits));
  }

  [[nodiscard]] size_t MemoryBytes(const Entry& entry, size_t) const override {
    if (entry.embedded() || entry.integer()) return 0;
    return sizeof(StringBuffer) + reinterpret_cast<const StringBuffer*>(entry.slot())->capacity;
  }

  void Digest(const Entry& entry, DigestSink& digest) const override {
    char digits[kMaxInt64Text];
    digest.AddOrdered(StringText(entry, digits));
  }

  [[nodiscard]] std::string_view Encoding(const Entry& entry) const override {
    if (entry.integer()) return "int";
    char digits[kMaxInt64Text];
    return !entry.edited() && StringText(entry, digits).size() <= kLongestEmbstr ? "embstr" : "raw";
  }
};

}  // namespace

const TypeOps& StringType() {
  static const StringOps ops;
  return ops;
}

}  // namespace trellis
