// FT.CONFIG GET option|*, SET option value, HELP option|*.
#include <string>
#include <vector>

#include "search/commands.h"
#include "search/service.h"
#include "search/settings.h"

namespace trellis::search {

namespace {

std::vector<const SettingRow*> Wanted(std::string_view name) {
  std::vector<const SettingRow*> rows;
  if (name == "*") {
    for (const SettingRow& row : SettingRows())
      rows.push_back(&row);
  } else if (const SettingRow* row = FindSetting(name)) {
    rows.push_back(row);
  }
  return rows;
}

Status Get(CommandContext& ctx, std::string_view name) {
  const auto rows = Wanted(name);
  const bool is_map = ctx.is_resp3();
  (void)(is_map ? ctx.reply().Map(rows.size()) : ctx.reply().Array(rows.size()));
  for (const SettingRow* row : rows) {
    if (!is_map) (void)ctx.reply().Array(2);
    (void)ctx.reply().Simple(std::string(row->name).c_str());
    (void)ctx.reply().Bulk(ValueOf(TheService().settings, *row));
  }
  return Status::Ok();
}

Status Help(CommandContext& ctx, std::string_view name) {
  const auto rows = Wanted(name);
  (void)ctx.reply().Array(rows.size());
  for (const SettingRow* row : rows) {
    (void)ctx.reply().Array(5);
    (void)ctx.reply().Simple(std::string(row->name).c_str());
    (void)ctx.reply().Simple("Description");
    (void)ctx.reply().Simple(std::string(row->description).c_str());
    (void)ctx.reply().Simple("Value");
    (void)ctx.reply().Bulk(ValueOf(TheService().settings, *row));
  }
  return Status::Ok();
}

}  // namespace

Status FtConfig(CommandContext& ctx) {
  if (ctx.ArgIs(1, "GET")) return Get(ctx, ctx.Arg(2));
  if (ctx.ArgIs(1, "HELP")) return Help(ctx, ctx.Arg(2));
  // The peer sends this as a status, not as an error.
  if (!ctx.ArgIs(1, "SET")) return ctx.reply().Simple("No such configuration action");
  const SettingRow* row = FindSetting(ctx.Arg(2));
  if (row == nullptr) return Status::Constant("Invalid option");
  if (ctx.argc() < 4) return ctx.WrongArity();
  Status set = Set(TheService().settings, *row, ctx.Arg(3));
  return set.ok() ? ctx.reply().Ok() : std::move(set);
}

}  // namespace trellis::search
