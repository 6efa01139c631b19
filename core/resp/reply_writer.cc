#include "core/resp/reply_writer.h"

#include <cmath>
#include <cstring>

#include "core/base/number_text.h"

namespace trellis {
namespace {

// Kind, number, line break.
constexpr size_t kMaxHead = 1 + kMaxInt64Text + 2;

size_t WriteHead(char* at, char kind, int64_t number) {
  at[0] = kind;
  size_t length = 1;
  if (number >= 0 && number < 10) {
    at[length++] = static_cast<char>('0' + number);
  } else {
    length += FormatInt64(number, at + 1);
  }
  at[length++] = '\r';
  at[length++] = '\n';
  return length;
}

}  // namespace

Status ReplyWriter::Head(char kind, size_t size) {
  char* at = out_->Reserve(kMaxHead);
  out_->Commit(WriteHead(at, kind, static_cast<int64_t>(size)));
  return {};
}

Status ReplyWriter::Simple(std::string_view text) {
  constexpr size_t kShort = 64;
  if (text.size() <= kShort) {
    char* line = out_->Reserve(text.size() + 3);
    line[0] = '+';
    std::memcpy(line + 1, text.data(), text.size());
    line[text.size() + 1] = '\r';
    line[text.size() + 2] = '\n';
    out_->Commit(text.size() + 3);
    return {};
  }
  out_->Append("+");
  out_->Append(text);
  out_->Append("\r\n");
  return {};
}

Status ReplyWriter::Error(std::string_view code, std::string_view text) {
  std::string line = "-";
  line.append(code);
  if (!code.empty() && !text.empty()) line.push_back(' ');
  line.append(text);
  for (char& c : line) {
    if (c == '\r' || c == '\n') c = ' ';
  }
  line.append("\r\n");
  out_->Append(line);
  return {};
}

Status ReplyWriter::Integer(int64_t value) {
  char* at = out_->Reserve(kMaxHead);
  out_->Commit(WriteHead(at, ':', value));
  return {};
}

Status ReplyWriter::Bulk(std::string_view bytes) {
  const size_t room = kMaxHead + bytes.size() + 2;
  if (room <= OutputBuffer::kChunkCapacity) {
    char* at = out_->Reserve(room);
    size_t length = WriteHead(at, '$', static_cast<int64_t>(bytes.size()));
    std::memcpy(at + length, bytes.data(), bytes.size());
    length += bytes.size();
    at[length++] = '\r';
    at[length++] = '\n';
    out_->Commit(length);
    return {};
  }
  (void)Head('$', bytes.size());
  out_->Append(bytes);
  out_->Append("\r\n");
  return {};
}

Status ReplyWriter::BulkInteger(int64_t value) {
  char digits[kMaxInt64Text];
  return Bulk({digits, FormatInt64(value, digits)});
}

Status ReplyWriter::Null() {
  return Raw(protocol_ == 3 ? "_\r\n" : "$-1\r\n");
}
Status ReplyWriter::NullArray() {
  return Raw(protocol_ == 3 ? "_\r\n" : "*-1\r\n");
}

Status ReplyWriter::Double(double value) {
  const std::string text = FormatDouble(value);
  if (protocol_ == 2) return Bulk(text);
  out_->Append(",");
  out_->Append(text);
  out_->Append("\r\n");
  return {};
}

Status ReplyWriter::Bool(bool value) {
  if (protocol_ == 3) return Raw(value ? "#t\r\n" : "#f\r\n");
  return Integer(value ? 1 : 0);
}

Status ReplyWriter::BigNumber(std::string_view digits) {
  if (protocol_ == 2) return Bulk(digits);
  out_->Append("(");
  out_->Append(digits);
  out_->Append("\r\n");
  return {};
}

Status ReplyWriter::Verbatim(std::string_view format, std::string_view text) {
  if (protocol_ == 2) return Bulk(text);
  (void)Head('=', text.size() + 4);
  out_->Append(format);
  out_->Append(":");
  out_->Append(text);
  out_->Append("\r\n");
  return {};
}

Status ReplyWriter::Map(size_t pairs) {
  return protocol_ == 3 ? Head('%', pairs) : Head('*', pairs * 2);
}

void ReplyWriter::SetContainer(Deferred place, char kind, size_t size) {
  char head[kMaxHead];
  if (protocol_ == 2) {
    if (kind == '%' || kind == '|') size *= 2;
    kind = '*';
  }
  out_->Fill(place, {head, WriteHead(head, kind, static_cast<int64_t>(size))});
}

}  // namespace trellis
