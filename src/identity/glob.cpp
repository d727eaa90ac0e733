#include "bgsnap/rules.hpp"

namespace bgsnap {
namespace {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool glob_matches(std::string_view glob, std::string_view text, bool ignore_case) noexcept {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last '*' met, and where its text began
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_text = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t] || (ignore_case && lower(glob[g]) == lower(text[t])))) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

std::string_view word_for(const EcosystemWords& words, std::string_view what, std::string_view otherwise) noexcept {
  for (const auto& [glob, word] : words)
    if (glob_matches(glob, what)) return word;
  return otherwise;
}

}  // namespace bgsnap
