#pragma once

#include "bgsnap/build_graph.hpp"
#include "bgsnap/rules.hpp"

#include <deque>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// What makes two derivations "the same thing" for a person (semantics.md 4). Never holds a store hash or a digest.
struct LogicalKey {
  std::string_view pname;
  std::string_view version;  ///< empty: none
  std::string_view class_name;
  std::string_view profile;  ///< empty: none
  std::string_view scope;    ///< empty: shared
  std::string_view system;   ///< `builtin` fetches have the graph's system
  friend auto operator<=>(const LogicalKey&, const LogicalKey&) = default;
};

struct Identity {
  LogicalKey key;
  bool compiled = false;   ///< counts for duplication
  std::string_view shows;  ///< "crateFeatures=default rt sync": the shown attributes, words sorted; empty: none
};

/// One Identity for each derivation of one BuildGraph; views into that graph and into texts owned here.
class Identities {
public:
  [[nodiscard]] const Identity& operator[](DerivationId id) const noexcept { return identities_[id]; }
  [[nodiscard]] std::size_t size() const noexcept { return identities_.size(); }
  /// The system that most derivations are for (not `builtin`); ties: the smallest. "builtin" when there is no other.
  [[nodiscard]] std::string_view system() const noexcept { return system_; }
  /// Base names of the store paths that recipes name in one of Rules::boundary_attributes: seen on the same walk over all of them.
  [[nodiscard]] const std::set<std::string_view>& toolchains() const noexcept { return toolchains_; }

private:
  friend class IdentityAssigner;
  DenseMap<DerivationId, Identity> identities_;
  std::string_view system_;
  std::set<std::string_view> toolchains_;
  std::vector<std::deque<std::string>> texts_;  ///< one for each thread that assigned them; texts never move
};

/// Applies the rules. O(V × rules). pname and version by default: attributes of these names, then the name, split where Nix
/// splits it (before the first '-' that no letter follows; Nix manual, builtins.parseDrvName). A fixed output with a generic
/// name takes its pname from what it fetches, else from its single user.
[[nodiscard]] Identities identify(const BuildGraph& graph, std::span<const IdentityRule> rules, const Rules& all);
[[nodiscard]] Identities identify(const BuildGraph& graph, const Rules& rules);

/// Every attribute that the rules, the boundary and the figures of metrics may ask of a derivation, ascending: what
/// ReadOptions::attributes must name for a graph that is identified by these rules.
[[nodiscard]] std::vector<std::string> asked_attributes(const Rules& rules);

/// builtins.parseDrvName. Views into `name`.
struct DerivationName {
  std::string_view pname;
  std::string_view version;
};
[[nodiscard]] DerivationName parse_derivation_name(std::string_view name) noexcept;
/// `name` without "-VERSION" at its end, where that is the derivation's version ("unstable-2024-01-01" is one); else the pname of
/// parse_derivation_name.
[[nodiscard]] std::string_view name_without_version(std::string_view name, std::string_view version) noexcept;
/// As parse_derivation_name, after taking away archive and patch suffixes (".tar.gz"): for what fixed outputs are called.
[[nodiscard]] DerivationName parse_download_name(std::string_view name) noexcept;

/// The toolchain: the closures of what recipes name in a boundary attribute, and of the configured packages. Downward closed.
struct Boundary {
  /// Index into `groups` plus one; 0: outside.
  DenseMap<DerivationId, std::uint32_t> group_of;
  /// Members are split by the set of tops (by name) whose closures hold them, so the groups do not overlap.
  struct Group {
    std::vector<std::string> tops;  ///< derivation names without version, ascending
    std::size_t derivations = 0;
  };
  std::vector<Group> groups;  ///< ascending by tops
  [[nodiscard]] bool contains(DerivationId id) const noexcept { return !group_of.empty() && group_of[id] != 0; }
};
/// `identities` are those that `rules` gave.
[[nodiscard]] Boundary find_boundary(const BuildGraph& graph, const Identities& identities, const Rules& rules);

}  // namespace bgsnap
