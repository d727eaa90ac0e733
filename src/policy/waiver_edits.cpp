#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"
#include "config/nearest_name.hpp"
#include "policy/json_layout.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace bgsnap {
namespace {

/// One line, so that a waiver is one line of a diff.
std::string element(const Waiver& waiver) {
  const auto text = [](const std::string& value) { return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); };
  return fmt::format(R"({{ "code": {}, "subject": {}, "reason": {}, "owner": {}, "until": {} }})", text(waiver.code), text(waiver.subject),
                     text(waiver.reason), text(waiver.owner), text(iso_date(waiver.until)));
}

bool concerns(const Waiver& waiver, const std::string& code, const std::string& subject) { return waiver.code == code && waiver.subject == subject; }

std::string edited(std::string_view text, const std::vector<Waiver>& waivers, const Waiver& waiver) {
  const auto there = std::find_if(waivers.begin(), waivers.end(), [&](const Waiver& one) { return concerns(one, waiver.code, waiver.subject); });
  if (there != waivers.end()) return with_value(text, there->pointer, element(waiver));
  if (JsonLayout(text).find("/waivers") != nullptr) return with_item(text, "/waivers", element(waiver));
  return with_item(text, "", "\"waivers\": [\n  " + element(waiver) + "\n]");
}

}  // namespace

std::string with_waiver(std::string_view text, const std::string& file, const Waiver& waiver) {
  std::string now = edited(text, parse_baseline(text, file).waivers, waiver);
  static_cast<void>(parse_baseline(now, file));  // refuses a code that there is not, and the like
  return now;
}

std::string without_waiver(std::string_view text, const std::string& file, const std::string& code, const std::string& subject) {
  const std::vector<Waiver> waivers = parse_baseline(text, file).waivers;
  const auto last = std::find_if(waivers.rbegin(), waivers.rend(), [&](const Waiver& one) { return concerns(one, code, subject); });
  if (last == waivers.rend()) {
    std::vector<std::string> there;
    for (const Waiver& waiver : waivers) there.push_back(waiver.code + " " + waiver.subject);
    throw Error(fmt::format("no waiver is for {} {}", code, subject), Place{file, {}, "/waivers"},
                there.empty() ? "there is none at all" : did_you_mean(code + " " + subject, there));
  }
  return without_item(text, last->pointer);
}

}  // namespace bgsnap
