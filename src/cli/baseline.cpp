#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"
#include "bgsnap/render.hpp"
#include "cli/git.hpp"
#include "cli/input_bytes.hpp"
#include "cli/output_file.hpp"
#include "cli/standard_streams.hpp"
#include "cli/today.hpp"
#include "cli/verbs.hpp"
#include "config/nearest_name.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <memory>

namespace bgsnap {

namespace {

struct BaselineRequest {
  std::vector<std::string> words;
  std::string baseline;
  std::optional<std::string> snapshot;
  std::optional<std::string> output;
  std::optional<std::string> reason;
  std::optional<std::string> owner;
  std::optional<std::string> until;
  std::optional<std::string> today;
  bool create = false;
};

/// "2026-12-31", or "2026-12-01+30": so many days after.
Day until_of(const std::string& text) {
  const std::size_t plus = std::min(text.find('+'), text.size());
  std::optional<Day> day = parse_day(std::string_view(text).substr(0, plus));
  if (day && plus != text.size()) {
    std::uint64_t days = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data() + plus + 1, last, days);
    day = error == std::errc() && end == last ? days_after(*day, days) : std::nullopt;
  }
  if (!day) throw UsageError(fmt::format("--until is \"{}\", not a date like 2024-02-29, or one with days to add, like 2024-02-29+30", text));
  return *day;
}

Waiver waiver_of(const BaselineRequest& request) {
  if (!request.reason || request.reason->empty()) throw UsageError("--reason is missing", "say why it is accepted: --reason TEXT");
  if (!request.until) throw UsageError("--until is missing", "say how long it is accepted: --until 2024-02-29, or \"$(date +%F)+30\"");
  Waiver waiver{request.words[1], request.words[2], *request.reason, request.owner ? *request.owner : author_name(), until_of(*request.until)};
  if (waiver.owner.empty()) throw UsageError("--owner is missing, and git knows no user.name", "say who answers for it: --owner NAME");
  const std::optional<Day> today = today_of(request.today);
  if (today && waiver.until < *today)
    throw UsageError(fmt::format("--until is {}, and today is {}: it would have expired", iso_date(waiver.until), iso_date(*today)));
  return waiver;
}

void require_operands(const BaselineRequest& request, std::size_t count, const char* what) {
  const std::size_t there = request.words.size() - 1;
  if (there < count) throw UsageError(fmt::format("{} takes {}", request.words[0], what), "`bgsnap check` tells the whole command with each finding");
  if (there > count) throw UsageError(fmt::format("\"{}\" is one word too many", request.words[count + 1]));
}

/// Every name of a file that is there, a link that leads nowhere too.
bool is_there(const std::string& path) {
  std::error_code error;
  return path != "-" && std::filesystem::exists(std::filesystem::symlink_status(path, error));
}

int accept(const BaselineRequest& request) {
  require_operands(request, 2, "CODE and SUBJECT of a finding");
  const Waiver waiver = waiver_of(request);
  const bool begins = request.create && !is_there(request.baseline);
  const std::string text = begins ? std::string(no_worse_than_base_text()) : bytes_of(request.baseline);
  write_output(request.output.value_or(request.baseline), with_waiver(text, request.baseline, waiver));
  return 0;
}

int withdraw(const BaselineRequest& request) {
  require_operands(request, 2, "CODE and SUBJECT of a waiver");
  write_output(request.output.value_or(request.baseline),
               without_waiver(bytes_of(request.baseline), request.baseline, request.words[1], request.words[2]));
  return 0;
}

std::string tightening_line(const TightenedCeiling& ceiling) {
  if (ceiling.now.empty()) return fmt::format("{}: stays{}: {}", ceiling.pointer, ceiling.before.empty() ? "" : " " + ceiling.before, ceiling.note);
  return fmt::format("{}: {} → {}", ceiling.pointer, ceiling.before, ceiling.now);
}

/// What holds nobody to anything has no name in the library; here it has its file's.
template <class Use>
auto of_snapshot(const std::string& file, Use&& use) {
  const Snapshot snapshot = parse_snapshot(bytes_of(file), file);
  try {
    return use(snapshot);
  } catch (const Error& error) {
    throw error.place().file.empty() ? Error(error.sentence(), Place{file, {}, {}}, error.next_step()) : error;
  }
}

int tighten(const BaselineRequest& request) {
  require_operands(request, 0, "no words");
  if (!request.snapshot) throw UsageError("--snapshot is missing", "say what the ceilings are lowered to: --snapshot FILE");
  const std::string text = bytes_of(request.baseline);
  const Tightening result = of_snapshot(*request.snapshot, [&](const Snapshot& snapshot) { return tightened(text, request.baseline, snapshot); });
  const std::string target = request.output.value_or(request.baseline);
  write_output(target, result.text);
  if (target == "-") return 0;
  std::uint64_t lowered = 0;
  for (const TightenedCeiling& ceiling : result.ceilings) {
    lowered += ceiling.now.empty() ? 0 : 1;
    answer(shown(tightening_line(ceiling)) + "\n");
  }
  answer(fmt::format("{} {} lowered\n", lowered, lowered == 1 ? "ceiling is" : "ceilings are"));
  return 0;
}

int init(const BaselineRequest& request) {
  require_operands(request, 1, "a snapshot");
  const std::string output = request.output.value_or("-");
  if (std::filesystem::is_regular_file(output))
    throw Error("there is a baseline already, and what it agrees to would be lost", Place{output, {}, {}},
                "tighten lowers its ceilings; to begin anew take the file away first");
  write_output(output, of_snapshot(request.words[1], proposed_baseline));
  return 0;
}

struct Action {
  const char* name;
  int (*run)(const BaselineRequest&);
  bool edits;  ///< a baseline that is there
};
constexpr Action actions[] = {{"init", init, false}, {"tighten", tighten, true}, {"accept", accept, true}, {"withdraw", withdraw, true}};

int run(const BaselineRequest& request) {
  std::vector<std::string> names;
  for (const Action& action : actions) {
    names.emplace_back(action.name);
    if (request.words[0] != action.name) continue;
    if (action.edits && request.baseline.empty()) throw UsageError("--baseline is missing", "say which file to edit: --baseline FILE");
    return action.run(request);
  }
  throw UsageError(fmt::format("\"{}\" is nothing that can be done to a baseline", request.words[0]), did_you_mean(request.words[0], names));
}

}  // namespace

Verb baseline_verb() {
  const auto request = std::make_shared<BaselineRequest>();
  Verb verb;
  verb.name = "baseline";
  verb.summary = "Propose, tighten or edit what was agreed on";
  verb.usages = {"init SNAPSHOT [-o FILE]", "tighten --baseline FILE --snapshot FILE", "accept CODE SUBJECT --baseline FILE --until … --reason …",
                 "withdraw CODE SUBJECT --baseline FILE"};
  verb.about =
      "init proposes a baseline that the snapshot passes, with comments, and writes over none that is there. The others edit a baseline in place and "
      "leave its comments and layout as "
      "they are. tighten lowers every ceiling to what the snapshot has, and raises none. accept writes a waiver for the finding of that code and "
      "subject: one line with its reason, owner and last day, and nothing else; one that is there is replaced. withdraw takes a waiver away.";
  for (const Action& action : actions) verb.actions.emplace_back(action.name);
  verb.words = {"ACTION…", "init, tighten, accept or withdraw, and its words; `bgsnap check` tells CODE and SUBJECT", 1, 3, &request->words};
  verb.options.push_back({"--baseline", "FILE", "tighten, accept, withdraw: the baseline to edit", &request->baseline});
  verb.options.push_back({"--snapshot", "FILE", "tighten: what the ceilings are lowered to", &request->snapshot});
  verb.options.push_back({"-o,--output", "FILE", "write it there instead; - is standard output, and init's default", &request->output});
  verb.options.push_back({"--reason", "TEXT", "accept: why", &request->reason});
  verb.options.push_back(
      {"--owner", "NAME", "accept: who answers for it (default: GIT_AUTHOR_NAME, git's user.name, the login name)", &request->owner});
  verb.options.push_back(
      {"--create", "", "accept: where there is no such file, begin one that holds the graph to its base and to nothing else", &request->create});
  verb.options.push_back({"--until", "DATE", "accept: the last day it holds, YYYY-MM-DD; YYYY-MM-DD+N is N days later", &request->until});
  add_today_option(verb, request->today);
  verb.example = "bgsnap baseline accept --baseline baseline.json --until 2026-12-31 --reason 'the split is under way' ceiling-cone tokio";
  verb.exits = {{0, "edited"}, {2, "could not: bad input, bad usage, or no such waiver"}};
  verb.cost = "the size of the baseline; init and tighten: that of `bgsnap cone --all` on the snapshot";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
