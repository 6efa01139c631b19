#include "core/types/list/list_type.h"

#include <string>

#include "core/keyspace/rewritten_elements.h"
#include "core/structures/packed_blobs.h"
#include "core/types/list/list.h"

namespace trellis {
namespace {

// RDB value types of lists, from the oldest to the one that is written.
enum RdbTag : uint8_t {
  kElements = 1,
  kZiplist = 10,
  kZiplists = 14,
  kChunks = 18,  // plain elements and listpacks
};
constexpr uint8_t kTags[] = {kElements, kZiplist, kZiplists, kChunks};

// What a chunk is in kChunks.
constexpr uint64_t kPlain = 1;
constexpr uint64_t kPacked = 2;

const List& ListOf(const Entry& entry) {
  return *entry.slot_as<List>();
}

std::string Listpack(const ListChunk& chunk) {
  ListpackWriter writer;
  for (size_t offset = 0; offset < chunk.used(); offset = chunk.Next(offset))
    writer.Add(chunk.At(offset));
  return writer.Finish();
}

// Appends the elements of a blob; the reader fails if it isn't whole.
void AppendBlob(BlobReader::Kind kind, ValueReader& in, List& list) {
  const std::string blob = in.String();
  if (!in.ok()) return;
  BlobReader elements(kind, blob);
  PackedElement element;
  char digits[kMaxInt64Text];
  while (elements.Next(element))
    list.Push(ListEnd::kTail, element.Text(digits));
  if (!elements.ok()) in.Fail("a list's packed elements: integrity check failed");
}

void AppendChunk(ValueReader& in, List& list) {
  const uint64_t form = in.Length();
  if (form == kPacked) return AppendBlob(BlobReader::Kind::kListpack, in, list);
  if (form != kPlain) return in.Fail("a list's chunk: integrity check failed");
  const std::string text = in.String();
  if (in.ok()) list.Push(ListEnd::kTail, text);
}

void LoadParts(uint8_t tag, ValueReader& in, List& list) {
  if (tag == kZiplist) return AppendBlob(BlobReader::Kind::kZiplist, in, list);
  for (uint64_t left = in.Length(); left > 0 && in.ok(); --left) {
    switch (tag) {
      case kZiplists: AppendBlob(BlobReader::Kind::kZiplist, in, list); break;
      case kChunks: AppendChunk(in, list); break;
      default: {
        const std::string text = in.String();
        if (in.ok()) list.Push(ListEnd::kTail, text);
      }
    }
  }
}

class ListOps final : public TypeOps {
 public:
  [[nodiscard]] std::string_view name() const override { return "list"; }
  [[nodiscard]] uint8_t digest_class() const override { return kListType; }
  [[nodiscard]] std::span<const uint8_t> rdb_tags() const override { return kTags; }
  [[nodiscard]] uint8_t RdbTag(const Entry&) const override { return kChunks; }

  void Save(const Entry& entry, ValueWriter& out) const override {
    const List& list = ListOf(entry);
    out.Length(list.chunks());
    for (size_t i = 0; i < list.chunks(); ++i) {
      const ListChunk& chunk = list.chunk(i);
      out.Length(chunk.plain() ? kPlain : kPacked);
      out.String(chunk.plain() ? chunk.At(0).Text(nullptr) : Listpack(chunk));
    }
  }

  Result<Value> Load(uint8_t tag, std::string_view, ValueReader& in) const override {
    List list;
    LoadParts(tag, in, list);
    if (!in.ok()) {
      list.Free();
      return Status::Error("Bad data format");
    }
    if (list.empty()) return Value();
    return Value::Slot(kListType, list.slot());
  }

  void Rewrite(const Entry& entry, CommandSink& out) const override {
    RewrittenElements elements(out, "RPUSH", entry.key());
    ListOf(entry).ForEach([&](const PackedElement& element) {
      char digits[kMaxInt64Text];
      elements.Add(element.Text(digits));
    });
    elements.End();
  }

  void Free(uint64_t slot) const override { List::FromSlot(slot).Free(); }
  [[nodiscard]] size_t FreeEffort(const Entry& entry) const override {
    return ListOf(entry).chunks();
  }
  Result<Value> Copy(const Entry& entry, std::string_view) const override {
    return Value::Slot(kListType, ListOf(entry).Copy().slot());
  }
  [[nodiscard]] size_t MemoryBytes(const Entry& entry, size_t) const override {
    return ListOf(entry).MemoryBytes();
  }
  void Digest(const Entry& entry, DigestSink& digest) const override {
    ListOf(entry).ForEach([&](const PackedElement& element) {
      char digits[kMaxInt64Text];
      digest.AddOrdered(element.Text(digits));
    });
  }
  [[nodiscard]] std::string_view Encoding(const Entry&) const override { return "quicklist"; }
};

}  // namespace

const TypeOps& ListType() {
  static const ListOps ops;
  return ops;
}

}  // namespace trellis
