#include "timeseries/label_filter.h"

#include <algorithm>

#include <boost/fusion/include/adapt_struct.hpp>
#include <boost/spirit/home/x3.hpp>
#include <boost/variant.hpp>

namespace trellis::timeseries {
namespace {

namespace x3 = boost::spirit::x3;

// What the grammar yields; whether it means "in" or "absent" depends on both halves.
struct Parsed {
  std::string label;
  bool negated = false;
  boost::variant<std::vector<std::string>, std::string> operand;
};

}  // namespace
}  // namespace trellis::timeseries

BOOST_FUSION_ADAPT_STRUCT(trellis::timeseries::Parsed, label, negated, operand)

namespace trellis::timeseries {
namespace {

const auto kLabel = x3::rule<struct LabelId, std::string>{"label"} = +(x3::char_ - '=' - "!=");
const auto kOperator = x3::rule<struct OperatorId, bool>{"operator"} =
    ("!=" >> x3::attr(true)) | ('=' >> x3::attr(false));
const auto kElement = x3::rule<struct ElementId, std::string>{"element"} =
    +(x3::char_ - x3::char_("(),"));
const auto kList = x3::rule<struct ListId, std::vector<std::string>>{
    "list"} = '(' >> -(kElement % ',') >> ')';
const auto kValue = x3::rule<struct ValueId, std::string>{"value"} = !x3::lit('(') >> *x3::char_;
const auto kOperand =
    x3::rule<struct OperandId, boost::variant<std::vector<std::string>, std::string>>{"operand"} =
        kList | kValue;
const auto kFilter = x3::rule<struct FilterId, Parsed>{"filter"} =
    kLabel >> kOperator >> kOperand >> x3::eoi;

}  // namespace

std::optional<LabelFilter> ParseLabelFilter(std::string_view word) {
  Parsed parsed;
  if (!x3::parse(word.begin(), word.end(), kFilter, parsed)) return std::nullopt;
  using Kind = LabelFilter::Kind;
  LabelFilter filter{std::move(parsed.label), parsed.negated ? Kind::kNotIn : Kind::kIn, {}};
  if (auto* list = boost::get<std::vector<std::string>>(&parsed.operand)) {
    filter.values = std::move(*list);
  } else if (auto& value = boost::get<std::string>(parsed.operand); !value.empty()) {
    filter.values.push_back(std::move(value));
  } else {
    filter.kind = parsed.negated ? Kind::kPresent : Kind::kAbsent;
  }
  return filter;
}

bool HasMatcher(const std::vector<LabelFilter>& filters) {
  return std::any_of(filters.begin(), filters.end(), [](const LabelFilter& filter) {
    return filter.kind == LabelFilter::Kind::kIn;
  });
}

}  // namespace trellis::timeseries
