#include "support/graph_of.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace bgsnap {
namespace {

constexpr std::string_view store = "/nix/store/";

struct Node {
  std::string text;
  std::string builder = "/bin/sh";
  std::string system = "x86_64-linux";
  std::vector<std::string> args = {"-c", "exit 1"};
  std::vector<std::string> outputs = {"out"};
  std::map<std::string, std::set<std::string>> inputs = {};  ///< node text -> output names; "" is the first output
  std::map<std::string, std::string> env = {};
  std::set<std::string> sources = {};      ///< base names
  std::set<std::string> drv_sources = {};  ///< node texts
  std::string kind = "input-addressed";
  std::string algorithm = {};
  std::string content = {};
  std::string structured = {};
  bool missing = false;

  std::string drv = {};       ///< base name
  std::string identity = {};  ///< stands for the node in what its users' output paths follow from
  std::map<std::string, std::string> paths = {};

  [[nodiscard]] std::string name() const { return text.substr(0, text.find('#')); }
};

struct Plan {
  std::map<std::string, Node> nodes;
  std::vector<std::pair<std::string, std::string>> roots;  ///< name, node text

  Node& node(const std::string& text) {
    const auto [place, added] = nodes.try_emplace(text);
    if (added) {
      if (text.empty()) throw std::logic_error("graph_of: a node without a name");
      place->second.text = text;
    }
    return place->second;
  }
};

std::string in_base32(std::string_view text, std::size_t length) {
  static constexpr std::string_view digits = "0123456789abcdfghijklmnpqrsvwxyz";
  std::string result;
  for (std::uint64_t round = 0; result.size() < length; ++round) {
    std::uint64_t hash = 0xcbf29ce484222325U + round * 0x9e3779b97f4a7c15U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    for (int digit = 0; digit < 12 && result.size() < length; ++digit, hash >>= 5U) result += digits[hash >> 3U & 31U];
  }
  return result;
}

std::string in_base16(std::string_view text, std::size_t length) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string result = in_base32(text, length);
  for (char& c : result) c = digits[static_cast<unsigned char>(c) % 16U];
  return result;
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1));
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>()};
}

/// "WORD-NAME" as the base name of a store path.
std::string source_path(const std::string& text) {
  const std::size_t dash = text.find('-');
  const std::string name = dash == std::string::npos ? "source" : text.substr(dash + 1);
  return in_base32("source:" + text, 32) + "-" + name;
}

void add_edges(Plan& plan, const std::string& user, const std::string& targets) {
  Node& node = plan.node(user);
  for (const std::string& word : words(targets)) {
    const std::size_t caret = word.find('^');
    const std::string target = word.substr(0, caret);
    plan.node(target);
    node.inputs[target].insert(caret == std::string::npos ? "" : word.substr(caret + 1));
  }
}

void set_kind(Node& node, const std::string& kind, const std::string& value) {
  const std::vector<std::string> parts = words(value);
  node.kind = kind;
  node.algorithm = parts.empty() || parts[0] == "yes" ? "sha256" : parts[0];
  node.content = parts.size() > 1 ? parts[1] : node.text;
}

void set_field(Plan& plan, const std::string& left, const std::string& value) {
  if (const std::size_t at = left.find(".env."); at != std::string::npos) {
    plan.node(left.substr(0, at)).env[left.substr(at + 5)] = value;
    return;
  }
  const std::size_t dot = left.rfind('.');
  if (dot == std::string::npos) throw std::logic_error("graph_of: no field in \"" + left + "\"");
  Node& node = plan.node(left.substr(0, dot));
  const std::string field = left.substr(dot + 1);
  if (field == "builder")
    node.builder = value;
  else if (field == "system")
    node.system = value;
  else if (field == "args")
    node.args = words(value);
  else if (field == "outputs")
    node.outputs = words(value);
  else if (field == "pname" || field == "version")
    node.env[field] = value;
  else if (field == "src")
    node.env["src"] = std::string(store) + *node.sources.insert(source_path(value)).first;
  else if (field == "source")
    node.sources.insert(source_path(value));
  else if (field == "drvsource")
    node.drv_sources.insert(plan.node(value).text);
  else if (field == "structured")
    node.structured = value;
  else if (field == "missing")
    node.missing = true;
  else if (field == "fixed" || field == "floating" || field == "deferred" || field == "impure")
    set_kind(node, field, value);
  else
    throw std::logic_error("graph_of: unknown field \"" + field + "\" in \"" + left + "\"");
}

/// What a text mentions between '@' is an input, as a path in a string is in Nix.
void add_mentioned(const Plan& plan, Node& node, std::string_view text) {
  for (std::size_t begin = text.find('@'); begin != std::string_view::npos; begin = text.find('@')) {
    text.remove_prefix(begin + 1);
    const std::string reference(text.substr(0, text.find('@')));
    const std::size_t caret = reference.find('^');
    const std::string target = reference.substr(0, caret);
    if (target == node.text || !plan.nodes.contains(target)) continue;
    node.inputs[target].insert(caret == std::string::npos ? "" : reference.substr(caret + 1));
    text.remove_prefix(reference.size() + 1);
  }
}

Plan plan_of(std::string_view text) {
  Plan plan;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(";\n");
    const std::string statement = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (statement.empty()) continue;
    const std::size_t arrow = statement.find("->");
    const std::size_t equals = statement.find('=');
    const bool root = statement.starts_with("root ");
    if (root && equals != std::string::npos) {
      plan.roots.emplace_back(trimmed(statement.substr(5, equals - 5)), plan.node(trimmed(statement.substr(equals + 1))).text);
    } else if (root) {
      for (const std::string& name : words(statement.substr(5))) plan.roots.emplace_back(name, plan.node(name).text);
    } else if (equals != std::string::npos && (arrow == std::string::npos || equals < arrow)) {
      set_field(plan, trimmed(statement.substr(0, equals)), trimmed(statement.substr(equals + 1)));
    } else if (arrow != std::string::npos) {
      add_edges(plan, trimmed(statement.substr(0, arrow)), statement.substr(arrow + 2));
    } else {
      plan.node(statement);
    }
  }
  for (auto& [name, node] : plan.nodes) {
    for (const auto& [variable, value] : node.env) add_mentioned(plan, node, value);
    add_mentioned(plan, node, node.structured);
  }
  return plan;
}

/// Inputs first; members of cycles come last, with paths that do not follow from each other.
std::vector<Node*> inputs_first(Plan& plan) {
  std::map<std::string, std::vector<Node*>> users;
  std::map<Node*, std::size_t> waiting;
  std::vector<Node*> order;
  for (auto& [text, node] : plan.nodes) {
    std::set<std::string> needed = node.drv_sources;
    for (const auto& [input, outputs] : node.inputs) needed.insert(input);
    for (const std::string& input : needed) users[input].push_back(&node);
    waiting[&node] = needed.size();
    if (needed.empty()) order.push_back(&node);
  }
  for (std::size_t next = 0; next < order.size(); ++next)
    for (Node* user : users[order[next]->text])
      if (--waiting[user] == 0) order.push_back(user);
  for (auto& [text, node] : plan.nodes) {
    if (waiting[&node] == 0) continue;
    order.push_back(&node);
    node.drv = in_base32("cycle:" + node.text, 32) + "-" + node.name() + ".drv";
    node.paths["out"] = std::string(store) + in_base32("cycle:out:" + node.text, 32) + "-" + node.name();
    node.identity = node.paths["out"];
  }
  return order;
}

std::string output_of(const Node& node, const std::string& wanted) { return wanted.empty() ? node.outputs.front() : wanted; }

std::string path_of(const Plan& plan, const std::string& reference) {
  const std::size_t caret = reference.find('^');
  const Node& node = plan.nodes.at(reference.substr(0, caret));
  const auto found = node.paths.find(output_of(node, caret == std::string::npos ? "" : reference.substr(caret + 1)));
  if (found == node.paths.end()) throw std::logic_error("graph_of: no output " + reference);
  return found->second;
}

/// `own` is what the node's own reference becomes.
std::string with_paths(const Plan& plan, const Node& node, std::string_view value, bool own) {
  std::string result;
  while (!value.empty()) {
    const std::size_t begin = value.find('@');
    const std::size_t end = begin == std::string_view::npos ? begin : value.find('@', begin + 1);
    result += value.substr(0, end == std::string_view::npos ? end : begin);
    if (end == std::string_view::npos) break;
    const std::string reference(value.substr(begin + 1, end - begin - 1));
    const std::string target = reference.substr(0, reference.find('^'));
    if (!plan.nodes.contains(target))
      result += '@' + reference + '@';
    else
      result += target == node.text && !own ? "@own@" : path_of(plan, reference);
    value.remove_prefix(end + 1);
  }
  return result;
}

std::map<std::string, std::string> environment(const Plan& plan, const Node& node, bool own) {
  std::map<std::string, std::string> env;
  std::string deps;
  for (const auto& [input, outputs] : node.inputs)
    for (const std::string& output : outputs)
      deps += (deps.empty() ? "" : " ") + path_of(plan, input + "^" + output_of(plan.nodes.at(input), output));
  if (node.structured.empty()) {
    env = {{"name", node.name()}, {"builder", node.builder}, {"system", node.system}};
    if (!deps.empty()) env["deps"] = deps;
    if (node.kind == "fixed")
      env.insert({{"outputHash", in_base16(node.content, 64)}, {"outputHashAlgo", node.algorithm}, {"outputHashMode", "flat"}});
    for (const auto& [name, value] : node.env) env[name] = with_paths(plan, node, value, own);
  }
  if (own)
    for (const auto& [output, path] : node.paths) env[output] = path;
  return env;
}

std::string recipe(const Plan& plan, const Node& node, bool own) {
  nlohmann::json text = {node.name(), node.builder, node.system, node.args, node.outputs, node.sources, node.kind, node.algorithm};
  text.push_back(environment(plan, node, own));
  text.push_back(with_paths(plan, node, node.structured, own));
  return text.dump();
}

void give_paths(Plan& plan, Node& node) {
  const bool cyclic = !node.drv.empty();
  std::string inputs;
  std::string drvs;
  if (!cyclic) {
    for (const auto& [input, outputs] : node.inputs) {
      inputs += plan.nodes.at(input).identity + ";";
      drvs += plan.nodes.at(input).drv + ";";
      for (const std::string& output : outputs) inputs += output_of(plan.nodes.at(input), output) + ",";
    }
    for (const std::string& input : node.drv_sources) drvs += plan.nodes.at(input).drv + ";";
    const std::string fixed = "fixed:" + node.algorithm + ":" + node.content + ":" + node.name();
    node.identity = node.kind == "fixed" ? fixed : recipe(plan, node, false) + inputs + (node.drv_sources.empty() ? "" : drvs);
    node.identity = in_base32(node.identity, 52);
  }
  for (const std::string& output : node.outputs) {
    const std::string name = output == "out" ? node.name() : node.name() + "-" + output;
    if (node.kind == "deferred")
      node.paths[output] = "";
    else if (node.kind == "floating" || node.kind == "impure")
      node.paths[output] = "/" + in_base32("placeholder:" + output, 52);
    else
      node.paths[output] = std::string(store) + in_base32(output + node.identity, 32) + "-" + name;
  }
  if (!cyclic) node.drv = in_base32(node.text.substr(node.name().size()) + recipe(plan, node, true) + drvs, 32) + "-" + node.name() + ".drv";
}

nlohmann::json output_record(const Node& node, const std::string& output) {
  if (node.kind == "fixed") {
    const std::size_t length = node.algorithm == "sha512" ? 128 : node.algorithm == "sha1" ? 40 : node.algorithm == "md5" ? 32 : 64;
    return {{"hash", in_base16(node.content, length)}, {"hashAlgo", node.algorithm}, {"method", "flat"}};
  }
  if (node.kind == "floating") return {{"hashAlgo", node.algorithm}, {"method", "nar"}};
  if (node.kind == "impure") return {{"hashAlgo", node.algorithm}, {"method", "nar"}, {"impure", true}};
  if (node.kind == "deferred") return nlohmann::json::object();
  return {{"path", node.paths.at(output).substr(store.size())}};
}

nlohmann::json record(const Plan& plan, const Node& node) {
  nlohmann::json drvs = nlohmann::json::object();
  for (const auto& [input, outputs] : node.inputs) {
    std::set<std::string> names;
    for (const std::string& output : outputs) names.insert(output_of(plan.nodes.at(input), output));
    drvs[plan.nodes.at(input).drv] = {{"dynamicOutputs", nlohmann::json::object()}, {"outputs", names}};
  }
  std::set<std::string> sources = node.sources;
  for (const std::string& input : node.drv_sources) sources.insert(plan.nodes.at(input).drv);
  nlohmann::json outputs;
  for (const std::string& output : node.outputs) outputs[output] = output_record(node, output);
  nlohmann::json result = {{"args", node.args},
                           {"builder", node.builder},
                           {"env", environment(plan, node, true)},
                           {"inputs", nullptr},
                           {"name", node.name()},
                           {"outputs", outputs},
                           {"system", node.system},
                           {"version", 4}};
  result["inputs"] = {{"drvs", drvs}, {"srcs", sources}};
  if (!node.structured.empty()) result["structuredAttrs"] = nlohmann::json::parse(with_paths(plan, node, node.structured, true));
  return result;
}

Plan finished_plan(std::string_view text) {
  Plan plan = plan_of(text);
  for (Node* node : inputs_first(plan)) give_paths(plan, *node);
  return plan;
}

std::string json_of(const Plan& plan) {
  nlohmann::json derivations = nlohmann::json::object();
  for (const auto& [text, node] : plan.nodes) {
    if (node.missing) continue;
    if (derivations.contains(node.drv)) throw std::logic_error("graph_of: two nodes have one path: " + node.drv);
    derivations[node.drv] = record(plan, node);
  }
  return nlohmann::json{{"derivations", derivations}, {"version", 4}}.dump();
}

void verify_both_directions(const BuildGraph& graph) {
  std::vector<std::pair<DerivationId, DerivationId>> down;
  std::vector<std::pair<DerivationId, DerivationId>> up;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    for (const DerivationId input : graph.inputs(DerivationId(i))) down.emplace_back(DerivationId(i), input);
    for (const DerivationId user : graph.referrers(DerivationId(i))) up.emplace_back(user, DerivationId(i));
  }
  std::sort(up.begin(), up.end());
  if (!std::is_sorted(down.begin(), down.end()) || down != up) throw std::logic_error("graph_of: inputs and referrers disagree");
  if (graph.inputs_first().size() != graph.size()) throw std::logic_error("graph_of: inputs_first misses derivations");
}

}  // namespace

std::string json_of(std::string_view text) { return json_of(finished_plan(text)); }

BuildGraph graph_of(std::string_view text) {
  const Plan plan = finished_plan(text);
  std::vector<RootRequest> roots;
  for (const auto& [name, node] : plan.roots) roots.push_back({name, plan.nodes.at(node).drv});
  BuildGraph graph = build_graph(read_bytes(json_of(plan), "graph_of"), roots);
  verify_both_directions(graph);
  return graph;
}

std::string drv_of(std::string_view text, std::string_view node) { return finished_plan(text).nodes.at(std::string(node)).drv; }

DerivationId id_of(const BuildGraph& graph, std::string_view derivation_name) {
  std::vector<DerivationId> found;
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (graph[DerivationId(i)].name == derivation_name) found.emplace_back(i);
  if (found.size() != 1) throw std::logic_error("id_of: " + std::to_string(found.size()) + " derivations are called " + std::string(derivation_name));
  return found.front();
}

std::string names_of(const BuildGraph& graph, std::span<const DerivationId> ids) {
  std::vector<std::string> names;
  for (const DerivationId id : ids) names.emplace_back(graph[id].name);
  std::sort(names.begin(), names.end());
  std::string line;
  for (const std::string& name : names) line += (line.empty() ? "" : " ") + name;
  return line;
}

}  // namespace bgsnap
