#include "bgsnap/diff.hpp"

#include <algorithm>
#include <map>

namespace bgsnap {

std::vector<MovedSource> moved_sources(const GraphDiff& diff) {
  std::map<std::string, MovedSource> sources;
  for (const DiffCause& cause : diff.causes)
    for (const FieldChange& change : cause.changes) {
      if (change.field != "source" || !change.now || change.now->empty() || change.before != change.now) continue;
      MovedSource& source = sources[*change.now];
      source.derivations += change.derivations;
      source.packages.push_back(cause.name);
    }
  std::vector<MovedSource> list;
  for (auto& [name, source] : sources) {
    source.name = name;
    std::sort(source.packages.begin(), source.packages.end());
    list.push_back(std::move(source));
  }
  std::stable_sort(list.begin(), list.end(), [](const MovedSource& a, const MovedSource& b) { return a.derivations > b.derivations; });
  return list;
}

}  // namespace bgsnap
