#include "formats/strict_json.hpp"

#include "base/utf8.hpp"
#include "formats/string_scan.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace bgsnap {

namespace {

constexpr std::size_t deepest = 1000;

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

class StrictReader {
public:
  explicit StrictReader(std::string_view text) : text_(text) {}

  JsonNode value() {
    skip_space();
    JsonNode node;
    node.begin = at_;
    if (at_ == text_.size()) fail("the text ends where a value should be");
    switch (text_[at_]) {
      case '{': read_object(node); break;
      case '[': read_array(node); break;
      case '"':
        node.kind = JsonNode::Kind::string;
        node.text = string();
        break;
      case 't': read_word(node, "true", JsonNode::Kind::boolean); break;
      case 'f': read_word(node, "false", JsonNode::Kind::boolean); break;
      case 'n': read_word(node, "null", JsonNode::Kind::null); break;
      default: read_number(node);
    }
    return node;
  }

  void expect_end() {
    skip_space();
    if (at_ != text_.size()) fail(fmt::format("expected nothing more after the value, but there is {}", seen()));
  }

  [[nodiscard]] std::size_t position() const noexcept { return at_; }

private:
  [[noreturn]] void fail(const std::string& sentence) const { fail_at(sentence, at_); }

  [[noreturn]] void fail_at(const std::string& sentence, std::size_t at) const {
    std::string pointer;
    for (const auto& step : path_)
      pointer +=
          std::holds_alternative<std::size_t>(step) ? fmt::format("/{}", std::get<std::size_t>(step)) : pointer_segment(std::get<std::string>(step));
    throw JsonFault(sentence, at, std::move(pointer));
  }

  [[nodiscard]] std::string seen() const {
    if (at_ == text_.size()) return "the end";
    const auto byte = static_cast<unsigned char>(text_[at_]);
    return byte > 0x20 && byte < 0x7F ? fmt::format("'{}'", text_[at_]) : fmt::format("byte 0x{:02x}", byte);
  }

  void skip_space() noexcept {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  bool take(char wanted) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  /// After a member or an item: true when another one follows.
  bool another(char close, std::string_view what) {
    if (take(',')) return true;
    if (take(close)) return false;
    if (at_ == text_.size()) fail(fmt::format("the text ends before the {} is closed", what));
    fail(fmt::format("expected ',' or '{}', but there is {}", close, seen()));
  }

  void descend() {
    if (++depth_ > deepest) fail(fmt::format("nested deeper than {} levels", deepest));
  }

  void read_object(JsonNode& node) {
    node.kind = JsonNode::Kind::object;
    descend();
    ++at_;
    if (!take('}')) {
      do {
        skip_space();
        if (at_ == text_.size()) fail("the text ends before the object is closed");
        if (text_[at_] != '"') fail(fmt::format("expected a key in double quotes, but there is {}", seen()));
        std::string key = string();
        path_.emplace_back(key);
        if (!take(':')) fail(at_ == text_.size() ? "the text ends after a key" : fmt::format("expected ':' after the key, but there is {}", seen()));
        node.children.push_back(value());
        node.children.back().key = std::move(key);
        path_.pop_back();
      } while (another('}', "object"));
    }
    --depth_;
  }

  void read_array(JsonNode& node) {
    node.kind = JsonNode::Kind::array;
    descend();
    ++at_;
    if (!take(']')) {
      do {
        path_.emplace_back(node.children.size());
        node.children.push_back(value());
        path_.pop_back();
      } while (another(']', "array"));
    }
    --depth_;
  }

  std::string string() {
    const std::size_t begin = ++at_;
    const char* const end = text_.data() + text_.size();
    const char* const stop = find_closing_quote(text_.data() + begin, end);
    const std::string_view raw = text_.substr(begin, static_cast<std::size_t>(stop - text_.data()) - begin);
    for (std::size_t i = 0; i < raw.size();) {
      const std::size_t length = utf8_length(raw.substr(i));
      if (length == 0) fail_at(fmt::format("byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(raw[i])), begin + i);
      if (length == 1 && static_cast<unsigned char>(raw[i]) < 0x20)
        fail_at(fmt::format("control character 0x{:02x} in a string", static_cast<unsigned char>(raw[i])), begin + i);
      i += length;
    }
    if (stop == end) {
      at_ = text_.size();
      fail("the text ends inside a string");
    }
    std::string result(raw.size(), '\0');
    std::size_t wrong = 0;
    const char* const written = unescape_json(raw, result.data(), wrong);
    if (written == nullptr) fail_at(fmt::format("no such escape: {}", raw.substr(wrong, raw.substr(wrong, 2) == "\\u" ? 6 : 2)), begin + wrong);
    result.resize(static_cast<std::size_t>(written - result.data()));
    at_ = begin + raw.size() + 1;
    return result;
  }

  void read_word(JsonNode& node, std::string_view word, JsonNode::Kind kind) {
    if (text_.substr(at_, word.size()) != word) fail(fmt::format("expected a value, but there is {}", seen()));
    node.kind = kind;
    node.text = word;
    at_ += word.size();
  }

  bool digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ != begin;
  }

  void read_number(JsonNode& node) {
    node.kind = JsonNode::Kind::number;
    const auto next_is = [this](std::string_view any) { return at_ < text_.size() && any.find(text_[at_]) != std::string_view::npos; };
    if (!next_is("-0123456789")) fail(fmt::format("expected a value, but there is {}", seen()));
    if (next_is("-")) ++at_;
    const bool zero = next_is("0");
    const std::size_t begin = at_;
    bool good = digits() && (!zero || at_ == begin + 1);
    if (good && next_is(".")) ++at_, good = digits();
    if (good && next_is("eE")) {
      ++at_;
      if (next_is("+-")) ++at_;
      good = digits();
    }
    if (!good) fail_at("this is not a number as JSON writes them", node.begin);
    node.text = text_.substr(node.begin, at_ - node.begin);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::vector<std::variant<std::string, std::size_t>> path_;
};

}  // namespace

std::string_view article_of(JsonNode::Kind kind) noexcept {
  switch (kind) {
    case JsonNode::Kind::object: return "an object";
    case JsonNode::Kind::array: return "an array";
    case JsonNode::Kind::string: return "a string";
    case JsonNode::Kind::number: return "a number";
    case JsonNode::Kind::boolean: return "a boolean";
    case JsonNode::Kind::null: return "null";
  }
  return "a value";
}

std::string pointer_segment(std::string_view segment) {
  std::string result = "/";
  for (const char c : segment) {
    if (c == '~')
      result += "~0";
    else if (c == '/')
      result += "~1";
    else
      result += c;
  }
  return result;
}

JsonNode read_json_value(std::string_view text, std::size_t& end) {
  StrictReader reader(text);
  JsonNode node = reader.value();
  end = reader.position();
  return node;
}

JsonNode read_json(std::string_view text) {
  StrictReader reader(text);
  JsonNode node = reader.value();
  reader.expect_end();
  return node;
}

}  // namespace bgsnap
