#include "bgsnap/policy.hpp"
#include "config/json_cursor.hpp"

namespace bgsnap {
namespace {

enum class Zero { allowed, senseless };

/// A bare number, or {"at": N, "slack": N, "slack_percent": P}. `more` reads what else the object may say.
template <class More>
Ceiling read_ceiling(const JsonCursor& cursor, Zero zero, More&& more) {
  Ceiling ceiling;
  const auto read_at = [&](const JsonCursor& at) {
    ceiling.at = at.count();
    ceiling.pointer = at.pointer();
    if (ceiling.at == 0 && zero == Zero::senseless) at.fail("a ceiling of 0 can never be kept here", "leave it out, or give the count of today");
  };
  if (!cursor.is_object()) {
    read_at(cursor);
    return ceiling;
  }
  JsonObject object = cursor.object();
  read_at(object.require("at"));
  if (const auto slack = object.find("slack")) ceiling.slack = slack->count();
  if (const auto percent = object.find("slack_percent")) {
    ceiling.slack_percent = percent->percent();
    if (ceiling.at == 0 && ceiling.slack_percent > 0) percent->fail("a share of 0 is 0: this gives no slack", "give \"slack\"");
  }
  more(object);
  object.finish();
  return ceiling;
}

Ceiling read_ceiling(const JsonCursor& cursor, Zero zero) {
  return read_ceiling(cursor, zero, [](JsonObject&) {});
}

std::vector<NamedCeiling> read_named(const JsonCursor& cursor) {
  std::vector<NamedCeiling> ceilings;
  for (const auto& [glob, value] : cursor.entries()) ceilings.push_back({glob, read_ceiling(value, Zero::senseless)});
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
    cone.percent = PercentCeiling{percent->percent(), percent->pointer()};
    if (cone.percent->at <= 0) percent->fail("a ceiling of 0 can never be kept here", "leave it out, or give the share of today");
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
  if (const auto roots = ceilings.find("root_derivations")) baseline.root_derivations = read_named(*roots);
  if (const auto roots = ceilings.find("root_logical_nodes")) baseline.root_logical_nodes = read_named(*roots);
  if (const auto packages = ceilings.find("duplicated_packages")) baseline.duplicated_packages = read_ceiling(*packages, Zero::allowed);
  if (const auto excess = ceilings.find("excess_derivations")) baseline.excess_derivations = read_ceiling(*excess, Zero::allowed);
  if (const auto variants = ceilings.find("variants")) baseline.variants = read_named(*variants);
  if (const auto cones = ceilings.find("cones"))
    for (const auto& [selector, value] : cones->entries()) baseline.cones.push_back(read_cone(selector, value));
  if (const auto vendor = ceilings.find("vendor_monoliths")) baseline.vendor_monoliths = read_vendor(*vendor);
  ceilings.finish();
}

bool demands_nothing(const Baseline& baseline) {
  return baseline.required_roots.empty() && baseline.required_members.empty() && baseline.root_derivations.empty() &&
         baseline.root_logical_nodes.empty() && !baseline.duplicated_packages && !baseline.excess_derivations && baseline.variants.empty() &&
         baseline.cones.empty() && !baseline.vendor_monoliths;
}

}  // namespace

Baseline parse_baseline(std::string_view text, const std::string& file) {
  Baseline baseline;
  baseline.file = file;
  JsonObject object = JsonCursor::parse(text, file).object();
  object.accept_schema("bgsnap-baseline/1");
  if (const auto floors = object.find("floors")) read_floors(*floors, baseline);
  if (const auto ceilings = object.find("ceilings")) read_ceilings(*ceilings, baseline);
  object.finish();
  if (demands_nothing(baseline)) object.cursor().fail("the baseline demands nothing", "give it \"floors\" or \"ceilings\", or check without one");
  return baseline;
}

Baseline read_baseline(const std::string& file) { return parse_baseline(read_text_file(file), file); }

}  // namespace bgsnap
