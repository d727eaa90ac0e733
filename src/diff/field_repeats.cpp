#include "diff/field_repeats.hpp"

#include "diff/text_edits.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace bgsnap {
namespace {

constexpr std::size_t longest_value = 200;  // what is longer is no value that a script repeats whole
constexpr std::string_view mark = "\1";     // no recipe has it

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_number(std::string_view word) noexcept { return std::all_of(word.begin(), word.end(), is_digit); }

using Words = std::set<std::string>;

/// In lower case: scripts repeat names in capitals.
Words folded_words(std::string_view text) {
  Words words;
  for (const std::string_view word : words_of(text)) {
    std::string folded(word);
    for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    words.insert(std::move(folded));
  }
  return words;
}

using Values = std::pair<std::string, std::string>;  ///< before and now

/// What fields that speak have said.
struct Said {
  std::vector<Values> values = {};  ///< short ones, which another text may repeat whole
  Words gone = {};
  Words fresh = {};

  void add(const FieldChange& change) {
    if (change.before && change.now && !change.before->empty() && !change.now->empty() &&
        std::max(change.before->size(), change.now->size()) <= longest_value)
      values.emplace_back(*change.before, *change.now);
    const Words was = folded_words(change.before ? *change.before : std::string_view{});
    const Words is = folded_words(change.now ? *change.now : std::string_view{});
    std::set_difference(was.begin(), was.end(), is.begin(), is.end(), std::inserter(gone, gone.end()));
    std::set_difference(is.begin(), is.end(), was.begin(), was.end(), std::inserter(fresh, fresh.end()));
    std::erase_if(gone, is_number);  // a number in a text is no sign of another field's
    std::erase_if(fresh, is_number);
  }
  /// Texts have a version whole, or its first two numbers, or with other signs between them; never a number of it alone.
  void add_version(const std::string& before, const std::string& now) {
    for (const Values& one : {Values(before, now), Values(series(before), series(now))}) {
      if (one.first == one.second || one.first.empty() || one.second.empty()) continue;
      values.push_back(one);
      for (const char sign : {'_', '-'}) {
        Values other = one;
        std::replace(other.first.begin(), other.first.end(), '.', sign);
        std::replace(other.second.begin(), other.second.end(), '.', sign);
        if (other != one) values.push_back(std::move(other));
      }
    }
  }
  void join(const Said& other) {
    values.insert(values.end(), other.values.begin(), other.values.end());
    gone.insert(other.gone.begin(), other.gone.end());
    fresh.insert(other.fresh.begin(), other.fresh.end());
  }
};

/// What changed are words that a field has gained or lost; another word may come or go beside them if the text has it elsewhere, but not
/// take another's place.
bool repeats_words(std::string_view before, std::string_view now, const Said& said) {
  const Words known_before = folded_words(before);
  const Words known_now = folded_words(now);
  bool any_said = false;
  for (const TextEdit& edit : text_edits(before, now, Grain::words)) {
    bool said_here = false;
    const auto covered = [&](const Words& words, const Words& known, const Words& spoken) {
      return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        said_here = said_here || spoken.contains(word);
        return known.contains(word) || spoken.contains(word);
      });
    };
    if (!covered(folded_words(edit.before), known_now, said.gone) || !covered(folded_words(edit.now), known_before, said.fresh)) return false;
    if (!said_here && !edit.before.empty() && !edit.now.empty()) return false;
    any_said = any_said || said_here;
  }
  return any_said;
}

/// The text has a short value on either side, and nothing but what changed in such a value changed in it: beside the repeated value there
/// may stand the same words for another reason.
bool repeats_edits(const FieldChange& change, const Said& said) {
  std::set<TextEdit> known;
  for (const auto& [before, now] : said.values) {
    const auto numbers = [](std::string_view text) { return std::all_of(text.begin(), text.end(), [](char c) { return !is_letter(c); }); };
    if (numbers(before) || change.before->find(before) == std::string::npos || change.now->find(now) == std::string::npos) continue;
    const auto edits = text_edits(before, now, Grain::words);
    known.insert(edits.begin(), edits.end());
  }
  if (known.empty()) return false;
  const auto edits = text_edits(*change.before, *change.now, Grain::words);
  return std::all_of(edits.begin(), edits.end(), [&](const TextEdit& edit) { return known.contains(edit); });
}

bool repeats(const FieldChange& change, const Said& said) {
  std::string before = *change.before;
  std::string now = *change.now;
  for (const auto& [was, is] : said.values) {
    std::string marked_before = with_part_replaced(before, was, mark);
    std::string marked_now = with_part_replaced(now, is, mark);
    if (marked_before == before || marked_now == now) continue;  // one side alone has it: its words may still be repeated
    before = std::move(marked_before);
    now = std::move(marked_now);
  }
  return before == now || repeats_words(before, now, said) || repeats_edits(change, said);
}

/// "5" and "6" of "1.5.0" and "1.6.0", in a field that is called a version: CARGO_PKG_VERSION_MINOR.
bool is_part_of_version(const FieldChange& change, const Values& version) {
  std::string field = change.field;
  for (char& c : field) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (field.find("version") == std::string::npos) return false;
  std::string_view before = version.first;
  std::string_view now = version.second;
  const auto next = [](std::string_view& text) {
    const std::string_view part = text.substr(0, text.find('.'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
  };
  while (!before.empty() && !now.empty()) {
    const std::string_view was = next(before);
    const std::string_view is = next(now);
    if (was == *change.before && is == *change.now) return true;
  }
  return false;
}

/// Whatever stands for a package repeats its version, and any text its inputs. Of other fields only a text of several words does: two
/// variables that change alike ("1" in each) are two changes.
class Speakers {
public:
  [[nodiscard]] bool have_said(const FieldChange& change) const {
    if (!change.before || !change.now || change.field == "source") return false;
    if (repeats(change, everywhere_) || (version_ && is_part_of_version(change, *version_))) return true;
    const auto is_text = [](std::string_view text) { return text.find_first_of(" \t\n") != std::string_view::npos; };
    const Values values(*change.before, *change.now);
    if (const auto same = fields_.find(values); same != fields_.end())
      return change.field == "env " + same->second;  // Nix repeats builder, name and system there
    return is_text(*change.before) && is_text(*change.now) && repeats(change, all_);
  }
  void add(const FieldChange& change) {
    if (change.field == "source") return;
    Said said;
    if (change.field == "version") {
      version_.emplace(change.before.value_or(""), change.now.value_or(""));
      said.add_version(version_->first, version_->second);
    } else {
      said.add(change);
      if (change.before && change.now) fields_.try_emplace({*change.before, *change.now}, change.field);
    }
    if (change.field == "version" || change.field == "inputs") everywhere_.join(said);
    all_.join(said);
  }

private:
  std::optional<Values> version_;
  Said everywhere_;  ///< what any text may repeat
  Said all_;
  std::map<Values, std::string> fields_;  ///< that speak, by their values
};

auto turn(const FieldChange& change) {
  const bool variable = change.field.starts_with("env ");
  const std::size_t length = (change.before ? change.before->size() : 0) + (change.now ? change.now->size() : 0);
  return std::tuple(change.field == "version" ? 0 : variable ? 2 : 1, length, std::string_view(change.field));
}

}  // namespace

bool stands_at(std::string_view text, std::size_t at, std::string_view part) noexcept {
  if (part.empty() || !text.substr(at).starts_with(part)) return false;
  const bool one_word = std::all_of(part.begin(), part.end(), [](char c) { return is_digit(c) || is_letter(c); });
  const auto goes_on = [&](char c, char edge) { return (is_digit(edge) && is_digit(c)) || (one_word && is_letter(edge) && is_letter(c)); };
  const std::size_t end = at + part.size();
  if ((at > 0 && goes_on(text[at - 1], part.front())) || (end < text.size() && goes_on(text[end], part.back()))) return false;
  const bool after_number = is_digit(part.front()) && at > 1 && text[at - 1] == '.' && is_digit(text[at - 2]);
  const bool before_number = is_digit(part.back()) && end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1]);
  return !after_number && !before_number;
}

std::string_view series(std::string_view version) noexcept {
  const auto first = version.find('.');
  if (first == std::string_view::npos) return {};
  const auto second = version.find('.', first + 1);
  return second == std::string_view::npos ? std::string_view{} : version.substr(0, second);
}

std::string with_part_replaced(std::string_view text, std::string_view part, std::string_view by) {
  std::string result;
  std::size_t done = 0;
  for (auto at = text.find(part); !part.empty() && at != std::string_view::npos; at = text.find(part, at)) {
    if (!stands_at(text, at, part)) {
      ++at;
      continue;
    }
    result.append(text.substr(done, at - done)).append(by);
    done = at = at + part.size();
  }
  return result.append(text.substr(done));
}

void mark_repeats(std::vector<FieldChange>& changes) {
  std::sort(changes.begin(), changes.end(), [](const FieldChange& a, const FieldChange& b) { return turn(a) < turn(b); });
  Speakers speakers;
  for (FieldChange& change : changes) {
    change.repeated = speakers.have_said(change);
    if (!change.repeated) speakers.add(change);
  }
  std::sort(changes.begin(), changes.end(), [](const FieldChange& a, const FieldChange& b) { return a.field < b.field; });
}

}  // namespace bgsnap
