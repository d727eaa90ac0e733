#include "cli/help_page.hpp"
#include "cli/program.hpp"
#include "cli/standard_streams.hpp"
#include "cli/verbs.hpp"

#include <memory>

namespace bgsnap {

namespace {

int run(const std::vector<std::string>& names) {
  const std::vector<Verb> verbs = all_verbs();
  answer(names.empty() ? overview(verbs) : help_page(find_verb(verbs, names.front())));
  return 0;
}

}  // namespace

Verb help_verb() {
  const auto names = std::make_shared<std::vector<std::string>>();
  Verb verb;
  verb.name = "help";
  verb.summary = "Show the verbs, or one verb's options";
  verb.usages = {"[VERB]"};
  verb.about = "Shows what `bgsnap VERB --help` shows, or a list of the verbs.";
  verb.words = {"VERB", "which one", 0, 1, names.get()};
  verb.example = "bgsnap help cone";
  verb.exits = {{0, "shown"}, {2, "there is no such verb"}};
  verb.cost = "none";
  verb.run = [names] { return run(*names); };
  return verb;
}

}  // namespace bgsnap
