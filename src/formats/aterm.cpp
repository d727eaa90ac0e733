#include "formats/aterm.hpp"

#include "formats/content_hash.hpp"
#include "formats/string_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace bgsnap {

namespace {

constexpr std::string_view plain_start = "Derive(";
constexpr std::string_view versioned_start = "DrvWithVersion(";
constexpr std::size_t deepest_dynamic = 300;
constexpr std::size_t no_index = static_cast<std::size_t>(-1);

class AtermReader {
public:
  AtermReader(std::span<char> text, DerivationDraft& draft, TextArena& arena)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()), draft_(draft), arena_(arena) {}

  void read() {
    read_start();
    in("outputs");
    list([this] { read_output(); });
    next_field("inputDrvs");
    list([this] { read_input(); });
    next_field("inputSrcs");
    list([this] { draft_.sources.push_back(StorePath::from(noting_store(string()))); });
    next_field("system");
    draft_.system = string();
    next_field("builder");
    draft_.builder = string();
    next_field("args");
    list([this] { draft_.args.push_back(string()); });
    next_field("env");
    list([this] { read_variable(); });
    in("");
    expect(')');
  }

private:
  [[noreturn]] void fail(const std::string& sentence) const {
    std::string where(field_);
    if (index_ != no_index) where += fmt::format("[{}]", index_);
    throw AtermFault(sentence, static_cast<std::size_t>(at_ - begin_), std::move(where));
  }

  [[noreturn]] void fail_expected(std::string_view expected) const {
    if (at_ == end_) fail(fmt::format("the file ends where {} should be", expected));
    const auto byte = static_cast<unsigned char>(*at_);
    fail(fmt::format("expected {}, but there is {}", expected,
                     byte > 0x20 && byte < 0x7F ? fmt::format("'{}'", *at_) : fmt::format("byte 0x{:02x}", byte)));
  }

  void in(std::string_view field) {
    field_ = field;
    index_ = no_index;
  }

  void next_field(std::string_view field) {
    in(field);
    expect(',');
  }

  [[nodiscard]] bool next_is(char c) const noexcept { return at_ != end_ && *at_ == c; }

  void expect(char c) {
    if (!next_is(c)) fail_expected(fmt::format("'{}'", c));
    ++at_;
  }

  void read_start() {
    const std::string_view text(begin_, static_cast<std::size_t>(end_ - begin_));
    if (text.starts_with(plain_start)) {
      at_ += plain_start.size();
      return;
    }
    at_ += versioned_start.size();
    in("version");
    const std::string_view version = string();
    if (version != "xp-dyn-drv") fail(fmt::format("this .drv file is of version {}, which is not known", version));
    expect(',');
  }

  /// `read_item` for every item; errors name its index in the field.
  template <class ReadItem>
  void list(ReadItem read_item) {
    expect('[');
    for (index_ = 0; !next_is(']'); ++index_) {
      if (index_ != 0) {
        if (!next_is(',')) fail_expected("',' or ']'");
        ++at_;
      }
      read_item();
    }
    ++at_;
    index_ = no_index;
  }

  std::string_view string() {
    if (!next_is('"')) fail_expected("a string");
    char* const from = ++at_;
    char* const stop = from + (find_quote_or_backslash(from, end_) - from);
    if (stop == end_) fail_unclosed(stop);
    at_ = stop;
    if (*stop == '\\') return escaped(from);
    ++at_;
    return {from, static_cast<std::size_t>(stop - from)};
  }

  void pass_over_string() {
    if (!next_is('"')) fail_expected("a string");
    const char* const stop = find_closing_quote(at_ + 1, end_);
    if (stop == end_) fail_unclosed(end_);
    at_ += stop + 1 - at_;
  }

  [[noreturn]] void fail_unclosed(char* end) {
    at_ = end;
    fail("the file ends inside a string");
  }

  /// The string that begins at `from` and has its first backslash at `at_`.
  std::string_view escaped(char* from) {
    char* to = at_;
    for (;;) {
      if (end_ - at_ < 2) fail_unclosed(end_);
      const char c = at_[1];
      *to++ = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
      at_ += 2;
      const char* const stop = find_quote_or_backslash(at_, end_);
      const auto length = static_cast<std::size_t>(stop - at_);
      std::memmove(to, at_, length);
      to += length;
      at_ += length;
      if (at_ == end_) fail_unclosed(end_);
      if (*at_ == '"') break;
    }
    ++at_;
    return {from, static_cast<std::size_t>(to - from)};
  }

  std::string_view noting_store(std::string_view path) {
    if (draft_.store_dir.empty() && path.starts_with('/') && StorePath::from(path).valid()) draft_.store_dir = path.substr(0, path.rfind('/'));
    return path;
  }

  void read_output() {
    expect('(');
    RawOutput output;
    output.name = string();
    expect(',');
    output.path = StorePath::from(noting_store(string()));
    expect(',');
    const std::string_view algorithm = string();
    expect(',');
    const std::string_view hash = string();
    expect(')');
    if (!algorithm.empty() || !hash.empty()) {
      const bool impure = hash == "impure";
      const ContentHash content = content_hash({}, algorithm, impure ? std::string_view() : hash, arena_);
      output.kind = impure ? OutputKind::impure : hash.empty() ? OutputKind::floating : OutputKind::fixed;
      output.method = content.method;
      output.algorithm = content.algorithm;
      output.hash = content.hash;
    } else if (output.path.base.empty()) {
      output.kind = OutputKind::deferred;
    }
    draft_.outputs.push_back(output);
  }

  void read_input() {
    expect('(');
    RawInput input;
    input.derivation = StorePath::from(noting_store(string()));
    expect(',');
    read_wanted(input.outputs, input.dynamic, 0);
    expect(')');
    draft_.inputs.push_back(input);
  }

  /// `["out"]`, or with dynamic outputs `(["out"],[("out",…)])`.
  void read_wanted(std::span<const std::string_view>& outputs, std::span<const RawDynamic>& dynamic, std::size_t depth) {
    if (depth > deepest_dynamic) fail(fmt::format("dynamic outputs nested deeper than {} levels", deepest_dynamic));
    if (!next_is('(')) {
      outputs = read_names();
      return;
    }
    ++at_;
    outputs = read_names();
    expect(',');
    expect('[');
    std::vector<RawDynamic> entries;
    while (!next_is(']')) {
      if (!entries.empty()) expect(',');
      expect('(');
      RawDynamic entry;
      entry.output = string();
      expect(',');
      read_wanted(entry.outputs, entry.deeper, depth + 1);
      expect(')');
      entries.push_back(entry);
    }
    ++at_;
    expect(')');
    ascend(
        entries, [](const RawDynamic& entry) { return entry.output; }, [this](const RawDynamic& entry) { draft_.twice.emplace_back(entry.output); });
    dynamic = arena_.copy(entries);
  }

  std::span<const std::string_view> read_names() {
    names_.clear();
    expect('[');
    while (!next_is(']')) {
      if (!names_.empty()) {
        if (!next_is(',')) fail_expected("',' or ']'");
        ++at_;
      }
      names_.push_back(string());
    }
    ++at_;
    ascend(
        names_, [](std::string_view name) { return name; }, [](std::string_view) {});
    return arena_.copy(names_);
  }

  void read_variable() {
    expect('(');
    const std::string_view name = string();
    expect(',');
    if (is_wanted(name)) {
      draft_.env.push_back({name, string()});
    } else {
      pass_over_string();
      draft_.passed_over.push_back(name);
    }
    expect(')');
  }

  /// The record itself needs its outputs' variables and its structured attributes.
  [[nodiscard]] bool is_wanted(std::string_view variable) const noexcept {
    return draft_.only == nullptr || draft_.only->find(variable) != nullptr || variable == "__json" ||
           std::any_of(draft_.outputs.begin(), draft_.outputs.end(), [variable](const RawOutput& output) { return output.name == variable; });
  }

  char* begin_;
  char* at_;
  char* end_;
  DerivationDraft& draft_;
  TextArena& arena_;
  std::string_view field_;
  std::size_t index_ = no_index;
  std::vector<std::string_view> names_;
};

}  // namespace

bool looks_like_aterm(std::string_view text) noexcept { return text.starts_with(plain_start) || text.starts_with(versioned_start); }

void read_aterm(std::span<char> text, DerivationDraft& draft, TextArena& arena) { AtermReader(text, draft, arena).read(); }

}  // namespace bgsnap
