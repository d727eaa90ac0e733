#include "diff/compared.hpp"
#include "diff/field_repeats.hpp"
#include "diff/moves.hpp"
#include "identity/recipe_walk.hpp"

#include <bitset>
#include <map>
#include <memory>
#include <set>

namespace bgsnap {
namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

/// The third sink of the walk that is hashed and explained: its words, by the field that people would name.
class FieldSink {
public:
  explicit FieldSink(bool fixed) : fixed_(fixed) {}

  void field(std::string_view name) {
    named_by_text_ = name == "env";
    if (name == "value" || named_by_text_) return;
    begin(std::string(field_of(name)));
  }
  void text(std::string_view text) {
    if (named_by_text_) {
      named_by_text_ = false;
      return begin("env " + std::string(text));
    }
    current_->append(text);
  }
  void self(std::string_view output) { current_->append("{").append(output).append("}"); }
  void by_name(std::string_view name, std::string_view output) {
    if (output.empty() && name == "a hash") return void(current_->push_back('#'));
    current_->append("{").append(name);
    if (!output.empty()) current_->append("^").append(output);
    current_->append("}");
  }
  void by_closure(DerivationId, const Fingerprint&, std::string_view output) { self(output); }

  [[nodiscard]] Fields fields() && { return std::move(fields_); }

private:
  /// Words of one field stand on lines of their own.
  void begin(std::string field) {
    const auto [at, fresh] = fields_.try_emplace(std::move(field));
    current_ = &at->second;
    if (!fresh) current_->push_back('\n');
  }

  [[nodiscard]] std::string_view field_of(std::string_view name) const noexcept {
    if (fixed_ || name == "source") return "source";
    if (name == "name" || name == "system" || name == "builder" || name == "structured attributes") return name;
    if (name == "argument") return "args";
    if (name == "output" || name == "floating" || name == "impure" || name == "algorithm") return "outputs";
    return "inputs";
  }

  bool fixed_;
  bool named_by_text_ = false;
  Fields fields_;
  std::string* current_ = &fields_[""];
};

/// One side's walk, kept from node to node.
class Side {
public:
  Side(const IdentifiedGraph& graph, const ComparedRecipes& recipes)
      : graph_(graph.graph), compared_(recipes.compared), implied_(recipes.implied), walk_(graph.graph, recipes.implied, recipes.paths) {}
  Side(const Side&) = delete;
  Side& operator=(const Side&) = delete;

  [[nodiscard]] const RebuildGraph& graph() const noexcept { return compared_.graph; }
  [[nodiscard]] const RawDerivation& operator[](NodeId id) const noexcept { return graph_[DerivationId(id.value)]; }

  /// Inputs of `id` that other inputs imply.
  [[nodiscard]] bool implies(NodeId id, NodeId input) const {
    const auto inputs = graph_.inputs(DerivationId(id.value));
    const auto at = std::lower_bound(inputs.begin(), inputs.end(), DerivationId(input.value));
    return at != inputs.end() && at->value == input.value && implied_[DerivationId(id.value)][static_cast<std::size_t>(at - inputs.begin())] != 0;
  }

  /// Structured attributes by their names, as if they were variables.
  [[nodiscard]] Fields fields(NodeId id, std::vector<DerivationId> implied_too, std::vector<DerivationId> sub_paths_of, Hashes hashes) {
    const DerivationId derivation(id.value);
    FieldSink sink(graph_.is_fixed(derivation));
    walk_.look_past(std::move(implied_too), std::move(sub_paths_of), hashes);
    walk_.walk(derivation, sink);
    for (const RawVariable& attribute : graph_[derivation].attributes) {
      sink.field("env");
      sink.text(attribute.name);
      walk_.walk_text(derivation, attribute.value, sink);
    }
    Fields fields = std::move(sink).fields();
    fields.erase("");
    return fields;
  }

private:
  const BuildGraph& graph_;
  const Compared& compared_;
  const Adjacency<DerivationId, std::uint8_t>& implied_;
  OwnWalk walk_;
};

std::string_view version_of(const RawDerivation& derivation) noexcept {
  if (const auto version = derivation.attribute("version"); version && !version->empty()) return *version;
  return parse_derivation_name(derivation.name).version;
}

/// What both recipes echo of their inputs: versions, in plain text beside the paths, and hashes.
class Echoes {
public:
  /// A version of one number says nothing by itself, so that it must stand beside the name.
  void add(std::string_view name, std::string_view before, std::string_view now) {
    if (before == now) {
      staying_.insert(name);
      return;
    }
    for (const auto& [was, is] : {std::pair(before, now), std::pair(series(before), series(now))})
      if (was != is && was.find('.') != std::string_view::npos && is.find('.') != std::string_view::npos)
        add_echo({std::string(was), std::string(is), false});
    for (const std::string_view between : {"-", "_", "@", "=", ""}) {
      const std::string beginning = std::string(name).append(between);
      add_echo({beginning + std::string(before), beginning + std::string(now), true});
    }
  }

  /// Both texts are one, but for places where the one has an input's version before and the other its version now, or either a hash.
  [[nodiscard]] bool explain(std::string_view before, std::string_view now) const {
    std::size_t a = 0;
    std::size_t b = 0;
    while (a < before.size() || b < now.size()) {
      if (const Echo* const echo = longest_at(before, a, now, b)) {
        a += echo->before.size();
        b += echo->now.size();
      } else if (const std::size_t stamp = stamp_beside_hash(before, a, now, b)) {
        a += before[a] == '#' ? 1 : stamp;
        b += now[b] == '#' ? 1 : stamp;
      } else if (a < before.size() && b < now.size() && before[a] == now[b]) {
        ++a;
        ++b;
      } else {
        return false;
      }
    }
    return true;
  }

private:
  struct Echo {
    std::string before;
    std::string now;
    bool named;  ///< says whose version it is
  };

  void add_echo(Echo echo) {
    if (echo.before.empty()) return;
    begins_.set(static_cast<unsigned char>(echo.before.front()));
    echoes_.push_back(std::move(echo));
  }

  /// A hash may look like a stamp by chance, on one side: bytes of it, beside a blanked one.
  [[nodiscard]] static std::size_t stamp_beside_hash(std::string_view before, std::size_t a, std::string_view now, std::size_t b) {
    const auto stamp_at = [](std::string_view text, std::size_t at) {
      const std::string_view token = next_hash_like(text, at);
      return !token.empty() && token.data() == text.data() + at && stamp_of(token) != Stamp::none ? token.size() : 0;
    };
    if (a >= before.size() || b >= now.size() || (before[a] == '#') == (now[b] == '#')) return 0;
    return before[a] == '#' ? stamp_at(now, b) : stamp_at(before, a);
  }

  /// "b" of "needs b = 1.0": an input that keeps its version, so that another's is none of an echo here.
  [[nodiscard]] bool is_of_one_that_stays(std::string_view before) const {
    const auto is_sign = [](char c) { return std::string_view(" =-_@:^~<>\"'(").find(c) != std::string_view::npos; };
    while (!before.empty() && is_sign(before.back())) before.remove_suffix(1);
    const std::size_t space = before.find_last_of(" \t\n\"',;:=(");
    const std::string_view word = space == std::string_view::npos ? before : before.substr(space + 1);
    for (std::size_t at = 0; at < word.size(); ++at)
      if ((at == 0 || word[at - 1] == '_' || word[at - 1] == '-' || word[at - 1] == '/') && staying_.contains(word.substr(at))) return true;
    return false;
  }

  [[nodiscard]] const Echo* longest_at(std::string_view before, std::size_t a, std::string_view now, std::size_t b) const {
    if (a >= before.size() || b >= now.size() || !begins_.test(static_cast<unsigned char>(before[a]))) return nullptr;
    const Echo* longest = nullptr;
    for (const Echo& echo : echoes_)
      if (stands_at(before, a, echo.before) && stands_at(now, b, echo.now) && (!longest || longest->before.size() < echo.before.size()))
        longest = &echo;
    const bool of_another = longest != nullptr && !longest->named && is_of_one_that_stays(before.substr(0, a));
    return of_another ? nullptr : longest;
  }

  std::vector<Echo> echoes_;
  std::set<std::string_view> staying_;  ///< inputs that are of one version on both sides
  std::bitset<256> begins_;             ///< characters that what is echoed begins with
};

class RecipeComparison {
public:
  RecipeComparison(const IdentifiedGraph& before, const ComparedRecipes& was, const IdentifiedGraph& now, const ComparedRecipes& is)
      : before_(before, was), now_(now, is) {}

  [[nodiscard]] std::vector<FieldChange> changes(NodeId a, NodeId b, const Moves& moves, Hashes hashes) {
    const Pair pair = read(a, b, moves, hashes);
    std::vector<FieldChange> changed;
    for (const auto& [field, text] : pair.was) {
      const auto at = pair.is.find(field);
      if (at == pair.is.end())
        changed.push_back({field, text, std::nullopt});
      else if (at->second != text && !pair.echoes.explain(text, at->second))
        changed.push_back({field, text, at->second});
    }
    for (const auto& [field, text] : pair.is)
      if (!pair.was.contains(field)) changed.push_back({field, std::nullopt, text});
    const auto whole = [](const FieldChange& change) { return change.field == "structured attributes"; };
    if (std::any_of(changed.begin(), changed.end(), [](const FieldChange& change) { return change.field.starts_with("env "); }))
      std::erase_if(changed, whole);
    for (FieldChange& change : changed) shorten(change);
    for (FieldChange& change : changed)
      if (change.field == "inputs") name_inputs(change, pair, a, b);
    const std::string_view version_before = version_of(before_[a]);
    const std::string_view version_now = version_of(now_[b]);
    if (version_before != version_now) {
      std::erase_if(changed, [](const FieldChange& change) { return change.field == "env version"; });
      changed.push_back({"version", std::string(version_before), std::string(version_now)});
    }
    mark_repeats(changed);
    return changed;
  }

private:
  struct Pair {
    Fields was;
    Fields is;
    Echoes echoes;
  };

  /// Both recipes, with what is implied on one side implied on the other, and without the insides of what moves by itself.
  [[nodiscard]] Pair read(NodeId a, NodeId b, const Moves& moves, Hashes hashes) {
    Pair pair;
    std::vector<DerivationId> implied_before;
    std::vector<DerivationId> implied_now;
    std::vector<DerivationId> moving_before;
    std::vector<DerivationId> moving_now;
    for (const NodeId input : before_.graph().inputs[a]) {
      const auto other = moves.pairing.now_of[input];
      if (other && now_.implies(b, *other)) implied_before.emplace_back(input.value);
      if (moves.gone[input] || !is_input(now_, b, other)) moving_before.emplace_back(input.value);
    }
    for (const NodeId input : now_.graph().inputs[b]) {
      const auto other = moves.pairing.before_of[input];
      if (other && before_.implies(a, *other)) implied_now.emplace_back(input.value);
      if (moves.rebuilds[input] || !is_input(before_, a, other)) moving_now.emplace_back(input.value);
      if (other) pair.echoes.add(now_.graph().nodes[input].key.pname, version_of(before_[*other]), version_of(now_[input]));
    }
    pair.was = before_.fields(a, std::move(implied_before), std::move(moving_before), hashes);
    pair.is = now_.fields(b, std::move(implied_now), std::move(moving_now), hashes);
    return pair;
  }

  [[nodiscard]] static bool is_input(const Side& side, NodeId user, const std::optional<NodeId>& input) {
    const auto inputs = side.graph().inputs[user];
    return input && std::binary_search(inputs.begin(), inputs.end(), *input);
  }

  static std::vector<std::string> lines_of(const std::optional<std::string>& text) {
    std::vector<std::string> list;
    for (std::size_t begin = 0; text && begin <= text->size();) {
      const std::size_t end = std::min(text->find('\n', begin), text->size());
      if (end != begin) list.push_back(text->substr(begin, end - begin));
      begin = end + 1;
    }
    return list;
  }

  static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text.append(text.empty() ? "" : "\n").append(line);
    return text;
  }

  /// Of lists of whole things, those that are on one side only; a source without its hash.
  static void shorten(FieldChange& change) {
    if (!change.before || !change.now || (change.field != "inputs" && change.field != "source")) return;
    const std::vector<std::string> was = lines_of(change.before);
    const std::vector<std::string> is = lines_of(change.now);
    const auto only = [&](const std::vector<std::string>& of, const std::vector<std::string>& other) {
      std::multiset<std::string_view> open(other.begin(), other.end());
      std::vector<std::string> rest;
      for (const std::string& line : of) {
        if (const auto at = open.find(line); at != open.end())
          open.erase(at);
        else
          rest.push_back(line);
      }
      return rest;
    };
    const std::vector<std::string> gone = only(was, is);
    const std::vector<std::string> come = only(is, was);
    change.before = change.field == "inputs" ? joined(gone) : listed(gone);
    change.now = change.field == "inputs" ? joined(come) : listed(come);
  }

  /// "main.c, util.c" of "HASH-main.c" and "HASH-util.c".
  static std::string listed(const std::vector<std::string>& lines) {
    constexpr std::size_t hash_length = 32;
    std::string text;
    for (const std::string_view line : lines)
      text.append(text.empty() ? "" : ", ").append(line.size() > hash_length && line[hash_length] == '-' ? line.substr(hash_length + 1) : line);
    return text;
  }

  /// One input of a recipe, as the walk has it: "{zlib^dev}".
  struct InputWord {
    std::string name;
    std::string output;
  };

  [[nodiscard]] static InputWord word_of(std::string_view line) {
    if (line.starts_with('{') && line.ends_with('}')) line = line.substr(1, line.size() - 2);
    const std::size_t caret = line.rfind('^');
    if (caret == std::string_view::npos) return {std::string(line), {}};
    return {std::string(line.substr(0, caret)), std::string(line.substr(caret + 1))};
  }

  /// Packages by their names, each once; which output of it is told only where the other side has the package too.
  void name_inputs(FieldChange& change, const Pair& pair, NodeId a, NodeId b) const {
    const auto names = [](const Fields& fields) {
      std::set<std::string> known;
      if (const auto at = fields.find("inputs"); at != fields.end())
        for (const std::string& line : lines_of(at->second)) known.insert(word_of(line).name);
      return known;
    };
    const auto words = [](const std::string& lines, const std::set<std::string>& others, const Side& side, NodeId user) {
      std::string text;
      std::set<std::string> told;
      for (const std::string& line : lines_of(lines)) {
        const InputWord input = word_of(line);
        std::string word = pname_of(side, user, input.name);
        if (!input.output.empty() && others.contains(input.name)) word += "^" + input.output;
        if (told.insert(word).second) text.append(text.empty() ? "" : ", ").append(word);
      }
      return text;
    };
    if (change.before) change.before = words(*change.before, names(pair.is), before_, a);
    if (change.now) change.now = words(*change.now, names(pair.was), now_, b);
  }

  /// What people call the input that has this derivation name without version: "regex", not "rust_regex".
  [[nodiscard]] static std::string pname_of(const Side& side, NodeId user, const std::string& name) {
    for (const NodeId input : side.graph().inputs[user])
      if (name_without_version(side[input]) == name) return std::string(side.graph().nodes[input].key.pname);
    return name;
  }

  Side before_;
  Side now_;
};

}  // namespace

CommonTexts common_texts(const BuildGraph& before, const BuildGraph& now) {
  const auto common = [](std::span<const RawVariable> a, std::span<const RawVariable> b) {
    std::size_t count = 0;
    for (auto left = a.begin(), right = b.begin(); left != a.end() && right != b.end();) {
      const auto order = left->name <=> right->name;
      count += order == 0 && left->value == right->value ? 1 : 0;
      left += order <= 0 ? 1 : 0;
      right += order >= 0 ? 1 : 0;
    }
    return count;
  };
  return [&before, &now, common](NodeId a, NodeId b) {
    const RawDerivation& was = before[DerivationId(a.value)];
    const RawDerivation& is = now[DerivationId(b.value)];
    return common(was.env, is.env) + common(was.attributes, is.attributes);
  };
}

FieldComparison recipe_fields(const IdentifiedGraph& before, const ComparedRecipes& was, const IdentifiedGraph& now, const ComparedRecipes& is) {
  // Shared, not unique: std::function wants to be copyable.
  return [comparison = std::make_shared<RecipeComparison>(before, was, now, is)](NodeId a, NodeId b, const Moves& moves, Hashes hashes) {
    return comparison->changes(a, b, moves, hashes);
  };
}

}  // namespace bgsnap
