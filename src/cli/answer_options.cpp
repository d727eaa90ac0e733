#include "cli/answer_options.hpp"

#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace bgsnap {

namespace {

std::string_view environment(const char* name) noexcept {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

void add_answer_options(Verb& verb, AnswerRequest& request) {
  verb.options.push_back({"--format", "FORMAT", "text for people, json for machines (default: text)", &request.format, {"text", "json"}});
  verb.options.push_back(
      {"--color", "WHEN", "auto is on a terminal, unless NO_COLOR is set (default: auto)", &request.colour, {"auto", "always", "never"}});
}

void add_exit_code_option(Verb& verb, AnswerRequest& request, const std::string& found) {
  verb.options.push_back({"--exit-code", "", "exit with 1 when " + found, &request.exit_code});
  verb.exits = {{0, "looked"}, {1, "with --exit-code: " + found}, {2, "could not look: bad input, bad usage, or nothing that matches"}};
}

std::vector<ExitCode> looking_exits() { return {{0, "looked"}, {2, "could not look: bad input, bad usage, or nothing that matches"}}; }

Style style_of(const AnswerRequest& request) {
  if (request.colour != "auto") return {request.colour == "always"};
  return {environment("NO_COLOR").empty() && environment("TERM") != "dumb" && isatty(STDOUT_FILENO) == 1};
}

}  // namespace bgsnap
