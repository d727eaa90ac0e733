#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// A graph of any size, shaped like nixpkgs and printed as Nix 2.34 prints it: one toolchain below everything, and clusters of packages that need
/// each other and what is fetched for them. Half and more are downloads, and recipes have the length of real ones. Distinct store hashes,
/// ascending. What a snapshot of it must hold is known without one.
class GeneratedGraph {
public:
  enum class Edition { first, second };
  /// At least so many derivations. In the second edition one tool of the toolchain has another flag, so that all that needs it rebuilds.
  explicit GeneratedGraph(std::uint64_t derivations, Edition edition = Edition::first);

  [[nodiscard]] std::uint64_t derivations() const noexcept { return toolchain + clusters_ * per_cluster; }
  [[nodiscard]] std::uint64_t edges() const;
  [[nodiscard]] std::uint64_t lines() const noexcept { return 1 + clusters_ * per_cluster; }  ///< the toolchain is one
  [[nodiscard]] std::uint64_t roots() const;
  /// Over all roots, the derivations of their closures.
  [[nodiscard]] std::uint64_t in_closures() const;

  /// The text, in pieces; `documents` follow each other and hold about as much each.
  void write(std::uint64_t documents, const std::function<void(std::string_view)>& sink) const;

private:
  static constexpr std::uint64_t toolchain = 40;
  static constexpr std::uint64_t edited_tool = toolchain / 2;
  static constexpr std::uint64_t packages = 12;
  static constexpr std::uint64_t sources = 20;
  static constexpr std::uint64_t per_cluster = packages + sources;

  /// Of a package: those of its cluster that it needs, by number; packages first, then sources.
  static std::vector<std::uint64_t> needs(std::uint64_t package);
  static bool is_root(std::uint64_t package);
  /// Where a derivation stands in the order of the hashes, and back.
  [[nodiscard]] std::uint64_t place(std::uint64_t derivation) const;
  [[nodiscard]] std::uint64_t at_place(std::uint64_t place) const;
  [[nodiscard]] std::string hash(std::uint64_t derivation, bool of_output) const;
  [[nodiscard]] std::string name(std::uint64_t derivation) const;
  [[nodiscard]] std::string output(std::uint64_t derivation) const;
  [[nodiscard]] std::vector<std::uint64_t> inputs(std::uint64_t derivation) const;
  void append_record(std::uint64_t derivation, std::string& text) const;

  /// Has its path changed from the first edition? A download's .drv file has, its output has not.
  [[nodiscard]] bool is_other(std::uint64_t derivation, bool of_output) const;

  Edition edition_;
  std::uint64_t clusters_;
  std::uint64_t step_;  ///< a number that shares no divisor with derivations()
  std::uint64_t back_;  ///< its inverse
};

}  // namespace bgsnap
