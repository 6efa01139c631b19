// FT.SEARCH index query [options], and FT.EXPLAIN, which shows how a query was understood.
#include <string>
#include <utility>
#include <vector>

#include "search/commands.h"
#include "search/ingest/document_reader.h"
#include "search/query/explanation.h"
#include "search/results/ranking.h"
#include "search/results/search_plan.h"
#include "search/results/search_reply.h"
#include "search/service.h"

namespace trellis::search {

namespace {

// What a query command starts from.
struct Query {
  Index* index;
  SearchRequest request;
  Node root;
};

Result<Query> ReadQuery(CommandContext& ctx) {
  Query query;
  query.index = TheService().registry.Find(ctx.Arg(1));
  if (query.index == nullptr) {
    return Status::Error(std::string(ctx.Arg(1)) + ": no such index");
  }
  std::vector<std::string_view> words;
  for (size_t i = 0; i < ctx.argc(); ++i)
    words.push_back(ctx.Arg(i));
  Result<SearchRequest> request =
      ParseSearchRequest(Arguments(std::move(words), 2), TheService().settings);
  if (!request) return request.error();
  Result<Node> root = PlanQuery(*request, *query.index);
  if (!root) return root.error();
  query.index->CountUse();
  query.index->NoteDialect(request->dialect);
  query.request = std::move(*request);
  query.root = std::move(*root);
  return query;
}

void KeepOnly(Matches& matches, const std::vector<std::string>& keys, const Index& index) {
  Bitmap kept;
  for (const std::string& key : keys) {
    if (const DocumentId id = index.documents().Find(key)) kept.add(id);
  }
  matches.documents &= kept;
}

// The value to sort by of a field that isn't SORTABLE.
SortValue SortValueOf(CommandContext& ctx, const Index& index, DocumentId document,
                      const Field& field, int dialect) {
  const String key(index.documents().Get(document)->key);
  const auto reader = DocumentReader::Open(ctx, key.get(), index.definition().kind);
  if (!reader) return {};
  auto text = reader->Value(field.path, dialect);
  if (!text) return {};
  if (field.type != FieldType::kNumeric) return FoldCase(*text);
  const auto number = ParseNumber(*text);
  return number ? SortValue(*number) : SortValue();
}

}  // namespace

Status FtSearch(CommandContext& ctx) {
  Result<Query> query = ReadQuery(ctx);
  if (!query) return query.error();
  const Index& index = *query->index;
  const SearchRequest& request = query->request;
  Result<Matches> matches = Evaluate(query->root, index);
  if (!matches) return matches.error();
  if (request.in_keys) KeepOnly(*matches, *request.in_keys, index);
  const LoadSortValue load = [&](DocumentId document, const Field& field) {
    return SortValueOf(ctx, index, document, field, request.dialect);
  };
  Result<std::vector<Hit>> hits = Rank(*matches, request, index, load);
  if (!hits) return hits.error();
  return ReplyWithHits(ctx, request, index, *matches, *hits);
}

Status FtExplain(CommandContext& ctx) {
  Result<Query> query = ReadQuery(ctx);
  if (!query) return query.error();
  return ctx.reply().Bulk(Explain(query->root, query->index->definition()));
}

Status FtExplainCli(CommandContext& ctx) {
  Result<Query> query = ReadQuery(ctx);
  if (!query) return query.error();
  const std::string text = Explain(query->root, query->index->definition());
  const auto array = ctx.reply().OpenArray();
  size_t begin = 0;
  for (size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    (void)ctx.reply().Simple(text.substr(begin, end - begin).c_str());
    begin = end + 1;
  }
  return ctx.reply().Simple(text.substr(begin).c_str());
}

}  // namespace trellis::search
