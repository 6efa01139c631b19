// FT.INFO index: what an index is made of, and its statistics.
#include <algorithm>
#include <limits>
#include <string>

#include "search/commands.h"
#include "search/service.h"

namespace trellis::search {

namespace {

constexpr double kMegabyte = 1024 * 1024;

double Megabytes(size_t bytes) {
  return static_cast<double>(bytes) / kMegabyte;
}
double Ratio(double a, double b) {
  return b == 0 ? std::numeric_limits<double>::quiet_NaN() : a / b;
}

// A text as a simple string, if it can be one: clients of the peer get most names so.
void Name(Reply& reply, const std::string& text) {
  const bool simple = std::none_of(text.begin(), text.end(),
                                   [](char c) { return c == '\r' || c == '\n' || c == 0; });
  (void)(simple ? reply.Simple(text.c_str()) : reply.Bulk(text));
}
void Pair(Reply& reply, const char* name, const std::string& value) {
  (void)reply.Simple(name);
  Name(reply, value);
}
void Pair(Reply& reply, const char* name, const char* value) {
  Pair(reply, name, std::string(value));
}
void Pair(Reply& reply, const char* name, double value) {
  (void)reply.Simple(name);
  (void)reply.Double(value);
}
void Count(Reply& reply, const char* name, uint64_t value) {
  (void)reply.Simple(name);
  (void)reply.Integer(static_cast<long long>(value));
}

void WriteOptions(Reply& reply, const Definition& definition) {
  (void)reply.Simple("index_options");
  const auto array = reply.OpenArray();
  if (definition.no_frequencies) (void)reply.Simple("NOFREQS");
  if (definition.no_fields) (void)reply.Simple("NOFIELDS");
  if (definition.no_offsets) (void)reply.Simple("NOOFFSETS");
  if (definition.no_highlight) (void)reply.Simple("NOHL");
  if (definition.max_text_fields) (void)reply.Simple("MAXTEXTFIELDS");
}

void WriteRule(Reply& reply, const Definition& definition) {
  (void)reply.Simple("index_definition");
  const auto map = reply.OpenMap();
  Pair(reply, "key_type", definition.kind == DocumentKind::kHash ? "HASH" : "JSON");
  (void)reply.Simple("prefixes");
  (void)reply.Array(definition.prefixes.size());
  for (const std::string& prefix : definition.prefixes)
    Name(reply, prefix);
  if (definition.language_given) {
    Pair(reply, "default_language", std::string(NameOf(definition.language)));
  }
  if (!definition.language_field.empty()) Pair(reply, "language_field", definition.language_field);
  Pair(reply, "default_score", definition.score);
  if (!definition.score_field.empty()) Pair(reply, "score_field", definition.score_field);
  if (!definition.payload_field.empty()) Pair(reply, "payload_field", definition.payload_field);
}

struct FieldFlag {
  bool Field::*flag;
  const char* word;
};
constexpr FieldFlag kFieldFlags[] = {{&Field::case_sensitive, "CASESENSITIVE"},
                                     {&Field::sortable, "SORTABLE"},
                                     {&Field::unf, "UNF"},
                                     {&Field::no_stem, "NOSTEM"},
                                     {&Field::no_index, "NOINDEX"},
                                     {&Field::with_suffix_trie, "WITHSUFFIXTRIE"},
                                     {&Field::index_empty, "INDEXEMPTY"},
                                     {&Field::index_missing, "INDEXMISSING"}};

void WriteFlags(Reply& reply, const Field& field) {
  for (const FieldFlag& known : kFieldFlags) {
    if (field.*known.flag) (void)reply.Simple(known.word);
  }
}

void WriteVectorOptions(Reply& reply, const VectorOptions& options) {
  Pair(reply, "algorithm", std::string(NameOf(options.algorithm)));
  Pair(reply, "data_type", std::string(NameOf(options.type)));
  Count(reply, "dim", options.dimensions);
  Pair(reply, "distance_metric", std::string(NameOf(options.metric)));
  if (options.algorithm != VectorAlgorithm::kHnsw) return;
  Count(reply, "M", options.m);
  Count(reply, "ef_construction", options.ef_construction);
}

void WriteField(Reply& reply, const Field& field) {
  Pair(reply, "identifier", field.path);
  Pair(reply, "attribute", field.name);
  Pair(reply, "type", std::string(NameOf(field.type)));
  switch (field.type) {
    case FieldType::kText: Pair(reply, "WEIGHT", field.weight); break;
    case FieldType::kTag:
      Pair(reply, "SEPARATOR",
           field.separator == 0 ? std::string() : std::string(1, field.separator));
      break;
    case FieldType::kVector: WriteVectorOptions(reply, field.vector); break;
    default: break;
  }
}

void WriteAttributes(CommandContext& ctx, const Definition& definition) {
  Reply& reply = ctx.reply();
  (void)reply.Simple("attributes");
  const auto array = reply.OpenArray();
  for (const Field& field : definition.fields) {
    if (ctx.is_resp3()) {
      const auto map = reply.OpenMap();
      WriteField(reply, field);
      (void)reply.Simple("flags");
      const auto flags = reply.OpenArray();
      WriteFlags(reply, field);
    } else {
      const auto list = reply.OpenArray();
      WriteField(reply, field);
      WriteFlags(reply, field);
    }
  }
}

struct Sizes {
  size_t vectors = 0;
  size_t tags = 0;
  size_t numbers = 0;
  size_t sort_values = 0;
  uint64_t records = 0;
};

Sizes SizesOf(const Index& index) {
  Sizes sizes;
  sizes.records = index.terms().records();
  for (size_t i = 0; i < index.definition().fields.size(); ++i) {
    const FieldIndex& field = index.field(i);
    if (field.vectors) sizes.vectors += field.vectors->memory_bytes();
    sizes.tags += field.tags.memory_bytes();
    sizes.numbers += field.numbers.memory_bytes() + field.points.tree().memory_bytes();
    sizes.records += field.numbers.size() + field.points.tree().size();
    for (const auto& [value, documents] : field.tags.values())
      sizes.records += documents.size();
  }
  sizes.sort_values =
      index.documents().size() * index.definition().sort_slots() * sizeof(SortValue);
  return sizes;
}

void WriteSizes(Reply& reply, const Index& index) {
  const Sizes sizes = SizesOf(index);
  const size_t inverted = index.terms().postings_bytes();
  const size_t text = index.terms().text_bytes();
  const size_t table = index.documents().memory_bytes();
  const auto documents = static_cast<double>(index.documents().size());
  const auto records = static_cast<double>(sizes.records);
  Count(reply, "num_docs", index.documents().size());
  Count(reply, "max_doc_id", index.documents().last_id());
  Count(reply, "num_terms", index.terms().size());
  Count(reply, "num_records", sizes.records);
  Pair(reply, "inverted_sz_mb", Megabytes(inverted));
  Pair(reply, "vector_index_sz_mb", Megabytes(sizes.vectors));
  Count(reply, "total_inverted_index_blocks", index.terms().size());
  Pair(reply, "offset_vectors_sz_mb", Megabytes(index.offsets()));
  Pair(reply, "doc_table_size_mb", Megabytes(table));
  Pair(reply, "sortable_values_size_mb", Megabytes(sizes.sort_values));
  Pair(reply, "key_table_size_mb", Megabytes(index.documents().size() * sizeof(void*) * 3));
  Pair(reply, "tag_overhead_sz_mb", Megabytes(sizes.tags));
  Pair(reply, "text_overhead_sz_mb", Megabytes(text));
  Pair(reply, "total_index_memory_sz_mb",
       Megabytes(inverted + sizes.vectors + table + sizes.tags + sizes.numbers + text));
  Pair(reply, "geoshapes_sz_mb", 0.0);
  Pair(reply, "records_per_doc_avg", Ratio(records, documents));
  Pair(reply, "bytes_per_record_avg", Ratio(static_cast<double>(inverted), records));
  Pair(reply, "offsets_per_term_avg", Ratio(static_cast<double>(index.offsets()), records));
  Pair(reply, "offset_bits_per_record_avg", 8.0);
}

void WriteErrors(Reply& reply, const IndexingFailures& failures) {
  (void)reply.Simple("Index Errors");
  const auto map = reply.OpenMap();
  Count(reply, "indexing failures", failures.count);
  Pair(reply, "last indexing error", failures.count == 0 ? "N/A" : failures.last_error);
  (void)reply.Simple("last indexing error key");
  (void)reply.Bulk(failures.count == 0 ? "N/A" : failures.last_key);
}

// Our sweeper needs no figures; the keys are there for those who read them.
void WriteIdleStatistics(Reply& reply) {
  (void)reply.Simple("gc_stats");
  {
    const auto map = reply.OpenMap();
    for (const char* name : {"bytes_collected", "total_ms_run", "total_cycles"})
      Pair(reply, name, 0.0);
    Pair(reply, "average_cycle_time_ms", std::numeric_limits<double>::quiet_NaN());
    for (const char* name : {"last_run_time_ms", "gc_numeric_trees_missed", "gc_blocks_denied"}) {
      Pair(reply, name, 0.0);
    }
  }
  (void)reply.Simple("cursor_stats");
  const auto map = reply.OpenMap();
  constexpr uint64_t kCapacity = 128;
  Count(reply, "global_idle", 0);
  Count(reply, "global_total", 0);
  Count(reply, "index_capacity", kCapacity);
  Count(reply, "index_total", 0);
}

void WriteDialects(Reply& reply, const Index& index) {
  (void)reply.Simple("dialect_stats");
  const auto map = reply.OpenMap();
  for (int dialect = 1; dialect <= 4; ++dialect) {
    Count(reply, ("dialect_" + std::to_string(dialect)).c_str(),
          index.uses_dialect(dialect) ? 1 : 0);
  }
}

}  // namespace

Status FtInfo(CommandContext& ctx) {
  Service& service = TheService();
  Index* index = service.registry.Find(ctx.Arg(1));
  if (index == nullptr) return Status::Constant("Unknown index name");
  index->CountUse();
  const Definition& definition = index->definition();
  const bool indexing = service.scan.IsRunning(*index);
  Reply& reply = ctx.reply();
  const auto map = reply.OpenMap();
  Pair(reply, "index_name", definition.name);
  WriteOptions(reply, definition);
  WriteRule(reply, definition);
  WriteAttributes(ctx, definition);
  WriteSizes(reply, *index);
  Count(reply, "hash_indexing_failures", index->failures().count);
  Pair(reply, "total_indexing_time", 0.0);
  Count(reply, "indexing", indexing ? 1 : 0);
  Pair(reply, "percent_indexed", service.scan.Progress(ctx, *index));
  Count(reply, "number_of_uses", index->uses());
  Count(reply, "cleaning", 0);
  WriteIdleStatistics(reply);
  if (definition.stop_words) {
    (void)reply.Simple("stopwords_list");
    (void)reply.Array(definition.stop_words->size());
    for (const std::string& word : *definition.stop_words)
      (void)reply.Bulk(word);
  }
  WriteDialects(reply, *index);
  WriteErrors(reply, index->failures());
  (void)reply.Simple("field statistics");
  const auto fields = reply.OpenArray();
  for (size_t i = 0; i < definition.fields.size(); ++i) {
    const auto field = reply.OpenMap();
    Pair(reply, "identifier", definition.fields[i].path);
    Pair(reply, "attribute", definition.fields[i].name);
    WriteErrors(reply, index->failures_of(i));
  }
  return Status::Ok();
}

}  // namespace trellis::search
