#include "cli/man_page.hpp"

#include "cli/help_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace bgsnap {

namespace {

/// Text as roff takes it: a backslash, a hyphen that may be typed, and a line that must not begin a request.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool line_start = out.empty() || out.back() == '\n';
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string heading(const std::string& name) { return fmt::format(".TH {} 1 \"\" bgsnap \"User Commands\"\n", upper(name)); }

std::string tagged(const std::string& tag, const std::string& text) { return fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(tag), roff(text)); }

std::string synopsis(const Verb& verb) {
  std::string out = ".SH SYNOPSIS\n";
  for (std::size_t i = 0; i < verb.usages.size(); ++i) {
    out += fmt::format("{}\\fBbgsnap {}\\fR {}\n", i == 0 ? "" : ".br\n", roff(verb.name), roff(verb.usages[i]));
  }
  return out;
}

std::string options_section(const Verb& verb) {
  std::string out = ".SH OPTIONS\n";
  for (const Option& option : verb.options) {
    const std::string choices = option.choices.empty() ? "" : fmt::format("{}: ", fmt::join(option.choices, ", "));
    out += tagged(option_words(option), choices + option.meaning);
  }
  return out + tagged("-h, --help", "show help");
}

std::string see_also(const std::vector<Verb>& verbs) {
  std::vector<std::string> pages;
  for (const Verb& verb : verbs) {
    if (!verb.hidden) pages.push_back(fmt::format("\\fBbgsnap\\-{}\\fR(1)", verb.name));
  }
  return fmt::format(".SH SEE ALSO\n{}\n", fmt::join(pages, ", "));
}

}  // namespace

std::string man_page(const Verb& verb) {
  std::string out = heading("bgsnap-" + verb.name);
  out += fmt::format(".SH NAME\nbgsnap\\-{} \\- {}\n", verb.name, roff(verb.summary));
  out += synopsis(verb) + ".SH DESCRIPTION\n" + roff(verb.about) + "\n";
  if (verb.words.target != nullptr) out += tagged(verb.words.name, verb.words.meaning);
  out += options_section(verb) + ".SH EXAMPLE\n.nf\n" + roff(verb.example) + "\n.fi\n.SH EXIT STATUS\n";
  for (const ExitCode& exit : verb.exits) out += tagged(std::to_string(exit.code), exit.meaning);
  return out + ".SH COST\n" + roff(verb.cost) + "\n.SH SEE ALSO\n\\fBbgsnap\\fR(1)\n";
}

std::string man_page(const std::vector<Verb>& verbs) {
  std::string out = heading("bgsnap") + ".SH NAME\nbgsnap \\- keeps a Nix build graph from rotting\n.SH SYNOPSIS\n\\fBbgsnap\\fR VERB …\n";
  out += ".SH DESCRIPTION\nTakes a committed, hash\\-free snapshot of a Nix build graph and answers what a change rebuilds.\n.SH VERBS\n";
  for (const Verb& verb : verbs) {
    if (!verb.hidden) out += tagged(verb.name, verb.summary);
  }
  out += ".SH EXIT STATUS\n" + tagged("0", "looked") + tagged("1", "found something: check, and other verbs with --exit-code") +
         tagged("2", "could not look");
  out += ".SH ENVIRONMENT\n" + tagged("NO_COLOR", "when set, no colour unless --color always");
  return out + see_also(verbs);
}

}  // namespace bgsnap
