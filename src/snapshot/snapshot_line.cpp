#include "snapshot/snapshot_line.hpp"

#include "bgsnap/error.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace bgsnap {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

std::string json_of(element value) { return simdjson::minify(value); }

std::optional<std::map<std::string, std::string>> set_of(element value) {
  simdjson::dom::array list;
  if (value.get(list)) return std::nullopt;
  std::map<std::string, std::string> set;
  for (element one : list) {
    std::string_view text;
    if (one.get(text) || (!set.empty() && set.rbegin()->first >= text)) return std::nullopt;
    set.emplace(text, json_of(one));
  }
  return set;
}

LineValue value_of(element value) {
  LineValue read{json_of(value)};
  std::int64_t count = 0;
  if (!value.get(count)) read.count = count;
  read.set = set_of(value);
  return read;
}

std::optional<LineName> name_of_line(object members) {
  std::string_view name;
  if (!members["schema"].get(name)) return LineName{LineName::header, {}};
  if (!members["root"].get(name)) return LineName{LineName::root, std::string(name)};
  if (!members["id"].get(name)) return LineName{LineName::node, std::string(name)};
  return std::nullopt;
}

}  // namespace

std::string LineName::text() const { return kind == header ? "the header" : kind == root ? "root " + name : name; }

const LineValue* SnapshotLine::find(std::string_view key) const {
  const auto member = members_.find(key);
  return member == members_.end() ? nullptr : &member->second;
}

void SnapshotLine::set(std::string_view key, LineValue value) {
  if (members_.insert_or_assign(std::string(key), std::move(value)).second) keys_.emplace_back(key);
}

std::string SnapshotLine::json() const {
  std::string text = "{";
  for (const std::string& key : keys_) text += fmt::format("{}\"{}\":{}", text.size() == 1 ? "" : ",", key, members_.find(key)->second.json);
  return text + "}";
}

SnapshotLines lines_of(std::string_view text, const std::string& file) {
  SnapshotLines lines;
  simdjson::dom::parser parser;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const Place place{file, begin, {}};
    begin = end + 1;
    if (line == "]") continue;
    object members;
    const bool begun = line.starts_with(lines.empty() ? '[' : ',');
    if (!begun || parser.parse(line.data() + 1, line.size() - 1).get(members)) throw Error("this is no line of a snapshot", place);
    const auto name = name_of_line(members);
    if (!name || lines.empty() != (name->kind == LineName::header)) throw Error("this is no line of a snapshot", place);
    SnapshotLine& read = lines[*name];
    if (!read.keys().empty()) throw Error(fmt::format("{} is there twice", name->text()), place);
    for (const auto& [key, value] : members) read.set(key, value_of(value));
  }
  return lines;
}

}  // namespace bgsnap
