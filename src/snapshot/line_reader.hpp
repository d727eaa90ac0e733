#pragma once

#include "base/text_numbers.hpp"
#include "bgsnap/snapshot.hpp"
#include "formats/text_arena.hpp"
#include "snapshot/line_members.hpp"

#include <simdjson.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// The name of a line, before it is an id.
struct LineName {
  const char* data;
  std::uint32_t size;
  TextNumbers::Hash hash;
  [[nodiscard]] std::string_view text() const noexcept { return {data, size}; }
};

/// A list among the names of its part.
struct NameList {
  std::uint32_t first = 0;
  std::uint32_t size = 0;
};

/// What lines say that stand one after the other. The nodes are views of its bytes and of what it holds.
struct ReadLines {
  ReadLines(std::string_view bytes, std::size_t first_line) : members(bytes), number(first_line) {}

  LineMembers members;
  TextArena lists = {};
  std::size_t number;                     ///< in the file, of the line after them
  Snapshot header = {};                   ///< when its line is among them; without lines
  std::vector<SnapshotRoot> roots = {};   ///< no nodes yet
  std::vector<SnapshotNode> nodes = {};   ///< no inputs yet; where `system` has no data(), it is the header's
  TextNumbers ids = {};                   ///< of the nodes: their places here, all of them once what was to be read is read
  std::vector<LineName> names = {};       ///< what the lists below hold, in the order of the lines
  std::vector<NameList> root_nodes = {};  ///< parallel to roots
  std::vector<NameList> inputs = {};      ///< parallel to nodes
  std::vector<NameList> drv_sources = {};
  std::vector<NodeId> found = {};  ///< parallel to names, once it is known whose they are
  bool passed_over = false;        ///< a value was not looked at: whether it is JSON is not known

  /// Makes room for so many nodes and what they say.
  void reserve(std::size_t count);
  /// What the lines name is known, and nobody asks for it by name any more: `found` alone stays.
  void forget_names() noexcept;
};

/// Reads lines, each by itself and in its order; whether what they name is there, they cannot know.
class LineReader {
public:
  /// A line that is none of a snapshot: the one of ReadLines::number.
  struct Fault {
    std::string what;
  };

  explicit LineReader(ReadLines& lines) : lines_(lines), line_(lines.members) {}

  /// `array` is a JSON array of lines, and part of the bytes. Throws simdjson_error for what is no JSON, and Fault.
  void read(std::string_view array);

private:
  void read_header();
  void read_line();
  void read_root();
  void read_node();
  void read_seldom(SnapshotNode& node);
  void number_ids(std::size_t until);

  [[nodiscard]] std::optional<std::string_view> optional_text(LineKey key) const;
  [[nodiscard]] std::string_view text(LineKey key) const;
  [[nodiscard]] std::uint64_t number(LineKey key, std::optional<std::uint64_t> otherwise = {}) const;
  [[nodiscard]] std::uint32_t count32(LineKey key, std::uint32_t otherwise) const;
  [[nodiscard]] bool flag(LineKey key) const;
  [[nodiscard]] std::span<const std::string_view> strings(LineKey key) const;
  [[nodiscard]] NameList names(LineKey key);
  [[nodiscard]] std::span<const std::string_view> kept(LineKey key) { return lines_.lists.copy(strings(key)); }
  [[nodiscard]] std::span<const ClassCount> classes(std::uint32_t derivations);
  [[nodiscard]] DerivationKind kind() const;
  void refuse_keys_beside(std::uint32_t known) const;
  [[noreturn]] static void fail(std::string what) { throw Fault{std::move(what)}; }

  ReadLines& lines_;
  LineMembers& line_;
  static constexpr std::size_t waiting_ids = 16;
  std::string_view last_class_;
  std::array<TextNumbers::Hash, waiting_ids> hashes_{};  ///< of the last nodes' ids
  simdjson::ondemand::parser parser_;
};

}  // namespace bgsnap
