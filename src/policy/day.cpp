#include "bgsnap/policy.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {
namespace {

namespace chrono = std::chrono;

constexpr chrono::sys_days last_day{chrono::year(9999) / 12 / 31};

}  // namespace

std::optional<Day> parse_day(std::string_view text) noexcept {
  constexpr std::string_view shape = "0000-00-00";
  const auto fits = [](char c, char wanted) { return wanted == '0' ? c >= '0' && c <= '9' : c == wanted; };
  if (text.size() != shape.size() || !std::equal(text.begin(), text.end(), shape.begin(), fits)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    unsigned value = 0;
    for (const char c : text.substr(at, digits)) value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
  };
  const Day day{chrono::year(static_cast<int>(number(0, 4))), chrono::month(number(5, 2)), chrono::day(number(8, 2))};
  return day.ok() ? std::optional(day) : std::nullopt;
}

std::string iso_date(Day day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::optional<Day> days_after(Day day, std::uint64_t days) noexcept {
  const chrono::sys_days from(day);
  if (from > last_day || days > static_cast<std::uint64_t>((last_day - from).count())) return std::nullopt;
  return Day(from + chrono::days(static_cast<int>(days)));
}

}  // namespace bgsnap
