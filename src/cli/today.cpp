#include "cli/today.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string_view>

namespace bgsnap {

namespace {

constexpr std::int64_t unknown_to_nixpkgs = 315532800;
constexpr std::int64_t last_second = 253402300799;  // of the year 9999

}  // namespace

void add_today_option(Verb& verb, std::optional<std::string>& today) {
  verb.options.push_back({"--today", "DATE", "the day for what expires, YYYY-MM-DD (default: that of SOURCE_DATE_EPOCH); no clock is read", &today});
}

std::optional<Day> today_of(const std::optional<std::string>& said) {
  if (said) {
    const std::optional<Day> day = parse_day(*said);
    if (!day) throw UsageError(fmt::format("--today is \"{}\", not a date like 2024-02-29", *said));
    return day;
  }
  const char* value = std::getenv("SOURCE_DATE_EPOCH");
  const std::string_view text = value == nullptr ? std::string_view() : std::string_view(value);
  if (text.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0 || seconds > last_second)
    throw UsageError(fmt::format("SOURCE_DATE_EPOCH is \"{}\", not a number of seconds", text), "give --today, or take the variable away");
  if (seconds == unknown_to_nixpkgs) return std::nullopt;
  return Day(std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds))));
}

}  // namespace bgsnap
