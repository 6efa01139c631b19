// A data type made of a struct: saved, loaded, copied, counted and digested field by field.
//
//   struct Bucket {
//     int64_t tokens = 0;
//     std::vector<std::string> owners;
//     auto Fields() { return std::tie(tokens, owners); }
//   };
//   constexpr auto kBucketType = trellis::TypeOfFields<Bucket>("bucket---", 1, RewriteBucket);
//   ...
//   registrar.Add<kBucketType>();
//
// A field is an integer, a bool, an enum, a float or double, a std::string, another struct with Fields(), or of such: a
// std::vector, std::optional, std::pair, std::set or std::map. What is saved is the fields in their order, a container
// with its length in front, an optional as one of none or one: so the order and the types are for ever under one encoding. When they change, raise the encoding and write `load` yourself
// (the members of Type are there to be set), keeping LoadFields of the old struct for the old one.
// A type whose fields depend on each other checks them in a `load` of its own, too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "module_api/cpp/memory.h"
#include "module_api/cpp/rdb_stream.h"
#include "module_api/cpp/type.h"

namespace trellis {

template <typename T>
concept HasFields = requires(T& value) {
  value.Fields();
};

namespace fields {

template <typename T>
inline constexpr bool kIsVector = false;
template <typename Element>
inline constexpr bool kIsVector<std::vector<Element>> = true;

template <typename T>
inline constexpr bool kIsTree = false;  // a container whose elements are in the order of their keys
template <typename Key>
inline constexpr bool kIsTree<std::set<Key>> = true;
template <typename Key, typename Value>
inline constexpr bool kIsTree<std::map<Key, Value>> = true;

template <typename T>
inline constexpr bool kIsOptional = false;
template <typename Value>
inline constexpr bool kIsOptional<std::optional<Value>> = true;

template <typename T>
inline constexpr bool kIsPair = false;
template <typename First, typename Second>
inline constexpr bool kIsPair<std::pair<First, Second>> = true;  // First is const in a map

// An element as it is loaded: what its container holds, to be written to.
template <typename T>
struct Loose {
  using Type = T;
};
template <typename First, typename Second>
struct Loose<std::pair<const First, Second>> {
  using Type = std::pair<First, Second>;
};

// Calls `each` for every field. Fields() isn't const, because load writes through what it gives.
template <HasFields T, typename Each>
void ForEach(const T& value, Each each) {
  std::apply([&](auto&... field) { (each(field), ...); }, const_cast<T&>(value).Fields());
}

template <typename T>
void Save(Writer& writer, const T& field) {
  if constexpr (std::is_enum_v<T>) {
    Save(writer, static_cast<std::underlying_type_t<T>>(field));
  } else if constexpr (std::is_same_v<T, float>) {
    writer.SaveFloat(field);
  } else if constexpr (std::is_same_v<T, double>) {
    writer.SaveDouble(field);
  } else if constexpr (std::is_signed_v<T>) {
    writer.SaveSigned(field);
  } else if constexpr (std::is_unsigned_v<T>) {
    writer.SaveUnsigned(field);
  } else if constexpr (std::is_same_v<T, std::string>) {
    writer.SaveString(field);
  } else if constexpr (kIsVector<T> || kIsTree<T>) {
    writer.SaveUnsigned(field.size());
    for (const auto& element : field)
      Save(writer, element);
  } else if constexpr (kIsOptional<T>) {
    writer.SaveUnsigned(field.has_value() ? 1 : 0);
    if (field) Save(writer, *field);
  } else if constexpr (kIsPair<T>) {
    Save(writer, field.first);
    Save(writer, field.second);
  } else {
    static_assert(HasFields<T>, "a field of a type that can't be saved");
    ForEach(field, [&](const auto& inner) { Save(writer, inner); });
  }
}

template <typename T>
void LoadNumber(Reader& reader, T& field) {
  using Wide = std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>;
  Wide value{};
  if constexpr (std::is_signed_v<T>) {
    value = reader.LoadSigned();
  } else {
    value = reader.LoadUnsigned();
  }
  field = static_cast<T>(value);
  if (static_cast<Wide>(field) != value) reader.Fail("a number is larger than its field");
}

template <typename T>
void Load(Reader& reader, T& field) {
  if constexpr (std::is_enum_v<T>) {
    std::underlying_type_t<T> number{};
    LoadNumber(reader, number);
    field = static_cast<T>(number);
  } else if constexpr (std::is_same_v<T, float>) {
    field = reader.LoadFloat();
  } else if constexpr (std::is_same_v<T, double>) {
    field = reader.LoadDouble();
  } else if constexpr (std::is_arithmetic_v<T>) {
    LoadNumber(reader, field);
  } else if constexpr (std::is_same_v<T, std::string>) {
    field = reader.LoadString();
  } else if constexpr (kIsVector<T>) {
    // The count may be anyone's: memory grows with what is really there.
    for (uint64_t left = reader.LoadCount(); left > 0 && reader.ok(); left--)
      Load(reader, field.emplace_back());
  } else if constexpr (kIsTree<T>) {
    for (uint64_t left = reader.LoadCount(); left > 0 && reader.ok(); left--) {
      typename Loose<typename T::value_type>::Type element{};
      Load(reader, element);
      const size_t before = field.size();
      field.insert(field.end(), std::move(element));
      if (field.size() == before) reader.Fail("a key is there twice");
    }
  } else if constexpr (kIsOptional<T>) {
    if (reader.LoadCount(1) == 1) Load(reader, field.emplace());
  } else if constexpr (kIsPair<T>) {
    Load(reader, field.first);
    Load(reader, field.second);
  } else {
    ForEach(field, [&](auto& inner) { Load(reader, inner); });
  }
}

// Beside sizeof(field).
template <typename T>
size_t Heap(const T& field) {
  size_t bytes = 0;
  if constexpr (std::is_same_v<T, std::string>) {
    bytes = HeapBytes(field);
  } else if constexpr (kIsVector<T> || kIsTree<T>) {
    bytes = HeapBytes(field);
    for (const auto& element : field)
      bytes += Heap(element);
  } else if constexpr (kIsOptional<T>) {
    if (field) bytes = Heap(*field);
  } else if constexpr (kIsPair<T>) {
    bytes = Heap(field.first) + Heap(field.second);
  } else if constexpr (HasFields<T>) {
    ForEach(field, [&](const auto& inner) { bytes += Heap(inner); });
  }
  return bytes;
}

template <typename T>
void AddTo(Digest& digest, const T& field) {
  if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    digest.Add(static_cast<long long>(field));
  } else if constexpr (std::is_floating_point_v<T>) {
    digest.Add(std::string_view(reinterpret_cast<const char*>(&field), sizeof(field)));
  } else if constexpr (std::is_same_v<T, std::string>) {
    digest.Add(std::string_view(field));
  } else if constexpr (kIsVector<T> || kIsTree<T>) {
    digest.Add(static_cast<long long>(field.size()));
    for (const auto& element : field)
      AddTo(digest, element);
  } else if constexpr (kIsOptional<T>) {
    digest.Add(static_cast<long long>(field.has_value()));
    if (field) AddTo(digest, *field);
  } else if constexpr (kIsPair<T>) {
    AddTo(digest, field.first);
    AddTo(digest, field.second);
  } else {
    ForEach(field, [&](const auto& inner) { AddTo(digest, inner); });
  }
}

}  // namespace fields

// Null if the bytes are no such struct.
template <HasFields T>
std::unique_ptr<T> LoadFields(Reader& reader, int /*encoding*/) {
  auto value = std::make_unique<T>();
  fields::Load(reader, *value);
  return reader.ok() ? std::move(value) : nullptr;
}

// A Type of which everything but `rewrite` follows from the fields. Free and copy are the struct's own.
template <HasFields T>
constexpr Type<T> TypeOfFields(const char* name, int encoding,
                               void (*rewrite)(AofWriter& aof, RedisModuleString* key,
                                               const T& value)) {
  Type<T> type{};
  type.name = name;
  type.encoding = encoding;
  type.save = [](Writer& writer, const T& value) { fields::Save(writer, value); };
  type.load = LoadFields<T>;
  type.rewrite = rewrite;
  type.memory_bytes = [](const T& value) { return sizeof(T) + fields::Heap(value); };
  type.digest = [](Digest& digest, const T& value) {
    fields::AddTo(digest, value);
    digest.EndSequence();
  };
  return type;
}

}  // namespace trellis
