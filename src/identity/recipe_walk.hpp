#pragma once

#include "bgsnap/fingerprint.hpp"
#include "bgsnap/identity.hpp"
#include "identity/hash_like.hpp"
#include "identity/hashes.hpp"
#include "identity/mentions.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// One walk, two sinks: what is hashed and what `explain` prints cannot drift apart.
/// A sink has: field(name), text(view), self(output), by_closure(input, output), by_name(pname, output).
namespace bgsnap {

/// The name without the version that the recipe itself says.
[[nodiscard]] inline std::string_view name_without_version(const RawDerivation& derivation) {
  return name_without_version(derivation.name, derivation.attribute("version").value_or(std::string_view{}));
}

/// These names, each found out once: what is low in a graph is mentioned by thousands.
class NamesWithoutVersion {
public:
  explicit NamesWithoutVersion(const BuildGraph& graph) : graph_(graph), known_(graph.size()) {}

  [[nodiscard]] std::string_view of(DerivationId id) {
    std::string_view& name = known_[id];
    if (name.empty()) name = name_without_version(graph_[id]);
    return name;
  }

private:
  const BuildGraph& graph_;
  DenseMap<DerivationId, std::string_view> known_;
};

/// A download is what it says it contains; how it is fetched is no part of it (semantics.md 1).
template <class Sink>
void walk_fixed(const RawDerivation& derivation, Sink& sink) {
  sink.field("name");
  sink.text(derivation.name);
  for (const RawOutput& output : derivation.outputs) {
    sink.field("content");
    sink.text(output.name);
    sink.field("method");
    sink.text(output.method);
    sink.field("algorithm");
    sink.text(output.algorithm);
    sink.field("hash");
    sink.text(output.hash);
  }
}

template <class Sink>
void walk_dynamic(std::span<const RawDynamic> dynamic, Sink& sink) {
  for (const RawDynamic& one : dynamic) {
    sink.field("dynamic");
    sink.text(one.output);
    for (std::string_view output : one.outputs) {
      sink.field("output");
      sink.text(output);
    }
    walk_dynamic(one.deeper, sink);
    sink.field("end of dynamic");
  }
}

/// What both walks read in the same way; `text(view)` and `source(path)` differ between them.
template <class Sink, class Text, class Source>
void walk_recipe(const RawDerivation& derivation, Sink& sink, Text&& text, Source&& source_text) {
  sink.field("name");
  sink.text(derivation.name);
  sink.field("system");
  text(derivation.system);
  sink.field("builder");
  text(derivation.builder);
  for (std::string_view argument : derivation.args) {
    sink.field("argument");
    text(argument);
  }
  for (const RawOutput& output : derivation.outputs) {
    sink.field("output");
    sink.text(output.name);
    if (output.kind == OutputKind::input_addressed || output.kind == OutputKind::deferred) continue;
    sink.field(output.kind == OutputKind::impure ? "impure" : "floating");
    sink.text(output.method);
    sink.field("algorithm");
    sink.text(output.algorithm);
  }
  for (const RawVariable& variable : derivation.env) {
    sink.field("env");
    sink.text(variable.name);
    sink.field("value");
    text(variable.value);
  }
  if (!derivation.structured.empty()) {
    sink.field("structured attributes");
    text(derivation.structured);
  }
  for (StorePath source : derivation.sources) {
    sink.field("source");
    source_text(source);
  }
}

/// The ids of a recipe's inputs, in their order: both ascend by path, so where none is missing they stand side by side.
class InputIds {
public:
  InputIds(const BuildGraph& graph, DerivationId id) : graph_(graph), ids_(graph.inputs(id)), side_by_side_(ids_.size() == graph[id].inputs.size()) {}

  /// Of the next input. Absent: it is not in the graph.
  [[nodiscard]] std::optional<DerivationId> next(const RawInput& input) { return side_by_side_ ? ids_[at_++] : graph_.find(input.derivation); }

private:
  const BuildGraph& graph_;
  std::span<const DerivationId> ids_;
  bool side_by_side_;
  std::size_t at_ = 0;
};

/// The whole recipe, inputs by their closures (which must be there already). Nix merges inputs of one identity, and so does this.
class ClosureWalk {
public:
  ClosureWalk(const BuildGraph& graph, const DenseMap<DerivationId, Fingerprint>& closures, std::shared_ptr<const OutputPaths> paths = nullptr)
      : graph_(graph), closures_(closures), mentions_(graph, std::move(paths)) {}

  template <class Sink>
  void walk(DerivationId id, Sink& sink) {
    const RawDerivation& derivation = graph_[id];
    if (graph_.is_fixed(id)) return walk_fixed(derivation, sink);
    if (graph_.in_cycle(id) || derivation.empty_record) {
      sink.field(derivation.empty_record ? "empty record" : "in a cycle");
      sink.text(derivation.path.base);
    }
    mentions_.reset(id);
    walk_recipe(
        derivation, sink, [&](std::string_view text) { masked(text, sink); }, [&](StorePath source) { sink.text(source.base); });
    walk_inputs(id, sink);
  }

private:
  template <class Sink>
  void masked(std::string_view text, Sink& sink) const {
    std::size_t from = 0;
    for (Mention mention; mentions_.next(text, from, mention); from = mention.end) {
      sink.text(text.substr(from, mention.begin - from));
      if (mention.self)
        sink.self(mention.output);
      else
        sink.by_closure(mention.input, closures_[mention.input], mention.output);
    }
    sink.text(text.substr(from));
  }

  struct Used {
    Fingerprint closure;
    DerivationId input;
    std::string_view output;
  };

  template <class Sink>
  void walk_inputs(DerivationId id, Sink& sink) {
    const RawDerivation& derivation = graph_[id];
    used_.clear();
    InputIds ids(graph_, id);
    for (const RawInput& input : derivation.inputs) {
      const auto known = ids.next(input);
      if (!known) {
        sink.field("missing input");
        sink.text(input.derivation.base);
        continue;
      }
      if (input.outputs.empty()) used_.push_back({closures_[*known], *known, {}});
      for (std::string_view output : input.outputs) used_.push_back({closures_[*known], *known, output});
      if (!input.dynamic.empty()) {
        sink.field("dynamic outputs of");
        sink.by_closure(*known, closures_[*known], {});
        walk_dynamic(input.dynamic, sink);
      }
    }
    std::sort(used_.begin(), used_.end(),
              [](const Used& a, const Used& b) { return std::tie(a.closure, a.output, a.input) < std::tie(b.closure, b.output, b.input); });
    const auto same = [](const Used& a, const Used& b) { return a.closure == b.closure && a.output == b.output; };
    used_.erase(std::unique(used_.begin(), used_.end(), same), used_.end());
    for (const Used& one : used_) {
      sink.field("input");
      sink.by_closure(one.input, one.closure, one.output);
    }
  }

  const BuildGraph& graph_;
  const DenseMap<DerivationId, Fingerprint>& closures_;
  MentionFinder mentions_;
  std::vector<Used> used_;
};

/// Words of recipes in which a stamp may stand, each recipe's found once: what is low in a graph is asked for by thousands.
class StampWords {
public:
  explicit StampWords(const BuildGraph& graph) : graph_(graph), known_(graph.size()) {}
  /// Whether the recipe says it, a token with a stamp_of(), in whatever word.
  [[nodiscard]] bool has(DerivationId id, std::string_view stamp);

private:
  using Words = std::vector<std::string_view>;
  [[nodiscard]] Words words_of(const RawDerivation& recipe) const;

  const BuildGraph& graph_;
  DenseMap<DerivationId, std::optional<Words>> known_;
};

/// The recipe without its echoes (semantics.md 2): inputs by name without version, words that mention an input which another input
/// implies dropped, hash-like tokens blanked, own outputs by a placeholder. A stamp that no input has is told. Sources stay: they are content, but for a .drv file, which is an input by its name.
class OwnWalk {
public:
  /// `implied` tells, by the place in graph.inputs(id), which inputs another one implies.
  OwnWalk(const BuildGraph& graph, const Adjacency<DerivationId, std::uint8_t>& implied, std::shared_ptr<const OutputPaths> paths = nullptr)
      : graph_(graph), implied_(implied), mentions_(graph, std::move(paths)), names_(graph), stamps_(graph) {}

  template <class Sink>
  void walk(DerivationId id, Sink& sink) {
    const RawDerivation& derivation = graph_[id];
    if (graph_.is_fixed(id)) return walk_fixed(derivation, sink);
    start(id);
    walk_recipe(
        derivation, sink, [&](std::string_view text) { echoless(text, sink); },
        [&](StorePath source) {
          if (graph_.find(source))
            sink.by_name(parse_derivation_name(source.derivation_name()).pname, ".drv");
          else
            sink.text(source.base);
        });
    walk_inputs(id, sink);
  }

  /// The same reading of one text of that recipe.
  template <class Sink>
  void walk_text(DerivationId id, std::string_view text, Sink& sink) {
    start(id);
    echoless(text, sink);
  }

  /// For a comparison with another graph's derivation, from here on: inputs that count as implied because they are on the other side,
  /// and inputs whose sub-paths say what they are, not what this recipe is. Both ascending.
  void look_past(std::vector<DerivationId> implied_too, std::vector<DerivationId> sub_paths_of, Hashes hashes) {
    implied_too_ = std::move(implied_too);
    sub_paths_of_ = std::move(sub_paths_of);
    hashes_ = hashes;
  }

private:
  void start(DerivationId id) {
    current_ = id;
    mentions_.reset(id);
  }

  [[nodiscard]] bool is_implied(DerivationId input) const {
    if (std::binary_search(implied_too_.begin(), implied_too_.end(), input)) return true;
    const auto inputs = graph_.inputs(current_);
    const auto at = std::lower_bound(inputs.begin(), inputs.end(), input);
    return at != inputs.end() && *at == input && implied_[current_][static_cast<std::size_t>(at - inputs.begin())] != 0;
  }

  /// Does the token at `at` stand there as it is?
  [[nodiscard]] bool told(std::string_view text, std::size_t at, std::string_view token);
  /// Does the recipe of any input have it?
  [[nodiscard]] bool comes_from_inputs(std::string_view stamp);

  template <class Sink>
  void echoless(std::string_view text, Sink& sink);

  template <class Sink>
  void word(std::string_view text, std::size_t from, std::size_t end, Sink& sink);

  template <class Sink>
  void walk_inputs(DerivationId id, Sink& sink) {
    std::vector<std::pair<std::string_view, std::string_view>> used;
    InputIds ids(graph_, id);
    for (const RawInput& input : graph_[id].inputs) {
      const auto known = ids.next(input);
      if (known && is_implied(*known)) continue;
      const std::string_view name = known ? names_.of(*known) : input.derivation.derivation_name();
      if (input.outputs.empty()) used.emplace_back(name, std::string_view{});
      for (std::string_view output : input.outputs) used.emplace_back(name, output);
    }
    std::sort(used.begin(), used.end());
    for (const auto& [name, output] : used) {
      sink.field("input");
      sink.by_name(name, output);
    }
  }

  const BuildGraph& graph_;
  const Adjacency<DerivationId, std::uint8_t>& implied_;
  MentionFinder mentions_;
  NamesWithoutVersion names_;
  StampWords stamps_;
  DerivationId current_;
  std::vector<DerivationId> implied_too_;
  std::vector<DerivationId> sub_paths_of_;
  Hashes hashes_ = Hashes::blanked;
};

constexpr std::string_view word_separators = " \t\n\r\"';,|&()[]";

template <class Sink>
void OwnWalk::word(std::string_view text, std::size_t from, std::size_t end, Sink& sink) {
  const std::string_view upto = text.substr(0, end);
  for (Mention mention;;) {
    const bool found = mentions_.next(upto, from, mention);
    const std::size_t plain_end = found ? mention.begin : end;
    for (std::string_view token = next_hash_like(upto.substr(0, plain_end), from); !token.empty();
         token = next_hash_like(upto.substr(0, plain_end), from)) {
      const auto at = static_cast<std::size_t>(token.data() - text.data());
      sink.text(text.substr(from, at - from));
      if (told(text, at, token))
        sink.text(token);
      else
        sink.by_name("a hash", {});
      from = at + token.size();
    }
    sink.text(text.substr(from, plain_end - from));
    if (!found) return;
    if (mention.self)
      sink.self(mention.output);
    else
      sink.by_name(names_.of(mention.input), mention.output);
    from = mention.end;
    if (!mention.self && std::binary_search(sub_paths_of_.begin(), sub_paths_of_.end(), mention.input))
      from = std::min(upto.find_first_of(word_separators, from), end);
  }
}

/// Words that mention an implied input go, together with one run of white space beside them, so that a longer list of the same
/// non-implied words reads the same.
template <class Sink>
void OwnWalk::echoless(std::string_view text, Sink& sink) {
  std::size_t kept_from = 0;  // text before it has been given to the sink
  std::size_t from = 0;
  for (Mention mention; mentions_.next(text, from, mention); from = mention.end) {
    if (mention.self || !is_implied(mention.input)) continue;
    const auto before = text.substr(0, mention.begin).find_last_of(word_separators);
    std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    std::size_t end = std::min(text.find_first_of(word_separators, mention.end), text.size());
    const std::size_t trimmed = text.substr(0, begin).find_last_not_of(" \t\n\r");
    if (begin > kept_from && trimmed != std::string_view::npos && trimmed + 1 < begin)
      begin = std::max(kept_from, trimmed + 1);
    else
      end = std::min(text.find_first_not_of(" \t\n\r", end), text.size());
    if (begin > kept_from) word(text, kept_from, begin, sink);
    kept_from = std::max(kept_from, end);
    mention.end = std::max(mention.end, end);
  }
  word(text, kept_from, text.size(), sink);
}

}  // namespace bgsnap
