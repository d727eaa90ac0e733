#include "bgsnap/policy.hpp"
#include "cli/help_page.hpp"
#include "cli/program.hpp"
#include "cli/standard_streams.hpp"
#include "cli/verbs.hpp"
#include "config/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace bgsnap {

namespace {

/// A verb, or the code of a finding; what is near a code and no verb was meant to be one.
std::string page_of(const std::string& name, const std::vector<Verb>& verbs) {
  if (const auto page = finding_page(name)) return std::string(*page);
  std::vector<std::string> codes;
  for (const FindingCode& code : finding_codes()) codes.emplace_back(code.code);
  const std::string near = nearest_name(name, codes);
  const bool verb = std::any_of(verbs.begin(), verbs.end(), [&](const Verb& one) { return one.name == name; });
  if (!verb && !near.empty()) throw UsageError(fmt::format("there is no verb or finding \"{}\"", name), did_you_mean(name, codes));
  return help_page(find_verb(verbs, name));
}

int run(const std::vector<std::string>& names) {
  const std::vector<Verb> verbs = all_verbs();
  answer(names.empty() ? overview(verbs) : page_of(names.front(), verbs));
  return 0;
}

}  // namespace

Verb help_verb() {
  const auto names = std::make_shared<std::vector<std::string>>();
  Verb verb;
  verb.name = "help";
  verb.summary = "Show the verbs, one verb's options, or what a finding means";
  verb.usages = {"[VERB]", "CODE"};
  verb.about = "Shows what `bgsnap VERB --help` shows, what a finding of `bgsnap check` means, or a list of the verbs.";
  verb.words = {"WHAT", "a verb, or the code of a finding", 0, 1, names.get()};
  verb.example = "bgsnap help cone";
  verb.exits = {{0, "shown"}, {2, "there is no such verb or finding"}};
  verb.cost = "none";
  verb.run = [names] { return run(*names); };
  return verb;
}

}  // namespace bgsnap
