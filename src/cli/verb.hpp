#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

/// A verb as data: the parser, --help, the man page and the shell completions are four readings of it.
namespace bgsnap {

/// The command line does not say what to do: exit code 2.
class UsageError : public std::runtime_error {
public:
  /// `what` is one sentence without a final stop; `next` says what to type instead, or is empty.
  explicit UsageError(const std::string& what, std::string next = {}) : std::runtime_error(what), next_(std::move(next)) {}
  [[nodiscard]] const std::string& next_step() const noexcept { return next_; }

private:
  std::string next_;
};

/// Where an option's value goes, and by its type what values it takes: none, one, a count, or several (the option repeats).
using Target = std::variant<bool*, std::string*, std::optional<std::string>*, std::optional<std::uint64_t>*, std::vector<std::string>*>;

struct Option {
  std::string names;    ///< "-o,--output": the last is what messages say
  std::string value;    ///< what the value is called, "FILE"; empty: the option takes none
  std::string meaning;  ///< a phrase without a final stop
  Target target;
  std::vector<std::string> choices = {};  ///< the values there are; empty: any
  bool several_words = false;             ///< takes all words up to the next option
  [[nodiscard]] std::string name() const { return names.substr(names.rfind(',') + 1); }
  [[nodiscard]] std::vector<std::string> all_names() const;
};

/// The words that are neither options nor their values.
struct Words {
  std::string name;  ///< "INPUT…"; empty: the verb takes none
  std::string meaning;
  std::size_t least = 0;
  std::size_t most = 0;
  std::vector<std::string>* target = nullptr;
  std::vector<std::string> choices = {};
};

struct ExitCode {
  int code;
  std::string meaning;
};

struct Verb {
  std::string name;
  std::string summary;              ///< one line for lists
  std::vector<std::string> usages;  ///< what follows "bgsnap NAME"
  std::string about;                ///< one paragraph
  Words words;
  std::vector<Option> options;
  std::string example;  ///< one line to paste
  std::vector<ExitCode> exits;
  std::string cost;     ///< time and memory
  bool hidden = false;  ///< for the build, not for people
  /// Of a verb whose first word says what it does: the parts that are of these words only. A usage begins with such a word, the meaning of an
  /// option with one or several and a colon ("accept: why", "init, tighten: …"); what begins with none is of all.
  std::vector<std::string> actions = {};
  std::function<int()> run;  ///< after parsing; gives the exit code
};

inline constexpr std::size_t any_number = SIZE_MAX;

}  // namespace bgsnap
