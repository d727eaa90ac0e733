#include "config/nearest_name.hpp"
#include "policy/amounts.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
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
    if (!node.boundary && locked.contains({node.key.pname, node.key.version})) classes.insert(node.key.class_name);
  Versions versions;
  for (const SnapshotNode& node : snapshot.nodes)
    if (!node.boundary && (classes.empty() || classes.contains(node.key.class_name))) versions[node.key.pname].insert(node.key.version);
  return versions;
}

Versions versions_of(const Snapshot& snapshot) {
  Versions versions;
  for (const SnapshotNode& node : snapshot.nodes)
    if (!node.boundary) versions[node.key.pname].insert(node.key.version);
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

/// Major, minor and patch; what is no number there is 0.
using Numbers = std::array<std::uint64_t, 3>;

Numbers numbers_of(std::string_view version) {
  Numbers numbers = {};
  for (std::uint64_t& number : numbers) {
    const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
    version.remove_prefix(static_cast<std::size_t>(end - version.data()));
    if (error != std::errc() || !version.starts_with('.')) break;
    version.remove_prefix(1);
  }
  return numbers;
}

/// Where Cargo takes one for the other: they agree up to the first number that is not 0. A lock holds one version of each such line.
bool in_one_line(const Numbers& a, const Numbers& b) {
  const auto first = std::find_if(a.begin(), a.end(), [](std::uint64_t number) { return number != 0; });
  return std::equal(a.begin(), first == a.end() ? first : first + 1, b.begin());
}

Numbers distance(const Numbers& a, const Numbers& b) {
  Numbers apart = {};
  for (std::size_t i = 0; i < apart.size(); ++i) apart[i] = std::max(a[i], b[i]) - std::min(a[i], b[i]);
  return apart;
}

/// The version that the graph has instead, by the index of what it lacks: of those that the lock does not know the nearest of its line, then
/// of what no line explains the nearest of any. One version stands for one, so of two that are locked the other is not said to have drifted.
class Drift {
public:
  Drift(const CargoLock& lock, const Versions& crates, const Reached& reached) {
    std::map<std::string_view, std::vector<std::size_t>> missing;
    for (const std::size_t index : reached.missing()) missing[lock.packages[index].name].push_back(index);
    for (auto& [name, indices] : missing) {
      const auto there = crates.find(name);
      if (there == crates.end()) continue;
      std::vector<std::string_view> unlocked(there->second.begin(), there->second.end());
      std::erase_if(unlocked, [&, crate = name](std::string_view version) { return locks(lock, crate, version); });
      explain(lock, indices, unlocked);
    }
  }

  /// Null: the graph has nothing instead.
  [[nodiscard]] const std::string_view* instead_of(std::size_t index) const {
    const auto found = instead_.find(index);
    return found == instead_.end() ? nullptr : &found->second;
  }

private:
  void explain(const CargoLock& lock, std::vector<std::size_t>& missing, std::vector<std::string_view>& unlocked) {
    const auto numbers = [&](std::size_t index) { return numbers_of(lock.packages[index].version); };
    std::erase_if(missing, [&](std::size_t index) {
      const auto of_line = [&](std::string_view version) { return !version.empty() && in_one_line(numbers(index), numbers_of(version)); };
      const auto rest = std::stable_partition(unlocked.begin(), unlocked.end(), [&](std::string_view version) { return !of_line(version); });
      if (rest == unlocked.end()) return false;
      instead_[index] = *std::min_element(rest, unlocked.end(), [&](std::string_view a, std::string_view b) {
        return distance(numbers(index), numbers_of(a)) < distance(numbers(index), numbers_of(b));
      });
      unlocked.erase(rest, unlocked.end());
      return true;
    });
    while (!missing.empty() && !unlocked.empty()) {
      auto nearest = std::pair{missing.begin(), unlocked.begin()};
      const auto apart = [&](auto index, auto version) { return distance(numbers(*index), numbers_of(*version)); };
      for (auto index = missing.begin(); index != missing.end(); ++index)
        for (auto version = unlocked.begin(); version != unlocked.end(); ++version)
          if (apart(index, version) < apart(nearest.first, nearest.second)) nearest = {index, version};
      instead_[*nearest.first] = *nearest.second;
      missing.erase(nearest.first);
      unlocked.erase(nearest.second);
    }
  }

  std::map<std::size_t, std::string_view> instead_;
};

/// The lock was moved and the graph was not; or nobody can tell, where the graph has nothing of it that the lock does not explain.
Finding drifted(const CargoLock& lock, const Drift& drift, const Reached& reached, std::size_t index) {
  const CargoLock::Package& package = lock.packages[index];
  Finding finding{"lockstep", Severity::error, package.name + "@" + package.version, {}, {}, {}};
  if (const std::string_view* instead = drift.instead_of(index)) {
    finding.message = fmt::format("{} locks {} {}, and the graph has {}, which it does not lock", lock.file, package.name, package.version,
                                  instead->empty() ? "no version" : *instead);
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
  const Drift drift(lock, crates, reached);
  for (const std::size_t index : reached.missing()) {
    findings.push_back(drifted(lock, drift, reached, index));
    findings.back().accept = excepting(baseline, lock.packages[index].name);
  }
}

}  // namespace bgsnap
