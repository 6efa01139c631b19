#include "core/observability/secrets.h"

#include "core/base/words.h"

namespace trellis {
namespace {

constexpr std::string_view kRedacted = "(redacted)";
constexpr std::string_view kSecretDirectives[] = {"requirepass", "masterauth", "masteruser",
                                                  "tls-key-file-pass", "tls-client-key-file-pass"};

bool IsSecretDirective(std::string_view name) {
  for (const std::string_view secret : kSecretDirectives) {
    if (SameWord(name, secret)) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string_view> WithoutSecrets(const Client& client, const RegisteredCommand& command,
                                             std::span<const std::string_view> args) {
  std::vector<std::string_view> shown(args.begin(), args.end());
  const std::string_view name = command.full_name();
  if (name == "auth" || name == "acl|setuser") {
    for (size_t i = name == "auth" ? 1 : 2; i < shown.size(); ++i)
      shown[i] = kRedacted;
  } else if (name == "hello" || name == "migrate") {
    // AUTH user password, AUTH2 user password; MIGRATE's AUTH has a password alone. Its keys, one
    // before the options and the others after KEYS, may be called so, too.
    constexpr size_t kMigrateOptions = 6;
    for (size_t i = name == "hello" ? 1 : kMigrateOptions; i < args.size(); ++i) {
      if (name == "migrate" && SameWord(args[i], "KEYS")) break;
      const bool pair =
          SameWord(args[i], "AUTH2") || (name == "hello" && SameWord(args[i], "AUTH"));
      if (!pair && !SameWord(args[i], "AUTH")) continue;
      if (i + 1 < shown.size()) shown[i + 1] = kRedacted;
      if (pair && i + 2 < shown.size()) shown[i + 2] = kRedacted;
      i += pair ? 2 : 1;
    }
  } else if (name == "config|set") {
    for (size_t i = 2; i + 1 < args.size(); i += 2) {
      if (IsSecretDirective(args[i])) shown[i + 1] = kRedacted;
    }
  }
  for (const uint32_t position : client.hidden_arguments) {
    if (position < shown.size()) shown[position] = kRedacted;
  }
  return shown;
}

}  // namespace trellis
