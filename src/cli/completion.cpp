#include "cli/completion_script.hpp"
#include "cli/standard_streams.hpp"
#include "cli/verbs.hpp"

#include <memory>

namespace bgsnap {

namespace {

int run(const std::string& shell) {
  const std::vector<Verb> verbs = all_verbs();
  if (shell == "bash") answer(bash_completion(verbs));
  if (shell == "zsh") answer(zsh_completion(verbs));
  if (shell == "fish") answer(fish_completion(verbs));
  return 0;
}

}  // namespace

Verb completion_verb() {
  const auto words = std::make_shared<std::vector<std::string>>();
  Verb verb;
  verb.name = "completion";
  verb.summary = "Print a shell's completion script";
  verb.usages = {"bash|zsh|fish"};
  verb.about = "Prints a script that teaches the shell to complete verbs, options and their values. An installed bgsnap brings all three along.";
  verb.words = {"SHELL", "bash, zsh or fish", 1, 1, words.get(), {"bash", "zsh", "fish"}};
  verb.example = "source <(bgsnap completion bash)";
  verb.exits = {{0, "printed"}, {2, "there is no such shell"}};
  verb.cost = "none";
  verb.run = [words] { return run(words->front()); };
  return verb;
}

}  // namespace bgsnap
