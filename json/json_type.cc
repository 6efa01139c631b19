#include "json/json_type.h"

#include <string>

#include "json/document/loader.h"
#include "json/document/writer.h"

namespace trellis::json {
namespace {

void SaveDocument(Writer& writer, const Document& document) {
  TextBuffer text;
  WriteJson(document.root(), text);
  writer.SaveString(View(text));
}

std::unique_ptr<Document> LoadSaved(Reader& reader, int encoding) {
  if (encoding != 2 && encoding != 3) {
    reader.Fail("this encoding of a JSON document is not known");
    return nullptr;
  }
  const Reader::Bytes bytes = reader.LoadBytes();
  if (encoding == 2 && reader.LoadUnsigned() != 0) {
    const Reader::Bytes index_name = reader.LoadBytes(), index_path = reader.LoadBytes();
  }
  if (!reader.ok()) return nullptr;
  std::string error;
  auto document = LoadDocument(bytes.view(), error);
  if (!document) {
    reader.Fail("a JSON document is damaged: " + error);
    return nullptr;
  }
  return std::make_unique<Document>(*std::move(document));
}

void RewriteDocument(AofWriter& aof, RedisModuleString* key, const Document& document) {
  TextBuffer text;
  WriteJson(document.root(), text);
  aof.Emit("JSON.SET", key, "$", View(text));
}

void AddDigest(Digest& digest, const Document& document) {
  TextBuffer text;
  WriteJson(document.root(), text);
  digest.Add(View(text));
  digest.EndSequence();
}

// A document is two allocations, but giving back a large one is work for the kernel: one for each
// page.
size_t FreeEffort(const Document& document) {
  return 1 + document.block().capacity() / 4096;
}

// RDB values are interchangeable with RedisJSON's. Encoding 3, which it writes up to 2.8, is one
// string: the compact JSON text. Encoding 2 has after it a number, and unless that is 0 two strings
// that mean nothing any more.
constexpr Type<Document> kDocumentType = {
    .name = "ReJSON-RL",
    .encoding = 3,
    .save = SaveDocument,
    .load = LoadSaved,
    .rewrite = RewriteDocument,
    .memory_bytes = [](const Document& document) { return document.memory_bytes(); },
    .free_effort = FreeEffort,
    .digest = AddDigest,
};

}  // namespace

void AddDocumentType(Registrar& registrar) {
  registrar.Add<kDocumentType>();
}

}  // namespace trellis::json
