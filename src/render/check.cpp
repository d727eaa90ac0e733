#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

std::string_view name_of(Severity severity) noexcept { return severity == Severity::error ? "error" : "warning"; }

std::string finding_section(const Finding& finding, Style style) {
  const Ink ink = finding.severity == Severity::error ? Ink::red : Ink::yellow;
  std::string out = painted(fmt::format("{}[{}]", name_of(finding.severity), shown(finding.code)), ink, style);
  out += " " + painted(shown(finding.message), Ink::strong, style) + "\n";
  for (const std::string& line : finding.evidence) out += "  " + shown(line) + "\n";
  if (!finding.accept.empty()) out += "  " + painted("accept:", Ink::faint, style) + " " + shown(finding.accept) + "\n";
  return out;
}

bool has_code(const CheckAnswer& answer, std::string_view code) {
  return std::any_of(answer.findings.begin(), answer.findings.end(), [code](const Finding& finding) { return finding.code == code; });
}

/// One line. What was not looked at is said: an unasked question is no "ok".
std::string verdict_section(const CheckAnswer& answer, Style style) {
  const auto errors = static_cast<std::uint64_t>(
      std::count_if(answer.findings.begin(), answer.findings.end(), [](const Finding& f) { return f.severity == Severity::error; }));
  const std::uint64_t warnings = answer.findings.size() - errors;
  std::string out = answer.breach ? painted("breach", Ink::red, style) : painted("ok", Ink::green, style);
  out += fmt::format(": {}: {}, {}", shown(answer.snapshot), counted(errors, "error", "errors"), counted(warnings, "warning", "warnings"));
  const std::string freshness = !answer.freshness ? "; freshness not looked at (no --graph)" : "";
  return out + freshness + (answer.baseline ? "" : "; no baseline") + "\n";
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
  json["snapshot"] = json_text(answer.snapshot);
  json["baseline"] = json_or_null(answer.baseline);
  json["fresh"] = answer.freshness ? Json(!has_code(answer, "snapshot-not-fresh")) : Json(nullptr);
  Json findings = Json::array();
  for (const Finding& finding : answer.findings) {
    Json object{{"code", json_text(finding.code)}, {"severity", name_of(finding.severity)}, {"subject", json_text(finding.subject)}};
    object["message"] = json_text(finding.message);
    object["evidence"] = json_texts(finding.evidence);
    object["accept"] = json_text(finding.accept);
    findings.push_back(std::move(object));
  }
  json["findings"] = std::move(findings);
  return dumped(json);
}

}  // namespace bgsnap
