// A client of the bare host: sends a command, waits for the reply. RESP2 over a unix socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trellis {

struct CheckReply {
  // '+', '-', ':', '$' or '*' as in the protocol, '_' for nil, and 0 if no reply came.
  char kind = 0;
  std::string text;  // of '+', '-' and '$'
  int64_t integer = 0;
  std::vector<CheckReply> elements;

  [[nodiscard]] bool came() const { return kind != 0; }
  [[nodiscard]] bool is_error() const { return kind == '-'; }
  // For a reader, on one line: bytes that can't be shown are escaped.
  [[nodiscard]] std::string Shown() const;
  bool operator==(const CheckReply&) const = default;
};

class CheckConnection {
 public:
  CheckConnection() = default;
  CheckConnection(const CheckConnection&) = delete;
  CheckConnection& operator=(const CheckConnection&) = delete;
  ~CheckConnection() { Close(); }

  // False if nobody listens there.
  bool Open(const std::string& path);
  void Close();
  // A reply that didn't come within kSeconds, or before the other end was gone, has kind 0.
  CheckReply Call(const std::vector<std::string>& words);

  static constexpr int kSeconds = 60;

 private:
  bool Fill();
  bool ReadLine(std::string& line);
  CheckReply ReadReply();

  int fd_ = -1;
  std::string input_;
  size_t at_ = 0;
};

}  // namespace trellis
