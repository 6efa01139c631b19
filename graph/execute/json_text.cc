#include "graph/execute/json_text.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "graph/execute/evaluate.h"
#include "graph/store/value_text.h"

namespace graph {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void WriteText(Writer& writer, const std::string& text) {
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Write(Writer& writer, const Value& value, Execution& execution);

void WriteEntries(Writer& writer, const MapBlock& map, Execution& execution) {
  writer.StartObject();
  for (const auto& [key, item] : map.entries) {
    writer.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    Write(writer, item, execution);
  }
  writer.EndObject();
}

void WriteNode(Writer& writer, const Value& node, Execution& execution) {
  writer.StartObject();
  writer.Key("type");
  writer.String("node");
  writer.Key("id");
  writer.Int64(node.id());
  writer.Key("labels");
  writer.StartArray();
  for (const LabelId label : execution.graph.LabelsOf(node.id())) {
    WriteText(writer, execution.graph.labels().Name(label));
  }
  writer.EndArray();
  writer.Key("properties");
  Write(writer, PropertyMap(node, execution), execution);
  writer.EndObject();
}

void WriteRelationship(Writer& writer, const Value& relationship, Execution& execution) {
  const Graph& graph = execution.graph;
  writer.StartObject();
  writer.Key("type");
  writer.String("relationship");
  writer.Key("id");
  writer.Int64(relationship.id());
  writer.Key("relationship");
  WriteText(writer, graph.types().Name(graph.TypeOf(relationship.id())));
  writer.Key("properties");
  Write(writer, PropertyMap(relationship, execution), execution);
  writer.Key("start");
  WriteNode(writer, Value::Node(graph.Source(relationship.id())), execution);
  writer.Key("end");
  WriteNode(writer, Value::Node(graph.Target(relationship.id())), execution);
  writer.EndObject();
}

void WritePath(Writer& writer, const PathBlock& path, Execution& execution) {
  writer.StartArray();
  for (size_t i = 0; i < path.nodes.size(); ++i) {
    if (i > 0) {
      WriteRelationship(writer, Value::Relationship(path.relationships[i - 1]), execution);
    }
    WriteNode(writer, Value::Node(path.nodes[i]), execution);
  }
  writer.EndArray();
}

void Write(Writer& writer, const Value& value, Execution& execution) {
  switch (value.type()) {
    case ValueType::kMap: WriteEntries(writer, value.map(), execution); break;
    case ValueType::kNode: WriteNode(writer, value, execution); break;
    case ValueType::kRelationship: WriteRelationship(writer, value, execution); break;
    case ValueType::kList:
      writer.StartArray();
      for (const Value& item : value.list())
        Write(writer, item, execution);
      writer.EndArray();
      break;
    case ValueType::kPath: WritePath(writer, value.path(), execution); break;
    case ValueType::kString: WriteText(writer, value.string()); break;
    case ValueType::kBoolean: writer.Bool(value.boolean()); break;
    case ValueType::kInteger: writer.Int64(value.integer()); break;
    case ValueType::kDouble: {
      const std::string text = DoubleText(value.real());
      writer.RawValue(text.data(), text.size(), rapidjson::kNumberType);
      break;
    }
    case ValueType::kLocalDateTime:
    case ValueType::kDate:
    case ValueType::kLocalTime:
    case ValueType::kDuration:
    case ValueType::kPoint:
    case ValueType::kVector: WriteText(writer, NestedText(value)); break;
    case ValueType::kNull: writer.Null(); break;
  }
}

}  // namespace

std::string JsonText(const Value& value, Execution& execution) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  Write(writer, value, execution);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace graph
