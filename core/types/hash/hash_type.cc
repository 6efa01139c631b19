#include "core/types/hash/hash_type.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/keyspace/rewritten_elements.h"
#include "core/structures/packed_blobs.h"
#include "core/types/hash/hash.h"

namespace trellis {
namespace {

// RDB value types.
enum Tag : uint8_t {
  kPlain = 4,
  kZipmap = 9,
  kZiplist = 13,
  kListpack = 16,
  // With an expiry for each field; of the candidates of Redis 7.4, and of the releases.
  kExpiringPlainCandidate = 22,
  kExpiringListpackCandidate = 23,
  kExpiringPlain = 24,
  kExpiringListpack = 25,
};
constexpr uint8_t kTags[] = {kPlain,
                             kZipmap,
                             kZiplist,
                             kListpack,
                             kExpiringPlainCandidate,
                             kExpiringListpackCandidate,
                             kExpiringPlain,
                             kExpiringListpack};

constexpr const char* kDuplicateField = "a hash has the same field twice";

// A hash in the order in which Redis packs one whose fields expire: by their time, then the others.
struct PackedField {
  std::string name;
  std::string value;
  int64_t expire_at_ms = kNoExpiry;
};
std::vector<PackedField> ByExpiry(const Hash& hash) {
  std::vector<PackedField> fields;
  char field_digits[kMaxInt64Text];
  char value_digits[kMaxInt64Text];
  hash.ForEachWithExpiry(
      [&](const PackedElement& field, const PackedElement& value, int64_t expire_at_ms) {
        fields.push_back({std::string(field.Text(field_digits)),
                          std::string(value.Text(value_digits)), expire_at_ms});
      });
  std::stable_sort(fields.begin(), fields.end(), [](const PackedField& a, const PackedField& b) {
    return static_cast<uint64_t>(a.expire_at_ms) < static_cast<uint64_t>(b.expire_at_ms);
  });
  return fields;
}

// Reads a hash, field by field. What is wrong is told to the reader.
class Loader {
 public:
  explicit Loader(ValueReader& in) : in_(in) {}
  ~Loader() { hash_.FreeAll(); }
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  Result<Value> Load(uint8_t tag) {
    switch (tag) {
      case kPlain: ReadPlain(); break;
      case kZipmap: ReadBlob(BlobReader::Kind::kZipmap, Expiries::kNone); break;
      case kZiplist: ReadBlob(BlobReader::Kind::kZiplist, Expiries::kNone); break;
      case kListpack: ReadBlob(BlobReader::Kind::kListpack, Expiries::kNone); break;
      case kExpiringPlain:
      case kExpiringPlainCandidate: ReadExpiringPlain(tag == kExpiringPlain); break;
      default:
        if (tag == kExpiringListpack) (void)ReadInt64();
        ReadBlob(BlobReader::Kind::kListpack, Expiries::kThird);
        break;
    }
    if (!in_.ok()) return Status::Error("Bad data format");
    if (hash_.size() == 0) return Value();
    return Value::Slot(kHashType, std::exchange(hash_, Hash()).slot());
  }

 private:
  enum class Expiries : uint8_t {
    kNone,
    kThird  // each pair is followed by its expiry
  };

  void Add(std::string_view field, std::string_view value) {
    if (!hash_.SetNew(field, value)) in_.Fail(kDuplicateField);
  }

  // A field that lives for ever (0) or until then; one that is dead by now dies at the next occasion.
  void AddExpiring(std::string_view field, std::string_view value, uint64_t expire_at_ms) {
    // What 48 bits hold; Redis takes no more.
    constexpr uint64_t kLatest = (uint64_t{1} << 48) - 1;
    if (expire_at_ms > kLatest) return in_.Fail("a hash field's expiry is out of range");
    Add(field, value);
    if (expire_at_ms != 0) hash_.SetExpiry(field, static_cast<int64_t>(expire_at_ms));
  }

  uint64_t ReadCount(uint64_t least_bytes) {
    const uint64_t count = in_.Length();
    if (count > in_.remaining() / least_bytes) in_.Fail("a hash has more fields than bytes");
    if (!in_.ok()) return 0;
    hash_.Reserve(count);
    return count;
  }

  int64_t ReadInt64() {
    int64_t number = 0;
    in_.Bytes(&number, sizeof number);
    return number;
  }

  void ReadPlain() {
    for (uint64_t left = ReadCount(2); left > 0 && in_.ok(); --left) {
      const std::string field = in_.String();
      const std::string value = in_.String();
      if (in_.ok()) Add(field, value);
    }
  }

  void ReadExpiringPlain(bool relative) {
    const auto base = relative ? static_cast<uint64_t>(ReadInt64()) : 0;
    for (uint64_t left = ReadCount(3); left > 0 && in_.ok(); --left) {
      const uint64_t given = in_.Length();
      const std::string field = in_.String();
      const std::string value = in_.String();
      if (!in_.ok()) return;
      uint64_t expire_at_ms = given;
      if (relative && given != 0 && __builtin_add_overflow(base, given - 1, &expire_at_ms)) {
        return in_.Fail("a hash field's expiry is out of range");
      }
      // A time of 0 would mean never.
      if (given != 0 && expire_at_ms == 0) expire_at_ms = 1;
      AddExpiring(field, value, expire_at_ms);
    }
  }

  void ReadBlob(BlobReader::Kind kind, Expiries expiries) {
    const std::string blob = in_.String();
    if (!in_.ok()) return;
    BlobReader reader(kind, blob);
    PackedElement field;
    PackedElement value;
    PackedElement expiry;
    char field_digits[kMaxInt64Text];
    char value_digits[kMaxInt64Text];
    while (in_.ok() && reader.Next(field)) {
      if (!reader.Next(value) || (expiries == Expiries::kThird && !reader.Next(expiry)) ||
          !expiry.integer()) {
        in_.Fail("a hash has a field without its value");
        return;
      }
      AddExpiring(field.Text(field_digits), value.Text(value_digits),
                  static_cast<uint64_t>(expiry.number));
    }
    if (!reader.ok()) in_.Fail("a hash's packed fields are damaged");
  }

  ValueReader& in_;
  Hash hash_;
};

class HashOps final : public TypeOps {
 public:
  [[nodiscard]] std::string_view name() const override { return "hash"; }
  [[nodiscard]] uint8_t digest_class() const override { return 4; }
  [[nodiscard]] std::span<const uint8_t> rdb_tags() const override { return kTags; }
  [[nodiscard]] uint8_t RdbTag(const Entry& entry) const override {
    const Hash hash = Of(entry);
    // A hash whose fields all live for ever again is one that any server knows.
    if (hash.next_expiry_ms() != FieldExpiry::kNever) {
      return hash.packed() ? kExpiringListpack : kExpiringPlain;
    }
    return hash.packed() ? kListpack : kPlain;
  }

  void Save(const Entry& entry, ValueWriter& out) const override {
    const Hash hash = Of(entry);
    if (hash.next_expiry_ms() != FieldExpiry::kNever) return SaveExpiring(hash, out);
    if (hash.packed()) {
      ListpackWriter fields;
      hash.ForEach(Hash::kEvenDead, [&](const PackedElement& field, const PackedElement& value) {
        fields.Add(field);
        fields.Add(value);
      });
      out.String(fields.Finish());
      return;
    }
    out.Length(hash.size());
    char digits[kMaxInt64Text];
    hash.ForEach(Hash::kEvenDead, [&](const PackedElement& field, const PackedElement& value) {
      out.String(field.Text(digits));
      out.String(value.Text(digits));
    });
  }

  Result<Value> Load(uint8_t tag, std::string_view, ValueReader& in) const override {
    return Loader(in).Load(tag);
  }

  void Rewrite(const Entry& entry, CommandSink& out) const override {
    RewrittenElements elements(out, "HMSET", entry.key());
    const Hash hash = Of(entry);
    hash.ForEach(Hash::kEvenDead, [&](const PackedElement& field, const PackedElement& value) {
      char field_digits[kMaxInt64Text];
      char value_digits[kMaxInt64Text];
      elements.Add(field.Text(field_digits), value.Text(value_digits));
    });
    elements.End();
    if (!hash.expiring()) return;
    for (const PackedField& field : ByExpiry(hash)) {
      if (field.expire_at_ms == kNoExpiry) break;
      const std::string at = std::to_string(field.expire_at_ms);
      const std::string_view words[] = {"HPEXPIREAT", entry.key(), at, "FIELDS", "1", field.name};
      out.Command(words, std::size(words));
    }
  }

  void Free(uint64_t slot) const override { Hash::FromSlot(slot).FreeAll(); }
  [[nodiscard]] size_t FreeEffort(const Entry& entry) const override { return Of(entry).Blocks(); }

  Result<Value> Copy(const Entry& entry, std::string_view) const override {
    return Value::Slot(kHashType, Of(entry).Copy().slot());
  }

  [[nodiscard]] size_t MemoryBytes(const Entry& entry, size_t samples) const override {
    return Of(entry).MemoryBytes(samples);
  }

  void Digest(const Entry& entry, DigestSink& digest) const override {
    char digits[kMaxInt64Text];
    Of(entry).ForEachWithExpiry(
        [&](const PackedElement& field, const PackedElement& value, int64_t expire_at_ms) {
          digest.AddOrdered(field.Text(digits));
          digest.AddOrdered(value.Text(digits));
          if (expire_at_ms != kNoExpiry) digest.AddMark("!!hexpire!!");
          digest.EndElement();
        });
  }

  [[nodiscard]] FieldExpiry* FieldExpiryOf(uint64_t slot) const override {
    return Hash::FromSlot(slot).expiry();
  }

  DeadFields RemoveDeadFields(Entry& entry, int64_t dead_by_ms, size_t at_most) const override {
    auto* hash = entry.slot_as<Hash>();
    DeadFields dead;
    dead.names = hash->EraseDead(dead_by_ms, at_most);
    dead.emptied = hash->size() == 0;
    return dead;
  }

  [[nodiscard]] std::string_view Encoding(const Entry& entry) const override {
    const Hash hash = Of(entry);
    if (!hash.packed()) return "hashtable";
    return hash.expiring() ? "listpackex" : "listpack";
  }

 private:
  static void SaveExpiring(const Hash& hash, ValueWriter& out) {
    const int64_t earliest = hash.next_expiry_ms();
    out.Bytes(&earliest, sizeof earliest);
    if (hash.packed()) {
      ListpackWriter threes;
      for (const PackedField& field : ByExpiry(hash)) {
        threes.Add(field.name);
        threes.Add(field.value);
        threes.AddInteger(field.expire_at_ms == kNoExpiry ? 0 : field.expire_at_ms);
      }
      out.String(threes.Finish());
      return;
    }
    out.Length(hash.size());
    char digits[kMaxInt64Text];
    hash.ForEachWithExpiry(
        [&](const PackedElement& field, const PackedElement& value, int64_t expire_at_ms) {
          const bool dies = expire_at_ms != kNoExpiry;
          out.Length(dies ? static_cast<uint64_t>(expire_at_ms - earliest) + 1 : 0);
          out.String(field.Text(digits));
          out.String(value.Text(digits));
        });
  }

  static Hash Of(const Entry& entry) { return Hash::FromSlot(entry.slot()); }
};

}  // namespace

const TypeOps& HashType() {
  static const HashOps the_ops;
  return the_ops;
}

}  // namespace trellis
