#include "formats/derivation_draft.hpp"

#include "formats/canonical_json.hpp"

#include <fmt/format.h>

#include <utility>

namespace bgsnap {

namespace {

class Finisher {
public:
  Finisher(DerivationDraft& draft, const std::function<Place()>& place, TextArena& arena, KeptText& kept, std::vector<RawIssue>& issues)
      : draft_(draft), place_(place), arena_(arena), kept_(kept), issues_(issues) {}

  RawDerivation finish() {
    record_.path = StorePath::from(draft_.printed_path);
    record_.name = record_.path.derivation_name();
    sort_lists();
    take_structured_attributes();
    complete_from_env();
    if (record_.store_dir.empty()) record_.store_dir = draft_.store_dir;
    if (draft_.printed_name && *draft_.printed_name != record_.name)
      list(RawIssue::Kind::name_disagrees, fmt::format("the record's name is {}, but the path says {}", *draft_.printed_name, record_.name));
    for (const std::string& key : draft_.twice) list_twice(key);
    for (const std::string& key : draft_.unknown) list(RawIssue::Kind::unknown_field, fmt::format("{} is in no known version of Nix; ignored", key));
    if (draft_.not_utf8) list(RawIssue::Kind::not_utf8, *draft_.not_utf8);
    record_.system = draft_.system;
    record_.builder = draft_.builder;
    record_.args = std::span<const std::string_view>(draft_.args);
    record_.env = std::span<const RawVariable>(draft_.env);
    record_.attributes = std::span<const RawVariable>(attributes_);
    record_.outputs = draft_.outputs;
    record_.inputs = draft_.inputs;
    record_.sources = draft_.sources;
    record_.empty_record = draft_.empty_record;
    record_.offset = draft_.offset;
    return kept_.record(record_, draft_.only != nullptr);
  }

private:
  void list(RawIssue::Kind kind, std::string detail) { issues_.push_back({kind, {kept_.text(record_.path.base)}, std::move(detail), place_()}); }
  void list_twice(std::string_view what) { list(RawIssue::Kind::duplicate_key, fmt::format("{} stands there twice; the last one counts", what)); }

  void sort_lists() {
    const auto variable_twice = [this](std::string_view name) { list_twice(fmt::format("env.{}", name)); };
    ascend(
        draft_.env, [](const RawVariable& variable) { return variable.name; }, [&](const RawVariable& v) { variable_twice(v.name); });
    ascend(
        draft_.passed_over, [](std::string_view name) { return name; }, variable_twice);
    ascend(
        draft_.outputs, [](const RawOutput& output) { return output.name; },
        [this](const RawOutput& o) { list_twice(fmt::format("outputs.{}", o.name)); });
    ascend(
        draft_.inputs, [](const RawInput& input) { return input.derivation.base; },
        [this](const RawInput& i) { list_twice(fmt::format("the input {}", i.derivation.base)); });
    ascend(
        draft_.sources, [](StorePath source) { return source.base; }, [](StorePath) {});
  }

  [[nodiscard]] const RawVariable* variable(std::string_view name) const {
    const auto found =
        std::lower_bound(draft_.env.begin(), draft_.env.end(), name, [](const RawVariable& v, std::string_view wanted) { return v.name < wanted; });
    return found != draft_.env.end() && found->name == name ? &*found : nullptr;
  }

  /// From the object that Nix 2.30 and later print, else from the text in env.__json that all others and the .drv files have.
  void take_structured_attributes() {
    if (draft_.structured) {
      take(*draft_.structured);
      return;
    }
    const RawVariable* const json = variable("__json");
    if (json == nullptr) return;
    try {
      JsonNode value = read_json(json->value);
      if (value.kind != JsonNode::Kind::object) throw JsonFault(fmt::format("it is {}, not an object", article_of(value.kind)), 0, "");
      take(value);
      draft_.env.erase(draft_.env.begin() + (json - draft_.env.data()));
    } catch (const JsonFault& fault) {
      list(RawIssue::Kind::unreadable_json, fmt::format("env.__json cannot be read as structured attributes: byte {}: {}", fault.byte, fault.what()));
    }
  }

  void take(JsonNode& value) {
    for (const std::string& pointer : sort_members(value)) list_twice(fmt::format("structured attributes: {}", pointer));
    record_.structured = arena_.copy(canonical_json(value));
    attributes_.reserve(value.children.size());
    for (const JsonNode& member : value.children) {
      const bool string = member.kind == JsonNode::Kind::string;
      attributes_.push_back({arena_.copy(member.key), arena_.copy(string ? member.text : canonical_json(member))});
    }
  }

  /// Nix 2.32 and later print neither the path of a fixed output nor the store directory; env has both.
  void complete_from_env() {
    const std::size_t slash = draft_.printed_path.rfind('/');
    if (slash != std::string_view::npos) record_.store_dir = draft_.printed_path.substr(0, slash);
    for (RawOutput& output : draft_.outputs) {
      const RawVariable* const printed = variable(output.name);
      if (printed == nullptr || !printed->value.starts_with('/')) continue;
      const StorePath path = StorePath::from(printed->value);
      if (!path.valid()) continue;
      if (output.kind == OutputKind::fixed && output.path.base.empty()) output.path = path;
      if (record_.store_dir.empty() && path == output.path) record_.store_dir = printed->value.substr(0, printed->value.rfind('/'));
    }
  }

  DerivationDraft& draft_;
  const std::function<Place()>& place_;
  TextArena& arena_;
  KeptText& kept_;
  std::vector<RawIssue>& issues_;
  RawDerivation record_;
  std::vector<RawVariable> attributes_;
};

}  // namespace

void DerivationDraft::clear() {
  printed_path = store_dir = system = builder = {};
  printed_name.reset();
  args.clear();
  env.clear();
  passed_over.clear();
  outputs.clear();
  inputs.clear();
  sources.clear();
  structured.reset();
  twice.clear();
  unknown.clear();
  not_utf8.reset();
  empty_record = false;
  offset = 0;
  only = nullptr;
}

RawDerivation finish(DerivationDraft& draft, const std::function<Place()>& place, TextArena& arena, KeptText& kept, std::vector<RawIssue>& issues) {
  return Finisher(draft, place, arena, kept, issues).finish();
}

}  // namespace bgsnap
