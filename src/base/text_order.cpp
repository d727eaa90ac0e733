#include "base/text_order.hpp"

#include "base/side_by_side.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>

namespace bgsnap {
namespace {

using Texts = std::span<const std::string_view>;

/// Eight bytes of a text as a number, and whose they are.
struct Head {
  std::uint64_t bytes;
  std::uint32_t at;
  friend bool operator<(const Head& a, const Head& b) noexcept { return a.bytes != b.bytes ? a.bytes < b.bytes : a.at < b.at; }
};

/// The first byte highest, zeros where the text has ended: of two texts the one with the smaller number comes first.
std::uint64_t bytes_at(std::string_view text, std::size_t depth) noexcept {
  std::uint64_t number = 0;
  if (depth >= text.size()) return number;
  const std::size_t size = std::min(sizeof number, text.size() - depth);
  for (std::size_t i = 0; i < size; ++i) number |= std::uint64_t{static_cast<unsigned char>(text[depth + i])} << (56 - 8 * i);
  return number;
}

/// A run of texts that are alike in their first bytes.
struct Run {
  std::span<Head> heads;
  std::size_t depth;  ///< so many bytes
};

constexpr std::size_t few = 6;  ///< are compared as they are

class HeadSorter {
public:
  explicit HeadSorter(Texts texts) : texts_(texts) {}

  void sort(std::span<Head> heads) {
    sort_run({heads, 0});
    while (!open_.empty()) {
      const Run run = open_.back();
      open_.pop_back();
      for (Head& head : run.heads) head.bytes = bytes_at(texts_[head.at], run.depth);
      sort_run(run);
    }
  }

private:
  /// By the bytes that the heads hold; what they do not tell apart stays open.
  void sort_run(const Run& run) {
    std::sort(run.heads.begin(), run.heads.end());
    for (auto begin = run.heads.begin(); begin != run.heads.end();) {
      const auto end = std::find_if(begin, run.heads.end(), [begin](const Head& head) { return head.bytes != begin->bytes; });
      if (end - begin > 1) split({{begin, end}, run.depth + sizeof(Head::bytes)});
      begin = end;
    }
  }

  void split(const Run& run) {
    const auto ended = [&](const Head& head) { return texts_[head.at].size() <= run.depth; };
    if (run.heads.size() <= few)
      std::sort(run.heads.begin(), run.heads.end(), [this](const Head& a, const Head& b) {
        const int order = texts_[a.at].compare(texts_[b.at]);
        return order != 0 ? order < 0 : a.at < b.at;
      });
    else if (std::all_of(run.heads.begin(), run.heads.end(), ended))  // zeros may be the text's own, and then the longer one has more
      std::stable_sort(run.heads.begin(), run.heads.end(),
                       [this](const Head& a, const Head& b) { return texts_[a.at].size() < texts_[b.at].size(); });
    else
      open_.push_back(run);
  }

  Texts texts_;
  std::vector<Run> open_;
};

}  // namespace

std::vector<std::uint32_t> ascending(Texts texts) {
  std::vector<Head> heads;
  heads.reserve(texts.size());
  for (std::uint32_t i = 0; i < texts.size(); ++i) heads.push_back({bytes_at(texts[i], 0), i});
  const bool many = heads.size() >= nodes_worth_a_thread;
  const std::size_t middle = many ? heads.size() / 2 : heads.size();
  const auto sort_part = [&](std::size_t from, std::size_t to) { HeadSorter(texts).sort(std::span(heads).subspan(from, to - from)); };
  side_by_side(
      many, [&] { sort_part(0, middle); }, [&] { sort_part(middle, heads.size()); });

  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> second;
  const auto place = [](const Head& head) { return head.at; };
  std::transform(heads.begin(), heads.begin() + static_cast<std::ptrdiff_t>(middle), std::back_inserter(first), place);
  std::transform(heads.begin() + static_cast<std::ptrdiff_t>(middle), heads.end(), std::back_inserter(second), place);
  if (second.empty()) return first;
  std::vector<std::uint32_t> places(heads.size());
  std::merge(first.begin(), first.end(), second.begin(), second.end(), places.begin(),
             [texts](std::uint32_t a, std::uint32_t b) { return texts[a] < texts[b]; });
  return places;
}

std::vector<std::uint32_t> ranks(Texts texts) {
  std::vector<std::uint32_t> ranks(texts.size());
  const std::vector<std::uint32_t> order = ascending(texts);
  for (std::size_t i = 1; i < order.size(); ++i) ranks[order[i]] = ranks[order[i - 1]] + (texts[order[i]] != texts[order[i - 1]] ? 1 : 0);
  return ranks;
}

}  // namespace bgsnap
