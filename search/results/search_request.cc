#include "search/results/search_request.h"

#include <algorithm>
#include <utility>

#include "module_api/cpp/module_string.h"

namespace trellis::search {

namespace {

struct FlagWord {
  std::string_view word;
  bool SearchRequest::*flag;
};
constexpr FlagWord kFlagWords[] = {{"NOCONTENT", &SearchRequest::no_content},
                                   {"VERBATIM", &SearchRequest::verbatim},
                                   {"NOSTOPWORDS", &SearchRequest::no_stop_words},
                                   {"WITHSCORES", &SearchRequest::with_scores},
                                   {"WITHPAYLOADS", &SearchRequest::with_payloads},
                                   {"WITHSORTKEYS", &SearchRequest::with_sort_keys},
                                   {"INORDER", &SearchRequest::in_order}};

class RequestParser {
 public:
  RequestParser(Arguments& words, const Settings& settings, SearchRequest& request)
      : words_(words), settings_(settings), request_(request) {}

  Status Option() {
    for (const FlagWord& known : kFlagWords) {
      if (!words_.TakeIf(known.word)) continue;
      request_.*known.flag = true;
      return Status::Ok();
    }
    using Parse = Status (RequestParser::*)();
    struct OptionWord {
      std::string_view word;
      Parse parse;
    };
    static constexpr OptionWord kOptionWords[] = {
        {"LIMIT", &RequestParser::Limit},         {"SORTBY", &RequestParser::SortBy},
        {"RETURN", &RequestParser::Return},       {"PARAMS", &RequestParser::Params},
        {"DIALECT", &RequestParser::Dialect},     {"FILTER", &RequestParser::Filter},
        {"GEOFILTER", &RequestParser::GeoFilter}, {"INKEYS", &RequestParser::InKeys},
        {"INFIELDS", &RequestParser::InFields},   {"SLOP", &RequestParser::Slop},
        {"LANGUAGE", &RequestParser::InLanguage}, {"SCORER", &RequestParser::Scorer},
        {"TIMEOUT", &RequestParser::Timeout},     {"PAYLOAD", &RequestParser::Payload},
        {"EXPANDER", &RequestParser::Expander},   {"FORMAT", &RequestParser::Format},
        {"WITHCOUNT", &RequestParser::Nothing},   {"WITHOUTCOUNT", &RequestParser::Nothing}};
    for (const OptionWord& known : kOptionWords) {
      if (words_.TakeIf(known.word)) return (this->*known.parse)();
    }
    return Status::Error("Unknown argument `" + std::string(words_.Peek()) + "` at position " +
                         std::to_string(words_.position() - first_option_) + " for <main>");
  }

  void BeginOptions() { first_option_ = words_.position() - 1; }

 private:
  // Counting is what we do anyway.
  Status Nothing() { return Status::Ok(); }

  Status Limit() {
    if (words_.left() < 2) return Status::Constant("LIMIT requires two arguments");
    const auto offset = ParseInteger(words_.Take());
    const auto count = ParseInteger(words_.Take());
    if (!offset || !count || *offset < 0 || *count < 0) {
      return Status::Constant("LIMIT needs two numeric arguments");
    }
    const long long most = settings_.max_search_results;
    if (*count > most) return Status::Error("LIMIT exceeds maximum of " + std::to_string(most));
    if (*offset > most) return Status::Error("OFFSET exceeds maximum of " + std::to_string(most));
    request_.offset = static_cast<size_t>(*offset);
    request_.count = static_cast<size_t>(*count);
    return Status::Ok();
  }

  Status SortBy() {
    if (words_.AtEnd()) return Status::Constant("Bad SORTBY arguments");
    request_.sort_by = words_.Take();
    if (request_.sort_by.starts_with('@')) request_.sort_by.erase(0, 1);
    if (words_.TakeIf("DESC")) {
      request_.descending = true;
    } else {
      words_.TakeIf("ASC");
    }
    return Status::Ok();
  }

  Status Return() {
    Result<std::vector<std::string>> list = words_.TakeListFor("RETURN");
    if (!list) return list.error();
    auto& returned = request_.returned.emplace();
    for (size_t i = 0; i < list->size(); ++i) {
      ReturnedField field{.path = (*list)[i], .name = (*list)[i]};
      if (i + 1 < list->size() && SameWord((*list)[i + 1], "AS")) {
        if (i + 2 >= list->size()) {
          return Status::Constant("RETURN path AS name - must be accompanied with NAME");
        }
        field.name = (*list)[i + 2];
        i += 2;
      }
      returned.push_back(std::move(field));
    }
    return Status::Ok();
  }

  Status Params() {
    if (!request_.parameters.empty()) {
      return Status::Constant(
          "Multiple PARAMS are not allowed. Parameters can be defined only once");
    }
    Result<std::vector<std::string>> list = words_.TakeListFor("PARAMS");
    if (!list) return list.error();
    if (list->empty() || list->size() % 2 != 0) {
      return Status::Constant("Parameters must be specified in PARAM VALUE pairs");
    }
    for (size_t i = 0; i < list->size(); i += 2) {
      request_.parameters.emplace_back(std::move((*list)[i]), std::move((*list)[i + 1]));
    }
    return Status::Ok();
  }

  Status Dialect() {
    const auto dialect = words_.AtEnd() ? std::nullopt : ParseInteger(words_.Take());
    if (!dialect || *dialect < 1 || *dialect > 4) {
      return Status::Constant("DIALECT requires a non negative integer >=1 and <= 4");
    }
    request_.dialect = static_cast<int>(*dialect);
    return Status::Ok();
  }

  static std::optional<NumericBound> Bound(std::string_view word) {
    const bool exclusive = word.starts_with('(');
    if (exclusive) word.remove_prefix(1);
    if (!ParseNumber(word)) return std::nullopt;
    return NumericBound{.value = {std::string(word), false}, .exclusive = exclusive};
  }

  Status Filter() {
    if (words_.left() < 3) return Status::Constant("FILTER requires 3 arguments");
    Node node{.kind = NodeKind::kNumeric};
    node.field_names = {std::string(words_.Take())};
    const std::string_view low_word = words_.Take();
    auto low = Bound(low_word);
    if (!low) return Status::Error("Bad lower range: " + std::string(low_word));
    const std::string_view high_word = words_.Take();
    auto high = Bound(high_word);
    if (!high) return Status::Error("Bad upper range: " + std::string(high_word));
    node.bounds = {std::move(*low), std::move(*high)};
    request_.filters.push_back(std::move(node));
    return Status::Ok();
  }

  Status GeoFilter() {
    if (words_.left() < 5) return Status::Constant("GEOFILTER requires 5 arguments");
    Node node{.kind = NodeKind::kGeo};
    node.field_names = {std::string(words_.Take())};
    for (const char* what : {"<lon>", "<lat>", "<radius>"}) {
      const std::string_view word = words_.Take();
      if (!ParseNumber(word)) {
        return Arguments::Bad(what, "Could not convert argument to expected type");
      }
      node.bounds.push_back({.value = {std::string(word), false}});
    }
    const std::string_view unit = words_.Take();
    if (!MetresOfUnit(unit)) return Status::Error("Unknown distance unit " + std::string(unit));
    node.word = {std::string(unit), false};
    request_.filters.push_back(std::move(node));
    return Status::Ok();
  }

  Status InKeys() {
    Result<std::vector<std::string>> list = words_.TakeListFor("INKEYS");
    if (!list) return list.error();
    request_.in_keys = std::move(*list);
    return Status::Ok();
  }

  Status InFields() {
    Result<std::vector<std::string>> list = words_.TakeListFor("INFIELDS");
    if (!list) return list.error();
    request_.in_fields = std::move(*list);
    return Status::Ok();
  }

  Status Slop() {
    Result<double> slop = words_.TakeNumberFor("SLOP");
    if (!slop) return slop.error();
    request_.slop = *slop < 0 ? -1 : static_cast<int64_t>(std::min(*slop, 1e9));
    return Status::Ok();
  }

  Status InLanguage() {
    Result<std::string_view> name = words_.TakeFor("LANGUAGE");
    if (!name) return name.error();
    request_.language = FindLanguage(*name);
    return request_.language ? Status::Ok() : Status::Constant("No such language");
  }

  Status Scorer() {
    Result<std::string_view> name = words_.TakeFor("SCORER");
    if (!name) return name.error();
    const auto scorer = FindScorer(*name);
    if (!scorer) return Status::Error("No such scorer " + std::string(*name));
    request_.scorer = *scorer;
    return Status::Ok();
  }

  // Queries run to their end here; the number is checked all the same.
  Status Timeout() {
    const auto timeout = words_.AtEnd() ? std::nullopt : ParseInteger(words_.Take());
    if (timeout && *timeout >= 0) return Status::Ok();
    return Status::Constant("TIMEOUT requires a non negative integer");
  }

  Status Payload() {
    Result<std::string_view> payload = words_.TakeFor("PAYLOAD");
    if (!payload) return payload.error();
    request_.payload = *payload;
    return Status::Ok();
  }

  Status Expander() {
    Result<std::string_view> name = words_.TakeFor("EXPANDER");
    if (!name) return name.error();
    if (SameWord(*name, "SBSTEM") || SameWord(*name, "DEFAULT")) return Status::Ok();
    return Status::Error("No such expander " + std::string(*name));
  }

  Status Format() {
    Result<std::string_view> name = words_.TakeFor("FORMAT");
    if (!name) return name.error();
    if (SameWord(*name, "STRING")) return Status::Ok();
    return Status::Error("FORMAT " + std::string(*name) + " is not supported");
  }

  Arguments& words_;
  const Settings& settings_;
  SearchRequest& request_;
  size_t first_option_ = 0;
};

}  // namespace

Result<SearchRequest> ParseSearchRequest(Arguments words, const Settings& settings) {
  SearchRequest request;
  request.dialect = static_cast<int>(settings.default_dialect);
  if (words.AtEnd()) return Status::Constant("No query string provided");
  request.query = words.Take();
  RequestParser parser(words, settings, request);
  parser.BeginOptions();
  while (!words.AtEnd()) {
    Status option = parser.Option();
    if (!option.ok()) return option;
  }
  return request;
}

}  // namespace trellis::search
