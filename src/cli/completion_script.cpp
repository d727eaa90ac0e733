#include "cli/completion_script.hpp"

#include <fmt/format.h>

namespace bgsnap {

namespace {

std::vector<std::string> verb_names(const std::vector<Verb>& verbs) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs) {
    if (!verb.hidden) names.push_back(verb.name);
  }
  return names;
}

/// What completes the words of a verb; "help" completes verbs. Empty: files.
std::vector<std::string> word_choices(const Verb& verb, const std::vector<Verb>& verbs) {
  return verb.name == "help" ? verb_names(verbs) : verb.words.choices;
}

std::string option_list(const Verb& verb) {
  std::vector<std::string> names;
  for (const Option& option : verb.options) {
    for (const std::string& name : option.all_names()) names.push_back(name);
  }
  names.push_back("--help");
  return fmt::format("{}", fmt::join(names, " "));
}

/// In single quotes for a shell that has no other escape inside them.
std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

/// For fish, which escapes inside single quotes.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// For a part of an _arguments specification: brackets and colons end it.
std::string zsh_part(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string bash_values(const Verb& verb) {
  std::string out;
  for (const Option& option : verb.options) {
    if (option.choices.empty()) continue;
    for (const std::string& name : option.all_names()) {
      out += fmt::format("    '{} {}') COMPREPLY=($(compgen -W '{}' -- \"$current\")); return ;;\n", verb.name, name, fmt::join(option.choices, " "));
    }
  }
  return out;
}

std::string zsh_option(const Option& option) {
  const bool repeats = std::holds_alternative<std::vector<std::string>*>(option.target);
  std::string out;
  for (const std::string& name : option.all_names()) {
    std::string spec = fmt::format("{}{}[{}]", repeats ? "*" : "", name, zsh_part(option.meaning));
    if (!option.value.empty()) {
      const std::string action = option.choices.empty() ? "_files" : fmt::format("({})", fmt::join(option.choices, " "));
      spec += fmt::format(":{}:{}", zsh_part(option.value), action);
    }
    out += " \\\n        " + single_quoted(spec);
  }
  return out;
}

std::string zsh_verb(const Verb& verb, const std::vector<Verb>& verbs) {
  const std::vector<std::string> choices = word_choices(verb, verbs);
  std::string out = fmt::format("    {})\n      _arguments -S", verb.name);
  for (const Option& option : verb.options) out += zsh_option(option);
  out += " \\\n        " + single_quoted("--help[this page]");
  if (verb.words.target != nullptr) {
    out += " \\\n        " + single_quoted(choices.empty() ? std::string("*:input:_files") : fmt::format("*:word:({})", fmt::join(choices, " ")));
  }
  return out + "\n      ;;\n";
}

std::string fish_option(const Verb& verb, const Option& option) {
  std::string out = fmt::format("complete -c bgsnap -n '__fish_seen_subcommand_from {}'", verb.name);
  for (const std::string& name : option.all_names()) out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) out += option.choices.empty() ? " -r" : fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
  return out + " -d " + fish_quoted(option.meaning) + "\n";
}

}  // namespace

std::string bash_completion(const std::vector<Verb>& verbs) {
  std::string values;
  std::string words;
  for (const Verb& verb : verbs) {
    if (verb.hidden) continue;
    values += bash_values(verb);
    words += fmt::format("    {}) options='{}'; words='{}' ;;\n", verb.name, option_list(verb), fmt::join(word_choices(verb, verbs), " "));
  }
  return fmt::format(R"(# bash completion for bgsnap. Written by: bgsnap completion bash
_bgsnap() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} options words
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '{0} --help --version' -- "$current"))
    return
  fi
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  case "${{COMP_WORDS[1]}} $previous" in
{1}  esac
  case ${{COMP_WORDS[1]}} in
{2}    *) return ;;
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}}
complete -o default -F _bgsnap bgsnap
)",
                     fmt::join(verb_names(verbs), " "), values, words);
}

std::string zsh_completion(const std::vector<Verb>& verbs) {
  std::string list;
  std::string cases;
  for (const Verb& verb : verbs) {
    if (verb.hidden) continue;
    list += "    " + single_quoted(zsh_part(verb.name) + ":" + verb.summary) + "\n";
    cases += zsh_verb(verb, verbs);
  }
  return fmt::format(R"(#compdef bgsnap
# zsh completion for bgsnap. Written by: bgsnap completion zsh
_bgsnap() {{
  local -a verbs
  verbs=(
{0}  )
  if ((CURRENT == 2)); then
    _describe verb verbs
    return
  fi
  local verb=$words[2]
  shift words
  ((CURRENT--))
  case $verb in
{1}  esac
}}
if [ "$funcstack[1]" = "_bgsnap" ]; then _bgsnap "$@"; else compdef _bgsnap bgsnap; fi
)",
                     list, cases);
}

std::string fish_completion(const std::vector<Verb>& verbs) {
  std::string out = "# fish completion for bgsnap. Written by: bgsnap completion fish\n";
  for (const Verb& verb : verbs) {
    if (verb.hidden) continue;
    out += fmt::format("complete -c bgsnap -f -n __fish_use_subcommand -a {} -d {}\n", verb.name, fish_quoted(verb.summary));
  }
  out += "complete -c bgsnap -f -n __fish_use_subcommand -l version -d 'the version'\n";
  for (const Verb& verb : verbs) {
    if (verb.hidden) continue;
    for (const Option& option : verb.options) out += fish_option(verb, option);
    const std::vector<std::string> choices = word_choices(verb, verbs);
    if (!choices.empty())
      out += fmt::format("complete -c bgsnap -f -n '__fish_seen_subcommand_from {}' -a '{}'\n", verb.name, fmt::join(choices, " "));
  }
  return out;
}

}  // namespace bgsnap
