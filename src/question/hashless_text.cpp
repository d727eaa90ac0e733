#include "question/hashless_text.hpp"

#include "identity/recipe_walk.hpp"

namespace bgsnap {
namespace {

constexpr std::string_view nix_base32 = "0123456789abcdfghijklmnpqrsvwxyz";
constexpr std::size_t hash_length = 32;

bool is_store_hash(std::string_view text, std::size_t at) noexcept {
  return text.substr(at).size() > hash_length && text[at + hash_length] == '-' &&
         text.substr(at, hash_length).find_first_not_of(nix_base32) == std::string_view::npos;
}

}  // namespace

std::string without_hashes(std::string_view text) {
  std::string plain;
  std::size_t from = 0;
  for (auto slash = text.find('/'); slash != std::string_view::npos; slash = text.find('/', slash + 1)) {
    if (slash < from || !is_store_hash(text, slash + 1)) continue;
    plain.append(text.substr(from, slash + 1 - from));
    from = slash + 1 + hash_length;
  }
  plain.append(text.substr(from));
  std::string result;
  std::size_t done = 0;
  for (std::string_view token = next_hash_like(plain, 0); !token.empty(); token = next_hash_like(plain, done)) {
    const auto at = static_cast<std::size_t>(token.data() - plain.data());
    result.append(plain, done, at - done).append("#");
    done = at + token.size();
  }
  return result.append(plain, done);
}

}  // namespace bgsnap
