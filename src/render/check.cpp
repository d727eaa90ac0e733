#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

std::string_view name_of(Severity severity) noexcept { return severity == Severity::error ? "error" : "warning"; }

/// One that a waiver covers is told in two lines: what, and who answers for it until when.
std::string accepted_section(const Finding& finding, Style style) {
  const Waiver& waiver = *finding.waiver;
  return fmt::format("{} {}\n  until {}, by {}: {}\n", painted(fmt::format("accepted[{}]", shown(finding.code)), Ink::faint, style),
                     shown(finding.message), iso_date(waiver.until), shown(waiver.owner), shown(waiver.reason));
}

std::string finding_section(const Finding& finding, Style style) {
  if (finding.waiver) return accepted_section(finding, style);
  const Ink ink = finding.severity == Severity::error ? Ink::red : Ink::yellow;
  std::string out = painted(fmt::format("{}[{}]", name_of(finding.severity), shown(finding.code)), ink, style);
  out += " " + painted(shown(finding.message), Ink::strong, style) + "\n";
  for (const std::string& line : finding.evidence) out += "  " + shown(line) + "\n";
  if (!finding.accept.empty()) out += "  " + painted("accept:", Ink::faint, style) + " " + shown(finding.accept) + "\n";
  if (!finding.edit.empty()) out += "  " + painted("for good:", Ink::faint, style) + " " + shown(finding.edit) + "\n";
  return out;
}

bool has_code(const CheckAnswer& answer, std::string_view code) {
  return std::any_of(answer.findings.begin(), answer.findings.end(), [code](const Finding& finding) { return finding.code == code; });
}

std::uint64_t number_of(const CheckAnswer& answer, Severity severity) {
  return static_cast<std::uint64_t>(std::count_if(answer.findings.begin(), answer.findings.end(),
                                                  [&](const Finding& finding) { return finding.severity == severity && !finding.waiver; }));
}

std::uint64_t number_accepted(const CheckAnswer& answer) {
  return static_cast<std::uint64_t>(
      std::count_if(answer.findings.begin(), answer.findings.end(), [](const Finding& finding) { return finding.waiver.has_value(); }));
}

/// One line. What was not looked at is said: an unasked question is no "ok".
std::string verdict_section(const CheckAnswer& answer, Style style) {
  std::string out = answer.breach ? painted("breach", Ink::red, style) : painted("ok", Ink::green, style);
  out += fmt::format(": {}: {}, {}", shown(answer.snapshot.empty() ? answer.flake_lock : answer.snapshot),
                     counted(number_of(answer, Severity::error), "error", "errors"),
                     counted(number_of(answer, Severity::warning), "warning", "warnings"));
  if (const std::uint64_t accepted = number_accepted(answer); accepted != 0) out += fmt::format(", {} accepted", with_thousands(accepted));
  if (!answer.off.empty()) out += "; off: " + some_of(answer.off, answer.off.size());
  if (answer.snapshot.empty()) return out + "; no snapshot\n";
  const std::string freshness =
      !answer.freshness ? has_code(answer, "evaluation-failed") ? "; freshness not looked at" : "; freshness not looked at (no --graph)" : "";
  return out + freshness + (answer.baseline ? "" : "; no baseline") + "\n";
}

Json json_finding(const Finding& finding) {
  Json object{{"code", json_text(finding.code)}, {"severity", name_of(finding.severity)}, {"subject", json_text(finding.subject)}};
  object["message"] = json_text(finding.message);
  object["evidence"] = json_texts(finding.evidence);
  object["accept"] = json_text(finding.accept);
  if (!finding.edit.empty()) object["edit"] = json_text(finding.edit);
  if (const auto& waiver = finding.waiver)
    object["waiver"] = Json{{"reason", json_text(waiver->reason)}, {"owner", json_text(waiver->owner)}, {"until", iso_date(waiver->until)}};
  return object;
}

}  // namespace

std::string as_text(const CheckAnswer& answer, Style style) {
  std::vector<std::string> sections;
  for (const Finding& finding : answer.findings) sections.push_back(finding_section(finding, style));
  sections.push_back(verdict_section(answer, style));
  return page(sections);
}

std::string as_json(const CheckAnswer& answer) {
  Json json = Json::object();
  json["schema"] = "bgsnap-check/1";
  json["verdict"] = answer.breach ? "breach" : "ok";
  json["snapshot"] = answer.snapshot.empty() ? Json(nullptr) : Json(json_text(answer.snapshot));
  json["baseline"] = json_or_null(answer.baseline);
  json["fresh"] = answer.freshness ? Json(!has_code(answer, "snapshot-not-fresh")) : Json(nullptr);
  Json findings = Json::array(), accepted = Json::array();
  for (const Finding& finding : answer.findings) (finding.waiver ? accepted : findings).push_back(json_finding(finding));
  json["findings"] = std::move(findings);
  json["accepted"] = std::move(accepted);
  json["off"] = json_texts(answer.off);
  return dumped(json);
}

}  // namespace bgsnap
