#include "graph/execute/aggregate.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string>
#include <vector>

#include "graph/execute/type_check.h"

namespace graph {

namespace {

using Arguments = std::span<const Value>;

class Count : public Accumulator {
 public:
  void Add(Arguments /*arguments*/, Execution& /*execution*/) override { ++count_; }
  Value Result(Execution& /*execution*/) override { return Value::Integer(count_); }

 private:
  int64_t count_ = 0;
};

// Stays an integer while all items are.
class Sum : public Accumulator {
 public:
  void Add(Arguments arguments, Execution& execution) override {
    if (!Expect(execution, arguments[0], kNumbers | kNulls)) return;
    if (arguments[0].Is(ValueType::kDouble)) integers_only_ = false;
    real_ += arguments[0].Number();
    if (arguments[0].Is(ValueType::kInteger)) {
      whole_ += static_cast<uint64_t>(arguments[0].integer());  // wraps around
    }
  }
  Value Result(Execution& /*execution*/) override {
    return integers_only_ ? Value::Integer(static_cast<int64_t>(whole_)) : Value::Double(real_);
  }

 private:
  bool integers_only_ = true;
  uint64_t whole_ = 0;
  double real_ = 0;
};

class Average : public Accumulator {
 public:
  void Add(Arguments arguments, Execution& execution) override {
    if (!Expect(execution, arguments[0], kNumbers | kNulls)) return;
    ++count_;
    sum_ += arguments[0].Number();
  }
  Value Result(Execution& /*execution*/) override {
    return count_ == 0 ? Value() : Value::Double(sum_ / static_cast<double>(count_));
  }

 private:
  int64_t count_ = 0;
  double sum_ = 0;
};

template <int kSign>
class Extreme : public Accumulator {
 public:
  void Add(Arguments arguments, Execution& /*execution*/) override {
    if (best_.IsNull() || Order(arguments[0], best_) * kSign > 0) best_ = arguments[0];
  }
  Value Result(Execution& /*execution*/) override { return best_; }

 private:
  Value best_;
};

class Collect : public Accumulator {
 public:
  void Add(Arguments arguments, Execution& execution) override {
    items_.push_back(arguments[0]);
    execution.Hold(sizeof(Value));
  }
  Value Result(Execution& execution) override {
    Value list = Value::List(std::move(items_));
    if (list.depth() > kMaxNesting) return execution.Fail("Lists and maps nest too deeply");
    return list;
  }

 private:
  std::vector<Value> items_;
};

// Keeps the numbers: the deviation needs their mean first, percentiles their order.
class Numbers : public Accumulator {
 public:
  void Add(Arguments arguments, Execution& execution) override {
    if (!Expect(execution, arguments[0], kNumbers | kNulls)) return;
    numbers_.push_back(arguments[0]);
    execution.Hold(sizeof(Value));
  }

 protected:
  std::vector<Value> numbers_;
};

template <bool kOfSample>
class Deviation : public Numbers {
 public:
  Value Result(Execution& /*execution*/) override {
    const auto count = static_cast<double>(numbers_.size());
    if (numbers_.size() < (kOfSample ? 2 : 1)) return Value::Double(0);
    double mean = 0;
    for (const Value& number : numbers_)
      mean += number.Number() / count;
    double squares = 0;
    for (const Value& number : numbers_) {
      squares += (number.Number() - mean) * (number.Number() - mean);
    }
    return Value::Double(std::sqrt(squares / (kOfSample ? count - 1 : count)));
  }
};

template <bool kInterpolates>
class Percentile : public Numbers {
 public:
  void Add(Arguments arguments, Execution& execution) override {
    Numbers::Add(arguments, execution);
    if (!Expect(execution, arguments[1], kNumbers)) return;
    fraction_ = arguments[1].Number();
    if (!(fraction_ >= 0 && fraction_ <= 1)) {
      execution.Fail("Invalid input - '" + std::to_string(fraction_) +
                     "' is not a valid argument, must be a number in the range 0.0 to 1.0");
    }
  }
  Value Result(Execution& execution) override {
    if (numbers_.empty() || execution.failed()) return {};
    std::sort(numbers_.begin(), numbers_.end(),
              [](const Value& a, const Value& b) { return Order(a, b) < 0; });
    const auto last = static_cast<double>(numbers_.size() - 1);
    if (!kInterpolates) {
      const double rank = std::ceil(fraction_ * static_cast<double>(numbers_.size()));
      return Value::Double(numbers_[static_cast<size_t>(std::max(rank - 1, 0.0))].Number());
    }
    const double position = fraction_ * last;
    const auto below = static_cast<size_t>(position);
    const size_t above = std::min(below + 1, numbers_.size() - 1);
    const double weight = position - static_cast<double>(below);
    return Value::Double(numbers_[below].Number() * (1 - weight) +
                         numbers_[above].Number() * weight);
  }

 private:
  double fraction_ = 0;
};

template <typename Kind>
std::unique_ptr<Accumulator> Make() {
  return std::make_unique<Kind>();
}

constexpr AggregateKind kKinds[] = {
    {"count", 1, Make<Count>},
    {"sum", 1, Make<Sum>},
    {"avg", 1, Make<Average>},
    {"min", 1, Make<Extreme<-1>>},
    {"max", 1, Make<Extreme<1>>},
    {"collect", 1, Make<Collect>},
    {"stdev", 1, Make<Deviation<true>>},
    {"stdevp", 1, Make<Deviation<false>>},
    {"percentilecont", 2, Make<Percentile<true>>},
    {"percentiledisc", 2, Make<Percentile<false>>},
};

}  // namespace

const AggregateKind* FindAggregate(std::string_view name) {
  std::string lower(name);
  for (char& c : lower)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const AggregateKind& kind : kKinds) {
    if (kind.name == lower) return &kind;
  }
  return nullptr;
}

}  // namespace graph
