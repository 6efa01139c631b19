#include "core/command/container_help.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "core/command/command_context.h"
#include "core/command/command_table.h"

namespace trellis {
namespace {

std::string Upper(std::string_view name) {
  std::string upper(name);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return upper;
}

}  // namespace

Status ContainerHelp(CommandContext& ctx) {
  const RegisteredCommand& container = *ctx.services().commands->Find(ctx.Arg(0));
  std::vector<std::string> lines = {fmt::format(
      "{} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:", Upper(container.row().name))};
  for (const auto& subcommand : container.subcommands()) {
    lines.push_back(Upper(subcommand->row().name));
    lines.push_back(fmt::format("    {}", subcommand->row().docs.summary));
  }
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  return ctx.reply().Lines(views);
}

}  // namespace trellis
