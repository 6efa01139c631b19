#include "core/types/zset/zset_type.h"

#include <fmt/core.h>

#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "core/keyspace/rewritten_elements.h"
#include "core/structures/packed_blobs.h"
#include "core/types/zset/zset.h"

namespace trellis {
namespace {

// RDB value types.
enum Tag : uint8_t {
  kTextScores = 3,
  kBinaryScores = 5,
  kZiplist = 12,
  kListpack = 17,
};
constexpr uint8_t kTags[] = {kTextScores, kBinaryScores, kZiplist, kListpack};

// A score of kTextScores: its length in one byte, or one of these.
constexpr uint8_t kNan = 253;
constexpr uint8_t kInfinity = 254;
constexpr uint8_t kMinusInfinity = 255;

// Reads a sorted set, member by member. What is wrong is told to the reader.
class Loader {
 public:
  explicit Loader(ValueReader& in) : in_(in) {}
  ~Loader() { zset_.FreeAll(); }
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  Result<Value> Load(uint8_t tag) {
    switch (tag) {
      case kTextScores:
      case kBinaryScores: ReadPlain(tag == kBinaryScores); break;
      default:
        ReadBlob(tag == kZiplist ? BlobReader::Kind::kZiplist : BlobReader::Kind::kListpack);
        break;
    }
    if (!in_.ok()) return Status::Error("Bad data format");
    if (zset_.size() == 0) return Value();
    return Value::Slot(kZsetType, std::exchange(zset_, Zset()).slot());
  }

 private:
  void Add(std::string_view member, double score) {
    if (std::isnan(score)) {
      in_.Fail("a sorted set has a score that is no number");
    } else if (zset_.Set(member, score) != Zset::Outcome::kAdded) {
      in_.Fail("a sorted set has the same member twice");
    }
  }

  double TextScore() {
    uint8_t length = 0;
    in_.Bytes(&length, 1);
    if (length == kNan) return std::numeric_limits<double>::quiet_NaN();
    if (length == kInfinity) return std::numeric_limits<double>::infinity();
    if (length == kMinusInfinity) return -std::numeric_limits<double>::infinity();
    char text[UINT8_MAX];
    in_.Bytes(text, length);
    return ParseScore({text, length});
  }

  double ParseScore(std::string_view text) {
    const std::optional<double> score = ParseDouble(text);
    if (!score) in_.Fail("a sorted set has a score that is no number");
    return score.value_or(0);
  }

  void ReadPlain(bool binary_scores) {
    constexpr uint64_t kLeastBytes = 2;  // of a member and its score
    const uint64_t count = in_.Length();
    if (count > in_.remaining() / kLeastBytes) in_.Fail("a sorted set has more members than bytes");
    if (!in_.ok()) return;
    zset_.Reserve(count);
    for (uint64_t left = count; left > 0 && in_.ok(); --left) {
      const std::string member = in_.String();
      const double score = binary_scores ? in_.Double() : TextScore();
      if (in_.ok()) Add(member, score);
    }
  }

  void ReadBlob(BlobReader::Kind kind) {
    const std::string blob = in_.String();
    if (!in_.ok()) return;
    BlobReader reader(kind, blob);
    PackedElement member;
    PackedElement score;
    char digits[kMaxInt64Text];
    while (in_.ok() && reader.Next(member)) {
      if (!reader.Next(score)) {
        in_.Fail("a sorted set has a member without its score");
        return;
      }
      Add(member.Text(digits), score.integer() ? static_cast<double>(score.number)
                                               : ParseScore({score.text, score.size}));
    }
    if (!reader.ok()) in_.Fail("a sorted set's packed members are damaged");
  }

  ValueReader& in_;
  Zset zset_;
};

class ZsetOps final : public TypeOps {
 public:
  [[nodiscard]] std::string_view name() const override { return "zset"; }
  [[nodiscard]] uint8_t digest_class() const override { return 3; }
  [[nodiscard]] std::span<const uint8_t> rdb_tags() const override { return kTags; }
  [[nodiscard]] uint8_t RdbTag(const Entry& entry) const override {
    return Of(entry).packed() ? kListpack : kBinaryScores;
  }

  void Save(const Entry& entry, ValueWriter& out) const override {
    const Zset zset = Of(entry);
    char digits[kMaxInt64Text];
    if (zset.packed()) {
      ListpackWriter members;
      zset.ForEach([&](const PackedElement& member, double score) {
        members.Add(member);
        members.Add(FormatDouble(score));
      });
      out.String(members.Finish());
      return;
    }
    out.Length(zset.size());
    // From the highest score down, as readers expect who insert at the head.
    zset.VisitRange(zset.size() - 1, zset.size(), Zset::Direction::kDown,
                    [&](const PackedElement& member, double score) {
                      out.String(member.Text(digits));
                      out.Double(score);
                    });
  }

  Result<Value> Load(uint8_t tag, std::string_view, ValueReader& in) const override {
    return Loader(in).Load(tag);
  }

  void Rewrite(const Entry& entry, CommandSink& out) const override {
    RewrittenElements elements(out, "ZADD", entry.key());
    Of(entry).ForEach([&](const PackedElement& member, double score) {
      char digits[kMaxInt64Text];
      elements.Add(FormatDouble(score), member.Text(digits));
    });
    elements.End();
  }

  void Free(uint64_t slot) const override { Zset::FromSlot(slot).FreeAll(); }
  [[nodiscard]] size_t FreeEffort(const Entry& entry) const override { return Of(entry).Blocks(); }

  Result<Value> Copy(const Entry& entry, std::string_view) const override {
    return Value::Slot(kZsetType, Of(entry).Copy().slot());
  }

  [[nodiscard]] size_t MemoryBytes(const Entry& entry, size_t samples) const override {
    return Of(entry).MemoryBytes(samples);
  }

  void Digest(const Entry& entry, DigestSink& digest) const override {
    char digits[kMaxInt64Text];
    Of(entry).ForEach([&](const PackedElement& member, double score) {
      digest.AddOrdered(member.Text(digits));
      digest.AddOrdered(fmt::format("{:.17g}", score));
      digest.EndElement();
    });
  }

  [[nodiscard]] std::string_view Encoding(const Entry& entry) const override {
    return Of(entry).packed() ? "listpack" : "skiplist";
  }

 private:
  static Zset Of(const Entry& entry) { return Zset::FromSlot(entry.slot()); }
};

}  // namespace

const TypeOps& ZsetType() {
  static const ZsetOps the_ops;
  return the_ops;
}

}  // namespace trellis
