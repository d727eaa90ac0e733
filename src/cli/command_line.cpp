#include "cli/command_line.hpp"

#include "config/nearest_name.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <map>

namespace bgsnap {

namespace {

/// What CLI11 found: it splits the words, and what they mean is read here.
struct Found {
  bool flag = false;
  std::vector<std::string> values;
};

std::vector<std::string> option_names(const Verb& verb) {
  std::vector<std::string> names{"--help"};
  for (const Option& option : verb.options) {
    for (const std::string& name : option.all_names()) names.push_back(name);
  }
  return names;
}

UsageError superfluous(const Verb& verb, const std::string& word) {
  if (word.size() > 1 && word[0] == '-') {
    const std::string name = word.substr(0, word.find('='));
    return UsageError(fmt::format("there is no option {}", name), did_you_mean(name, option_names(verb)));
  }
  return UsageError(fmt::format("\"{}\" is one word too many", word));
}

void declare(CLI::App& app, const Verb& verb, std::map<const Option*, Found>& found, std::vector<std::string>& words) {
  app.allow_extras();
  app.set_help_flag();
  for (const Option& option : verb.options) {
    Found& place = found[&option];
    if (std::holds_alternative<bool*>(option.target)) {
      app.add_flag(option.names, place.flag);
    } else {
      CLI::Option* made = app.add_option(option.names, place.values)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      made->allow_extra_args(option.several_words);
    }
  }
  if (verb.words.target != nullptr) app.add_option("WORDS", words)->expected(0, CLI::detail::expected_max_vector_size);
}

void require_choice(const std::string& what, const std::string& value, const std::vector<std::string>& choices) {
  if (choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  throw UsageError(fmt::format("{} is \"{}\", not one of {}", what, value, fmt::join(choices, ", ")));
}

std::uint64_t count_of(const std::string& what, const std::string& value) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
  if (error != std::errc() || end != value.data() + value.size())
    throw UsageError(fmt::format("{} is \"{}\", not a whole number from 0", what, value));
  return count;
}

void assign(const Option& option, const Found& found) {
  if (auto* const* flag = std::get_if<bool*>(&option.target)) {
    **flag = found.flag;
    return;
  }
  for (const std::string& value : found.values) require_choice(option.name(), value, option.choices);
  if (auto* const* several = std::get_if<std::vector<std::string>*>(&option.target)) {
    **several = found.values;
    return;
  }
  if (found.values.empty()) return;
  if (found.values.size() > 1) throw UsageError(fmt::format("{} stands there {} times; it has one value", option.name(), found.values.size()));
  const std::string& value = found.values.front();
  if (auto* const* text = std::get_if<std::string*>(&option.target)) **text = value;
  if (auto* const* text = std::get_if<std::optional<std::string>*>(&option.target)) **text = value;
  if (auto* const* count = std::get_if<std::optional<std::uint64_t>*>(&option.target)) **count = count_of(option.name(), value);
}

void assign_words(const Words& wanted, std::vector<std::string> words) {
  for (const std::string& word : words) require_choice(wanted.name, word, wanted.choices);
  if (words.size() < wanted.least) {
    throw UsageError(words.empty() ? fmt::format("{} is missing", wanted.name)
                                   : fmt::format("{} takes {} words, here is one", wanted.name, wanted.least));
  }
  if (words.size() > wanted.most) throw UsageError(fmt::format("\"{}\" is one word too many", words[wanted.most]));
  *wanted.target = std::move(words);
}

/// "SEL", by the option that lacks it; empty when the message names none.
std::string value_name(const Verb& verb, const std::string& message) {
  for (const Option& option : verb.options) {
    if (message.rfind(option.name(), 0) == 0) return fmt::format("{} needs a value: {} {}", option.name(), option.name(), option.value);
  }
  return "";
}

}  // namespace

void parse_command_line(const Verb& verb, std::vector<std::string> words) {
  CLI::App app;
  std::map<const Option*, Found> found;
  std::vector<std::string> plain;
  declare(app, verb, found, plain);
  std::reverse(words.begin(), words.end());
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    const std::string lacking = value_name(verb, error.what());
    throw UsageError(lacking.empty() ? error.what() : lacking);
  }
  for (const std::string& word : app.remaining()) {
    if (word != "--") throw superfluous(verb, word);
  }
  for (const auto& [option, value] : found) assign(*option, value);
  if (verb.words.target != nullptr) assign_words(verb.words, std::move(plain));
}

}  // namespace bgsnap
