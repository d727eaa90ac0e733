#pragma once

#include "bgsnap/build_graph.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace bgsnap {

/// A store path in a recipe's text that is one of its own outputs or an output of one of its inputs.
struct Mention {
  std::size_t begin = 0;  ///< the path's first byte in the text
  std::size_t end = 0;    ///< after the path's name; a sub-path follows there
  bool self = false;
  DerivationId input;       ///< unless self
  std::string_view output;  ///< output name
};

/// Knows the paths that one derivation's text can mention. Made anew for each derivation by reset(), keeping its memory.
class MentionFinder {
public:
  explicit MentionFinder(const BuildGraph& graph) : graph_(graph) {}
  void reset(DerivationId derivation);
  /// The next mention in `text` at or after `from`; false: none. Amortised O(bytes).
  [[nodiscard]] bool next(std::string_view text, std::size_t from, Mention& found) const;

private:
  struct Known {
    std::uint64_t head;  ///< of the path's hash, so that most are told apart at once
    std::string_view base;
    std::string_view output;
    DerivationId input;
    bool self;
  };
  [[nodiscard]] const Known* lookup(std::string_view rest) const;
  void add(const RawDerivation& derivation, DerivationId id, bool self);

  const BuildGraph& graph_;
  std::string_view store_dir_;
  std::vector<Known> known_;  // ascending by head
};

}  // namespace bgsnap
