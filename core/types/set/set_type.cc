#include "core/types/set/set_type.h"

#include <string>

#include "core/keyspace/rewritten_elements.h"
#include "core/structures/packed_blobs.h"
#include "core/types/set/set.h"

namespace trellis {
namespace {

// RDB value types of sets.
enum RdbTag : uint8_t {
  kMembers = 2,
  kIntset = 11,
  kListpack = 20,  // Redis 7.2 and up; never written, so that 7.0 reads our files
};
constexpr uint8_t kTags[] = {kMembers, kIntset, kListpack};

const Set& SetOf(const Entry& entry) {
  return *entry.slot_as<Set>();
}

void InsertLoaded(const PackedElement& member, ValueReader& in, Set& set) {
  if (!set.Insert(member)) in.Fail("a set has a member twice: integrity check failed");
}

void LoadBlob(BlobReader::Kind kind, ValueReader& in, Set& set) {
  const std::string blob = in.String();
  if (!in.ok()) return;
  BlobReader members(kind, blob);
  PackedElement member;
  while (in.ok() && members.Next(member))
    InsertLoaded(member, in, set);
  if (!members.ok()) in.Fail("a set's packed members: integrity check failed");
}

void LoadMembers(ValueReader& in, Set& set) {
  for (uint64_t left = in.Length(); left > 0 && in.ok(); --left) {
    const std::string text = in.String();
    if (!in.ok()) return;
    if (!set.Insert(text)) in.Fail("a set has a member twice: integrity check failed");
  }
}

class SetOps final : public TypeOps {
 public:
  [[nodiscard]] std::string_view name() const override { return "set"; }
  [[nodiscard]] uint8_t digest_class() const override { return kSetType; }
  [[nodiscard]] std::span<const uint8_t> rdb_tags() const override { return kTags; }
  [[nodiscard]] uint8_t RdbTag(const Entry& entry) const override {
    return SetOf(entry).all_integers() ? kIntset : kMembers;
  }

  void Save(const Entry& entry, ValueWriter& out) const override {
    const Set& set = SetOf(entry);
    if (set.all_integers()) {
      out.String(set.integers_blob());
      return;
    }
    out.Length(set.size());
    set.ForEach([&](const PackedElement& member) {
      char digits[kMaxInt64Text];
      out.String(member.Text(digits));
    });
  }

  Result<Value> Load(uint8_t tag, std::string_view, ValueReader& in) const override {
    Set set;
    switch (tag) {
      case kIntset: LoadBlob(BlobReader::Kind::kIntset, in, set); break;
      case kListpack: LoadBlob(BlobReader::Kind::kListpack, in, set); break;
      default: LoadMembers(in, set); break;
    }
    if (!in.ok()) {
      set.Free();
      return Status::Error("Bad data format");
    }
    if (set.empty()) return Value();
    return Value::Slot(kSetType, set.slot());
  }

  void Rewrite(const Entry& entry, CommandSink& out) const override {
    RewrittenElements elements(out, "SADD", entry.key());
    SetOf(entry).ForEach([&](const PackedElement& member) {
      char digits[kMaxInt64Text];
      elements.Add(member.Text(digits));
    });
    elements.End();
  }

  void Free(uint64_t slot) const override { Set::FromSlot(slot).Free(); }
  [[nodiscard]] size_t FreeEffort(const Entry& entry) const override {
    return SetOf(entry).table_form() ? SetOf(entry).size() : 1;
  }
  Result<Value> Copy(const Entry& entry, std::string_view) const override {
    return Value::Slot(kSetType, SetOf(entry).Copy().slot());
  }
  [[nodiscard]] size_t MemoryBytes(const Entry& entry, size_t samples) const override {
    return SetOf(entry).MemoryBytes(samples);
  }
  void Digest(const Entry& entry, DigestSink& digest) const override {
    SetOf(entry).ForEach([&](const PackedElement& member) {
      char digits[kMaxInt64Text];
      digest.AddOrdered(member.Text(digits));
      digest.EndElement();
    });
  }
  [[nodiscard]] std::string_view Encoding(const Entry& entry) const override {
    return SetOf(entry).all_integers() ? "intset" : "hashtable";
  }
};

}  // namespace

const TypeOps& SetType() {
  static const SetOps ops;
  return ops;
}

}  // namespace trellis
