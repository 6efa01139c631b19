#include "search/results/search_reply.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include "search/ingest/document_reader.h"

namespace trellis::search {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string SortKeyText(const SortValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return "#" + NumberText(*number);
  return "$" + std::get<std::string>(value);
}

// Puts together what is replied of each document.
class ContentLoader {
 public:
  ContentLoader(CommandContext& ctx, const SearchRequest& request, const Index& index,
                const Matches& matches)
      : ctx_(ctx), request_(request), index_(index), matches_(matches) {}

  // Nothing if the key is no document any more.
  std::optional<Pairs> Load(DocumentId document) {
    const DocumentRecord& record = *index_.documents().Get(document);
    const String key(record.key);
    const auto reader = DocumentReader::Open(ctx_, key.get(), index_.definition().kind);
    if (!reader) return std::nullopt;
    Pairs pairs;
    if (request_.returned) {
      for (const ReturnedField& field : *request_.returned) {
        Add(pairs, field.name, Value(*reader, document, record, field.path));
      }
      return pairs;
    }
    for (const DistanceColumn& column : matches_.distances) {
      Add(pairs, column.name, Distance(document, column.name));
    }
    if (!request_.sort_by.empty()) {
      Add(pairs, request_.sort_by, Value(*reader, document, record, request_.sort_by));
    }
    for (auto& [name, value] : reader->Everything())
      Add(pairs, name, std::move(value));
    return pairs;
  }

 private:
  static void Add(Pairs& pairs, const std::string& name, std::optional<std::string> value) {
    const bool known = std::any_of(pairs.begin(), pairs.end(),
                                   [&](const auto& pair) { return pair.first == name; });
    if (value && !known) pairs.emplace_back(name, std::move(*value));
  }

  [[nodiscard]] std::optional<std::string> Distance(DocumentId document,
                                                    std::string_view name) const {
    for (const DistanceColumn& column : matches_.distances) {
      if (column.name != name) continue;
      const auto distance = column.Find(document);
      if (distance) return NumberText(*distance);
    }
    return std::nullopt;
  }

  std::optional<std::string> Value(DocumentReader& reader, DocumentId document,
                                   const DocumentRecord& record, const std::string& path) const {
    if (auto distance = Distance(document, path)) return distance;
    const Field* field = index_.definition().FindField(path);
    if (field == nullptr) return reader.Value(path, request_.dialect);
    // Of a SORTABLE number there is a copy at hand, which is what the peer replies.
    if (field->sortable && field->sort_slot < record.sort_values.size()) {
      if (const auto* number = std::get_if<double>(&record.sort_values[field->sort_slot])) {
        return NumberText(*number);
      }
    }
    return reader.Value(field->path, request_.dialect);
  }

  CommandContext& ctx_;
  const SearchRequest& request_;
  const Index& index_;
  const Matches& matches_;
};

class HitWriter {
 public:
  HitWriter(CommandContext& ctx, const SearchRequest& request, const Index& index,
            const Matches& matches)
      : reply_(ctx.reply()),
        request_(request),
        index_(index),
        loader_(ctx, request, index, matches) {}

  void WriteResp2(const Hit& hit) {
    (void)reply_.Bulk(Record(hit).key);
    if (request_.with_scores) (void)reply_.Double(hit.score);
    if (request_.with_payloads) WritePayload(hit);
    if (request_.with_sort_keys) WriteSortKey(hit);
    if (!has_content()) return;
    if (const auto pairs = loader_.Load(hit.document)) {
      (void)reply_.Array(pairs->size() * 2);
      WritePairs(*pairs);
    } else {
      (void)reply_.NullArray();
    }
  }

  void WriteResp3(const Hit& hit) {
    const auto map = reply_.OpenMap();
    (void)reply_.Simple("id");
    (void)reply_.Bulk(Record(hit).key);
    if (request_.with_scores) {
      (void)reply_.Simple("score");
      (void)reply_.Double(hit.score);
    }
    if (request_.with_payloads) {
      (void)reply_.Simple("payload");
      WritePayload(hit);
    }
    if (request_.with_sort_keys) {
      (void)reply_.Simple("sortkey");
      WriteSortKey(hit);
    }
    if (has_content()) {
      (void)reply_.Simple("extra_attributes");
      if (const auto pairs = loader_.Load(hit.document)) {
        (void)reply_.Map(pairs->size());
        WritePairs(*pairs);
      } else {
        (void)reply_.Null();
      }
    }
    (void)reply_.Simple("values");
    (void)reply_.Array(0);
  }

 private:
  [[nodiscard]] bool has_content() const {
    return !request_.no_content && !(request_.returned && request_.returned->empty());
  }
  [[nodiscard]] const DocumentRecord& Record(const Hit& hit) const {
    return *index_.documents().Get(hit.document);
  }
  void WritePayload(const Hit& hit) {
    const std::string& payload = Record(hit).payload;
    (void)(payload.empty() ? reply_.Null() : reply_.Bulk(payload));
  }
  void WriteSortKey(const Hit& hit) {
    const bool missing = std::holds_alternative<std::monostate>(hit.sort_value);
    (void)(missing ? reply_.Null() : reply_.Bulk(SortKeyText(hit.sort_value)));
  }
  void WritePairs(const Pairs& pairs) {
    for (const auto& [name, value] : pairs) {
      (void)reply_.Bulk(name);
      (void)reply_.Bulk(value);
    }
  }

  Reply& reply_;
  const SearchRequest& request_;
  const Index& index_;
  ContentLoader loader_;
};

}  // namespace

std::string NumberText(double number) {
  std::array<char, 64> text;
  constexpr double kMostWhole = 9e18;
  const bool whole = std::abs(number) < kMostWhole && number == std::trunc(number);
  const int length =
      whole ? std::snprintf(text.data(), text.size(), "%lld", static_cast<long long>(number))
            : std::snprintf(text.data(), text.size(), "%.12g", number);
  return {text.data(), static_cast<size_t>(length)};
}

Status ReplyWithHits(CommandContext& ctx, const SearchRequest& request, const Index& index,
                     const Matches& matches, const std::vector<Hit>& hits) {
  Reply& reply = ctx.reply();
  HitWriter writer(ctx, request, index, matches);
  const auto total = static_cast<long long>(matches.documents.cardinality());
  if (!ctx.is_resp3()) {
    const auto array = reply.OpenArray();
    (void)reply.Integer(total);
    for (const Hit& hit : hits)
      writer.WriteResp2(hit);
    return Status::Ok();
  }
  (void)reply.Map(5);
  (void)reply.Simple("attributes");
  (void)reply.Array(0);
  (void)reply.Simple("total_results");
  (void)reply.Integer(total);
  (void)reply.Simple("format");
  (void)reply.Simple("STRING");
  (void)reply.Simple("results");
  {
    const auto array = reply.OpenArray();
    for (const Hit& hit : hits)
      writer.WriteResp3(hit);
  }
  (void)reply.Simple("warning");
  (void)reply.Array(matches.expansions_cut ? 1 : 0);
  if (matches.expansions_cut) (void)reply.Simple("Max prefix expansions limit was reached");
  return Status::Ok();
}

}  // namespace trellis::search
