// Writes replies in the client's protocol: RESP2, or RESP3 with maps, sets, doubles and nulls of its own.
//
// Each call appends one complete item, or the head of a container whose items must follow. All
// return Ok, so that a handler can end with `return ctx.reply().Integer(n);`.
// Source: the RESP3 specification (antirez/RESP3).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/resp/output_buffer.h"
#include "core/structures/packed_list.h"

namespace trellis {

class ReplyWriter {
 public:
  ReplyWriter(OutputBuffer& out, int protocol) : out_(&out), protocol_(protocol) {}

  // 2 or 3.
  [[nodiscard]] int protocol() const { return protocol_; }
  void set_protocol(int protocol) { protocol_ = protocol; }
  OutputBuffer& out() { return *out_; }
  void set_out(OutputBuffer& out) { out_ = &out; }

  // What follows is dropped: the client is owed more than it may be, and its connection will be closed.
  [[nodiscard]] bool cut_off() const { return out_->cut_off(); }
  // Whether a limit of the client's cuts its replies off.
  [[nodiscard]] bool limited() const { return out_->limited(); }

  Status Ok() { return Raw("+OK\r\n"); }
  Status Simple(std::string_view text);
  // Line breaks in the text become spaces, so that an echoed argument can't forge a reply.
  Status Error(std::string_view code, std::string_view text);
  Status Error(const Status& error) { return Error(error.code(), error.text()); }
  Status Integer(int64_t value);
  Status Bulk(std::string_view bytes);
  Status BulkInteger(int64_t value);
  // A bulk string, too.
  Status Element(const PackedElement& element) {
    return element.integer() ? BulkInteger(element.number) : Bulk({element.text, element.size});
  }
  Status Null();       // $-1, or _
  Status NullArray();  // *-1, or _
  Status Double(double value);
  Status Bool(bool value);
  Status BigNumber(std::string_view digits);
  // `format` has three letters: "txt", "mkd".
  Status Verbatim(std::string_view format, std::string_view text);

  Status Array(size_t items) { return Head('*', items); }
  // pairs: keys and values follow in turns.
  Status Map(size_t pairs);
  // An array of simple strings: what HELP replies.
  Status Lines(std::span<const std::string_view> lines) {
    (void)Array(lines.size());
    for (const std::string_view line : lines)
      (void)Simple(line);
    return {};
  }
  Status Set(size_t items) { return Head(protocol_ == 3 ? '~' : '*', items); }
  Status Push(size_t items) { return Head(protocol_ == 3 ? '>' : '*', items); }
  Status Attribute(size_t pairs) { return Head('|', pairs); }

  // A container whose size is told later, before the reply is sent. `kind`: * % ~ > |.
  using Deferred = OutputBuffer::Chunk*;
  Deferred DeferContainer() { return out_->AddPlaceholder(); }
  void SetContainer(Deferred place, char kind, size_t size);

  Status Raw(std::string_view bytes) {
    out_->Append(bytes);
    return {};
  }

 private:
  Status Head(char kind, size_t size);

  OutputBuffer* out_;
  int protocol_;
};

}  // namespace trellis
