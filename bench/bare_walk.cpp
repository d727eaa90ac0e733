#include "bare_walk.hpp"

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string_view>
#include <vector>

namespace {

namespace od = simdjson::ondemand;

/// A value or a document: both are walked alike.
template <class Value>
std::uint64_t string_bytes(Value&& value) {
  std::uint64_t bytes = 0;
  switch (od::json_type(value.type())) {
    case od::json_type::object:
      for (auto field : value.get_object()) {
        bytes += std::string_view(field.unescaped_key()).size();
        bytes += string_bytes(field.value());
      }
      break;
    case od::json_type::array:
      for (auto element : value.get_array()) bytes += string_bytes(element.value());
      break;
    case od::json_type::string: bytes += std::string_view(value.get_string()).size(); break;
    default: break;
  }
  return bytes;
}

}  // namespace

BareWalk bare_walk(std::span<const std::string> files) {
  BareWalk walked;
  od::parser parser;
  for (const std::string& file : files) {
    const simdjson::padded_string bytes = simdjson::padded_string::load(file);
    od::document document = parser.iterate(bytes);
    walked.file_bytes += bytes.size();
    walked.string_bytes += string_bytes(document);
  }
  return walked;
}

double bare_walk_seconds(const std::string& name, std::span<const std::string> files) {
  static std::map<std::string, double> known;
  if (const auto found = known.find(name); found != known.end()) return found->second;
  std::vector<double> runs;
  for (double spent = 0; runs.size() < 5 || spent < 0.2; spent += runs.back()) {
    const auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(bare_walk(files));
    runs.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(runs.begin(), runs.end());
  return known[name] = runs[runs.size() / 2];
}
