#include "cli/man_page.hpp"
#include "cli/standard_streams.hpp"
#include "cli/verbs.hpp"

#include <memory>

namespace bgsnap {

namespace {

int run(const std::vector<std::string>& names) {
  const std::vector<Verb> verbs = all_verbs();
  if (names.empty()) {
    answer(man_page(verbs));
    return 0;
  }
  for (const Verb& verb : verbs) {
    if (verb.name != names.front() || verb.hidden) continue;
    answer(man_page(verb));
    return 0;
  }
  throw UsageError("there is no page for \"" + names.front() + "\"");
}

}  // namespace

Verb man_verb() {
  const auto names = std::make_shared<std::vector<std::string>>();
  Verb verb;
  verb.name = "man";
  verb.summary = "Print a manual page as roff";
  verb.usages = {"[VERB]"};
  verb.about = "Prints the manual page of a verb, or of the program; the build makes the installed pages with it.";
  verb.words = {"VERB", "which page", 0, 1, names.get()};
  verb.example = "bgsnap man cone | man -l -";
  verb.exits = {{0, "printed"}, {2, "there is no such page"}};
  verb.cost = "none";
  verb.hidden = true;
  verb.run = [names] { return run(*names); };
  return verb;
}

}  // namespace bgsnap
