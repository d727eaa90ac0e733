#include "base/side_by_side.hpp"
#include "snapshot/line_file.hpp"
#include "snapshot/padded_text.hpp"
#include "snapshot/snapshot_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

namespace bgsnap {
namespace {

using Lines = std::shared_ptr<ReadLines>;

/// Puts the lines' parts together, and ids in the place of names.
class Assembly {
public:
  Assembly(std::vector<Lines> parts, const std::string& file) : parts_(std::move(parts)), file_(file), snapshot_(std::move(parts_.front()->header)) {
    for (const Lines& part : parts_) {
      firsts_.push_back(lines_);
      lines_ += static_cast<std::uint32_t>(part->nodes.size());
    }
    if (parts_.size() > 1 && !parts_[1]->nodes.empty()) boundary_ = parts_[1]->nodes.front().id;
  }

  Snapshot run() && {
    snapshot_.roots = std::move(parts_.front()->roots);
    const auto system = std::make_shared<const std::string>(snapshot_.system);
    std::vector<SnapshotNode> nodes = std::move(parts_.front()->nodes);
    nodes.reserve(lines_);
    const std::span<SnapshotNode> first = nodes;
    side_by_side(
        parts_.size() > 1,  // what is wrong first comes first
        [&] { resolve(0, first, *system); },
        [&] {
          for (std::size_t part = 1; part < parts_.size(); ++part) resolve(part, moved_to_end(nodes, part), *system);
        });
    snapshot_.nodes = DenseMap<NodeId, SnapshotNode>(std::move(nodes));
    snapshot_.storage.push_back(system);
    for (const Lines& part : parts_) {
      part->forget_names();
      snapshot_.storage.push_back(part);
    }
    return std::move(snapshot_);
  }

private:
  static constexpr std::uint32_t nobody = ~std::uint32_t{0};

  /// The part that knows a name if any does: ids ascend.
  [[nodiscard]] std::size_t part_of(const LineName& name) const noexcept {
    constexpr std::size_t head = 8;
    if (!boundary_) return 0;
    const int order = name.size >= head && boundary_->size() >= head ? std::memcmp(name.data, boundary_->data(), head) : 0;  // mostly enough
    return (order != 0 ? order > 0 : name.text() >= *boundary_) ? 1 : 0;
  }

  /// What a name needs is asked for long before it is waited for: blocks of names go through four steps, each block a step ahead of the next one.
  void find_names(ReadLines& part) const {
    constexpr std::size_t at_once = 16;
    const auto block = [&](std::size_t step, std::size_t behind) {
      const std::size_t begin = std::min(step < behind ? part.names.size() : (step - behind) * at_once, part.names.size());
      return std::span(part.names).subspan(begin, std::min(at_once, part.names.size() - begin));
    };
    part.found.reserve(part.names.size());
    for (std::size_t step = 0; part.found.size() < part.names.size(); ++step) {
      for (const LineName& name : block(step, 0)) __builtin_prefetch(name.data);
      for (const LineName& name : block(step, 1)) parts_[part_of(name)]->ids.prefetch_place(name.hash);
      for (const LineName& name : block(step, 2)) parts_[part_of(name)]->ids.prefetch_text(name.hash);
      for (const LineName& name : block(step, 3)) part.found.push_back(id_of(name));
    }
  }

  [[nodiscard]] NodeId id_of(const LineName& name) const {
    const std::size_t part = part_of(name);
    const auto line = parts_[part]->ids.find(name.text(), name.hash);
    return NodeId(line ? firsts_[part] + *line : nobody);
  }

  /// There is room behind the nodes, so those that stand there already stay where they are.
  std::span<SnapshotNode> moved_to_end(std::vector<SnapshotNode>& nodes, std::size_t part) const {
    const std::vector<SnapshotNode> more = std::move(parts_[part]->nodes);
    nodes.insert(nodes.end(), more.begin(), more.end());
    return std::span(nodes).last(more.size());
  }

  /// What a part's lines name, as ids, and the system of those that say none. `nodes` are the part's.
  void resolve(std::size_t number, std::span<SnapshotNode> nodes, std::string_view system) {
    ReadLines& part = *parts_[number];
    find_names(part);
    for (std::size_t i = 0; i < part.root_nodes.size(); ++i) {
      const std::span<const NodeId> named = ids_of(part, part.root_nodes[i], 1 + i);
      snapshot_.roots[i].nodes.assign(named.begin(), named.end());
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      SnapshotNode& node = nodes[i];
      const std::size_t line = 1 + snapshot_.roots.size() + firsts_[number] + i;
      node.inputs = ids_of(part, part.inputs[i], line);
      node.drv_sources = ids_of(part, part.drv_sources[i], line);
      if (node.key.system.data() == nullptr) node.key.system = system;
    }
  }

  [[nodiscard]] std::span<const NodeId> ids_of(const ReadLines& part, NameList list, std::size_t line) const {
    const auto ids = std::span(part.found).subspan(list.first, list.size);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto refuse_name = [&](std::string_view what) { refuse(fmt::format("\"{}\" is {}", part.names[list.first + i].text(), what), line); };
      if (ids[i].value == nobody) refuse_name("named here, but no line has that id: lines are missing");
      if (i > 0 && ids[i - 1] >= ids[i]) refuse_name("out of order or named twice");
    }
    return ids;
  }

  [[noreturn]] void refuse(const std::string& what, std::size_t line) const {
    throw Error(what, {file_, {}, "/" + std::to_string(line)}, write_anew);
  }

  std::vector<Lines> parts_;
  const std::string& file_;
  Snapshot snapshot_;
  std::uint32_t lines_ = 0;
  std::vector<std::uint32_t> firsts_;         ///< of each part, the place of its first node among all
  std::optional<std::string_view> boundary_;  ///< the first id of the second part
};

Snapshot read_text(PaddedText text, const std::string& file) {
  Snapshot snapshot = Assembly(read_parts(text.bytes, file), file).run();
  snapshot.storage.push_back(std::move(text.owner));
  return snapshot;
}

}  // namespace

Snapshot parse_lines(std::string bytes, const std::string& file) { return read_text(padded(std::move(bytes)), file); }
Snapshot read_lines(const std::string& file) { return read_text(padded_file(file), file); }

Snapshot parse_snapshot(std::string bytes, const std::string& file) {
  Snapshot snapshot = parse_lines(std::move(bytes), file);
  validate_snapshot(snapshot, file);
  return snapshot;
}

Snapshot read_snapshot(const std::string& file) {
  Snapshot snapshot = read_lines(file);
  validate_snapshot(snapshot, file);
  return snapshot;
}

bool looks_like_snapshot(std::string_view bytes) noexcept {
  const auto skip = [&] {
    while (!bytes.empty() && (bytes.front() == ' ' || bytes.front() == '\n' || bytes.front() == '\r' || bytes.front() == '\t'))
      bytes.remove_prefix(1);
  };
  skip();
  if (!bytes.starts_with('[')) return false;
  bytes.remove_prefix(1);
  skip();
  if (!bytes.starts_with('{')) return false;
  return bytes.substr(0, bytes.find('}')).find("\"bgsnap-snapshot/") != std::string_view::npos;  // in the first line
}

}  // namespace bgsnap
