#include "policy/json_layout.hpp"

#include "config/json_cursor.hpp"

#include <algorithm>

namespace bgsnap {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view line_blanks = " \t";

std::string_view line_end_of(std::string_view text) noexcept { return text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n"; }

/// The blanks with which the line begins that `at` is on.
std::string_view indent_at(std::string_view text, std::size_t at) noexcept {
  const std::size_t before = text.substr(0, at).rfind('\n');
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t end = std::min(text.find_first_not_of(line_blanks, begin), text.size());
  return text.substr(begin, end - begin);
}

/// Nothing but blanks between the beginning of its line and `at`.
bool begins_line(std::string_view text, std::size_t at) noexcept {
  const std::size_t before = text.substr(0, at).find_last_not_of(line_blanks);
  return before == std::string_view::npos || text[before] == '\n';
}

std::string indented(std::string_view item, std::string_view line_end, std::string_view indent) {
  std::string out;
  for (const char c : item) out += c == '\n' ? std::string(line_end) + std::string(indent) : std::string(1, c);
  return out;
}

}  // namespace

JsonLayout::JsonLayout(std::string_view text) : text_(text) {
  if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
  skip_blank();
  value("", at_);
}

const JsonPlace* JsonLayout::find(const std::string& pointer) const {
  const auto found = places_.find(pointer);
  return found == places_.end() ? nullptr : &found->second;
}

std::vector<JsonPlace> JsonLayout::children(const std::string& pointer) const {
  std::vector<JsonPlace> places;
  const auto found = children_.find(pointer);
  if (found == children_.end()) return places;
  for (const std::string& child : found->second) places.push_back(places_.at(child));
  return places;
}

void JsonLayout::skip_blank() {
  while (at_ < text_.size()) {
    if (blanks.find(text_[at_]) != std::string_view::npos)
      ++at_;
    else if (text_.substr(at_, 2) == "//")
      at_ = std::min(text_.find('\n', at_), text_.size());
    else if (text_.substr(at_, 2) == "/*")
      at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
    else
      return;
  }
}

void JsonLayout::string() {
  for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
    if (text_[at_] == '\\') ++at_;
  ++at_;
}

void JsonLayout::value(const std::string& pointer, std::size_t member) {
  const std::size_t begin = at_;
  const char first = at_ < text_.size() ? text_[at_] : '\0';
  if (first == '{' || first == '[')
    container(pointer, first == '{' ? '}' : ']');
  else if (first == '"')
    string();
  else
    at_ = std::min(text_.find_first_of(" \t\r\n,]}/", at_), text_.size());
  places_[pointer] = {begin, at_, member};
}

void JsonLayout::container(const std::string& pointer, char close) {
  std::size_t index = 0;
  ++at_;
  for (skip_blank(); at_ < text_.size() && text_[at_] != close; skip_blank()) {
    const std::size_t member = at_;
    std::string step = std::to_string(index++);
    if (close == '}') {
      string();
      step = nlohmann::json::parse(text_.substr(member, at_ - member)).get<std::string>();
      skip_blank();
      ++at_;  // the colon
      skip_blank();
    }
    const std::string child = pointer + pointer_step(step);
    value(child, member);
    children_[pointer].push_back(child);
    skip_blank();
    if (at_ < text_.size() && text_[at_] == ',') ++at_;
  }
  ++at_;
}

std::string with_value(std::string_view text, const std::string& pointer, std::string_view value) {
  const JsonLayout layout(text);
  const JsonPlace& place = *layout.find(pointer);
  return std::string(text.substr(0, place.begin)) + std::string(value) + std::string(text.substr(place.end));
}

std::string with_item(std::string_view text, const std::string& pointer, std::string_view item) {
  const JsonLayout layout(text);
  const JsonPlace& place = *layout.find(pointer);
  const std::vector<JsonPlace> children = layout.children(pointer);
  const std::size_t close = place.end - 1;
  // What follows the last item, comments included, stays behind it.
  const std::size_t tail = text.substr(0, close).find_last_not_of(blanks) + 1;
  const std::size_t comma = children.empty() ? tail : children.back().end;
  std::string out = std::string(text.substr(0, comma)) + (children.empty() ? "" : ",") + std::string(text.substr(comma, tail - comma));
  const std::string_view line_end = line_end_of(text);
  if (begins_line(text, close)) {
    const bool own_line = !children.empty() && begins_line(text, children.front().member);
    const std::string indent = own_line ? std::string(indent_at(text, children.front().member)) : std::string(indent_at(text, close)) + "  ";
    out += std::string(line_end) + indent + indented(item, line_end, indent);
    return out + std::string(text.substr(tail));
  }
  out += (children.empty() ? "" : " ") + indented(item, line_end, indent_at(text, close));
  return out + std::string(text.substr(tail));
}

std::string without_item(std::string_view text, const std::string& pointer) {
  const JsonLayout layout(text);
  const std::size_t slash = pointer.rfind('/');
  const std::vector<JsonPlace> siblings = layout.children(pointer.substr(0, slash));
  const JsonPlace place = *layout.find(pointer);
  const auto self = static_cast<std::size_t>(
      std::find_if(siblings.begin(), siblings.end(), [&](const JsonPlace& one) { return one.begin == place.begin; }) - siblings.begin());
  std::string out(text);
  std::size_t end = place.end;
  // The last one's comma stands behind the one before it; every other has its own. A comment between may hold commas, too.
  const auto comma_after = [&](std::size_t at) {
    for (;; ++at) {
      if (text.substr(at, 2) == "//") at = text.find('\n', at);
      if (text.substr(at, 2) == "/*") at = text.find("*/", at + 2) + 1;
      if (text[at] == ',') return at;
    }
  };
  std::size_t before_removed = 0;
  if (self + 1 < siblings.size()) {
    const std::size_t comma = comma_after(end);
    if (comma == end) {
      ++end;
    } else {
      out.erase(comma, 1);
    }
  } else if (self > 0) {
    out.erase(comma_after(siblings[self - 1].end), 1);
    before_removed = 1;
  }
  std::size_t begin = place.member - before_removed;
  end -= before_removed;
  const std::size_t rest = std::min(out.find_first_not_of(line_blanks, end), out.size());
  const bool ends_line = rest < out.size() && (out[rest] == '\n' || out[rest] == '\r');
  if (begins_line(out, begin) && ends_line) {
    begin -= indent_at(out, begin).size();
    end = out.find('\n', rest) + 1;
  } else {
    end = self + 1 < siblings.size() ? rest : end;
    while (self > 0 && self + 1 == siblings.size() && begin > 0 && line_blanks.find(out[begin - 1]) != std::string_view::npos) --begin;
  }
  return out.erase(begin, end - begin);
}

}  // namespace bgsnap
