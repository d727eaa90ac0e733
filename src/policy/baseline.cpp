#include "bgsnap/policy.hpp"
#include "config/json_cursor.hpp"
#include "config/nearest_name.hpp"

#include <algorithm>

namespace bgsnap {
namespace {

enum class Zero { allowed, senseless };

/// "base" where a number may stand.
bool says_base(const JsonCursor& cursor) { return cursor.is_text() && cursor.one_of("figure", {"base"}) == "base"; }

/// A bare number, "base", or {"at": N or "base", "slack": N, "slack_percent": P}. `more` reads what else the object may say.
template <class More>
Ceiling read_ceiling(const JsonCursor& cursor, Zero zero, More&& more) {
  Ceiling ceiling;
  const auto read_at = [&](const JsonCursor& at) {
    ceiling.pointer = at.pointer();
    ceiling.of_base = says_base(at);
    if (ceiling.of_base) return;
    ceiling.at = at.count();
    if (ceiling.at == 0 && zero == Zero::senseless) at.fail("a ceiling of 0 can never be kept here", "leave it out, or give the count of today");
  };
  if (!cursor.is_object()) {
    read_at(cursor);
    return ceiling;
  }
  JsonObject object = cursor.object();
  read_at(object.require("at"));
  if (const auto slack = object.find("slack")) ceiling.slack = slack->count();
  if (const auto percent = object.find("slack_percent")) ceiling.slack_percent = percent->percent();
  more(object);
  object.finish();
  return ceiling;
}

Ceiling read_ceiling(const JsonCursor& cursor, Zero zero) {
  return read_ceiling(cursor, zero, [](JsonObject&) {});
}

std::vector<NamedCeiling> read_named(const JsonCursor& cursor, Zero zero) {
  std::vector<NamedCeiling> ceilings;
  for (const auto& [glob, value] : cursor.entries()) ceilings.push_back({glob, read_ceiling(value, zero)});
  if (ceilings.empty()) cursor.fail("a ceiling over nothing", "name what it is for, or leave it out");
  return ceilings;
}

/// A bare number of derivations, {"derivations": CEILING}, {"percent": P}, or both.
ConeCeiling read_cone(const std::string& selector, const JsonCursor& cursor) {
  ConeCeiling cone;
  cone.selector = selector;
  cone.pointer = cursor.pointer();
  if (selector.starts_with("drv:")) cursor.fail("a snapshot knows no .drv paths", "name the package, or a class, source or root");
  if (!cursor.is_object()) {
    cone.derivations = read_ceiling(cursor, Zero::senseless);
    return cone;
  }
  JsonObject object = cursor.object();
  if (const auto derivations = object.find("derivations")) cone.derivations = read_ceiling(*derivations, Zero::senseless);
  if (const auto percent = object.find("percent")) {
    const bool of_base = says_base(*percent);
    cone.percent = PercentCeiling{of_base ? 0 : percent->percent(), percent->pointer(), of_base};
    if (!of_base && cone.percent->at <= 0) percent->fail("a ceiling of 0 can never be kept here", "leave it out, or give the share of today");
  }
  object.finish();
  if (!cone.derivations && !cone.percent) cursor.fail("the ceiling of a cone needs \"derivations\" or \"percent\"");
  return cone;
}

VendorCeiling read_vendor(const JsonCursor& cursor) {
  VendorCeiling vendor;
  vendor.classes = {"vendor"};
  vendor.derivations = read_ceiling(cursor, Zero::allowed, [&](JsonObject& object) {
    const auto classes = object.find("classes");
    if (!classes) return;
    vendor.classes = classes->texts();
    if (vendor.classes.empty()) classes->fail("no class, so nothing is counted");
  });
  return vendor;
}

std::vector<Required> read_required(const JsonCursor& cursor) {
  static_cast<void>(cursor.texts());  // holds them to be strings, each once
  std::vector<Required> names;
  for (const JsonCursor& item : cursor.items()) names.push_back({item.text(), item.pointer()});
  return names;
}

void read_floors(const JsonCursor& cursor, Baseline& baseline) {
  JsonObject floors = cursor.object();
  if (const auto roots = floors.find("roots")) baseline.required_roots = read_required(*roots);
  if (const auto members = floors.find("members")) baseline.required_members = read_required(*members);
  floors.finish();
}

void read_ceilings(const JsonCursor& cursor, Baseline& baseline) {
  JsonObject ceilings = cursor.object();
  if (const auto roots = ceilings.find("root_derivations")) baseline.root_derivations = read_named(*roots, Zero::senseless);
  if (const auto roots = ceilings.find("root_logical_nodes")) baseline.root_logical_nodes = read_named(*roots, Zero::senseless);
  if (const auto packages = ceilings.find("duplicated_packages")) baseline.duplicated_packages = read_ceiling(*packages, Zero::allowed);
  if (const auto excess = ceilings.find("excess_derivations")) baseline.excess_derivations = read_ceiling(*excess, Zero::allowed);
  if (const auto variants = ceilings.find("variants")) baseline.variants = read_named(*variants, Zero::allowed);
  if (const auto cones = ceilings.find("cones"))
    for (const auto& [selector, value] : cones->entries()) baseline.cones.push_back(read_cone(selector, value));
  if (const auto vendor = ceilings.find("vendor_monoliths")) baseline.vendor_monoliths = read_vendor(*vendor);
  ceilings.finish();
}

/// A selector that a snapshot can answer.
std::string read_selector(const JsonCursor& cursor) {
  std::string selector = cursor.text();
  if (selector.starts_with("drv:")) cursor.fail("a snapshot knows no .drv paths", "name the package, or a class, source or root");
  return selector;
}

std::vector<std::string> read_selectors(const JsonCursor& cursor) {
  static_cast<void>(cursor.texts());  // holds them to be strings, each once
  std::vector<std::string> selectors;
  for (const JsonCursor& item : cursor.items()) selectors.push_back(read_selector(item));
  return selectors;
}

void read_boundary(const JsonCursor& cursor, Baseline& baseline) {
  JsonObject object = cursor.object();
  const auto bump = object.find("bump");
  const auto edit = object.find("edit");
  if (bump.has_value() == edit.has_value()) cursor.fail("a boundary is about a \"bump\" or about an \"edit\", and about one of them");
  if (bump) {
    baseline.bump_boundaries.push_back({read_selector(*bump), read_selector(object.require("must_not_rebuild")), cursor.pointer()});
  } else {
    EditBoundary boundary{read_selector(*edit), object.require("sources").texts(), {}, cursor.pointer()};
    if (boundary.sources.empty()) object.require("sources").fail("no source, so nothing is edited");
    if (const auto tests = object.find("tests")) boundary.tests = read_selectors(*tests);
    baseline.edit_boundaries.push_back(std::move(boundary));
  }
  object.finish();
}

void read_forbidden(const JsonCursor& cursor, Baseline& baseline) {
  JsonObject object = cursor.object();
  baseline.forbidden.push_back({object.require("root").text(), read_selector(object.require("must_not_reach")), cursor.pointer()});
  object.finish();
}

std::vector<Required> read_required_selectors(const JsonCursor& cursor) {
  static_cast<void>(read_selectors(cursor));
  return read_required(cursor);
}

void read_rules(JsonObject& object, Baseline& baseline) {
  if (const auto boundaries = object.find("boundaries"))
    for (const JsonCursor& item : boundaries->items()) read_boundary(item, baseline);
  if (const auto forbidden = object.find("forbidden"))
    for (const JsonCursor& item : forbidden->items()) read_forbidden(item, baseline);
  if (const auto singletons = object.find("singletons")) baseline.singletons = read_required_selectors(*singletons);
  if (const auto same = object.find("same_on_every_system")) baseline.same_on_every_system = read_required_selectors(*same);
  if (const auto lockstep = object.find("lockstep")) {
    baseline.lockstep.emplace();
    JsonObject rules = lockstep->object();
    if (const auto except = rules.find("except")) baseline.lockstep->except = read_required(*except);
    rules.finish();
  }
}

std::vector<std::string> known_codes(bool only_acceptable) {
  std::vector<std::string> codes;
  for (const FindingCode& code : finding_codes())
    if (code.acceptable || !only_acceptable) codes.emplace_back(code.code);
  return codes;
}

std::vector<ChosenSeverity> read_severities(const JsonCursor& cursor) {
  std::vector<ChosenSeverity> severities;
  const std::vector<std::string> codes = known_codes(false);
  for (const auto& [code, value] : cursor.entries()) {
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) value.fail("there is no finding \"" + code + "\"", did_you_mean(code, codes));
    const std::string word = value.one_of("severity", {"error", "warning", "off"});
    if (word == "off" && code.starts_with("snapshot-"))
      value.fail("a snapshot that cannot be trusted does not go untold", "\"warning\" is the least");
    severities.push_back({code, word == "off" ? std::nullopt : std::optional(word == "error" ? Severity::error : Severity::warning)});
  }
  return severities;
}

Waiver read_waiver(const JsonCursor& cursor) {
  JsonObject object = cursor.object();
  const JsonCursor code = object.require("code");
  Waiver waiver;
  waiver.code = code.text();
  const auto known = known_codes(false);
  const auto acceptable = known_codes(true);
  if (std::find(acceptable.begin(), acceptable.end(), waiver.code) == acceptable.end()) {
    if (std::find(known.begin(), known.end(), waiver.code) != known.end())
      code.fail("no waiver covers \"" + waiver.code + "\"", "do what the finding says; \"severities\" may make it a warning");
    code.fail("there is no finding \"" + waiver.code + "\"", did_you_mean(waiver.code, acceptable));
  }
  waiver.subject = object.require("subject").text();
  waiver.reason = object.require("reason").text();
  waiver.owner = object.require("owner").text();
  const JsonCursor until = object.require("until");
  const std::optional<Day> day = parse_day(until.text());
  if (!day) until.fail("\"" + until.text() + "\" is not a date like 2024-02-29");
  waiver.until = *day;
  waiver.pointer = cursor.pointer();
  object.finish();
  return waiver;
}

bool demands_nothing(const Baseline& baseline) {
  return baseline.required_roots.empty() && baseline.required_members.empty() && baseline.root_derivations.empty() &&
         baseline.root_logical_nodes.empty() && !baseline.duplicated_packages && !baseline.excess_derivations && baseline.variants.empty() &&
         baseline.cones.empty() && !baseline.vendor_monoliths && baseline.bump_boundaries.empty() && baseline.edit_boundaries.empty() &&
         baseline.forbidden.empty() && baseline.singletons.empty() && baseline.same_on_every_system.empty() && !baseline.lockstep;
}

}  // namespace

Baseline parse_baseline(std::string_view text, const std::string& file) {
  Baseline baseline;
  baseline.file = file;
  JsonObject object = JsonCursor::parse(text, file).object();
  object.accept_schema("bgsnap-baseline/1");
  if (const auto floors = object.find("floors")) read_floors(*floors, baseline);
  if (const auto ceilings = object.find("ceilings")) read_ceilings(*ceilings, baseline);
  read_rules(object, baseline);
  if (const auto severities = object.find("severities")) baseline.severities = read_severities(*severities);
  if (const auto waivers = object.find("waivers"))
    for (const JsonCursor& item : waivers->items()) baseline.waivers.push_back(read_waiver(item));
  object.finish();
  if (demands_nothing(baseline))
    object.cursor().fail("the baseline demands nothing", "give it \"floors\", \"ceilings\" or other rules, or check without one");
  return baseline;
}

Baseline read_baseline(const std::string& file) { return parse_baseline(read_text_file(file), file); }

}  // namespace bgsnap
