#include "formats/derivation_json.hpp"

#include "formats/content_hash.hpp"
#include "formats/not_utf8.hpp"
#include "formats/string_scan.hpp"

#include <simdjson.h>

namespace bgsnap {

namespace ondemand = simdjson::ondemand;

namespace {

/// The record is not what a derivation looks like; explain_refusal() says why.
struct Refused {};

constexpr std::size_t deepest_dynamic = 300;

enum Field : unsigned {
  f_name = 1,
  f_system = 2,
  f_builder = 4,
  f_args = 8,
  f_env = 16,
  f_outputs = 32,
  f_drvs = 64,
  f_srcs = 128,
  f_structured = 256,
  f_version = 512,
  f_inputs = 1024
};
constexpr unsigned needed = f_system | f_builder | f_args | f_env | f_drvs | f_srcs;

}  // namespace

struct DerivationJsonReader::Parser : ondemand::parser {};

const std::size_t DerivationJsonReader::padding = simdjson::SIMDJSON_PADDING;

/// One record. simdjson's errors are thrown, as simdjson_error.
class DerivationJsonReader::Walk {
public:
  Walk(TextArena& arena, DerivationDraft& draft, std::string_view record, bool marked)
      : arena_(arena), draft_(draft), end_(record.data() + record.size()), marked_(marked) {}

  void record(ondemand::object object) {
    bool any = false;
    for (auto member : object) {
      any = true;
      const std::string_view key = text(member.key());
      read_field(key, member.value());
    }
    draft_.empty_record = !any;
    if (any && (seen_ & needed) != needed) throw Refused{};
  }

private:
  std::string_view text(ondemand::raw_json_string raw) {
    const char* const from = raw.raw();
    const char* stop = find_quote_or_backslash(from, end_);
    if (stop != end_ && *stop == '\\') return escaped(from);
    const std::string_view value(from, static_cast<std::size_t>(stop - from));
    return marked_ ? without_marks(value, arena_) : value;
  }

  std::string_view escaped(const char* from) {
    const char* const stop = find_closing_quote(from, end_);
    const std::string_view raw(from, static_cast<std::size_t>(stop - from));
    char* const to = arena_.allocate(raw.size());
    std::size_t wrong = 0;
    const char* const written = unescape_json(raw, to, wrong);
    if (written == nullptr) throw Refused{};
    const auto length = static_cast<std::size_t>(written - to);
    arena_.give_back(raw.size() - length);
    return marked_ ? without_marks({to, length}, arena_) : std::string_view(to, length);
  }

  std::string_view string(ondemand::value value) { return text(value.get_raw_json_string()); }

  void once(Field field, std::string_view key) {
    if ((seen_ & field) != 0) draft_.twice.emplace_back(key);
    seen_ |= field;
  }

  void read_field(std::string_view key, ondemand::value value) {
    if (key == "env")
      once(f_env, key), read_env(value);
    else if (key == "outputs")
      once(f_outputs, key), read_outputs(value);
    else if (key == "inputs")
      once(f_inputs, key), read_inputs(value);
    else if (key == "inputDrvs")
      once(f_drvs, key), read_drvs(value);
    else if (key == "inputSrcs")
      once(f_srcs, key), read_srcs(value);
    else if (key == "args")
      once(f_args, key), read_strings(value, draft_.args);
    else if (key == "builder")
      once(f_builder, key), draft_.builder = string(value);
    else if (key == "system" || key == "platform")
      once(f_system, key), draft_.system = string(value);
    else if (key == "name")
      once(f_name, key), draft_.printed_name = string(value);
    else if (key == "structuredAttrs")
      once(f_structured, key), read_structured(value);
    else if (key == "version")
      once(f_version, key), read_version(value);
    else
      ignore(key, value);
  }

  void read_env(ondemand::value value) {
    draft_.env.clear();
    for (auto member : value.get_object()) {
      const std::string_view name = text(member.key());
      draft_.env.push_back({name, string(member.value())});
    }
  }

  void read_strings(ondemand::value value, std::vector<std::string_view>& to) {
    to.clear();
    for (auto item : value.get_array()) to.push_back(string(item.value()));
  }

  void read_srcs(ondemand::value value) {
    draft_.sources.clear();
    for (auto item : value.get_array()) draft_.sources.push_back(StorePath::from(string(item.value())));
  }

  void read_inputs(ondemand::value value) {
    for (auto member : value.get_object()) {
      const std::string_view key = text(member.key());
      ondemand::value part = member.value();
      if (key == "drvs")
        once(f_drvs, key), read_drvs(part);
      else if (key == "srcs")
        once(f_srcs, key), read_srcs(part);
      else
        ignore(key, part);
    }
  }

  void read_drvs(ondemand::value value) {
    draft_.inputs.clear();
    for (auto member : value.get_object()) {
      RawInput input;
      input.derivation = StorePath::from(text(member.key()));
      read_wanted(member.value(), input.outputs, input.dynamic, 0);
      draft_.inputs.push_back(input);
    }
  }

  /// `["out"]`, or from Nix 2.18 on `{"outputs": [...], "dynamicOutputs": {...}}`.
  void read_wanted(ondemand::value value, std::span<const std::string_view>& outputs, std::span<const RawDynamic>& dynamic, std::size_t depth) {
    if (depth > deepest_dynamic) throw Refused{};
    const ondemand::json_type type = value.type();
    if (type == ondemand::json_type::array) {
      outputs = output_names(value);
      return;
    }
    bool any = false;
    for (auto member : value.get_object()) {
      const std::string_view key = text(member.key());
      ondemand::value part = member.value();
      if (key == "outputs")
        any = true, outputs = output_names(part);
      else if (key == "dynamicOutputs")
        dynamic = read_dynamic(part, depth);
      else
        ignore(key, part);
    }
    if (!any) throw Refused{};
  }

  std::span<const std::string_view> output_names(ondemand::value value) {
    read_strings(value, names_);
    ascend(
        names_, [](std::string_view name) { return name; }, [](std::string_view) {});
    return arena_.copy(names_);
  }

  std::span<const RawDynamic> read_dynamic(ondemand::value value, std::size_t depth) {
    std::vector<RawDynamic> list;
    for (auto member : value.get_object()) {
      RawDynamic entry;
      entry.output = text(member.key());
      read_wanted(member.value(), entry.outputs, entry.deeper, depth + 1);
      list.push_back(entry);
    }
    ascend(
        list, [](const RawDynamic& entry) { return entry.output; }, [this](const RawDynamic& entry) { draft_.twice.emplace_back(entry.output); });
    return arena_.copy(list);
  }

  void read_outputs(ondemand::value value) {
    draft_.outputs.clear();
    for (auto member : value.get_object()) {
      const std::string_view name = text(member.key());
      draft_.outputs.push_back(read_output(name, member.value()));
    }
  }

  /// The keys present decide the kind. `null` stands for an absent key.
  RawOutput read_output(std::string_view name, ondemand::value value) {
    std::string_view path, method, algorithm, hash;
    bool impure = false;
    for (auto member : value.get_object()) {
      const std::string_view key = text(member.key());
      ondemand::value part = member.value();
      if (key == "impure")
        impure = part.get_bool();
      else if (key == "path")
        path = string_or_null(part);
      else if (key == "method")
        method = string_or_null(part);
      else if (key == "hashAlgo")
        algorithm = string_or_null(part);
      else if (key == "hash")
        hash = string_or_null(part);
      else
        ignore(key, part);
    }
    RawOutput output{name, OutputKind::input_addressed, StorePath::from(path), {}, {}, {}};
    if (!hash.empty() || !algorithm.empty() || impure) {
      const ContentHash content = content_hash(method, algorithm, hash, arena_);
      output.kind = impure ? OutputKind::impure : hash.empty() ? OutputKind::floating : OutputKind::fixed;
      output.method = content.method;
      output.algorithm = content.algorithm;
      output.hash = content.hash;
    } else if (path.empty()) {
      output.kind = OutputKind::deferred;
    }
    return output;
  }

  std::string_view string_or_null(ondemand::value value) {
    if (value.type() != ondemand::json_type::null) return string(value);
    if (!value.is_null()) throw Refused{};
    return {};
  }

  void read_version(ondemand::value value) {
    if (value.type() != ondemand::json_type::number) throw Refused{};
    strict(value);
  }

  void read_structured(ondemand::value value) {
    JsonNode node = strict(value);
    draft_.structured.reset();
    if (node.kind == JsonNode::Kind::null) return;
    if (node.kind != JsonNode::Kind::object) throw Refused{};
    if (marked_) take_marks_out(node);
    draft_.structured = std::move(node);
  }

  static void take_marks_out(JsonNode& node) {
    node.key = without_marks(node.key);
    node.text = without_marks(node.text);
    for (JsonNode& child : node.children) take_marks_out(child);
  }

  void ignore(std::string_view key, ondemand::value value) {
    draft_.unknown.emplace_back(key);
    strict(value);
  }

  /// What is not worth a fast path is read by the exact one.
  static JsonNode strict(ondemand::value value) {
    const ondemand::json_type type = value.type();
    try {
      if (type == ondemand::json_type::object) {
        ondemand::object object = value.get_object();
        const std::string_view raw = object.raw_json();
        return read_json(raw);
      }
      if (type == ondemand::json_type::array) {
        ondemand::array array = value.get_array();
        const std::string_view raw = array.raw_json();
        return read_json(raw);
      }
      return read_json(value.raw_json_token());
    } catch (const JsonFault&) {
      throw Refused{};
    }
  }

  TextArena& arena_;
  DerivationDraft& draft_;
  const char* end_;
  bool marked_;
  unsigned seen_ = 0;
  std::vector<std::string_view> names_;
};

DerivationJsonReader::DerivationJsonReader(TextArena& arena) : arena_(arena), parser_(std::make_unique<Parser>()) {}
DerivationJsonReader::~DerivationJsonReader() = default;

DerivationJsonReader::Result DerivationJsonReader::read(std::string_view record, DerivationDraft& draft, bool marked) {
  ondemand::document document;
  const simdjson::error_code error = parser_->iterate(record.data(), record.size(), record.size() + padding).get(document);
  if (error == simdjson::UTF8_ERROR) return Result::not_utf8;
  if (error != simdjson::SUCCESS) return Result::refused;
  try {
    Walk(arena_, draft, record, marked).record(document.get_object());
  } catch (const Refused&) {
    return Result::refused;
  } catch (const simdjson::simdjson_error&) {
    return Result::refused;
  }
  return Result::read;
}

bool is_utf8(std::string_view text) noexcept { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace bgsnap
