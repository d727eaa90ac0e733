#include "cli/verbs.hpp"

#include <algorithm>

namespace bgsnap {

std::vector<std::string> Option::all_names() const {
  std::vector<std::string> found;
  for (std::size_t start = 0; start < names.size();) {
    const std::size_t end = std::min(names.find(',', start), names.size());
    found.push_back(names.substr(start, end - start));
    start = end + 1;
  }
  return found;
}

std::vector<Verb> all_verbs() {
  return {snapshot_verb(), check_verb(),   baseline_verb(),   regenerate_verb(), merge_driver_verb(), pack_verb(),
          merge_verb(),    cone_verb(),    diff_verb(),       comment_verb(),    duplicates_verb(),   metrics_verb(),
          why_verb(),      explain_verb(), completion_verb(), help_verb(),       man_verb()};
}

}  // namespace bgsnap
