#include "formats/derivation_json.hpp"

#include <fmt/format.h>

namespace bgsnap {

namespace {

using Kind = JsonNode::Kind;

[[noreturn]] void fail(const JsonNode& at, const std::string& pointer, const std::string& sentence) { throw JsonFault(sentence, at.begin, pointer); }

void expect(const JsonNode& node, Kind wanted, const std::string& pointer, std::string_view what) {
  if (node.kind != wanted) fail(node, pointer, fmt::format("{} must be {}, not {}", what, article_of(wanted), article_of(node.kind)));
}

void expect_strings(const JsonNode& node, const std::string& pointer, std::string_view what) {
  expect(node, Kind::array, pointer, what);
  for (std::size_t i = 0; i < node.children.size(); ++i)
    expect(node.children[i], Kind::string, fmt::format("{}/{}", pointer, i), fmt::format("every item of {}", what));
}

const JsonNode* member(const JsonNode& object, std::string_view key) {
  for (const JsonNode& child : object.children)
    if (child.key == key) return &child;
  return nullptr;
}

void check_env(const JsonNode& node, const std::string& pointer) {
  expect(node, Kind::object, pointer, "\"env\"");
  for (const JsonNode& child : node.children) expect(child, Kind::string, pointer + pointer_segment(child.key), "a variable of \"env\"");
}

void check_outputs(const JsonNode& node, const std::string& pointer) {
  expect(node, Kind::object, pointer, "\"outputs\"");
  for (const JsonNode& output : node.children) {
    const std::string at = pointer + pointer_segment(output.key);
    expect(output, Kind::object, at, "an output");
    for (const JsonNode& field : output.children) {
      const std::string field_at = at + pointer_segment(field.key);
      if (field.key == "impure")
        expect(field, Kind::boolean, field_at, "\"impure\"");
      else if (field.key == "path" || field.key == "method" || field.key == "hashAlgo" || field.key == "hash") {
        if (field.kind != Kind::null) expect(field, Kind::string, field_at, fmt::format("\"{}\"", field.key));
      }
    }
  }
}

void check_wanted(const JsonNode& node, const std::string& pointer) {
  if (node.kind == Kind::array) return expect_strings(node, pointer, "the outputs of an input");
  expect(node, Kind::object, pointer, "an input");
  const JsonNode* const outputs = member(node, "outputs");
  if (outputs == nullptr) fail(node, pointer, "an input has no \"outputs\"");
  for (const JsonNode& child : node.children) {
    const std::string at = pointer + pointer_segment(child.key);
    if (child.key == "outputs") expect_strings(child, at, "\"outputs\"");
    if (child.key != "dynamicOutputs") continue;
    expect(child, Kind::object, at, "\"dynamicOutputs\"");
    for (const JsonNode& deeper : child.children) check_wanted(deeper, at + pointer_segment(deeper.key));
  }
}

void check_drvs(const JsonNode& node, const std::string& pointer, std::string_view what) {
  expect(node, Kind::object, pointer, what);
  for (const JsonNode& child : node.children) check_wanted(child, pointer + pointer_segment(child.key));
}

void check_inputs(const JsonNode& node) {
  expect(node, Kind::object, "/inputs", "\"inputs\"");
  for (const JsonNode& child : node.children) {
    if (child.key == "drvs") check_drvs(child, "/inputs/drvs", "\"drvs\"");
    if (child.key == "srcs") expect_strings(child, "/inputs/srcs", "\"srcs\"");
  }
  for (const std::string_view key : {"drvs", "srcs"})
    if (member(node, key) == nullptr) fail(node, "/inputs", fmt::format("\"inputs\" has no \"{}\"", key));
}

void check_field(const JsonNode& field) {
  const std::string at = pointer_segment(field.key);
  const std::string quoted = fmt::format("\"{}\"", field.key);
  if (field.key == "env")
    check_env(field, at);
  else if (field.key == "outputs")
    check_outputs(field, at);
  else if (field.key == "inputs")
    check_inputs(field);
  else if (field.key == "inputDrvs")
    check_drvs(field, at, quoted);
  else if (field.key == "inputSrcs" || field.key == "args")
    expect_strings(field, at, quoted);
  else if (field.key == "builder" || field.key == "system" || field.key == "platform" || field.key == "name")
    expect(field, Kind::string, at, quoted);
  else if (field.key == "structuredAttrs" && field.kind != Kind::null)
    expect(field, Kind::object, at, quoted);
  else if (field.key == "version")
    expect(field, Kind::number, at, quoted);
}

void check_nothing_missing(const JsonNode& record) {
  const auto has = [&record](std::string_view key) { return member(record, key) != nullptr; };
  if (!has("system") && !has("platform")) fail(record, "", "the derivation has no \"system\"");
  for (const std::string_view key : {"builder", "args", "env"})
    if (!has(key)) fail(record, "", fmt::format("the derivation has no \"{}\"", key));
  if (has("inputs")) return;
  for (const std::string_view key : {"inputDrvs", "inputSrcs"})
    if (!has(key)) fail(record, "", fmt::format("the derivation has neither \"{}\" nor \"inputs\"", key));
}

}  // namespace

void explain_refusal(std::string_view text) {
  std::size_t end = 0;
  const JsonNode record = read_json_value(text, end);
  expect(record, Kind::object, "", "a derivation");
  for (const JsonNode& field : record.children) check_field(field);
  check_nothing_missing(record);
  fail(record, "", "this derivation cannot be read");
}

}  // namespace bgsnap
