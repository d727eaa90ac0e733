#include "config/json_cursor.hpp"

#include "config/nearest_name.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>

namespace bgsnap {

std::string pointer_step(std::string_view step) {
  std::string text = "/";
  for (char c : step) {
    if (c == '~')
      text += "~0";
    else if (c == '/')
      text += "~1";
    else
      text += c;
  }
  return text;
}

namespace {

using nlohmann::json;

/// Builds the document and watches for what the library's own builder forgives: a key twice in one object, endless nesting.
class DocumentBuilder final : public nlohmann::json_sax<json> {
public:
  DocumentBuilder(std::string_view text, const std::string& file) : text_(text), file_(file) {}
  [[nodiscard]] json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    Level& level = levels_.back();
    level.key = value;
    if (level.value->contains(value)) throw Error("the key \"" + value + "\" stands twice in one object", Place{file_, {}, pointer()});
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    const std::size_t byte = std::min(position == 0 ? 0 : position - 1, text_.size());
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(byte), '\n');
    // The library's sentence ends in "unexpected X; expected Y" after a dash; what it says before that are its own places.
    const std::string_view said = error.what();
    const std::size_t dash = said.rfind(" - ");
    std::string why = dash == std::string_view::npos ? "" : ": " + std::string(said.substr(dash + 3));
    throw Error("not valid JSON in line " + std::to_string(line) + why, Place{file_, byte, {}});
  }

private:
  struct Level {
    json* value;
    std::string key = {};
  };
  static constexpr std::size_t deepest = 64;

  json* place(json value) {
    if (levels_.empty()) return &(root_ = std::move(value));
    Level& level = levels_.back();
    if (level.value->is_array()) {
      level.value->push_back(std::move(value));
      return &level.value->back();
    }
    return &((*level.value)[level.key] = std::move(value));
  }
  bool add(json value) {
    place(std::move(value));
    return true;
  }
  bool open(json value) {
    if (levels_.size() == deepest) throw Error("nested more than 64 deep", Place{file_, {}, {}});
    levels_.push_back({place(std::move(value))});
    return true;
  }
  bool close() {
    levels_.pop_back();
    return true;
  }
  [[nodiscard]] std::string pointer() const {
    std::string text;
    for (const Level& level : levels_) text += pointer_step(level.value->is_array() ? std::to_string(level.value->size() - 1) : level.key);
    return text;
  }

  std::string_view text_;
  const std::string& file_;
  json root_;
  std::vector<Level> levels_;
};

std::string kind_of(const json& value) {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_string()) return value.get_ref<const std::string&>().empty() ? "an empty string" : "a string";
  if (value.is_array()) return value.empty() ? "an empty list" : "a list";
  if (value.is_object()) return "an object";
  return value.dump();
}

}  // namespace

JsonCursor JsonCursor::parse(std::string_view text, const std::string& file) {
  DocumentBuilder builder(text, file);
  json::sax_parse(text, &builder, json::input_format_t::json, true, true);
  auto document = std::make_shared<const json>(builder.take());
  const json& value = *document;
  return {std::move(document), value, std::make_shared<const std::string>(file), {}};
}

JsonCursor JsonCursor::child(const json& value, std::string_view step) const { return {document_, value, file_, pointer_ + pointer_step(step)}; }

void JsonCursor::fail(std::string sentence, std::string next) const {
  throw Error(std::move(sentence), Place{*file_, {}, pointer_}, std::move(next));
}

void JsonCursor::expected(std::string_view what) const { fail("expected " + std::string(what) + ", found " + kind_of(*value_)); }

std::string JsonCursor::text_or_empty() const {
  if (!value_->is_string()) expected("a string");
  return value_->get<std::string>();
}

std::string JsonCursor::text() const {
  if (!value_->is_string() || value_->get_ref<const std::string&>().empty()) expected("a string that is not empty");
  return value_->get<std::string>();
}

bool JsonCursor::truth() const {
  if (!value_->is_boolean()) expected("true or false");
  return value_->get<bool>();
}

std::uint64_t JsonCursor::count() const {
  if (!value_->is_number_unsigned()) expected("a whole number, 0 or more");
  return value_->get<std::uint64_t>();
}

double JsonCursor::percent() const {
  const double number = value_->is_number() ? value_->get<double>() : -1;
  if (!(number >= 0 && number <= 100)) expected("a percentage from 0 to 100");
  return number;
}

std::vector<JsonCursor> JsonCursor::items() const {
  if (!value_->is_array()) expected("a list");
  std::vector<JsonCursor> items;
  for (std::size_t i = 0; i < value_->size(); ++i) items.push_back(child((*value_)[i], std::to_string(i)));
  return items;
}

std::vector<std::string> JsonCursor::texts() const {
  if (!value_->is_array()) expected("a list of strings");
  std::vector<std::string> texts;
  std::set<std::string> seen;
  for (const JsonCursor& item : items()) {
    texts.push_back(item.text());
    if (!seen.insert(texts.back()).second) item.fail("\"" + texts.back() + "\" stands twice in this list");
  }
  return texts;
}

std::vector<std::string> JsonCursor::text_or_texts() const {
  if (value_->is_string()) return {text_or_empty()};
  if (!value_->is_array() || value_->empty()) expected("a string or a list of strings");
  std::vector<std::string> texts;
  for (const JsonCursor& item : items()) texts.push_back(item.text_or_empty());
  return texts;
}

std::vector<std::pair<std::string, JsonCursor>> JsonCursor::entries() const {
  if (!value_->is_object()) expected("an object");
  std::vector<std::pair<std::string, JsonCursor>> entries;
  for (const auto& [key, value] : value_->items()) {
    entries.emplace_back(key, child(value, key));
    if (key.empty()) entries.back().second.fail("an empty name");
  }
  return entries;
}

std::string JsonCursor::one_of(std::string_view what, const std::vector<std::string>& known) const {
  std::string value = text();
  if (std::find(known.begin(), known.end(), value) == known.end())
    fail("unknown " + std::string(what) + " \"" + value + "\"", did_you_mean(value, known));
  return value;
}

JsonObject JsonCursor::object() const {
  if (!value_->is_object()) expected("an object");
  return JsonObject(*this);
}

std::optional<JsonCursor> JsonObject::find(const std::string& key) {
  asked_.push_back(key);
  const auto at = cursor_.value_->find(key);
  return at == cursor_.value_->end() ? std::nullopt : std::optional(cursor_.child(*at, key));
}

JsonCursor JsonObject::require(const std::string& key) {
  auto found = find(key);
  if (!found) cursor_.fail("the key \"" + key + "\" is missing");
  return *std::move(found);
}

void JsonObject::accept_schema(const std::string& name) {
  if (const auto editor = find("$schema")) static_cast<void>(editor->text());
  if (const auto schema = find("schema"); schema && schema->text() != name) schema->fail("schema \"" + schema->text() + "\" is not \"" + name + "\"");
}

void JsonObject::finish() const {
  for (const auto& [key, value] : cursor_.value_->items()) {
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    std::vector<std::string> known;
    std::copy_if(asked_.begin(), asked_.end(), std::back_inserter(known), [&](const std::string& k) { return !k.starts_with('$'); });
    cursor_.child(value, key).fail("unknown key \"" + key + "\"", did_you_mean(key, known));
  }
}

std::string read_text_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error("cannot open the file: " + std::string(std::strerror(errno)), Place{file, {}, {}});
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.bad() || (text.empty() && stream.fail() && !stream.eof()))
    throw Error("cannot read the file: " + std::string(std::strerror(errno)), Place{file, {}, {}});
  return text;
}

}  // namespace bgsnap
