#include "formats/structured_members.hpp"

#include "formats/string_scan.hpp"

#include <cstring>

namespace bgsnap {

namespace {

class MemberReader {
public:
  MemberReader(std::string_view text, TextArena& arena) : at_(text.data()), end_(text.data() + text.size()), arena_(arena) {}

  bool read(std::vector<RawVariable>& members) {
    if (!take('{')) return false;
    if (take('}')) return at_ == end_;
    do {
      RawVariable member;
      if (!read_string(member.name) || !take(':') || !read_value(member.value)) return false;
      if (!members.empty() && !(members.back().name < member.name)) return false;
      members.push_back(member);
    } while (take(','));
    return take('}') && at_ == end_;
  }

private:
  bool take(char c) noexcept {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool read_string(std::string_view& text) {
    if (!take('"')) return false;
    const char* const close = find_closing_quote(at_, end_);
    if (close == end_) return false;
    const std::string_view raw(at_, static_cast<std::size_t>(close - at_));
    at_ = close + 1;
    text = raw;
    if (raw.find('\\') == std::string_view::npos) return true;
    char* const to = arena_.allocate(raw.size());
    std::size_t wrong = 0;
    const char* const stop = unescape_json(raw, to, wrong);
    if (stop != nullptr) text = {to, static_cast<std::size_t>(stop - to)};
    return stop != nullptr;
  }

  bool read_value(std::string_view& text) {
    if (at_ != end_ && *at_ == '"') return read_string(text);
    const char* const begin = at_;
    std::size_t depth = 0;
    for (; at_ != end_; ++at_) {
      if (*at_ == '"') {
        at_ = find_closing_quote(at_ + 1, end_);
        if (at_ == end_) return false;
      } else if (*at_ == '{' || *at_ == '[') {
        ++depth;
      } else if (depth == 0 && (*at_ == ',' || *at_ == '}')) {
        break;
      } else if (*at_ == '}' || *at_ == ']') {
        if (depth == 0) return false;
        --depth;
      }
    }
    text = {begin, static_cast<std::size_t>(at_ - begin)};
    return !text.empty();
  }

  const char* at_;
  const char* end_;
  TextArena& arena_;
};

}  // namespace

bool read_structured_members(std::string_view object, std::vector<RawVariable>& members, TextArena& arena) {
  members.clear();
  return MemberReader(object, arena).read(members);
}

}  // namespace bgsnap
