#include "bgsnap/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace bgsnap {

std::string Place::text() const {
  std::string line = file;
  const auto add = [&line](std::string_view part) {
    if (!line.empty()) line += ": ";
    line += part;
  };
  if (byte) add(fmt::format("byte {}", *byte));
  if (!pointer.empty()) add(pointer);
  return line;
}

namespace {
std::string whole_line(const std::string& sentence, const Place& place, const std::string& next) {
  const std::string where = place.text();
  return fmt::format("{}{}{}{}{}", where, where.empty() ? "" : ": ", sentence, next.empty() ? "" : "; ", next);
}
}  // namespace

Error::Error(std::string what, Place place, std::string next)
    : std::runtime_error(whole_line(what, place, next)), sentence_(std::move(what)), place_(std::move(place)), next_(std::move(next)) {}

}  // namespace bgsnap
