// A text is a document or is refused with a reason. What is one reads back from its own text as the
// same, and still does after a round of changes.
#include <cstdlib>
#include <string>

#include "json/document/edit.h"
#include "json/document/loader.h"
#include "json/document/writer.h"

namespace {

using trellis::json::Document;
using trellis::json::Kind;
using trellis::json::Value;

Document Load(std::string_view text) {
  std::string error;
  auto document = trellis::json::LoadDocument(text, error);
  if (!document) std::abort();
  return *std::move(document);
}

void CheckText(const Document& document) {
  const Document again = Load(JsonText(document.root()));
  if (!Same(document.root(), again.root(), trellis::json::Numbers::kByKind)) std::abort();
}

// Puts the document into itself, and takes out what was there.
void Change(Document& document) {
  const Document copy = document;
  const Value root = document.root();
  if (root.kind() < Kind::kArray) return;
  const uint32_t size = root.size();
  if (root.kind() == Kind::kArray) {
    const Value values[] = {copy.root(), copy.root()};
    InsertElements(document, root.place(), size / 2, values);
    EraseElements(document, root.place(), 0, size / 2);
  } else {
    if (!root.find("new")) AddMember(document, root.place(), "new", copy.root());
    EraseMember(document, root.place(), 0);
  }
  if (root.size() > 0) Replace(document, root.element(0).place(), copy.root());
  Tidy(document);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string error;
  auto document = trellis::json::LoadDocument(text, error);
  if (!document) {
    if (error.empty()) std::abort();
    return 0;
  }
  CheckText(*document);
  for (int round = 0; round < 2; ++round) {
    // A round doubles the depth and more.
    if (DepthOf(document->root()) * 2 + 1 > trellis::json::kMaxDepth) break;
    Change(*document);
    CheckText(*document);
  }
  return 0;
}
