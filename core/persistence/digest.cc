#include "core/persistence/digest.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include "core/keyspace/type_ops.h"

namespace trellis {
namespace {

enum DigestClass : uint8_t {
  kString = 0,
  kList = 1,
  kSet = 2,
  kModule = 5,
  kStream = 6,
};

// The context is made once: EVP_Digest would make one per call.
class Sha1 {
 public:
  Sha1() : context_(EVP_MD_CTX_new()), algorithm_(EVP_sha1()) {}
  Sha1(const Sha1&) = delete;
  Sha1& operator=(const Sha1&) = delete;
  ~Sha1() { EVP_MD_CTX_free(context_); }

  DigestBytes Of(const void* data, size_t size) {
    DigestBytes digest{};
    EVP_DigestInit_ex(context_, algorithm_, nullptr);
    EVP_DigestUpdate(context_, data, size);
    EVP_DigestFinal_ex(context_, digest.data(), nullptr);
    return digest;
  }

 private:
  EVP_MD_CTX* context_;
  const EVP_MD* algorithm_;
};

void Xor(Sha1& sha, DigestBytes& digest, const void* data, size_t size) {
  const DigestBytes other = sha.Of(data, size);
  for (size_t i = 0; i < digest.size(); ++i)
    digest[i] ^= other[i];
}

void Mix(Sha1& sha, DigestBytes& digest, const void* data, size_t size) {
  Xor(sha, digest, data, size);
  digest = sha.Of(digest.data(), digest.size());
}

void MixNumber(Sha1& sha, DigestBytes& digest, uint32_t number) {
  const uint32_t big = __builtin_bswap32(number);
  Mix(sha, digest, &big, sizeof big);
}

// Strings, lists and streams are one long sequence; a set's element is its one string; the others'
// elements are sequences of their own.
class Sink : public DigestSink {
 public:
  Sink(Sha1& sha, DigestBytes& digest, uint8_t digest_class, int db)
      : sha_(sha), digest_(digest), class_(digest_class), db_(db) {}

  [[nodiscard]] int db() const override { return db_; }

  void AddOrdered(std::string_view text) override {
    switch (class_) {
      case kString:
      case kList:
      case kStream: Mix(sha_, digest_, text.data(), text.size()); break;
      case kSet: Xor(sha_, digest_, text.data(), text.size()); break;
      default: Mix(sha_, element_, text.data(), text.size()); break;
    }
  }

  void AddMark(std::string_view text) override { Xor(sha_, element_, text.data(), text.size()); }

  void EndElement() override {
    if (class_ == kString || class_ == kList || class_ == kStream || class_ == kSet) return;
    Xor(sha_, class_ == kModule ? module_ : digest_, element_.data(), element_.size());
    element_ = {};
  }

  void Finish() {
    if (class_ == kModule) Xor(sha_, digest_, module_.data(), module_.size());
  }

 private:
  Sha1& sha_;
  DigestBytes& digest_;
  uint8_t class_;
  int db_;
  DigestBytes element_{};
  DigestBytes module_{};
};

void AddValue(Sha1& sha, DigestBytes& digest, const Entry& entry, int db) {
  const TypeOps& ops = types::Of(entry);
  MixNumber(sha, digest, ops.digest_class());
  Sink sink(sha, digest, ops.digest_class(), db);
  ops.Digest(entry, sink);
  sink.Finish();
  constexpr std::string_view kExpires = "!!expire!!";
  if (entry.has_expiry()) Xor(sha, digest, kExpires.data(), kExpires.size());
}

DigestBytes OfKey(Sha1& sha, const Entry& entry, int db) {
  DigestBytes digest{};
  Mix(sha, digest, entry.key().data(), entry.key().size());
  AddValue(sha, digest, entry, db);
  return digest;
}

}  // namespace

DigestBytes DigestKey(const Entry& entry, int db) {
  Sha1 sha;
  return OfKey(sha, entry, db);
}

DigestBytes DigestValue(const Entry& entry, int db) {
  Sha1 sha;
  DigestBytes digest{};
  AddValue(sha, digest, entry, db);
  return digest;
}

DigestBytes DigestKeyspace(Keyspace& keyspace) {
  Sha1 sha;
  DigestBytes total{};
  for (int i = 0; i < keyspace.databases(); ++i) {
    const Database& db = keyspace.db(i);
    if (db.size() == 0) continue;
    MixNumber(sha, total, static_cast<uint32_t>(i));
    db.table().ForEach([&](const Entry* entry) {
      const DigestBytes digest = OfKey(sha, *entry, i);
      Xor(sha, total, digest.data(), digest.size());
    });
  }
  return total;
}

std::string DigestText(const DigestBytes& digest) {
  std::string text;
  for (const uint8_t byte : digest)
    text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace trellis
