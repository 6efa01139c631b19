#include "modules/call_arguments.h"

#include <cstring>

#include "modules/module_string.h"

namespace trellis {
namespace {

constexpr struct {
  char letter;
  uint32_t bit;
} kModifiers[] = {{'!', CallArguments::kReplicate},  {'A', CallArguments::kNoAof},
                  {'R', CallArguments::kNoReplicas}, {'3', CallArguments::kResp3},
                  {'0', CallArguments::kCallerResp}, {'C', CallArguments::kCheckAcl},
                  {'S', CallArguments::kScriptMode}, {'W', CallArguments::kNoWrites},
                  {'M', CallArguments::kDenyOom},    {'E', CallArguments::kErrorsAsReplies},
                  {'D', CallArguments::kDryRun},     {'K', CallArguments::kAllowBlocking}};

uint32_t ModifierOf(char letter) {
  for (const auto& known : kModifiers) {
    if (known.letter == letter) return known.bit;
  }
  return 0;
}

}  // namespace

bool CallArguments::Parse(const char* format, va_list args) {
  for (; format != nullptr && *format != '\0'; ++format) {
    switch (*format) {
      case 'c': words_.emplace_back(va_arg(args, const char*)); break;
      case 's': words_.push_back(va_arg(args, ModuleString*)->view()); break;
      case 'b': {
        const char* bytes = va_arg(args, const char*);
        words_.emplace_back(bytes, va_arg(args, size_t));
        break;
      }
      case 'l':
        words_.push_back(numbers_.emplace_back(std::to_string(va_arg(args, long long))));
        break;
      case 'v': {
        const char* strings = reinterpret_cast<const char*>(va_arg(args, ModuleString**));
        const auto count = va_arg(args, size_t);
        for (size_t i = 0; i < count; ++i) {
          // RediSearch keeps such arrays behind a header of 12 bytes: at addresses that fit no pointer.
          ModuleString* string = nullptr;
          std::memcpy(&string, strings + i * sizeof(void*), sizeof(void*));
          words_.push_back(string->view());
        }
        break;
      }
      default: {
        const uint32_t modifier = ModifierOf(*format);
        if (modifier == 0) return false;
        modifiers_ |= modifier;
        break;
      }
    }
  }
  return true;
}

}  // namespace trellis
