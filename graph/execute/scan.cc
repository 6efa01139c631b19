#include "graph/execute/scan.h"

#include <algorithm>
#include <optional>

#include "graph/execute/evaluate.h"

namespace graph {

namespace {

class Argument : public Operator {
 public:
  Argument() : Operator("Argument", nullptr) {}

 protected:
  void DoOpen(Execution& /*execution*/) override { done_ = false; }
  bool DoPull(Execution& execution) override {
    return !std::exchange(done_, true) && !execution.failed();
  }

 private:
  bool done_ = true;
};

// A scan is a sequence of nodes that begins anew with each row of the input.
class Scan : public Operator {
 public:
  Scan(std::string title, OperatorPtr input, int slot)
      : Operator(std::move(title), std::move(input)), slot_(slot) {}

 protected:
  // Begins for the record as it is; false if there is nothing.
  virtual bool Begin(Execution& execution) = 0;
  virtual std::optional<NodeId> Next(Execution& execution) = 0;

  void DoOpen(Execution& execution) override {
    input().Open(execution);
    running_ = false;
  }
  bool DoPull(Execution& execution) override {
    while (!execution.Tick()) {
      if (!running_) {
        if (!input().Pull(execution)) return false;
        running_ = Begin(execution);
        continue;
      }
      if (const auto node = Next(execution)) {
        execution.record[slot_] = Value::Node(*node);
        return true;
      }
      running_ = false;
    }
    return false;
  }

 private:
  int slot_;
  bool running_ = false;
};

class AllNodesScan : public Scan {
 public:
  using Scan::Scan;

 protected:
  bool Begin(Execution& /*execution*/) override {
    next_ = 0;
    return true;
  }
  std::optional<NodeId> Next(Execution& execution) override {
    const Graph& graph = execution.graph;
    while (next_ < graph.node_slots() && !graph.NodeExists(next_))
      ++next_;
    if (next_ >= graph.node_slots()) return {};
    return next_++;
  }

 private:
  NodeId next_ = 0;
};

class LabelScan : public Scan {
 public:
  LabelScan(const std::string& title, OperatorPtr input, int slot, std::string label)
      : Scan(title, std::move(input), slot), name_(std::move(label)) {}

 protected:
  bool Begin(Execution& execution) override {
    label_ = execution.graph.labels().Find(name_);
    next_ = 0;
    return label_.has_value();
  }
  std::optional<NodeId> Next(Execution& execution) override {
    const auto node = execution.graph.NextWithLabel(*label_, next_);
    if (node) next_ = *node + 1;
    return node;
  }

 private:
  std::string name_;
  std::optional<LabelId> label_;
  NodeId next_ = 0;
};

class IdSeek : public Scan {
 public:
  IdSeek(const std::string& title, OperatorPtr input, int slot, const Expression* id)
      : Scan(title, std::move(input), slot), id_(id) {}

 protected:
  bool Begin(Execution& execution) override {
    const Value id = Evaluate(*id_, execution);
    if (!id.Is(ValueType::kInteger) || id.integer() < 0 || id.integer() > UINT32_MAX ||
        !execution.graph.NodeExists(static_cast<NodeId>(id.integer()))) {
      return false;
    }
    node_ = static_cast<NodeId>(id.integer());
    return true;
  }
  std::optional<NodeId> Next(Execution& /*execution*/) override {
    return std::exchange(node_, std::nullopt);
  }

 private:
  const Expression* id_;
  std::optional<NodeId> node_;
};

class IndexScan : public Scan {
 public:
  IndexScan(const std::string& title, OperatorPtr input, int slot, IndexSearch search)
      : Scan(title, std::move(input), slot), search_(std::move(search)) {}

 protected:
  bool Begin(Execution& execution) override {
    found_.clear();
    at_ = 0;
    const Graph& graph = execution.graph;
    const auto label = graph.labels().Find(search_.label);
    const auto key = graph.property_keys().Find(search_.key);
    if (!label || !key) return false;
    const PropertyIndex* index = graph.FindIndex(EntityKind::kNode, *label, *key);
    if (index == nullptr) return false;
    Search(*index, execution);
    return !found_.empty();
  }
  std::optional<NodeId> Next(Execution& /*execution*/) override {
    if (at_ == found_.size()) return {};
    return found_[at_++];
  }

 private:
  void Search(const PropertyIndex& index, Execution& execution) {
    if (search_.equal != nullptr) {
      found_ = index.Equal(Evaluate(*search_.equal, execution));
      return;
    }
    if (search_.in != nullptr) {
      const Value list = Evaluate(*search_.in, execution);
      if (!list.Is(ValueType::kList)) return;
      for (const Value& item : list.list()) {
        const auto ids = index.Equal(item);
        found_.insert(found_.end(), ids.begin(), ids.end());
      }
      std::sort(found_.begin(), found_.end());  // an item may be in the list twice
      found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
      return;
    }
    PropertyIndex::Bound low;
    PropertyIndex::Bound high;
    if (search_.low != nullptr) low = {Evaluate(*search_.low, execution), search_.low_inclusive};
    if (search_.high != nullptr) {
      high = {Evaluate(*search_.high, execution), search_.high_inclusive};
    }
    // A bound that is null at run time holds for nothing.
    if ((search_.low != nullptr && low.value.IsNull()) ||
        (search_.high != nullptr && high.value.IsNull())) {
      return;
    }
    found_ = index.Range(low, high);
  }

  IndexSearch search_;
  std::vector<uint32_t> found_;
  size_t at_ = 0;
};

}  // namespace

OperatorPtr MakeArgument() {
  return std::make_unique<Argument>();
}

OperatorPtr MakeAllNodesScan(OperatorPtr input, int slot, const std::string& name) {
  return std::make_unique<AllNodesScan>("All Node Scan | (" + name + ")", std::move(input), slot);
}

OperatorPtr MakeLabelScan(OperatorPtr input, int slot, const std::string& name, std::string label) {
  const std::string title = "Node By Label Scan | (" + name + ":" + label + ")";
  return std::make_unique<LabelScan>(title, std::move(input), slot, std::move(label));
}

OperatorPtr MakeIdSeek(OperatorPtr input, int slot, const std::string& name, const Expression* id) {
  return std::make_unique<IdSeek>("NodeByIdSeek | (" + name + ")", std::move(input), slot, id);
}

OperatorPtr MakeIndexScan(OperatorPtr input, int slot, const std::string& name,
                          IndexSearch search) {
  const std::string title = "Node By Index Scan | (" + name + ":" + search.label + ")";
  return std::make_unique<IndexScan>(title, std::move(input), slot, std::move(search));
}

}  // namespace graph
