#include "config/nearest_name.hpp"
#include "policy/amounts.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace bgsnap {
namespace {

/// Versions by package name: what the graph has outside the toolchain.
using Versions = std::map<std::string_view, std::set<std::string_view>>;

Versions versions_of(const Snapshot& snapshot) {
  Versions versions;
  for (const SnapshotNode& node : snapshot.nodes)
    if (!node.boundary) versions[node.pname].insert(node.version);
  return versions;
}

bool excepted(const Lockstep& rule, const std::string& name) {
  return std::any_of(rule.except.begin(), rule.except.end(), [&](const Required& glob) { return glob_matches(glob.name, name); });
}

/// From the members that the graph has, along what the lock says they need, as far as the graph goes: behind a package that is not in the
/// graph nothing is known to be reached.
class Reached {
public:
  Reached(const CargoLock& lock, const Versions& versions, const Lockstep& rule) : lock_(lock), from_(lock.packages.size(), unreached) {
    std::vector<std::size_t> queue;
    for (std::size_t i = 0; i < lock.packages.size(); ++i)
      if (!lock.packages[i].registry && versions.contains(lock.packages[i].name)) {
        from_[i] = i;
        queue.push_back(i);
      }
    members_ = queue.size();
    for (std::size_t at = 0; at < queue.size(); ++at)
      for (const std::size_t next : lock.packages[queue[at]].needs) {
        const CargoLock::Package& package = lock.packages[next];
        if (from_[next] != unreached || excepted(rule, package.name)) continue;
        from_[next] = queue[at];
        const auto there = versions.find(package.name);
        const bool has = there != versions.end() && (!package.registry || there->second.contains(package.version));
        if (has)
          queue.push_back(next);
        else if (package.registry)
          missing_.push_back(next);
      }
    reached_ = queue.size() + missing_.size();
  }

  [[nodiscard]] std::size_t members() const noexcept { return members_; }
  [[nodiscard]] std::size_t count() const noexcept { return reached_; }
  [[nodiscard]] const std::vector<std::size_t>& missing() const noexcept { return missing_; }
  /// "app → tokio → mio"
  [[nodiscard]] std::string path_to(std::size_t package) const {
    std::string text = lock_.packages[package].name;
    for (; from_[package] != package; package = from_[package]) text.insert(0, lock_.packages[from_[package]].name + " → ");
    return text;
  }

private:
  static constexpr std::size_t unreached = SIZE_MAX;
  const CargoLock& lock_;
  std::vector<std::size_t> from_;
  std::vector<std::size_t> missing_;
  std::size_t members_ = 0;
  std::size_t reached_ = 0;
};

Finding drifted(const CargoLock& lock, const Versions& versions, const Reached& reached, std::size_t index) {
  const CargoLock::Package& package = lock.packages[index];
  Finding finding{"lockstep", Severity::error, package.name + "@" + package.version, {}, {}, {}};
  const auto others = versions.find(package.name);
  std::string instead = "the graph has no package of that name";
  if (others != versions.end()) {
    instead = "the graph has ";
    for (const std::string_view version : others->second)
      instead.append(version == *others->second.begin() ? "" : ", ").append(version.empty() ? "no version" : version);
  }
  finding.message = fmt::format("{} locks {} {}, which the members need, and {}", lock.file, package.name, package.version, instead);
  finding.evidence.push_back(fmt::format("in {}: {}", lock.file, reached.path_to(index)));
  finding.evidence.push_back(fmt::format("{} of the {} that the graph's members reach in it {} missing", thousands(reached.missing().size()),
                                         counted(reached.count(), "package"), reached.missing().size() == 1 ? "is" : "are"));
  return finding;
}

void find_idle_exceptions(const Judged& judged, const CargoLock& lock, Findings& findings) {
  std::vector<std::string> names;
  for (const CargoLock::Package& package : lock.packages) names.push_back(package.name);
  for (const Required& glob : judged.baseline().lockstep->except)
    if (std::none_of(names.begin(), names.end(), [&](const std::string& name) { return glob_matches(glob.name, name); }))
      findings.push_back(judged.without_match(glob.name,
                                              fmt::format("the exception {} excepts nothing: {} locks no such package", glob.name, lock.file),
                                              glob.pointer, did_you_mean(glob.name, names)));
}

}  // namespace

void find_lock_drift(const Judged& judged, const Surroundings& surroundings, Findings& findings) {
  const auto& rule = judged.baseline().lockstep;
  if (!rule) return;
  if (surroundings.cargo_lock == nullptr) {
    findings.push_back({"not-looked-at",
                        Severity::warning,
                        "lockstep",
                        "the graph is to be in lockstep with a Cargo.lock, and none was given",
                        {},
                        surroundings.command_with(" --cargo-lock FILE")});
    return;
  }
  const CargoLock& lock = *surroundings.cargo_lock;
  find_idle_exceptions(judged, lock, findings);
  const Versions versions = versions_of(judged.snapshot());
  const Reached reached(lock, versions, *rule);
  if (reached.members() == 0)
    findings.push_back({"lockstep",
                        Severity::error,
                        "members",
                        fmt::format("no member of {} is a package of the graph, so nothing was compared", lock.file),
                        {},
                        judged.remove("/lockstep")});
  for (const std::size_t index : reached.missing()) {
    findings.push_back(drifted(lock, versions, reached, index));
    findings.back().accept = fmt::format("add \"{}\" to \"/lockstep/except\" in {}", lock.packages[index].name, judged.baseline().file);
  }
}

}  // namespace bgsnap
