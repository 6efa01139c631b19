// What queries mean, as FT.EXPLAIN of the peer prints it.
#include "search/query/grammar.h"

#include <gtest/gtest.h>

#include "search/query/binding.h"
#include "search/query/explanation.h"
#include "search/schema/definition_parser.h"

namespace trellis::search {
namespace {

Definition Schema() {
  auto definition = ParseDefinition(Arguments({"i",
                                               "SCHEMA",
                                               "t",
                                               "TEXT",
                                               "u",
                                               "TEXT",
                                               "n",
                                               "NUMERIC",
                                               "g",
                                               "TAG",
                                               "p",
                                               "GEO",
                                               "m",
                                               "TAG",
                                               "INDEXMISSING",
                                               "CASESENSITIVE",
                                               "v",
                                               "VECTOR",
                                               "FLAT",
                                               "6",
                                               "TYPE",
                                               "FLOAT32",
                                               "DIM",
                                               "2",
                                               "DISTANCE_METRIC",
                                               "L2"}));
  return *definition;
}

// The explanation, or the error.
std::string Meaning(std::string_view text, int dialect) {
  const Definition definition = Schema();
  auto parsed = ParseQuery(text, dialect);
  if (!parsed) return parsed.error().line();
  const std::vector<std::pair<std::string, std::string>> parameters = {{"k", "3"},
                                                                       {"b", "aaaaaaaa"}};
  const BindingOptions options{.definition = &definition,
                               .stop_words = &StopWords::Default(),
                               .dialect = dialect,
                               .parameters = &parameters};
  const Status bound = Bind(*parsed, options);
  return bound.ok() ? Explain(*parsed, definition) : bound.line();
}

struct Example {
  const char* text;
  int dialect;
  const char* meaning;
};
// clang-format off
constexpr Example kExamples[] = {
    {"hello", 1, "UNION {\n  hello\n  +hello(expanded)\n}\n"},
    {"hello", 2, "UNION {\n  hello\n  +hello(expanded)\n}\n"},
    {"running dogs", 1, "INTERSECT {\n  UNION {\n    running\n    +run(expanded)\n    run(expanded)\n  }\n  UNION {\n    dogs\n    +dog(expanded)\n    dog(expanded)\n  }\n}\n"},
    {"running dogs", 2, "INTERSECT {\n  UNION {\n    running\n    +run(expanded)\n    run(expanded)\n  }\n  UNION {\n    dogs\n    +dog(expanded)\n    dog(expanded)\n  }\n}\n"},
    {"hello world|foo bar", 1, "UNION {\n  INTERSECT {\n    UNION {\n      hello\n      +hello(expanded)\n    }\n    UNION {\n      world\n      +world(expanded)\n    }\n  }\n  INTERSECT {\n    UNION {\n      foo\n      +foo(expanded)\n    }\n    UNION {\n      bar\n      +bar(expanded)\n    }\n  }\n}\n"},
    {"hello world|foo bar", 2, "UNION {\n  INTERSECT {\n    UNION {\n      hello\n      +hello(expanded)\n    }\n    UNION {\n      world\n      +world(expanded)\n    }\n  }\n  INTERSECT {\n    UNION {\n      foo\n      +foo(expanded)\n    }\n    UNION {\n      bar\n      +bar(expanded)\n    }\n  }\n}\n"},
    {"a -b|c", 1, "NOT{\n  UNION {\n    b\n    c\n  }\n}\n"},
    {"a -b|c", 2, "UNION {\n  NOT{\n    b\n  }\n  UNION {\n    c\n    +c(expanded)\n  }\n}\n"},
    {"dog -cat|bird", 1, "INTERSECT {\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  NOT{\n    UNION {\n      cat\n      bird\n    }\n  }\n}\n"},
    {"dog -cat|bird", 2, "UNION {\n  INTERSECT {\n    UNION {\n      dog\n      +dog(expanded)\n    }\n    NOT{\n      cat\n    }\n  }\n  UNION {\n    bird\n    +bird(expanded)\n  }\n}\n"},
    {"@t:hello world", 1, "@t:INTERSECT {\n  @t:UNION {\n    @t:hello\n    @t:+hello(expanded)\n  }\n  @t:UNION {\n    @t:world\n    @t:+world(expanded)\n  }\n}\n"},
    {"@t:hello world", 2, "INTERSECT {\n  @t:UNION {\n    @t:hello\n    @t:+hello(expanded)\n  }\n  UNION {\n    world\n    +world(expanded)\n  }\n}\n"},
    {"@t:(hello world)", 1, "@t:INTERSECT {\n  @t:UNION {\n    @t:hello\n    @t:+hello(expanded)\n  }\n  @t:UNION {\n    @t:world\n    @t:+world(expanded)\n  }\n}\n"},
    {"@t:(hello world)", 2, "@t:INTERSECT {\n  @t:UNION {\n    @t:hello\n    @t:+hello(expanded)\n  }\n  @t:UNION {\n    @t:world\n    @t:+world(expanded)\n  }\n}\n"},
    {"@t|u:hello", 1, "@t|u:UNION {\n  @t|u:hello\n  @t|u:+hello(expanded)\n}\n"},
    {"@t|u:hello", 2, "@t|u:UNION {\n  @t|u:hello\n  @t|u:+hello(expanded)\n}\n"},
    {"\"hello world\"", 1, "EXACT {\n  hello\n  world\n}\n"},
    {"\"hello world\"", 2, "EXACT {\n  hello\n  world\n}\n"},
    {"\"running\"", 1, "running\n"},
    {"\"running\"", 2, "EXACT {\n  running\n}\n"},
    {"the", 1, "<empty>\n"},
    {"the", 2, "<empty>\n"},
    {"the dog", 1, "UNION {\n  dog\n  +dog(expanded)\n}\n"},
    {"the dog", 2, "UNION {\n  dog\n  +dog(expanded)\n}\n"},
    {"\"the dog\"", 1, "Syntax error at offset 1 near the"},
    {"\"the dog\"", 2, "EXACT {\n  the\n  dog\n}\n"},
    {"hello-world", 1, "INTERSECT {\n  UNION {\n    hello\n    +hello(expanded)\n  }\n  NOT{\n    world\n  }\n}\n"},
    {"hello-world", 2, "INTERSECT {\n  UNION {\n    hello\n    +hello(expanded)\n  }\n  NOT{\n    world\n  }\n}\n"},
    {"a.b dog.cat", 1, "INTERSECT {\n  UNION {\n    b\n    +b(expanded)\n  }\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  UNION {\n    cat\n    +cat(expanded)\n  }\n}\n"},
    {"a.b dog.cat", 2, "INTERSECT {\n  UNION {\n    b\n    +b(expanded)\n  }\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  UNION {\n    cat\n    +cat(expanded)\n  }\n}\n"},
    {"run*", 1, "PREFIX{run*}\n"},
    {"run*", 2, "PREFIX{run*}\n"},
    {"*ing", 1, "SUFFIX{*ing}\n"},
    {"*ing", 2, "SUFFIX{*ing}\n"},
    {"*unn*", 1, "INFIX{*unn*}\n"},
    {"*unn*", 2, "INFIX{*unn*}\n"},
    {"%run%", 1, "FUZZY{run}\n"},
    {"%run%", 2, "FUZZY{run}\n"},
    {"%%run%%", 1, "FUZZY{run}\n"},
    {"%%run%%", 2, "FUZZY{run}\n"},
    {"w'r?n*'", 1, "INTERSECT {\n  UNION {\n    w\n    +w(expanded)\n  }\n  UNION {\n    r\n    +r(expanded)\n  }\n  PREFIX{n*}\n}\n"},
    {"w'r?n*'", 2, "WILDCARD{r?n*}\n"},
    {"@g:{a | hello world}", 1, "TAG:@g {\n  a\n  INTERSECT {\n    hello\n    world\n  }\n}\n"},
    {"@g:{a | hello world}", 2, "TAG:@g {\n  a\n  INTERSECT {\n    hello\n    world\n  }\n}\n"},
    {"@g:{run*|*x|*y*}", 1, "TAG:@g {\n  PREFIX{run*}\n  SUFFIX{*x}\n  INFIX{*y*}\n}\n"},
    {"@g:{run*|*x|*y*}", 2, "TAG:@g {\n  PREFIX{run*}\n  SUFFIX{*x}\n  INFIX{*y*}\n}\n"},
    {"@g:{a.b}", 2, "TAG:@g {\n  INTERSECT {\n    a\n    b\n  }\n}\n"},
    {"@g:{\"ex act\"}", 2, "TAG:@g {\n  ex act\n}\n"},
    {"@g:{a\\-b}", 1, "TAG:@g {\n  a\\-b\n}\n"},
    {"@g:{a\\-b}", 2, "TAG:@g {\n  a\\-b\n}\n"},
    {"@n:[1 5]", 1, "NUMERIC {1.000000 <= @n <= 5.000000}\n"},
    {"@n:[1 5]", 2, "NUMERIC {1.000000 <= @n <= 5.000000}\n"},
    {"@n:[(1 (5]", 1, "NUMERIC {1.000000 < @n < 5.000000}\n"},
    {"@n:[(1 (5]", 2, "NUMERIC {1.000000 < @n < 5.000000}\n"},
    {"@n:[-inf +inf]", 1, "NUMERIC {-inf <= @n <= inf}\n"},
    {"@n:[-inf +inf]", 2, "NUMERIC {-inf <= @n <= inf}\n"},
    {"@n:[5]", 2, "NUMERIC {5.000000 <= @n <= 5.000000}\n"},
    {"@n==5", 2, "NUMERIC {5.000000 <= @n <= 5.000000}\n"},
    {"@n>=3 @n<4", 2, "INTERSECT {\n  NUMERIC {3.000000 <= @n <= inf}\n  NUMERIC {-inf <= @n < 4.000000}\n}\n"},
    {"@n!=3", 2, "NOT{\n  NUMERIC {3.000000 <= @n <= 3.000000}\n}\n"},
    {"@p:[1 2 3 km]", 1, "GEO p:{1.000000,2.000000 --> 3.000000 km}\n"},
    {"@p:[1 2 3 km]", 2, "GEO p:{1.000000,2.000000 --> 3.000000 km}\n"},
    {"-dog", 1, "NOT{\n  dog\n}\n"},
    {"-dog", 2, "NOT{\n  dog\n}\n"},
    {"~dog cat", 1, "OPTIONAL{\n  INTERSECT {\n    dog\n    cat\n  }\n}\n"},
    {"~dog cat", 2, "INTERSECT {\n  OPTIONAL{\n    dog\n  }\n  UNION {\n    cat\n    +cat(expanded)\n  }\n}\n"},
    {"-(dog cat)", 1, "NOT{\n  INTERSECT {\n    dog\n    cat\n  }\n}\n"},
    {"-(dog cat)", 2, "NOT{\n  INTERSECT {\n    dog\n    cat\n  }\n}\n"},
    {"--dog", 1, "NOT{\n  NOT{\n    dog\n  }\n}\n"},
    {"--dog", 2, "NOT{\n  NOT{\n    dog\n  }\n}\n"},
    {"(dog)", 1, "UNION {\n  dog\n  +dog(expanded)\n}\n"},
    {"(dog)", 2, "UNION {\n  dog\n  +dog(expanded)\n}\n"},
    {"((dog cat) | bird)", 1, "UNION {\n  INTERSECT {\n    UNION {\n      dog\n      +dog(expanded)\n    }\n    UNION {\n      cat\n      +cat(expanded)\n    }\n  }\n  UNION {\n    bird\n    +bird(expanded)\n  }\n}\n"},
    {"((dog cat) | bird)", 2, "UNION {\n  INTERSECT {\n    UNION {\n      dog\n      +dog(expanded)\n    }\n    UNION {\n      cat\n      +cat(expanded)\n    }\n  }\n  UNION {\n    bird\n    +bird(expanded)\n  }\n}\n"},
    {"*", 1, "<WILDCARD>\n"},
    {"*", 2, "<WILDCARD>\n"},
    {"(*)", 2, "<WILDCARD>\n"},
    {"* dog", 1, "Syntax error at offset 2 near dog"},
    {"* dog", 2, "Syntax error at offset 2 near dog"},
    {"", 1, "<empty>\n"},
    {"", 2, "<empty>\n"},
    {"()", 1, "Syntax error at offset 1 near "},
    {"()", 2, "Syntax error at offset 1 near "},
    {"dog=>{$weight: 2}", 1, "UNION {\n  dog => {$weight: 2;}\n  +dog(expanded)\n}\n"},
    {"dog=>{$weight: 2}", 2, "UNION {\n  dog => {$weight: 2;}\n  +dog(expanded)\n}\n"},
    {"(dog cat)=>{$slop:1; $inorder: true}", 1, "INTERSECT {\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  UNION {\n    cat\n    +cat(expanded)\n  }\n} => { $slop: 1; $inorder: true; }\n"},
    {"(dog cat)=>{$slop:1; $inorder: true}", 2, "INTERSECT {\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  UNION {\n    cat\n    +cat(expanded)\n  }\n} => { $slop: 1; $inorder: true; }\n"},
    {"@zz:dog", 1, "@NULL:UNION {\n  @NULL:dog\n  @NULL:+dog(expanded)\n}\n"},
    {"@zz:dog", 2, "@NULL:UNION {\n  @NULL:dog\n  @NULL:+dog(expanded)\n}\n"},
    {"@zz:[1 2]", 1, "NUMERIC {1.000000 <= @zz <= 2.000000}\n"},
    {"@zz:[1 2]", 2, "NUMERIC {1.000000 <= @zz <= 2.000000}\n"},
    {"@n:dog", 1, "@NULL:UNION {\n  @NULL:dog\n  @NULL:+dog(expanded)\n}\n"},
    {"@n:dog", 2, "@NULL:UNION {\n  @NULL:dog\n  @NULL:+dog(expanded)\n}\n"},
    {"@t:[1 2]", 1, "NUMERIC {1.000000 <= @t <= 2.000000}\n"},
    {"@t:[1 2]", 2, "NUMERIC {1.000000 <= @t <= 2.000000}\n"},
    {"@t:{a}", 1, "TAG:@t {\n  a\n}\n"},
    {"@t:{a}", 2, "TAG:@t {\n  a\n}\n"},
    {"ismissing(@m)", 2, "ISMISSING{m}\n"},
    {"@t:-dog", 1, "@t:NOT{\n  @t:dog\n}\n"},
    {"@t:-dog", 2, "@t:NOT{\n  @t:dog\n}\n"},
    {"@t:\"hello world\"", 1, "@t:EXACT {\n  @t:hello\n  @t:world\n}\n"},
    {"@t:\"hello world\"", 2, "@t:EXACT {\n  @t:hello\n  @t:world\n}\n"},
    {"@t:run*", 1, "@t:PREFIX{run*}\n"},
    {"@t:run*", 2, "@t:PREFIX{run*}\n"},
    {"dog|", 1, "Syntax error at offset 3 near dog"},
    {"dog|", 2, "Syntax error at offset 3 near dog"},
    {"|dog", 1, "Syntax error at offset 0 near "},
    {"|dog", 2, "Syntax error at offset 0 near "},
    {"dog (", 1, "Syntax error at offset 4 near dog"},
    {"dog (", 2, "Syntax error at offset 4 near dog"},
    {"dog)", 1, "Syntax error at offset 3 near dog"},
    {"dog)", 2, "Syntax error at offset 3 near dog"},
    {"\"abc", 1, "Syntax error at offset 1 near abc"},
    {"\"abc", 2, "Syntax error at offset 1 near abc"},
    {"@t", 1, "Syntax error at offset 0 near t"},
    {"@t", 2, "Syntax error at offset 0 near t"},
    {"@t:", 1, "Syntax error at offset 2 near t"},
    {"@t:", 2, "Syntax error at offset 2 near t"},
    {"123", 1, "UNION {\n  123\n  +123(expanded)\n}\n"},
    {"123", 2, "123\n"},
    {"12.5 dog", 1, "INTERSECT {\n  UNION {\n    12.5\n    +12.5(expanded)\n  }\n  UNION {\n    dog\n    +dog(expanded)\n  }\n}\n"},
    {"12.5 dog", 2, "INTERSECT {\n  12.5\n  UNION {\n    dog\n    +dog(expanded)\n  }\n}\n"},
    {"$x", 2, "No such parameter `x`"},
    {"@n:[5 1]", 1, "NUMERIC {5.000000 <= @n <= 1.000000}\n"},
    {"@n:[5 1]", 2, "NUMERIC {5.000000 <= @n <= 1.000000}\n"},
    {"@t:(dog|cat)", 1, "@t:UNION {\n  @t:UNION {\n    @t:dog\n    @t:+dog(expanded)\n  }\n  @t:UNION {\n    @t:cat\n    @t:+cat(expanded)\n  }\n}\n"},
    {"@t:(dog|cat)", 2, "@t:UNION {\n  @t:UNION {\n    @t:dog\n    @t:+dog(expanded)\n  }\n  @t:UNION {\n    @t:cat\n    @t:+cat(expanded)\n  }\n}\n"},
    {"Dog CAT", 1, "INTERSECT {\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  UNION {\n    cat\n    +cat(expanded)\n  }\n}\n"},
    {"Dog CAT", 2, "INTERSECT {\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  UNION {\n    cat\n    +cat(expanded)\n  }\n}\n"},
    {"dog_cat", 1, "UNION {\n  dog_cat\n  +dog_cat(expanded)\n}\n"},
    {"dog_cat", 2, "UNION {\n  dog_cat\n  +dog_cat(expanded)\n}\n"},
    {"hello\\-world", 1, "UNION {\n  hello-world\n  +hello-world(expanded)\n}\n"},
    {"hello\\-world", 2, "UNION {\n  hello-world\n  +hello-world(expanded)\n}\n"},
    {"@g:{the}", 1, "TAG:@g {\n  the\n}\n"},
    {"@g:{the}", 2, "TAG:@g {\n  the\n}\n"},
    {"a", 1, "<empty>\n"},
    {"a", 2, "<empty>\n"},
    {"r*", 1, "PREFIX{r*}\n"},
    {"r*", 2, "PREFIX{r*}\n"},
    {"@p:[1 2 3 zz]", 1, "Invalid GeoFilter unit"},
    {"@p:[1 2 3 zz]", 2, "Invalid GeoFilter unit"},
    {"it's", 1, "UNION {\n  s\n  +s(expanded)\n}\n"},
    {"it's", 2, "UNION {\n  s\n  +s(expanded)\n}\n"},
    {"dog's", 1, "INTERSECT {\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  UNION {\n    s\n    +s(expanded)\n  }\n}\n"},
    {"dog's", 2, "INTERSECT {\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  UNION {\n    s\n    +s(expanded)\n  }\n}\n"},
    {"@t:dog|cat", 1, "@t:UNION {\n  @t:UNION {\n    @t:dog\n    @t:+dog(expanded)\n  }\n  @t:UNION {\n    @t:cat\n    @t:+cat(expanded)\n  }\n}\n"},
    {"@t:dog|cat", 2, "UNION {\n  @t:UNION {\n    @t:dog\n    @t:+dog(expanded)\n  }\n  UNION {\n    cat\n    +cat(expanded)\n  }\n}\n"},
    {"dog !cat", 1, "INTERSECT {\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  UNION {\n    cat\n    +cat(expanded)\n  }\n}\n"},
    {"dog !cat", 2, "INTERSECT {\n  UNION {\n    dog\n    +dog(expanded)\n  }\n  UNION {\n    cat\n    +cat(expanded)\n  }\n}\n"},
    {"cat & dog", 1, "INTERSECT {\n  UNION {\n    cat\n    +cat(expanded)\n  }\n  UNION {\n    dog\n    +dog(expanded)\n  }\n}\n"},
    {"cat & dog", 2, "INTERSECT {\n  UNION {\n    cat\n    +cat(expanded)\n  }\n  UNION {\n    dog\n    +dog(expanded)\n  }\n}\n"},
    {"foo:bar", 1, "Syntax error at offset 3 near foo"},
    {"foo:bar", 2, "Syntax error at offset 3 near foo"},
    {"foo;bar", 1, "Syntax error at offset 3 near foo"},
    {"foo;bar", 2, "Syntax error at offset 3 near foo"},
    {"foo=bar", 2, "INTERSECT {\n  UNION {\n    foo\n    +foo(expanded)\n  }\n  UNION {\n    bar\n    +bar(expanded)\n  }\n}\n"},
    {"@g:{a b|c}", 2, "TAG:@g {\n  INTERSECT {\n    a\n    b\n  }\n  c\n}\n"},
};
// clang-format on

TEST(Grammar, UnderstandsQueriesAsThePeerDoes) {
  for (const Example& example : kExamples) {
    EXPECT_EQ(Meaning(example.text, example.dialect), example.meaning)
        << example.text << " in dialect " << example.dialect;
  }
}

TEST(Grammar, RefusesDeepNesting) {
  const std::string deep = std::string(5000, '(') + "a" + std::string(5000, ')');
  EXPECT_FALSE(ParseQuery(deep, 1));
  EXPECT_FALSE(ParseQuery(deep, 2));
  EXPECT_FALSE(ParseQuery(std::string(5000, '-') + "a", 2));
  const std::string allowed =
      std::string(kMaxQueryDepth, '(') + "dog" + std::string(kMaxQueryDepth, ')');
  EXPECT_TRUE(ParseQuery(allowed, 1));
  EXPECT_TRUE(ParseQuery(allowed, 2));
}

TEST(Grammar, ReadsVectorQueries) {
  EXPECT_EQ(Meaning("(@t:dog)=>[KNN $k @v $b]=>{$YIELD_DISTANCE_AS: d}", 2).substr(0, 30),
            "VECTOR {\n  @t:dog\n} => {K=3 ne");
  EXPECT_EQ(Meaning("*=>[KNN 2.5 @v $b]", 2).substr(0, 12), "Syntax error");
  EXPECT_EQ(Meaning("*=>[KNN 2 @v $c]", 2), "No such parameter `c`");
}

TEST(Grammar, TakesAnyBytesWithoutHarm) {
  std::string text;
  uint32_t seed = 1;
  for (int round = 0; round < 3000; ++round) {
    text.clear();
    for (int i = 0; i < 40; ++i) {
      seed = seed * 1664525 + 1013904223;
      text += "@:()|-~*%\"'\\{}[]$=>abw \x80;,.0123456789"[seed >> 8 & 0x1f];
    }
    EXPECT_NE(Meaning(text, 1 + round % 2), "");
  }
}

}  // namespace
}  // namespace trellis::search
