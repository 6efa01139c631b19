// FT.TAGVALS index field: the distinct values of a TAG field.
#include "search/commands.h"
#include "search/service.h"

namespace trellis::search {

Status FtTagVals(CommandContext& ctx) {
  const Index* index = TheService().registry.Find(ctx.Arg(1));
  if (index == nullptr) return Status::Constant("Unknown Index name");
  const Field* field = index->definition().FindField(ctx.Arg(2));
  if (field == nullptr) return Status::Constant("No such field");
  if (field->type != FieldType::kTag) return Status::Constant("Not a tag field");
  const auto& values = index->FindField(field->name, FieldType::kTag)->tags.values();
  (void)ctx.reply().Set(values.size());
  for (const auto& [value, documents] : values)
    (void)ctx.reply().Bulk(value);
  return Status::Ok();
}

}  // namespace trellis::search
