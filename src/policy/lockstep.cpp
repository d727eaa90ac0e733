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

/// The same of what may be crates: a C library of a crate's name is another thing. Where nothing is told, what is of a class that has
/// packages in exactly the version that the lock gives them.
Versions versions_of_crates(const Snapshot& snapshot, const CargoLock& lock) {
  std::set<std::pair<std::string_view, std::string_view>> locked;
  for (const CargoLock::Package& package : lock.packages)
    if (package.registry) locked.emplace(package.name, package.version);
  std::set<std::string_view> classes;
  for (const SnapshotNode& node : snapshot.nodes)
    if (!node.boundary && locked.contains({node.pname, node.version})) classes.insert(node.class_name);
  Versions versions;
  for (const SnapshotNode& node : snapshot.nodes)
    if (!node.boundary && (classes.empty() || classes.contains(node.class_name))) versions[node.pname].insert(node.version);
  return versions;
}

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

bool locks(const CargoLock& lock, std::string_view name, std::string_view version) {
  return std::any_of(lock.packages.begin(), lock.packages.end(),
                     [&](const CargoLock::Package& package) { return package.name == name && package.version == version; });
}

/// Versions of it that the graph has and the lock does not know.
std::string unlocked_versions(const CargoLock& lock, const Versions& crates, const std::string& name) {
  std::string text;
  const auto there = crates.find(name);
  if (there == crates.end()) return text;
  for (const std::string_view version : there->second)
    if (!locks(lock, name, version)) text.append(text.empty() ? "" : ", ").append(version.empty() ? "no version" : version);
  return text;
}

/// The lock was moved and the graph was not; or nobody can tell, where the graph has nothing of it that the lock does not explain.
Finding drifted(const CargoLock& lock, const Versions& crates, const Reached& reached, std::size_t index) {
  const CargoLock::Package& package = lock.packages[index];
  const std::string instead = unlocked_versions(lock, crates, package.name);
  Finding finding{"lockstep", Severity::error, package.name + "@" + package.version, {}, {}, {}};
  if (!instead.empty()) {
    finding.message = fmt::format("{} locks {} {}, and the graph has {}, which it does not lock", lock.file, package.name, package.version, instead);
  } else {
    finding.code = "lockstep-absent";
    finding.severity = Severity::warning;
    finding.message =
        fmt::format("{} locks {} {}, and the graph does not have it: it is of a feature or platform that is off, or the graph was not made anew",
                    lock.file, package.name, package.version);
  }
  finding.evidence.push_back(fmt::format("in {}: {}", lock.file, reached.path_to(index)));
  finding.evidence.push_back(fmt::format("{} of the {} that the graph's members reach in it {} not in the graph", thousands(reached.missing().size()),
                                         counted(reached.count(), "package"), reached.missing().size() == 1 ? "is" : "are"));
  return finding;
}

/// The edit that excepts it, in a baseline that may lack the rule.
std::string excepting(const Baseline& baseline, const std::string& name) {
  if (baseline.file.empty()) return fmt::format("in a baseline: \"lockstep\": {{\"except\": [\"{}\"]}}", name);
  if (!baseline.lockstep) return fmt::format("add \"lockstep\": {{\"except\": [\"{}\"]}} to {}", name, baseline.file);
  return fmt::format("add \"{}\" to \"/lockstep/except\" in {}", name, baseline.file);
}

void find_idle_exceptions(const Judged& judged, const Lockstep& rule, const CargoLock& lock, Findings& findings) {
  std::vector<std::string> names;
  for (const CargoLock::Package& package : lock.packages) names.push_back(package.name);
  for (const Required& glob : rule.except)
    if (std::none_of(names.begin(), names.end(), [&](const std::string& name) { return glob_matches(glob.name, name); }))
      findings.push_back(judged.without_match("lockstep except " + glob.name,
                                              fmt::format("the exception {} excepts nothing: {} locks no such package", glob.name, lock.file),
                                              glob.pointer, did_you_mean(glob.name, names)));
}

/// The lock itself is enough to be held to it: to take the rule away alone changes nothing.
std::string not_asking(const Judged& judged) {
  const std::string without_lock = "check without --cargo-lock";
  return judged.baseline().lockstep ? without_lock + ", and then " + judged.remove("/lockstep") : without_lock;
}

}  // namespace

/// A lock that is given is looked at whether the baseline asks for it or not.
void find_lock_drift(const Judged& judged, const Surroundings& surroundings, Findings& findings) {
  const Baseline& baseline = judged.baseline();
  if (surroundings.cargo_lock == nullptr) {
    if (baseline.lockstep)
      findings.push_back({"not-looked-at",
                          Severity::warning,
                          "lockstep",
                          "the graph is to be in lockstep with a Cargo.lock, and none was given",
                          {},
                          surroundings.command_with(" --cargo-lock FILE")});
    return;
  }
  const CargoLock& lock = *surroundings.cargo_lock;
  const Lockstep rule = baseline.lockstep.value_or(Lockstep{});
  find_idle_exceptions(judged, rule, lock, findings);
  const Reached reached(lock, versions_of(judged.snapshot()), rule);
  if (reached.members() == 0)
    findings.push_back({"lockstep",
                        Severity::error,
                        "members",
                        fmt::format("no member of {} is a package of the graph, so nothing was compared", lock.file),
                        {},
                        not_asking(judged)});
  const Versions crates = versions_of_crates(judged.snapshot(), lock);
  for (const std::size_t index : reached.missing()) {
    findings.push_back(drifted(lock, crates, reached, index));
    findings.back().accept = excepting(baseline, lock.packages[index].name);
  }
}

}  // namespace bgsnap
