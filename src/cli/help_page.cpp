#include "cli/help_page.hpp"

#include "bgsnap/render.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

/// Where meanings begin; a longer left side has a line of its own.
constexpr std::size_t meaning_column = 26;

std::string entry(const std::string& left, const std::string& meaning) {
  std::string text = wrapped(meaning, meaning_column);
  const std::size_t width = 2 + display_width(left);
  if (width + 2 > meaning_column) return "  " + left + "\n" + text;
  return "  " + left + std::string(meaning_column - width, ' ') + text.substr(meaning_column);
}

std::string choice_words(const Option& option) {
  if (option.choices.empty()) return option.meaning;
  return fmt::format("{}: {}", fmt::join(option.choices, ", "), option.meaning);
}

std::string usage_lines(const Verb& verb) {
  std::string out;
  for (const std::string& usage : verb.usages) out += fmt::format("{} bgsnap {} {}\n", out.empty() ? "usage:" : "      ", verb.name, usage);
  return out;
}

/// Of "init, tighten" both.
std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(", ", at), list.size());
    words.emplace_back(list.substr(at, end - at));
    at = end + 2;
  }
  return words;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    const std::string_view word = text.substr(start, end - start);
    const std::size_t columns = display_width(word);
    if (column == 0 || column + 1 + columns > width) {
      if (column != 0) out += '\n';
      out += std::string(indent, ' ');
      column = indent;
    } else {
      out += ' ';
      ++column;
    }
    out += word;
    column += columns;
    start = end + 1;
  }
  return out + "\n";
}

std::string option_words(const Option& option) {
  return fmt::format("{}{}{}", fmt::join(option.all_names(), ", "), option.value.empty() ? "" : " ", option.value);
}

std::string help_page(const Verb& verb) {
  std::string out = usage_lines(verb) + "\n" + wrapped(verb.about, 0) + "\n";
  if (verb.words.target != nullptr) out += entry(verb.words.name, verb.words.meaning) + "\n";
  out += "Options:\n";
  for (const Option& option : verb.options) out += entry(option_words(option), choice_words(option));
  out += entry("-h, --help", "this page");
  out += "\nExample:\n  " + verb.example + "\n\nExit codes:\n";
  for (const ExitCode& exit : verb.exits) out += entry(std::to_string(exit.code), exit.meaning);
  return out + "\nCost:\n" + wrapped(verb.cost, 2);
}

std::string help_page(const Verb& verb, const std::string& action) {
  Verb page = verb;
  std::erase_if(page.usages, [&](const std::string& usage) { return !usage.starts_with(action + " "); });
  std::erase_if(page.options, [&](Option& option) {
    const std::size_t colon = option.meaning.find(": ");
    if (colon == std::string::npos) return false;
    const std::vector<std::string> words = words_of(option.meaning.substr(0, colon));
    const auto is_action = [&](const std::string& word) { return std::find(verb.actions.begin(), verb.actions.end(), word) != verb.actions.end(); };
    if (!std::all_of(words.begin(), words.end(), is_action)) return false;
    option.meaning.erase(0, colon + 2);
    return std::find(words.begin(), words.end(), action) == words.end();
  });
  return help_page(page);
}

std::string overview(const std::vector<Verb>& verbs) {
  std::string out =
      "bgsnap keeps a Nix build graph from rotting: it takes a committed, hash-free\nsnapshot of it and answers what a change rebuilds.\n\nusage: "
      "bgsnap VERB …\n\n";
  for (const Verb& verb : verbs) {
    if (!verb.hidden) out += fmt::format("  {:<12} {}\n", verb.name, verb.summary);
  }
  out += "\n  bgsnap VERB --help   options, an example, exit codes and cost of a verb\n  bgsnap --version     the version\n";
  return out + "\nExit codes: 0 looked, 1 found something (check, or --exit-code), 2 could not look.\n";
}

}  // namespace bgsnap
