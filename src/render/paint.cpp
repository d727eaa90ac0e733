#include "render/paint.hpp"

namespace bgsnap {

namespace {

/// The parameter of "Select Graphic Rendition" (ECMA-48, 8.3.117).
std::string_view parameter_of(Ink ink) noexcept {
  switch (ink) {
    case Ink::plain: return "";
    case Ink::strong: return "1";
    case Ink::faint: return "2";
    case Ink::red: return "1;31";
    case Ink::yellow: return "33";
    case Ink::green: return "32";
    case Ink::blue: return "36";
  }
  return "";
}

}  // namespace

std::string painted(std::string_view text, Ink ink, Style style) {
  if (!style.colour || ink == Ink::plain || text.empty()) return std::string(text);
  std::string out = "\x1b[";
  out += parameter_of(ink);
  out += 'm';
  out += text;
  out += "\x1b[0m";
  return out;
}

}  // namespace bgsnap
