#pragma once

#include <cstddef>
#include <string_view>

namespace bgsnap {

/// A glob by its shape, so that what most of them are takes one comparison. A view into the glob's text.
class CompiledGlob {
public:
  explicit CompiledGlob(std::string_view glob, bool ignore_case = false) noexcept;
  /// What glob_matches() says.
  [[nodiscard]] bool matches(std::string_view value) const noexcept;

private:
  enum class Shape { text, beginning, end, inside, filled, other };
  Shape shape_ = Shape::other;
  bool ignore_case_;
  bool stars_;             ///< some `*` is in it
  std::size_t least_;      ///< the bytes that it asks for
  std::string_view text_;  ///< without the stars around it, or as it stands
};

}  // namespace bgsnap
