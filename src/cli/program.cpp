#include "cli/program.hpp"

#include "bgsnap/error.hpp"
#include "bgsnap/render.hpp"
#include "cli/command_line.hpp"
#include "cli/help_page.hpp"
#include "cli/standard_streams.hpp"
#include "cli/stats.hpp"
#include "cli/verbs.hpp"
#include "config/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>

namespace bgsnap {

namespace {

constexpr int could_not_look = 2;

/// --help stands for itself before anything else is asked of the words; behind "--" it is a word.
bool asks_help(const std::vector<std::string>& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::any_of(words.begin(), end, [](const std::string& word) { return word == "-h" || word == "--help"; });
}

int run_verb(const Verb& verb, std::vector<std::string> words) {
  if (asks_help(words)) {
    const bool action = std::find(verb.actions.begin(), verb.actions.end(), words.front()) != verb.actions.end();
    answer(action ? help_page(verb, words.front()) : help_page(verb));
    return 0;
  }
  try {
    parse_command_line(verb, std::move(words));
    const int code = verb.run();
    tell_stats();
    return code;
  } catch (const UsageError& error) {
    complain(fmt::format("{}: {}", verb.name, shown(error.what())));
    complain_further(error.next_step());
    complain_further(fmt::format("bgsnap {} --help shows what there is", verb.name));
    return could_not_look;
  }
}

int dispatch(std::vector<std::string> words, std::string_view version) {
  const std::vector<Verb> verbs = all_verbs();
  if (words.empty()) throw UsageError("a verb is missing", "bgsnap help lists them");
  const std::string first = words.front();
  if (first == "--version") {
    answer(fmt::format("bgsnap {}\n", version));
    return 0;
  }
  if (first == "-h" || first == "--help") {
    answer(overview(verbs));
    return 0;
  }
  const Verb& verb = find_verb(verbs, first);
  words.erase(words.begin());
  return run_verb(verb, std::move(words));
}

}  // namespace

const Verb& find_verb(const std::vector<Verb>& verbs, const std::string& name) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs) {
    if (verb.name == name) return verb;
    if (!verb.hidden) names.push_back(verb.name);
  }
  if (name.starts_with("-")) throw UsageError(fmt::format("the verb comes first, then {}", name), "bgsnap help lists the verbs");
  throw UsageError(fmt::format("there is no verb \"{}\"", name), did_you_mean(name, names));
}

int run_program(std::vector<std::string> words, std::string_view version) {
  hold_standard_streams();
  try {
    return dispatch(std::move(words), version);
  } catch (const UsageError& error) {
    complain(shown(error.what()));
    complain_further(shown(error.next_step()));
  } catch (const Error& error) {
    const std::string place = error.place().text();
    complain(shown(place.empty() ? error.sentence() : place + ": " + error.sentence()));
    complain_further(shown(error.next_step()));
  } catch (const std::bad_alloc&) {
    complain("there is not enough memory");
  } catch (const std::exception& error) {
    complain(shown(error.what()));
  }
  return could_not_look;
}

}  // namespace bgsnap
