#include "policy/waivers.hpp"

#include "base/shell_word.hpp"
#include "policy/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {
namespace {

/// How long what is accepted with the command as it is told stays accepted.
constexpr std::uint64_t days_of_grace = 30;

/// What a baseline is called that nobody has named yet.
constexpr std::string_view first_baseline = "baseline.json";

/// A word that stands for itself even where it begins like an option.
std::string operand(const std::string& word) { return (word.starts_with('-') ? "-- " : "") + shell_word(word); }

/// Where nothing was agreed on yet, only compared with the base, a first baseline says no more than that, and takes the waiver.
std::string accepting_command(const Baseline& baseline, const Surroundings& surroundings, const std::string& code, const std::string& subject) {
  // Without a day the shell gives one: a date that is told here would be one that nobody chose.
  const auto until = surroundings.today ? days_after(*surroundings.today, days_of_grace) : std::nullopt;
  const std::string day = until ? iso_date(*until) : fmt::format("\"$(date +%F)+{}\"", days_of_grace);
  const bool first = baseline.file.empty();
  const std::string accepting =
      fmt::format("bgsnap baseline accept --baseline {}{} --until {} --reason 'not explained yet' {} {}",
                  first ? first_baseline : shell_word(baseline.file), first ? " --create" : "", day, code, operand(subject));
  return first ? fmt::format("{} && {}", accepting, surroundings.command_with(fmt::format(" --baseline {}", first_baseline))) : accepting;
}

std::string withdrawing_command(const Baseline& baseline, const Waiver& waiver) {
  return fmt::format("bgsnap baseline withdraw --baseline {} {} {}", shell_word(baseline.file), waiver.code, operand(waiver.subject));
}

std::string subject_of(const Waiver& waiver) { return waiver.code + " " + waiver.subject; }

std::vector<std::string> said_of(const Waiver& waiver) {
  return {fmt::format("until {}, by {}: {}", iso_date(waiver.until), waiver.owner, waiver.reason), "it stands at " + waiver.pointer};
}

bool expired(const Waiver& waiver, const std::optional<Day>& today) { return today && waiver.until < *today; }

bool same(const Waiver& a, const Waiver& b) { return a.code == b.code && a.subject == b.subject; }

Finding duplicate(const Baseline& baseline, const Waiver& first, const Waiver& again) {
  Finding finding{
      "waiver-duplicate",
      Severity::error,
      subject_of(again),
      fmt::format("{} {} is waived twice, at {} and at {}: only the first counts", again.code, again.subject, first.pointer, again.pointer),
      said_of(again),
      withdrawing_command(baseline, again)};
  return finding;
}

/// One for all: each of what they waived is told by itself, with what accepts it.
Finding too_late(std::span<const Waiver* const> ended) {
  Finding finding{"waiver-expired", Severity::warning, "waivers", {}, {}, {}};
  finding.message = fmt::format("{} ended, and what {} waived is still there", counted(ended.size(), "waiver"), ended.size() == 1 ? "it" : "they");
  for (const Waiver* waiver : ended)
    finding.evidence.push_back(
        fmt::format("{}: until {}, by {}: {}, at {}", subject_of(*waiver), iso_date(waiver->until), waiver->owner, waiver->reason, waiver->pointer));
  return finding;
}

Finding idle(const Baseline& baseline, const Waiver& waiver, bool late) {
  return {"waiver-unmatched",
          Severity::warning,
          subject_of(waiver),
          fmt::format("nothing needs the waiver of {} {}: there is no such finding{}", waiver.code, waiver.subject,
                      late ? fmt::format(", and it ended on {}", iso_date(waiver.until)) : ""),
          said_of(waiver),
          withdrawing_command(baseline, waiver)};
}

}  // namespace

void apply_waivers(const Baseline& baseline, const Surroundings& surroundings, Waivers told, std::vector<Finding>& findings) {
  std::vector<Finding> about_waivers;
  std::vector<const Waiver*> ended;
  const std::vector<Waiver>& waivers = baseline.waivers;
  for (auto waiver = waivers.begin(); waiver != waivers.end(); ++waiver) {
    const auto first = std::find_if(waivers.begin(), waiver, [&](const Waiver& earlier) { return same(earlier, *waiver); });
    if (first != waiver) {
      about_waivers.push_back(duplicate(baseline, *first, *waiver));
      continue;
    }
    const bool late = expired(*waiver, surroundings.today);
    bool matched = false;
    for (Finding& finding : findings) {
      if (finding.code != waiver->code || finding.subject != waiver->subject) continue;
      matched = true;
      if (!late) finding.waiver = *waiver;
    }
    if (!matched && told == Waivers::all) about_waivers.push_back(idle(baseline, *waiver, late));
    if (matched && late) ended.push_back(&*waiver);
  }
  if (!ended.empty()) about_waivers.push_back(too_late(ended));
  if (!surroundings.today && !waivers.empty())
    about_waivers.push_back(
        {"waiver-dates-unread",
         Severity::warning,
         "waivers",
         fmt::format("no day was given, so {} not held to {}", counted(waivers.size(), "waiver") + (waivers.size() == 1 ? " is" : " are"),
                     waivers.size() == 1 ? "its date" : "their dates"),
         {"SOURCE_DATE_EPOCH would be taken too"},
         surroundings.command_with(" --today \"$(date +%F)\"")});
  findings.insert(findings.end(), std::make_move_iterator(about_waivers.begin()), std::make_move_iterator(about_waivers.end()));
}

void tell_how_to_accept(const Baseline& baseline, const Surroundings& surroundings, std::vector<Finding>& findings) {
  const auto codes = finding_codes();
  for (Finding& finding : findings) {
    const auto code = std::find_if(codes.begin(), codes.end(), [&](const FindingCode& one) { return one.code == finding.code; });
    if (code == codes.end() || !code->acceptable) continue;
    finding.edit = std::move(finding.accept);
    finding.accept = accepting_command(baseline, surroundings, finding.code, finding.subject);
  }
}

}  // namespace bgsnap
