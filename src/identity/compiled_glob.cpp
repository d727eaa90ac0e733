#include "identity/compiled_glob.hpp"

#include "bgsnap/rules.hpp"

#include <algorithm>

namespace bgsnap {

CompiledGlob::CompiledGlob(std::string_view glob, bool ignore_case) noexcept : ignore_case_(ignore_case), text_(glob) {
  const auto stars = static_cast<std::size_t>(std::count(glob.begin(), glob.end(), '*'));
  stars_ = stars != 0;
  least_ = glob.size() - stars;
  if (glob == "?*") shape_ = Shape::filled;
  const bool open = glob.starts_with('*');
  const bool left_open = glob.size() > 1 && glob.ends_with('*');
  const std::string_view inner = glob.substr(open ? 1 : 0, glob.size() - (open ? 1 : 0) - (left_open ? 1 : 0));
  if (ignore_case || inner.find_first_of("*?") != std::string_view::npos) return;
  shape_ = open ? left_open ? Shape::inside : Shape::end : left_open ? Shape::beginning : Shape::text;
  text_ = inner;
}

bool CompiledGlob::matches(std::string_view value) const noexcept {
  switch (shape_) {
    case Shape::text: return value == text_;
    case Shape::beginning: return value.starts_with(text_);
    case Shape::end: return value.ends_with(text_);
    case Shape::inside: return value.find(text_) != std::string_view::npos;
    case Shape::filled: return !value.empty();
    case Shape::other: break;
  }
  const bool may_fit = stars_ ? value.size() >= least_ : value.size() == least_;
  return may_fit && glob_matches(text_, value, ignore_case_);
}

}  // namespace bgsnap
