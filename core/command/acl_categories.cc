#include "core/command/acl_categories.h"

#include <algorithm>
#include <cctype>

#include "core/base/words.h"

namespace trellis {
namespace {

constexpr std::string_view kOwn[] = {
    "keyspace", "read",   "write",       "set",       "sortedset",  "list",        "hash",
    "string",   "bitmap", "hyperloglog", "geo",       "stream",     "pubsub",      "admin",
    "fast",     "slow",   "blocking",    "dangerous", "connection", "transaction", "scripting"};

Acl Bit(size_t place) {
  return static_cast<Acl>(uint64_t{1} << place);
}

bool ValidName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

}  // namespace

AclCategories::AclCategories() {
  for (const std::string_view name : kOwn)
    categories_.push_back({std::string(name)});
}

std::optional<Acl> AclCategories::Find(std::string_view name) const {
  for (size_t i = 0; i < categories_.size(); ++i) {
    if (categories_[i].there && SameWord(categories_[i].name, name)) return Bit(i);
  }
  return std::nullopt;
}

std::vector<std::string> AclCategories::NamesOf(Acl set) const {
  std::vector<std::string> names;
  for (size_t i = 0; i < categories_.size(); ++i) {
    if ((set & Bit(i)) != Acl::kNone && categories_[i].there) {
      names.push_back("@" + categories_[i].name);
    }
  }
  return names;
}

AclCategories::Added AclCategories::Add(std::string_view name) {
  if (!ValidName(name)) return Added::kBadName;
  const auto known = std::find_if(categories_.begin(), categories_.end(),
                                  [&](const Category& c) { return SameWord(c.name, name); });
  if (known != categories_.end()) {
    if (known->there) return Added::kTaken;
    *known = {std::string(name)};
    return Added::kOk;
  }
  if (categories_.size() == kMax) return Added::kTooMany;
  categories_.push_back({std::string(name)});
  return Added::kOk;
}

void AclCategories::Remove(std::string_view name) {
  for (Category& category : categories_) {
    if (SameWord(category.name, name)) category.there = false;
  }
}

}  // namespace trellis
