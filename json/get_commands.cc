// JSON.GET and JSON.MGET: values as JSON text, or in RESP3 as what they are.
#include <algorithm>
#include <optional>

#include "json/document/writer.h"
#include "json/document_access.h"
#include "json/json_commands.h"

namespace trellis::json {
namespace {

// EXPAND replies with native RESP3 types, EXPAND1 too but with containers as text.
enum class Format : uint8_t {
  kString,
  kExpand1,
  kExpand
};

struct GetOptions {
  Layout layout;
  std::optional<Format> format;
  std::vector<Path> paths;
};

// The buffer that replies are composed in, empty. It belongs to the thread, and keeps its memory
// from reply to reply.
TextBuffer& ReplyText() {
  thread_local TextBuffer buffer;
  buffer.Clear();
  return buffer;
}

Status SendText(CommandContext& ctx, TextBuffer& text) {
  constexpr size_t kKept = 1 << 16;
  Status sent = ctx.reply().Bulk(View(text));
  if (text.stack_.GetCapacity() > kKept) {
    text.Clear();
    text.ShrinkToFit();
  }
  return sent;
}

Result<Format> FormatArg(const CommandContext& ctx, size_t i) {
  if (!ctx.is_resp3()) return errors::kFormatNeedsResp3;
  if (ctx.ArgIs(i, "STRING")) return Format::kString;
  if (ctx.ArgIs(i, "EXPAND1")) return Format::kExpand1;
  if (ctx.ArgIs(i, "EXPAND")) return Format::kExpand;
  return errors::kWrongFormat;
}

// Options may stand between paths. Nothing if an option lacks its value.
Result<std::optional<GetOptions>> ParseGet(const CommandContext& ctx) {
  GetOptions options;
  for (size_t i = 2; i < ctx.argc(); ++i) {
    if (ctx.ArgIs(i, "NOESCAPE")) continue;
    std::string_view* text = ctx.ArgIs(i, "INDENT")    ? &options.layout.indent
                             : ctx.ArgIs(i, "NEWLINE") ? &options.layout.newline
                             : ctx.ArgIs(i, "SPACE")   ? &options.layout.space
                                                       : nullptr;
    const bool is_format = ctx.ArgIs(i, "FORMAT");
    if (text == nullptr && !is_format) {
      Result<Path> path = PathArg(ctx, i);
      if (!path) return path.error();
      options.paths.push_back(*std::move(path));
      continue;
    }
    if (++i == ctx.argc()) return std::optional<GetOptions>();
    if (is_format) {
      Result<Format> format = FormatArg(ctx, i);
      if (!format) return format.error();
      options.format = *format;
    } else {
      *text = ctx.Arg(i);
    }
  }
  if (options.paths.empty()) {
    Result<Path> root = PathArg(ctx, ctx.argc());
    options.paths.push_back(*std::move(root));
  }
  return std::optional(std::move(options));
}

void Break(TextBuffer& text, const Layout& layout, uint32_t level) {
  if (layout.plain()) return;
  Write(layout.newline, text);
  for (uint32_t i = 0; i < level; ++i)
    Write(layout.indent, text);
}

// All matches as one JSON array.
void WriteMatches(const std::vector<Value>& values, TextBuffer& text, const Layout& layout,
                  uint32_t level) {
  text.Put('[');
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text.Put(',');
    Break(text, layout, level + 1);
    WriteJson(values[i], text, layout, level + 1);
  }
  if (!values.empty()) Break(text, layout, level);
  text.Put(']');
}

Status ReplyOnePath(CommandContext& ctx, const Document& document, const Path& path,
                    const Layout& layout) {
  TextBuffer& text = ReplyText();
  if (path.is_root() && path.legacy()) {
    WriteJson(document.root(), text, layout);
    return SendText(ctx, text);
  }
  const auto values = path.FindAll(document.root());
  if (!values) return errors::kTooMuchWork;
  if (!path.legacy()) {
    WriteMatches(*values, text, layout, 0);
  } else if (values->empty()) {
    return NoSuchPath(path.text());
  } else {
    WriteJson(values->front(), text, layout);
  }
  return SendText(ctx, text);
}

// An object of the paths as they were written. If one of them is a JSONPath, all have arrays.
Status ReplyManyPaths(CommandContext& ctx, const Document& document, const std::vector<Path>& paths,
                      const Layout& layout) {
  const bool arrays =
      std::any_of(paths.begin(), paths.end(), [](const Path& path) { return !path.legacy(); });
  TextBuffer& text = ReplyText();
  text.Put('{');
  for (size_t i = 0; i < paths.size(); ++i) {
    const auto same = [&](const Path& other) { return other.written() == paths[i].written(); };
    if (std::any_of(paths.begin(), paths.begin() + static_cast<ptrdiff_t>(i), same)) continue;
    const auto values = paths[i].FindAll(document.root());
    if (!values) return errors::kTooMuchWork;
    if (!arrays && values->empty()) return NoSuchPath(paths[i].written());
    if (i > 0) text.Put(',');
    Break(text, layout, 1);
    WriteJsonString(paths[i].written(), text);
    text.Put(':');
    Write(layout.space, text);
    if (arrays) {
      WriteMatches(*values, text, layout, 1);
    } else {
      WriteJson(values->front(), text, layout, 1);
    }
  }
  Break(text, layout, 0);
  text.Put('}');
  return SendText(ctx, text);
}

void ReplyExpanded(CommandContext& ctx, Value value, Format format) {
  Reply& reply = ctx.reply();
  const bool container = value.kind() == Kind::kArray || value.kind() == Kind::kObject;
  if (format == Format::kExpand1 && (container || value.kind() == Kind::kString)) {
    TextBuffer& text = ReplyText();
    WriteJson(value, text);
    (void)SendText(ctx, text);
    return;
  }
  switch (value.kind()) {
    case Kind::kNone:
    case Kind::kNull: (void)reply.Null(); break;
    case Kind::kBoolean: (void)reply.Bool(value.boolean()); break;
    case Kind::kInteger:
      (void)(value.fits_int64() ? reply.Integer(value.integer()) : reply.Double(value.number()));
      break;
    case Kind::kNumber: (void)reply.Double(value.number()); break;
    case Kind::kString: (void)reply.Bulk(value.string()); break;
    case Kind::kArray:
      (void)reply.Array(value.size());
      for (uint32_t i = 0; i < value.size(); ++i)
        ReplyExpanded(ctx, value.element(i), format);
      break;
    case Kind::kObject:
      (void)reply.Map(value.size());
      for (uint32_t i = 0; i < value.size(); ++i) {
        const Member member = value.member(i);
        (void)reply.Bulk(member.name);
        ReplyExpanded(ctx, member.value, format);
      }
      break;
  }
}

// One array of matches for each path.
Status ReplyInResp3(CommandContext& ctx, const Document& document, const GetOptions& options) {
  std::vector<std::vector<Value>> found;
  for (const Path& path : options.paths) {
    auto values = path.FindAll(document.root());
    if (!values) return errors::kTooMuchWork;
    if (path.legacy()) {
      if (values->empty()) return NoSuchPath(path.text());
      values->resize(1);
    }
    found.push_back(*std::move(values));
  }
  (void)ctx.reply().Array(found.size());
  for (const auto& values : found) {
    (void)ctx.reply().Array(values.size());
    for (const Value value : values)
      ReplyExpanded(ctx, value, *options.format);
  }
  return Status::Ok();
}

// What JSON.MGET says of one key, null where there is nothing to say.
Status ReplyMatch(CommandContext& ctx, size_t key_at, const Path& path) {
  const Key key = ctx.OpenRead(ctx.ArgString(key_at));
  Result<Document*> document = DocumentIn(key);
  if (!document || *document == nullptr) return ctx.reply().Null();
  const auto values = path.FindAll((*document)->root());
  if (!values || (path.legacy() && values->empty())) return ctx.reply().Null();
  TextBuffer& text = ReplyText();
  if (path.legacy()) {
    WriteJson(values->front(), text);
  } else {
    WriteMatches(*values, text, {}, 0);
  }
  return SendText(ctx, text);
}

// key [INDENT s] [NEWLINE s] [SPACE s] [FORMAT f] [path ...]
Status JsonGet(CommandContext& ctx) {
  Result<std::optional<GetOptions>> parsed = ParseGet(ctx);
  if (!parsed) return parsed.error();
  if (!*parsed) return ctx.WrongArity();
  const GetOptions& options = **parsed;
  const Key key = ctx.OpenRead(ctx.ArgString(1));
  Result<Document*> document = DocumentIn(key);
  if (!document) return document.error();
  if (*document == nullptr) return ctx.reply().Null();
  if (options.format && *options.format != Format::kString)
    return ReplyInResp3(ctx, **document, options);
  if (options.paths.size() == 1)
    return ReplyOnePath(ctx, **document, options.paths.front(), options.layout);
  return ReplyManyPaths(ctx, **document, options.paths, options.layout);
}

// key [key ...] path
Status JsonMget(CommandContext& ctx) {
  const size_t path_at = ctx.argc() - 1;
  // As for the peer, a path that is none leads nowhere here.
  std::string ignored;
  const auto path = Path::Compile(ctx.Arg(path_at), ignored);
  (void)ctx.reply().Array(path_at - 1);
  for (size_t i = 1; i < path_at; ++i)
    (void)(path ? ReplyMatch(ctx, i, *path) : ctx.reply().Null());
  return Status::Ok();
}

constexpr Command kCommands[] = {
    {.name = "json.get",
     .arity = -2,
     .handler = JsonGet,
     .flags = kReadonly,
     .keys = KeyAt(1),
     .acl = kAcl,
     .summary = "Returns values as JSON text.",
     .since = "1.0.0"},
    {.name = "json.mget",
     .arity = -3,
     .handler = JsonMget,
     .flags = kReadonly,
     .keys = {1, -2, 1},
     .acl = kAcl,
     .summary = "Returns the values at a path of several keys.",
     .since = "1.0.0"},
};

}  // namespace

void AddGetCommands(Registrar& registrar) {
  registrar.Add<kCommands>();
}

}  // namespace trellis::json
