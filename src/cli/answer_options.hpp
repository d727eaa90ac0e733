#pragma once

#include "bgsnap/render.hpp"
#include "cli/standard_streams.hpp"
#include "cli/verb.hpp"

#include <string>

namespace bgsnap {

/// How an answer is given: the options that all verbs with an answer have.
struct AnswerRequest {
  std::string format = "text";
  std::string colour = "auto";
  bool exit_code = false;
};
/// --format, --color
void add_answer_options(Verb& verb, AnswerRequest& request);
/// --exit-code, for verbs where finding something is no failure; `found` says what is found.
void add_exit_code_option(Verb& verb, AnswerRequest& request, const std::string& found);
/// Exit codes of a verb that only looks.
[[nodiscard]] std::vector<ExitCode> looking_exits();

/// Colour on a terminal, unless NO_COLOR is set or the terminal is dumb; --color decides otherwise.
[[nodiscard]] Style style_of(const AnswerRequest& request);

/// The answer in the format that was asked for.
template <class Answer>
[[nodiscard]] std::string written(const Answer& value, const AnswerRequest& request) {
  return request.format == "json" ? as_json(value) : as_text(value, style_of(request));
}
/// Prints it.
template <class Answer>
void give(const Answer& value, const AnswerRequest& request) {
  answer(written(value, request));
}

}  // namespace bgsnap
