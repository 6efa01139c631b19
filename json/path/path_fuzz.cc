// A text is a path or is refused with a reason; what is a path can be walked, and finds the same
// twice.
#include <cstdlib>
#include <string>

#include "json/document/loader.h"
#include "json/path/path.h"

namespace {

const trellis::json::Document& Subject() {
  static const trellis::json::Document document = [] {
    std::string error;
    return *trellis::json::LoadDocument(
        R"({"a":[1,2.5,"x",null,true,{"a":{"b":[[],{}]}}],"b":{"c":"abc","d":-1},"k y":[[1,2],[3]]})",
        error);
  }();
  return document;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string error;
  const auto path = trellis::json::Path::Compile(text, error);
  if (!path) {
    if (error.empty()) std::abort();
    return 0;
  }
  const auto values = path->FindAll(Subject().root());
  const auto locations = path->LocateAll(Subject().root());
  if (values.has_value() != locations.has_value()) std::abort();
  if (!values) return 0;
  if (values->size() != locations->size()) std::abort();
  if (path->singular() && values->size() > 1) std::abort();
  for (size_t i = 0; i < values->size(); ++i) {
    if ((*locations)[i].Follow(Subject().root()).place() != (*values)[i].place()) std::abort();
  }
  return 0;
}
