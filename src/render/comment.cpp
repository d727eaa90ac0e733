#include "policy/amounts.hpp"
#include "render/causes.hpp"
#include "render/markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

namespace bgsnap {

namespace {

using Side = MarkdownTable::Side;

constexpr std::size_t rows_in_sight = 10;
constexpr std::size_t names_in_sight = 4;
constexpr std::size_t most_of_a_command = 1000;

/// By CommentDetail, as the last line says it.
constexpr std::array<std::string_view, 9> detail_words = {"what was bumped, appeared and vanished",
                                                          "the packages of each edit",
                                                          "the evidence of findings",
                                                          "causes beyond the first ten",
                                                          "roots beyond the first ten",
                                                          "duplicates beyond the first ten",
                                                          "watched packages beyond the first ten",
                                                          "findings beyond the first ten",
                                                          "all but the first line"};

/// One try at the comment: so many kinds of detail are left out, the first of CommentDetail first, and of the last of these some is kept.
class Draft {
public:
  enum class Missing { nothing, part, all };

  /// `kept` is how many lines each list of the last kind that is left out still has.
  Draft(const CommentAnswer& what, const std::vector<CauseRow>& rows, std::size_t left_out, std::size_t kept)
      : answer(what), causes(rows), dropped_(left_out), kept_(kept) {}
  /// How many of `wanted` lines, one at least, there is room for: what is left out is what the last line names.
  [[nodiscard]] std::size_t room(CommentDetail detail, std::size_t wanted) {
    const auto place = static_cast<std::size_t>(detail);
    if (place >= dropped_) return wanted;
    const std::size_t kept = place + 1 == dropped_ ? std::min(kept_, wanted) : 0;
    if (kept != wanted) missing_[place] = kept != 0 || missing_[place] == Missing::part ? Missing::part : Missing::all;
    return kept;
  }
  [[nodiscard]] Missing missing(CommentDetail detail) const { return missing_[static_cast<std::size_t>(detail)]; }

  const CommentAnswer& answer;
  const std::vector<CauseRow>& causes;

private:
  std::size_t dropped_;
  std::size_t kept_;
  std::array<Missing, detail_words.size()> missing_ = {};
};

std::string and_more(std::size_t count) { return fmt::format("… and {} more", with_thousands(count)); }

template <class Condition>
std::uint64_t number_of(const CommentAnswer& answer, Condition&& holds) {
  return static_cast<std::uint64_t>(std::count_if(answer.findings.begin(), answer.findings.end(), holds));
}

/// "9 of 27 derivations must be built (33.3 %)"
std::string number_words(const CommentAnswer& answer) {
  const GraphDiff& diff = answer.diff;
  const std::string total = counted(diff.rebuild_share.total, "derivation", "derivations");
  if (!shows_nothing(diff)) return fmt::format("{} must be built ({})", share_words(diff.needed_share, diff.bound), percent_of(diff.needed_share));
  return (diff.exactness == Exactness::exact ? "nothing rebuilds, of " : "no difference shows in ") + total;
}

std::string causes_words(const GraphDiff& diff) {
  if (diff.causes.empty()) return "";
  std::string out = " · " + counted(diff.causes.size(), "cause", "causes");
  std::size_t members = 0;
  for (const CauseGroup& group : diff.groups) members += group.causes.size();
  if (members != 0)
    out +=
        fmt::format(", {} of them {}", with_thousands(members), diff.groups.size() == 1 ? "one edit" : counted(diff.groups.size(), "edit", "edits"));
  return out;
}

/// The verdict, the builds that it takes, and how many causes they have.
std::string headline(const CommentAnswer& answer) {
  std::string what = number_words(answer);
  if (answer.baseline)
    what = (answer.breach ? "Breach: " : "Within the baseline: ") + what;
  else if (what.front() >= 'a' && what.front() <= 'z')
    what.front() = static_cast<char>(what.front() - 'a' + 'A');
  std::string out = fmt::format("**{}**{}", what, causes_words(answer.diff));
  for (const auto& [count, words] : {std::pair{answer.diff.roots_added.size(), "appeared"}, std::pair{answer.diff.roots_removed.size(), "vanished"}})
    if (count != 0) out += fmt::format(" · {} {}", counted(count, "root", "roots"), words);
  const auto counts = [](Severity severity) {
    return [severity](const HeldFinding& held) { return held.finding.severity == severity && !held.finding.waiver; };
  };
  const std::uint64_t errors = number_of(answer, counts(Severity::error));
  const std::uint64_t warnings = number_of(answer, counts(Severity::warning));
  const auto of_age = [](HeldFinding::Age age) { return [age](const HeldFinding& held) { return held.age == age && !held.finding.waiver; }; };
  const std::uint64_t before = number_of(answer, of_age(HeldFinding::Age::as_before));
  const std::uint64_t worse = number_of(answer, of_age(HeldFinding::Age::worse_than_before));
  const std::uint64_t unknown = number_of(answer, of_age(HeldFinding::Age::unknown));
  if (errors != 0) out += " · " + counted(errors, "error", "errors");
  if (warnings != 0) out += " · " + counted(warnings, "warning", "warnings");
  const std::uint64_t accepted = number_of(answer, [](const HeldFinding& held) { return held.finding.waiver.has_value(); });
  std::string_view of_them = " of them";
  for (const auto& [count, words] : {std::pair{worse, "worse than before"}, std::pair{before, "as before"}}) {
    if (count == 0) continue;
    if (count == errors + warnings)
      out += fmt::format(",{} {}", count == 1 ? "" : " all", words);
    else
      out += fmt::format(", {}{} {}", with_thousands(count), std::exchange(of_them, ""), words);
  }
  if (unknown != 0) out += unknown == 1 && errors + warnings == 1 ? ", of unknown age" : fmt::format(", {} of unknown age", with_thousands(unknown));
  if (accepted != 0) out += fmt::format(" · {} accepted", with_thousands(accepted));
  return out + "\n";
}

/// What the most comes of, in a sentence; and what rebuilds without being needed.
std::string lead(const Draft& draft) {
  const GraphDiff& diff = draft.answer.diff;
  if (diff.rebuilds.empty()) return "";
  std::string out;
  const auto most =
      std::max_element(draft.causes.begin(), draft.causes.end(), [](const CauseRow& a, const CauseRow& b) { return a.rebuilds < b.rebuilds; });
  if (most != draft.causes.end()) {
    const bool half = 2 * most->rebuilds >= diff.rebuild_share.count;
    out = fmt::format("{} {} rebuilds {}",
                      draft.causes.size() == 1 ? "The cause:"
                      : half                   ? "Most of it:"
                                               : "The largest cause:",
                      code(most->cause), counted(most->rebuilds, "derivation", "derivations"));
    out += draft.causes.size() == 1
               ? ". "
               : fmt::format(", {} of them by itself alone. ", most->alone == most->rebuilds ? "all" : with_thousands(most->alone));
  }
  out += fmt::format("In all, {} {} ({}), whether a root needs them or not.", share_words(diff.rebuild_share, diff.bound),
                     diff.rebuild_share.count == 1 ? "rebuilds" : "rebuild", percent_of(diff.rebuild_share));
  if (!diff.unattributed.empty()) out += fmt::format(" {} without a cause that shows.", counted(diff.unattributed.size(), "rebuilds", "rebuild"));
  return out + "\n";
}

/// What to know about the figures.
std::string notes(const CommentAnswer& answer) {
  std::vector<std::string> lines;
  const GraphDiff& diff = answer.diff;
  if (diff.exactness == Exactness::structural)
    lines.push_back(fmt::format("Compared by what snapshots show: changed flags and sources are invisible here{}.",
                                diff.bound == Bound::lower ? ", so the figures are lower bounds" : ""));
  if (answer.standing.incomplete) lines.emplace_back("A graph is incomplete: these are the figures of what could be seen.");
  for (const std::string& reason : diff.bound_reasons) lines.push_back("To be known: " + prose(reason));
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "> " : ">\n> ") + line + "\n";
  return out;
}

std::string heading(std::string_view words) { return fmt::format("### {}\n\n", words); }

/// The first rows, and the others folded away, or counted where they are left out.
std::string rows_of(Draft& draft, const MarkdownTable& table, CommentDetail detail, std::string_view one, std::string_view many) {
  std::string out = table.text(0, rows_in_sight);
  if (table.rows() <= rows_in_sight) return out;
  const std::size_t rest = table.rows() - rows_in_sight;
  const std::size_t kept = draft.room(detail, rest);
  const auto further = [&](std::size_t count) { return counted(count, "further " + std::string(one), "further " + std::string(many)); };
  if (kept == 0) return out + "\n… and " + further(rest) + "\n";
  const std::string more = kept == rest ? "" : "\n" + and_more(rest - kept) + "\n";
  return out + "\n" + folded(further(rest), table.text(rows_in_sight, rows_in_sight + kept) + more);
}

std::string some_code(const std::vector<std::string>& texts, std::size_t most) {
  const std::vector<std::string> first(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(std::min(most, texts.size())));
  return code_list(first) + (first.size() < texts.size() ? fmt::format(" and {} more", with_thousands(texts.size() - first.size())) : "");
}

std::string causes_part(Draft& draft) {
  if (draft.causes.empty()) return "";
  MarkdownTable table(
      {{"cause"}, {"derivations changed", Side::right}, {"derivations rebuilt", Side::right}, {"by it alone", Side::right}, {"what changed"}});
  std::string members;
  for (const CauseRow& row : draft.causes) {
    table.row({code(row.cause), with_thousands(row.derivations), with_thousands(row.rebuilds), with_thousands(row.alone),
               row.packages.empty() ? code(row.changed) : some_code(row.packages, names_in_sight)});
    if (row.packages.size() <= names_in_sight) continue;
    if (const std::size_t kept = draft.room(CommentDetail::members, row.packages.size()); kept != 0)
      members += "\n" + folded(fmt::format("The {} of one edit", counted(row.packages.size(), "package", "packages")),
                               code(row.cause) + ": " + some_code(row.packages, kept) + "\n");
  }
  return heading("Causes") + rows_of(draft, table, CommentDetail::causes, "cause", "causes") + members;
}

std::string roots_that(Draft& draft, std::string_view what, const std::vector<std::string>& roots) {
  if (roots.empty()) return "";
  const std::size_t rest = roots.size() - std::min(rows_in_sight, roots.size());
  const std::size_t shown = roots.size() - rest + (rest == 0 ? 0 : draft.room(CommentDetail::roots, rest));
  return fmt::format("{} {}: {}\n", counted(roots.size(), "root", "roots"), what, some_code(roots, shown));
}

std::string roots_part(Draft& draft) {
  const GraphDiff& diff = draft.answer.diff;
  std::vector<RootShare> roots;
  for (const RootShare& root : diff.roots)
    if (root.needed.count != 0) roots.push_back(root);
  const std::size_t none = diff.roots.size() - roots.size();
  std::stable_sort(roots.begin(), roots.end(), [](const RootShare& a, const RootShare& b) { return a.needed.count > b.needed.count; });
  MarkdownTable table({{"root"}, {"derivations to build", Side::right}, {"of", Side::right}, {"share", Side::right}});
  for (const RootShare& root : roots)
    table.row({code(root.name), with_thousands(root.needed.count), with_thousands(root.needed.total), percent_of(root.needed)});
  std::string out = rows_of(draft, table, CommentDetail::roots, "root", "roots");
  if (none != 0 && !roots.empty())
    out += fmt::format("\n{} of {} nothing.\n", with_thousands(none), counted(diff.roots.size(), "root needs", "roots need"));
  for (const std::string& said : {roots_that(draft, "appeared", diff.roots_added), roots_that(draft, "vanished", diff.roots_removed)})
    if (!said.empty()) out += (out.empty() ? "" : "\n") + said;
  return out.empty() ? "" : heading("Roots") + out;
}

std::string cone_words(const std::optional<WatchedCone::Side>& side) {
  if (!side) return "not there";
  constexpr std::string_view signs[] = {"", "≤ ", "≥ ", "≈ "};
  return fmt::format("{}{} of {} ({})", signs[static_cast<std::size_t>(side->bound)], with_thousands(side->rebuilds.count),
                     with_thousands(side->rebuilds.total), percent_of(side->rebuilds));
}

std::string growth_words(std::uint64_t before, std::uint64_t now) {
  if (before == now) return "=";
  return now > before ? "+" + with_thousands(now - before) : "−" + with_thousands(before - now);
}

std::string watched_part(Draft& draft) {
  MarkdownTable table({{"a bump of"}, {"rebuilt, in derivations", Side::right}, {"rebuilds now", Side::right}, {"change", Side::right}});
  for (const WatchedCone& watched : draft.answer.watched) {
    const auto& [before, now] = watched.cone;
    table.row({code(watched.selector), cone_words(before), cone_words(now),
               before && now ? growth_words(before->rebuilds.count, now->rebuilds.count) : ""});
  }
  return table.rows() == 0 ? "" : heading("Watched packages") + rows_of(draft, table, CommentDetail::watched, "package", "packages");
}

std::string duplicates_part(Draft& draft) {
  MarkdownTable table({{"package"}, {"class"}, {"before", Side::right}, {"now", Side::right}, {"change", Side::right}, {"differ by"}});
  for (const DuplicateChange& change : draft.answer.duplicates) {
    std::string name = code(change.name);
    for (const std::string& part : {change.profile, change.scope})
      if (!part.empty()) name += " " + code(part);
    table.row({name, code(change.class_name), with_thousands(change.excess.before), with_thousands(change.excess.now),
               growth_words(change.excess.before, change.excess.now), some_code(change.differ_by, 3)});
  }
  if (table.rows() == 0) return "";
  return heading("Compiled more than once") + "Derivations beyond the first of one version, where there are more or fewer than before:\n\n" +
         rows_of(draft, table, CommentDetail::duplicates, "package", "packages");
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// "2, now 3"; "48.1 %, now 48.2 %"
std::string measured_words(const Measure& before, const Measure& now) {
  if (now.unit == Measure::Unit::count)
    return fmt::format("{}, now {}", with_thousands(static_cast<std::uint64_t>(before.figure)),
                       with_thousands(static_cast<std::uint64_t>(now.figure)));
  return fmt::format("{}, now {}", percent_told_apart(before.figure, now.figure), percent_told_apart(now.figure, before.figure));
}

std::string age_words(const HeldFinding& held) {
  switch (held.age) {
    case HeldFinding::Age::as_before: return ", as before,";
    case HeldFinding::Age::worse_than_before:
      if (!held.before || !held.finding.measure) return ", worse than before,";
      return fmt::format(", worse than before ({}),", measured_words(*held.before, *held.finding.measure));
    case HeldFinding::Age::unknown: return ", of unknown age,";
    case HeldFinding::Age::of_this_change: break;
  }
  return "";
}

std::string finding_words(Draft& draft, const HeldFinding& held) {
  const Finding& finding = held.finding;
  const std::string age = age_words(held);
  if (const auto& waiver = finding.waiver)
    return fmt::format("**Accepted**{} {}: {}\n\nUntil {}, by {}: {}\n", age, code(finding.code), prose(finding.message), iso_date(waiver->until),
                       code(waiver->owner), prose(waiver->reason));
  std::string out =
      fmt::format("**{}**{} {}: {}\n", finding.severity == Severity::error ? "Error" : "Warning", age, code(finding.code), prose(finding.message));
  if (!finding.accept.empty()) out += "\nTo accept it:\n\n" + code_block(lines_of(finding.accept), "sh");
  if (!finding.edit.empty()) out += "\nFor good: " + prose(finding.edit) + "\n";
  if (finding.evidence.empty()) return out;
  const std::size_t kept = draft.room(CommentDetail::evidence, finding.evidence.size());
  std::vector<std::string> lines(finding.evidence.begin(), finding.evidence.begin() + static_cast<std::ptrdiff_t>(kept));
  if (kept != 0 && kept != finding.evidence.size()) lines.push_back(and_more(finding.evidence.size() - kept));
  return kept == 0 ? out : out + "\n" + folded("Evidence", code_block(lines));
}

std::string findings_part(Draft& draft) {
  if (draft.answer.findings.empty()) return "";
  const auto& findings = draft.answer.findings;
  const std::size_t in_sight = std::min(rows_in_sight, findings.size());
  const std::size_t rest = findings.size() - in_sight;
  const std::size_t kept = rest == 0 ? 0 : draft.room(CommentDetail::findings, rest);
  std::string out;
  std::string others;
  for (std::size_t i = 0; i < in_sight + kept; ++i) {
    std::string& to = i < in_sight ? out : others;
    to += (to.empty() ? "" : "\n") + finding_words(draft, findings[i]);
  }
  const std::string count = counted(rest, "further finding", "further findings");
  if (kept != 0 && kept != rest) others += "\n" + and_more(rest - kept) + "\n";
  if (rest != 0) out += "\n" + (kept == 0 ? "… and " + count + "\n" : folded(count, others));
  std::string head = heading(draft.answer.baseline ? "Held against " + code(*draft.answer.baseline) : "Findings");
  if (std::any_of(findings.begin(), findings.end(), [](const HeldFinding& held) { return held.age == HeldFinding::Age::unknown; }))
    head += "Of unknown age is what was seen in a lock file, or beside another system's snapshot, of which the base's was not given (" +
            code("--base-cargo-lock") + ", " + code("--base-flake-lock") + ", " + code("--base-beside") + ").\n\n";
  return head + out;
}

std::string packages_part(Draft& draft) {
  const GraphDiff& diff = draft.answer.diff;
  std::string out;
  for (const auto& [what, changes] : {std::pair{"bumped", &diff.bumped}, std::pair{"appeared", &diff.added}, std::pair{"vanished", &diff.removed}}) {
    const std::size_t kept = changes->empty() ? 0 : draft.room(CommentDetail::packages, changes->size());
    if (kept == 0) continue;
    std::string body;
    for (std::size_t i = 0; i < kept; ++i) body += "- " + code(package_words((*changes)[i])) + "\n";
    if (kept != changes->size()) body += "- " + and_more(changes->size() - kept) + "\n";
    out += (out.empty() ? "" : "\n") + folded(fmt::format("{} {}", counted(changes->size(), "package", "packages"), what), body);
  }
  return out;
}

std::string footer(const Draft& draft) {
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < detail_words.size(); ++i) {
    const Draft::Missing how = draft.missing(static_cast<CommentDetail>(i));
    if (how != Draft::Missing::nothing) missing.push_back((how == Draft::Missing::part ? "some of " : "") + std::string(detail_words[i]));
  }
  if (missing.empty()) return "";
  return fmt::format("Left out, to stay under {} bytes: {}. With nothing left out: {}\n", with_thousands(draft.answer.most_bytes + 1),
                     fmt::join(missing, "; "), code(draft.answer.whole, most_of_a_command));
}

std::string text_of(Draft& draft) {
  std::vector<std::string> parts{headline(draft.answer)};
  if (draft.room(CommentDetail::tables, 1) != 0) {
    const std::vector<std::string> further{lead(draft),         notes(draft.answer),    causes_part(draft),   roots_part(draft),
                                           watched_part(draft), duplicates_part(draft), findings_part(draft), packages_part(draft)};
    parts.insert(parts.end(), further.begin(), further.end());
  }
  parts.push_back(footer(draft));
  parts.push_back(fmt::format("<!-- bgsnap:{} -->\n", draft.answer.marker));
  return page(parts);
}

/// As many lines of each list of the last kind that is left out as there is room for; `fits` is the text with none. With all of them it is
/// the text that was too long a step before, so the search ends.
std::string with_most_of(const CommentAnswer& answer, const std::vector<CauseRow>& causes, std::size_t left_out, std::string fits) {
  std::size_t known = 0;   // fits
  std::size_t beyond = 1;  // does not
  for (std::size_t kept = 1;; kept *= 2) {
    Draft draft(answer, causes, left_out, kept);
    std::string text = text_of(draft);
    beyond = kept;
    if (text.size() > answer.most_bytes) break;
    known = kept;
    fits = std::move(text);
  }
  while (beyond - known > 1) {
    const std::size_t kept = known + (beyond - known) / 2;
    Draft draft(answer, causes, left_out, kept);
    std::string text = text_of(draft);
    const bool does = text.size() <= answer.most_bytes;
    (does ? known : beyond) = kept;
    if (does) fits = std::move(text);
  }
  return fits;
}

}  // namespace

std::string as_markdown(const CommentAnswer& answer) {
  const std::vector<CauseRow> causes = cause_rows(answer.now, answer.diff, SIZE_MAX, names_in_sight);
  std::string text;
  for (std::size_t left_out = 0; left_out <= detail_words.size(); ++left_out) {
    Draft draft(answer, causes, left_out, 0);
    text = text_of(draft);
    if (text.size() > answer.most_bytes) continue;
    return left_out == 0 || left_out == detail_words.size() ? text : with_most_of(answer, causes, left_out, std::move(text));
  }
  return text;
}

}  // namespace bgsnap
