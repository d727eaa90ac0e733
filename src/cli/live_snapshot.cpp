#include "cli/live_snapshot.hpp"

#include "bgsnap/error.hpp"
#include "cli/standard_streams.hpp"
#include "cli/subject.hpp"

#include <fmt/format.h>

#include <algorithm>

#include <unistd.h>

namespace bgsnap {

namespace {

constexpr std::size_t lines_told = 20;

/// One line on a terminal, which the next one overwrites; nothing elsewhere.
class Progress {
public:
  explicit Progress(std::size_t steps) : steps_(steps), seen_(isatty(STDERR_FILENO) == 1) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() = default;
  void step(std::string_view what) noexcept {
    if (!seen_) return;
    ++step_;
    clear();
    (void)write_all(STDERR_FILENO, fmt::format("[{}/{}] {}", step_, steps_, shown(what)));
  }
  void clear() const noexcept {
    if (seen_) (void)write_all(STDERR_FILENO, "\r\x1b[K");
  }

private:
  std::size_t steps_;
  std::size_t step_ = 0;
  bool seen_;
};

/// What an error cannot say in its one line.
void tell_nix(const NixAnswer& answer, std::string_view heading) {
  const std::vector<std::string> lines = answer.last_lines(lines_told);
  if (lines.size() < 2) return;
  complain(heading);
  for (const std::string& line : lines) complain_further(shown(line));
}

std::string where_of(const RootSource& root) {
  if (!root.flake.empty()) return root.flake;
  return root.attribute.empty() ? root.file : fmt::format("{} in {}", root.attribute, root.file);
}

[[noreturn]] void refuse(const NixAnswer& answer, const Configuration& configuration, const SystemGraph& system, const RootSource& root) {
  const Place place{configuration.file, {}, root.pointer};
  const std::string where = where_of(root);
  if (answer.lacks_attribute()) {
    throw Error(fmt::format("{} has no root {}: there is no derivation {}: {}", system.name, root.name, where, answer.error()), place,
                fmt::format("name the attribute that there is, or say that {} does not have this root: \"{}\": null", system.name, root.name));
  }
  tell_nix(answer, fmt::format("{}: {}: Nix says:", shown(system.name), shown(root.name)));
  throw Error(fmt::format("{}: the root {} ({}) cannot be evaluated: {}", system.name, root.name, where, answer.error()), place,
              "correct the expression; nothing was written");
}

/// Its .drv file, which evaluating wrote.
std::string drv_of(const NixAnswer& answer, const Configuration& configuration, const SystemGraph& system, const RootSource& root) {
  if (!answer.good) refuse(answer, configuration, system, root);
  if (answer.output.ends_with(".drv") && StorePath::from(answer.output).valid()) return answer.output;
  throw Error(fmt::format("{}: the root {} ({}) is no derivation: its drvPath is \"{}\"", system.name, root.name, where_of(root), answer.output),
              {configuration.file, {}, root.pointer}, "name an attribute that is a derivation");
}

IdentifiedGraph read_printed(NixAnswer answer, GraphRequest request) {
  request.inputs = {"nix derivation show"};
  return read_graph(request, std::move(answer.output));
}

IdentifiedGraph read_live(NixAnswer printed, const SystemGraph& system, const GraphRequest& request) {
  if (printed.good) return read_printed(std::move(printed), request);
  complain(fmt::format("{}: Nix cannot print this graph ({}), so it is read from the .drv files", shown(system.name), shown(printed.error())));
  return read_graph(request);
}

}  // namespace

Snapshot live_snapshot(const InstalledNix& nix, const Configuration& configuration, const SystemGraph& system, const LiveRequest& request) {
  GraphRequest graph;
  graph.config = configuration.file;
  graph.allow_incomplete = request.allow_incomplete;
  graph.all_issues = request.all_issues;
  Progress progress(system.roots.size() + 1);
  for (const RootSource& root : system.roots) {
    progress.step(fmt::format("{}: {}", system.name, root.name));
    if (root.absent) {
      progress.clear();
      complain(fmt::format("{} does not have the root {}", shown(system.name), shown(root.name)));
      continue;
    }
    const NixAnswer evaluated = nix.drv_path(root);
    progress.clear();
    std::string drv = drv_of(evaluated, configuration, system, root);
    graph.roots.push_back(fmt::format("{}={}", root.name, drv));
    if (std::find(graph.inputs.begin(), graph.inputs.end(), drv) == graph.inputs.end()) graph.inputs.push_back(std::move(drv));
  }
  progress.step(fmt::format("{}: the graph", system.name));
  NixAnswer printed = nix.print(graph.inputs);
  progress.clear();
  return snapshot_of(read_live(std::move(printed), system, graph), graph);
}

}  // namespace bgsnap
