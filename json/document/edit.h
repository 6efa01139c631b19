// Changes of a document in place. Each costs what it changes, not what the document holds: new runs
// and texts go to the block's end, and what they replace becomes waste.
//
// `place` is a value's place in the document; values come from other documents and are copied.
// Nothing here checks kMaxBytes or kMaxDepth: the caller asks Fits and DepthOf first. Adding
// elements or members moves the container's own run, so the places of its children change; all
// other places stay.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "json/document/document.h"

namespace trellis::json {

void Replace(Document& document, uint32_t place, Value value);
void SetInteger(Document& document, uint32_t place, int64_t value);
void SetNumber(Document& document, uint32_t place, double value);
void SetBoolean(Document& document, uint32_t place, bool value);
void AppendText(Document& document, uint32_t place, std::string_view more);  // to a string
void Clear(Document& document, uint32_t place);  // an array or object loses all it has

// Before element `index`, at most the count.
void InsertElements(Document& document, uint32_t array, uint32_t index,
                    std::span<const Value> values);
void EraseElements(Document& document, uint32_t array, uint32_t index, uint32_t count);
// A name that the object hasn't yet; returns the new member's place.
uint32_t AddMember(Document& document, uint32_t object, std::string_view name, Value value);
// The last member takes the removed one's place in the order.
void EraseMember(Document& document, uint32_t object, uint32_t index);

// Rebuilds the document if half of its block is waste, so that the work of rebuilding stays in
// proportion to that of the changes; all places change then. To be called when a command has
// changed what it changes.
void Tidy(Document& document);

}  // namespace trellis::json
