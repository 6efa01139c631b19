#include "search/query/grammar.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include <boost/spirit/home/x3.hpp>

#include "search/text/tokenizer.h"

namespace trellis::search {

namespace {

namespace x3 = boost::spirit::x3;

// Remembers the farthest byte that was looked at: that is where a syntax error is reported.
class Place {
 public:
  // The names that the standard asks of an iterator.
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Place() = default;
  Place(const char* at, const char** farthest) : at_(at), farthest_(farthest) {}
  reference operator*() const {
    *farthest_ = std::max(*farthest_, at_);
    return *at_;
  }
  Place& operator++() {
    ++at_;
    return *this;
  }
  Place operator++(int) {
    const Place before = *this;
    ++at_;
    return before;
  }
  friend bool operator==(const Place& a, const Place& b) { return a.at_ == b.at_; }
  friend bool operator!=(const Place& a, const Place& b) { return a.at_ != b.at_; }
  [[nodiscard]] const char* address() const { return at_; }

 private:
  const char* at_ = nullptr;
  const char** farthest_ = nullptr;
};

// What the actions need to know of the query being parsed.
struct QueryFacts {
  int dialect;
  const char* begin;
};
struct FactsTag;

bool IsLetter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_';
}

// -- actions -------------------------------------------------------------------------------------------------

template <typename Context>
const QueryFacts& FactsOf(const Context& ctx) {
  return x3::get<FactsTag>(ctx).get();
}

template <typename Range>
std::string TextOf(const Range& range) {
  return {range.begin().address(), range.end().address()};
}

const auto kSet = [](auto& ctx) { _val(ctx) = std::move(_attr(ctx)); };
const auto kAddChild = [](auto& ctx) { _val(ctx).children.push_back(std::move(_attr(ctx))); };
const auto kText = [](auto& ctx) { _val(ctx).text = TextOf(_attr(ctx)); };
const auto kParameter = [](auto& ctx) {
  _val(ctx).text = TextOf(_attr(ctx));
  _val(ctx).is_parameter = true;
};
const auto kSetWord = [](auto& ctx) { _val(ctx).word = std::move(_attr(ctx)); };
const auto kAddBound = [](auto& ctx) { _val(ctx).bounds.push_back(std::move(_attr(ctx))); };
const auto kAddWordBound = [](auto& ctx) {
  _val(ctx).bounds.push_back({.value = std::move(_attr(ctx))});
};
const auto kAddFieldName = [](auto& ctx) { _val(ctx).push_back(Unescape(TextOf(_attr(ctx)))); };
const auto kSetFields = [](auto& ctx) { _val(ctx).field_names = std::move(_attr(ctx)); };
const auto kAddAttributes = [](auto& ctx) {
  auto& known = _val(ctx).attributes;
  for (Attribute& attribute : _attr(ctx))
    known.push_back(std::move(attribute));
};

template <NodeKind kKind>
constexpr auto kBegin = [](auto& ctx) {
  _val(ctx) = Node{.kind = kKind};
  _val(ctx).offset = static_cast<size_t>(_where(ctx).begin().address() - FactsOf(ctx).begin);
};

// Ends a list of operands: one alone stands for itself, and (a b) c is a b c.
const auto kCollapse = [](auto& ctx) {
  Node& node = _val(ctx);
  if (node.children.size() == 1) {
    node = Node(std::move(node.children.front()));
    return;
  }
  Node first = std::move(node.children.front());
  if (first.kind != node.kind || !first.attributes.empty() || !first.field_names.empty()) {
    node.children.front() = std::move(first);
    return;
  }
  std::move(node.children.begin() + 1, node.children.end(), std::back_inserter(first.children));
  node.children = std::move(first.children);
};

// Signs are gathered in the node's word, outermost first, and then put around its child.
const auto kAddSign = [](auto& ctx) { _val(ctx).word.text += _attr(ctx); };
const auto kApplySigns = [](auto& ctx) {
  const std::string signs = std::move(_val(ctx).word.text);
  Node node = std::move(_val(ctx).children.front());
  for (auto sign = signs.rbegin(); sign != signs.rend(); ++sign) {
    Node outer{.kind = *sign == '-' ? NodeKind::kNot : NodeKind::kOptional};
    outer.children.push_back(std::move(node));
    node = std::move(outer);
  }
  _val(ctx) = std::move(node);
};

// The fields go to the child, or to a node around it if it has its own.
const auto kApplyFields = [](auto& ctx) {
  Node& scoped = _val(ctx);
  if (!scoped.children.front().field_names.empty()) return;
  Node node = std::move(scoped.children.front());
  node.field_names = std::move(scoped.field_names);
  scoped = std::move(node);
};

const auto kPhraseWords = [](auto& ctx) {
  const std::string text = TextOf(_attr(ctx));
  Node& phrase = _val(ctx);
  phrase.word.text = text;
  const auto first = static_cast<size_t>(_attr(ctx).begin().address() - FactsOf(ctx).begin);
  ForEachWord(text, [&](std::string_view word, size_t begin, size_t) {
    Node child{.kind = NodeKind::kTerm, .word = {std::string(word), false}};
    child.offset = first + begin;
    phrase.children.push_back(std::move(child));
  });
};

const auto kFuzzyDistance = [](auto& ctx) {
  _val(ctx).distance = static_cast<uint8_t>(TextOf(_attr(ctx)).size());
};

// The closing signs must be as many as the opening ones.
const auto kSameDistance = [](auto& ctx) {
  _pass(ctx) = TextOf(_attr(ctx)).size() == _val(ctx).distance;
};

const auto kAddSignOfComparison = [](auto& ctx) { _val(ctx).word.text = TextOf(_attr(ctx)); };
const auto kComparison = [](auto& ctx) {
  const std::string sign = std::move(_val(ctx).word.text);
  const Word value = _val(ctx).bounds.front().value;
  NumericBound low{.value = {"-inf", false}};
  NumericBound high{.value = {"inf", false}};
  const bool equality = sign == "==" || sign == "!=";
  if (equality || sign.front() == '>') low = {.value = value, .exclusive = sign == ">"};
  if (equality || sign.front() == '<') high = {.value = value, .exclusive = sign == "<"};
  Node node{.kind = NodeKind::kNumeric};
  node.field_names = std::move(_val(ctx).field_names);
  node.bounds = {std::move(low), std::move(high)};
  if (sign == "!=") {
    Node inverse{.kind = NodeKind::kNot};
    inverse.children.push_back(std::move(node));
    node = std::move(inverse);
  }
  _val(ctx) = std::move(node);
};

// -- tokens --------------------------------------------------------------------------------------------------

const auto kDialect1 = x3::eps[([](auto& ctx) { _pass(ctx) = FactsOf(ctx).dialect == 1; })];
const auto kDialect2 = x3::eps[([](auto& ctx) { _pass(ctx) = FactsOf(ctx).dialect != 1; })];

// NOLINTBEGIN(readability-identifier-naming): X3 looks for attribute_type, and for NAME_def beside each rule NAME.
struct SkipClass : x3::char_parser<SkipClass> {
  using attribute_type = char;
  template <typename Char, typename Context>
  bool test(Char c, const Context& /*ctx*/) const {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == 0x7f ||
           std::string_view("!#&+,./<>?^`'\\=").find(c) != std::string_view::npos;
  }
};
struct LetterClass : x3::char_parser<LetterClass> {
  using attribute_type = char;
  template <typename Char, typename Context>
  bool test(Char c, const Context& /*ctx*/) const {
    return IsLetter(c);
  }
};
// `=` is skipped but not where it begins attributes.
const auto kSkipper = (!x3::lit("=>") >> SkipClass());

const auto kLetters = x3::raw[+((x3::lit('\\') >> x3::char_) | LetterClass())];
const auto kName = x3::raw[+LetterClass()];
const auto kDigits = +x3::digit;
const auto kPlainNumber = -x3::char_("+-") >> kDigits >> -('.' >> kDigits) >>
                          -(x3::char_("eE") >> -x3::char_("+-") >> kDigits);
const auto kInfinity = -x3::char_("+-") >> x3::no_case["inf"] >> !LetterClass();

template <typename T>
using List = std::vector<T>;

const x3::rule<struct NumberClass, Word> number = "number";
const x3::rule<struct NumberTermClass, Word> number_term = "number term";
const x3::rule<struct AnyWordClass, Word> any_word = "word";
const x3::rule<struct FieldNamesClass, List<std::string>> field_names = "fields";
const x3::rule<struct AttributesClass, List<Attribute>> attributes = "attributes";
const x3::rule<struct AttributeClass, Attribute> attribute = "attribute";
const x3::rule<struct BoundClass, NumericBound> bound = "bound";

const auto parameter_name = x3::lexeme[x3::lit('$') >> kName];
const auto number_def = x3::lexeme[x3::raw[kInfinity | (kPlainNumber >> !LetterClass())]][kText] |
                        (kDialect2 >> parameter_name[kParameter]);
const auto number_term_def =
    x3::lexeme[x3::raw[kDigits >> -('.' >> kDigits)] >> !LetterClass()][kText];
const auto any_word_def = x3::lexeme[kLetters][kText] | (kDialect2 >> parameter_name[kParameter]);
const auto field_names_def = x3::lexeme[x3::lit('@') >> kLetters[kAddFieldName] >>
                                        *('|' >> -x3::lit('@') >> kLetters[kAddFieldName])];

const auto kAttributeValue = x3::lexeme[x3::raw[+(x3::char_ - x3::char_(";}$ \t"))]];
const auto attribute_def =
    x3::lexeme[x3::lit('$') >> kName[([](auto& ctx) { _val(ctx).name = TextOf(_attr(ctx)); })]] >>
    ':' >> (parameter_name[([](auto& ctx) {
              _val(ctx).value = {TextOf(_attr(ctx)), true};
            })] |
            kAttributeValue[([](auto& ctx) {
              _val(ctx).value = {TextOf(_attr(ctx)), false};
            })]);
const auto attributes_def =
    x3::lit("=>") >> '{' >>
    *(attribute[([](auto& ctx) { _val(ctx).push_back(std::move(_attr(ctx))); })] >>
      -x3::lit(';')) >>
    '}';

const auto bound_def = -x3::lit('(')[([](auto& ctx) { _val(ctx).exclusive = true; })] >>
                       number[([](auto& ctx) { _val(ctx).value = std::move(_attr(ctx)); })];

// -- leaves --------------------------------------------------------------------------------------------------

using NodeRule = Node;
const x3::rule<struct TermClass, NodeRule> term = "term";
const x3::rule<struct AffixClass, NodeRule> affix = "affix";
const x3::rule<struct WildcardClass, NodeRule> wildcard = "wildcard";
const x3::rule<struct FuzzyClass, NodeRule> fuzzy = "fuzzy";
const x3::rule<struct PhraseClass, NodeRule> phrase = "phrase";
const x3::rule<struct MissingClass, NodeRule> missing = "ismissing";
const x3::rule<struct NumericClass, NodeRule> numeric = "numeric";
const x3::rule<struct GeoClass, NodeRule> geo = "geo";
const x3::rule<struct VectorRangeClass, NodeRule> vector_range = "vector range";
const x3::rule<struct TagClass, NodeRule> tag = "tag";
const x3::rule<struct TagValueClass, NodeRule> tag_value = "tag value";
const x3::rule<struct ComparisonClass, NodeRule> comparison = "comparison";
const x3::rule<struct NearestOptionClass, Attribute> nearest_option = "KNN option";
const x3::rule<struct NearestClass, NodeRule> nearest = "KNN";

const auto kMarkNumber = [](auto& ctx) {
  _val(ctx).word = std::move(_attr(ctx));
  _val(ctx).is_number = FactsOf(ctx).dialect != 1;
};
const auto term_def = x3::eps[kBegin<NodeKind::kTerm>] >>
                      (number_term[kMarkNumber] | any_word[kSetWord]) >> !x3::lit(':');

const auto affix_def =
    x3::lexeme[x3::lit('*') >> x3::eps[kBegin<NodeKind::kInfix>] >> any_word[kSetWord] >> '*'] |
    x3::lexeme[x3::lit('*') >> x3::eps[kBegin<NodeKind::kSuffix>] >> any_word[kSetWord]] |
    x3::lexeme[x3::eps[kBegin<NodeKind::kPrefix>] >> any_word[kSetWord] >> '*'];

const auto kQuotedBy = [](char quote) {
  return x3::raw[*((x3::lit('\\') >> x3::char_) | (x3::char_ - x3::char_(quote)))];
};
const auto kTextOfNode = [](auto& ctx) { _val(ctx).word.text = Unescape(TextOf(_attr(ctx))); };
const auto wildcard_def =
    kDialect2 >> x3::lexeme[x3::lit("w'") >> x3::eps[kBegin<NodeKind::kWildcard>] >>
                            kQuotedBy('\'')[kTextOfNode] >> '\''];

const auto fuzzy_def =
    x3::lexeme[x3::eps[kBegin<NodeKind::kFuzzy>] >>
               x3::raw[x3::repeat(1, 3)[x3::lit('%')]][kFuzzyDistance] >> any_word[kSetWord] >>
               x3::raw[x3::repeat(1, 3)[x3::lit('%')]][kSameDistance]];

const auto phrase_def =
    x3::eps[kBegin<NodeKind::kPhrase>] >> x3::lexeme['"' >> kQuotedBy('"')[kPhraseWords] >> '"'];

const auto missing_def = kDialect2 >> x3::no_case["ismissing"] >> '(' >>
                         x3::eps[kBegin<NodeKind::kMissing>] >> field_names[kSetFields] >> ')';

const auto kSingleValue = [](auto& ctx) { _val(ctx).bounds.push_back(_val(ctx).bounds.front()); };
const auto numeric_def = '[' >> x3::eps[kBegin<NodeKind::kNumeric>] >> bound[kAddBound] >>
                         (bound[kAddBound] | (kDialect2 >> x3::eps[kSingleValue])) >> ']';

const auto geo_def = '[' >> x3::eps[kBegin<NodeKind::kGeo>] >> number[kAddWordBound] >>
                     number[kAddWordBound] >> number[kAddWordBound] >> any_word[kSetWord] >> ']';

const auto vector_range_def = kDialect2 >> '[' >> x3::no_case["vector_range"] >>
                              x3::eps[kBegin<NodeKind::kVectorRange>] >> number[kAddWordBound] >>
                              any_word[kSetWord] >> ']';

// Words of a tag keep their escapes until the field's case is known; several are one value.
const auto kTagWords = [](auto& ctx) {
  Node& value = _val(ctx);
  for (Word& each : _attr(ctx)) {
    value.children.push_back({.kind = NodeKind::kTerm, .word = std::move(each)});
  }
  if (value.children.size() == 1) value = Node(std::move(value.children.front()));
};
const auto kTagQuote = [](auto& ctx) {
  _val(ctx) = {
      .kind = NodeKind::kTerm, .word = {Unescape(TextOf(_attr(ctx))), false}, .is_quoted = true};
};
const auto tag_value_def = (affix[kSet] >> &x3::char_("|}")) |
                           (wildcard[kSet] >> &x3::char_("|}")) |
                           (kDialect2 >> x3::lexeme['"' >> kQuotedBy('"')[kTagQuote] >> '"']) |
                           (x3::eps[kBegin<NodeKind::kPhrase>] >> (+any_word)[kTagWords]);
const auto tag_def = '{' >> x3::eps[kBegin<NodeKind::kTag>] >> (tag_value[kAddChild] % '|') >> '}';

const auto kComparisonSign = x3::lit("==") | "!=" | ">=" | "<=" | ">" | "<";
const auto comparison_def =
    kDialect2 >> x3::eps[kBegin<NodeKind::kNumeric>] >> field_names[kSetFields] >>
    x3::no_skip[*x3::lit(' ') >> x3::raw[kComparisonSign][kAddSignOfComparison]] >>
    number[kAddWordBound] >> x3::eps[kComparison];

const auto kSetValue = [](auto& ctx) { _val(ctx).value = std::move(_attr(ctx)); };
const auto nearest_option_def =
    x3::lexeme[kName[([](auto& ctx) { _val(ctx).name = TextOf(_attr(ctx)); })]] >>
    (number[kSetValue] | any_word[kSetValue]);
const auto kAddOption = [](auto& ctx) { _val(ctx).attributes.push_back(std::move(_attr(ctx))); };
const auto nearest_def = x3::lit("=>") >> '[' >> x3::no_case["knn"] >>
                         x3::eps[kBegin<NodeKind::kNearest>] >> number[kAddWordBound] >>
                         field_names[kSetFields] >> any_word[kSetWord] >>
                         *nearest_option[kAddOption] >> ']' >> -attributes[kAddAttributes];

BOOST_SPIRIT_DEFINE(number, number_term, any_word, field_names, attributes, attribute, bound, term,
                    affix, wildcard, fuzzy, phrase, missing, numeric, geo, vector_range, tag,
                    tag_value, comparison, nearest_option, nearest)

// -- structure -----------------------------------------------------------------------------------------------

const x3::rule<struct SequenceClass, NodeRule> sequence = "sequence";
const x3::rule<struct UnionClass, NodeRule> union_of = "union";
const x3::rule<struct GroupClass, NodeRule> group = "group";
const x3::rule<struct AtomClass, NodeRule> atom = "atom";
const x3::rule<struct FieldValueClass, NodeRule> field_value = "field value";
const x3::rule<struct UnaryClass, NodeRule> unary = "unary";
const x3::rule<struct PrimaryClass, NodeRule> primary = "primary";
const x3::rule<struct PlainWordClass, NodeRule> plain_word = "plain word";
const x3::rule<struct WordsClass, NodeRule> words = "words";
const x3::rule<struct OperandClass, NodeRule> operand = "operand";
const x3::rule<struct TightUnionClass, NodeRule> tight_union = "tight union";
const x3::rule<struct UnsignedClass, NodeRule> unsigned_sequence = "unsigned";
const x3::rule<struct SignedClass, NodeRule> signed_sequence = "signed";
const x3::rule<struct OldSequenceClass, NodeRule> old_sequence = "old sequence";
const x3::rule<struct ScopeClass, NodeRule> scope = "scope";
const x3::rule<struct OldScopeClass, NodeRule> old_scope = "old scope";
const x3::rule<struct QueryClass, NodeRule> query = "query";

// What is alike in both dialects.
const auto group_def = '(' >> ((kDialect1 >> old_sequence[kSet]) | (kDialect2 >> union_of[kSet]) |
                               (kDialect2 >> '*' >> x3::eps[kBegin<NodeKind::kAll>])) >>
                       ')';
const auto field_value_def =
    (tag[kSet] | vector_range[kSet] | geo[kSet] | numeric[kSet]) >> -attributes[kAddAttributes];
const auto atom_def = (group[kSet] | phrase[kSet] | fuzzy[kSet] | wildcard[kSet] | missing[kSet] |
                       affix[kSet] | term[kSet]) >>
                      -attributes[kAddAttributes];
// A sum of operands, under a node that kCollapse takes away again when there is only one.
template <NodeKind kKind>
const auto kListOf =
    [](const auto& operands) { return x3::eps[kBegin<kKind>] >> operands >> x3::eps[kCollapse]; };
constexpr auto kScopedBy = [](const auto& value) {
  return x3::eps[kBegin<NodeKind::kAnd>] >> field_names[kSetFields] >> ':' >> value >>
         x3::eps[kApplyFields];
};

// Dialect 2.
const auto scope_def =
    kScopedBy(field_value[kAddChild] | atom[kAddChild] | (&x3::char_("-~") >> unary[kAddChild]));
const auto primary_def = scope[kSet] | comparison[kSet] | atom[kSet];
const auto unary_def = x3::eps[kBegin<NodeKind::kNot>] >>
                       *x3::char_("-~")[kAddSign] >> primary[kAddChild] >> x3::eps[kApplySigns];
const auto sequence_def = kListOf<NodeKind::kAnd>(+unary[kAddChild]);
const auto union_of_def = kListOf<NodeKind::kOr>(sequence[kAddChild] % '|');

// Dialect 1.
const auto plain_word_def = term[kSet] >> !x3::lit('*');
const auto words_def = kListOf<NodeKind::kAnd>(+plain_word[kAddChild]);
const auto old_scope_def = kScopedBy(field_value[kAddChild] | (group[kAddChild] >> !x3::lit('|')) |
                                     tight_union[kAddChild] | signed_sequence[kAddChild]);
const auto operand_def =
    old_scope[kSet] | ((group[kSet] | phrase[kSet] | fuzzy[kSet] | affix[kSet] | words[kSet]) >>
                       -attributes[kAddAttributes]);
const auto tight_union_def = kListOf<NodeKind::kOr>(operand[kAddChild] % '|');
const auto unsigned_sequence_def = kListOf<NodeKind::kAnd>(+tight_union[kAddChild]);
const auto signed_sequence_def = x3::eps[kBegin<NodeKind::kNot>] >> +x3::char_("-~")[kAddSign] >>
                                 unsigned_sequence[kAddChild] >> x3::eps[kApplySigns];
const auto old_sequence_def =
    kListOf<NodeKind::kAnd>(+(signed_sequence[kAddChild] | tight_union[kAddChild]));

const auto kWrapNearest = [](auto& ctx) {
  _attr(ctx).children.push_back(std::move(_val(ctx)));
  _val(ctx) = std::move(_attr(ctx));
};
const auto kEverything = x3::lit('*') >> x3::eps[kBegin<NodeKind::kAll>];
const auto query_def =
    (kDialect1 >> ((kEverything >> x3::eoi) | (old_sequence[kSet] >> x3::eoi))) |
    (kDialect2 >> ((kEverything >> &(x3::eoi | x3::lit("=>"))) | union_of[kSet]) >>
     -nearest[kWrapNearest] >> x3::eoi);

BOOST_SPIRIT_DEFINE(sequence, union_of, group, atom, field_value, unary, primary, plain_word, words,
                    operand, tight_union, unsigned_sequence, signed_sequence, old_sequence, scope,
                    old_scope, query)

// NOLINTEND(readability-identifier-naming)

// -- errors --------------------------------------------------------------------------------------------------

// The peer names the last word it had read, and where the last token began.
Status SyntaxError(std::string_view text, size_t farthest) {
  size_t offset = 0;
  std::string_view near;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const bool is_field = text[at] == '@';
    size_t word = is_field ? at + 1 : at;
    size_t end = word;
    while (end < text.size() && (IsLetter(text[end]) || text[end] == '\\'))
      ++end;
    const bool is_arrow = text.substr(begin).starts_with("=>");
    at = std::max(end, begin + (is_arrow ? 2 : 1));
    if (std::string_view(" \t\n\r").find(text[begin]) != std::string_view::npos) continue;
    if (begin > farthest) break;
    offset = begin;
    if (end > word) near = text.substr(word, end - word);
    if (is_arrow) near = text.substr(begin + 1, 2);  // the peer's quirk
  }
  return Status::Error("Syntax error at offset " + std::to_string(offset) + " near " +
                       std::string(near));
}

// Whether parentheses or signs nest deeper than the grammar's recursion may go. Counts those in quotes too:
// a limit needs not be exact.
bool IsTooDeep(std::string_view text) {
  size_t depth = 0;
  size_t signs = 0;
  for (const char c : text) {
    if (c == '(' && ++depth > kMaxQueryDepth) return true;
    if (c == ')' && depth > 0) --depth;
    signs = c == '-' || c == '~' ? signs + 1 : 0;
    if (signs > kMaxQueryDepth) return true;
  }
  return false;
}

}  // namespace

Result<Node> ParseQuery(std::string_view text, int dialect) {
  if (text.size() > kMaxQueryBytes) return Status::Constant("Query is too long");
  if (IsTooDeep(text)) {
    return Status::Constant(
        "Parser stack overflow. Try moving nested parentheses more to the left");
  }
  const bool blank = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) <= ' '; });
  if (blank) return Node{};
  const char* farthest = text.data();
  Place begin(text.data(), &farthest);
  const Place end(text.data() + text.size(), &farthest);
  QueryFacts facts{.dialect = dialect, .begin = text.data()};
  Node root;
  const auto parser = x3::with<FactsTag>(std::ref(facts))[query];
  if (!x3::phrase_parse(begin, end, parser, kSkipper, root)) {
    return SyntaxError(text, static_cast<size_t>(farthest - text.data()));
  }
  return root;
}

}  // namespace trellis::search
