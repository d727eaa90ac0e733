#pragma once

#include "formats/batches.hpp"
#include "formats/input_bytes.hpp"
#include "formats/text_arena.hpp"

#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// HASH-NAME.drv: what a store calls the file of a derivation.
[[nodiscard]] bool is_drv_name(std::string_view name);

/// One .drv file, of which all bytes are there.
[[nodiscard]] std::unique_ptr<Batch> single_drv(std::string bytes, std::string file);

/// .drv files of one directory on their way into a graph. They may be read in any order, such as the one in which the system lists them:
/// records, issues and what is thrown are in the order of their names. Batches hold it, so that none outlives it.
class StoreDirectory {
public:
  /// `only_input`: no file of it is read twice, and nothing else is read, so no path has two records.
  StoreDirectory(std::string path, bool only_input) : files_(std::move(path)), only_input_(only_input) {}

  [[nodiscard]] const OpenDirectory& files() const noexcept { return files_; }
  /// A name that lives as long as the directory, with a zero byte behind it.
  [[nodiscard]] std::string_view keep(std::string_view name) { return names_.copy_with_zero(name); }

  /// Some of its files, whose names it keeps, as a batch. Once joined their records wait for settle().
  [[nodiscard]] static std::unique_ptr<Batch> batch(std::shared_ptr<StoreDirectory> directory, std::span<const std::string_view> names);

  /// What was joined since the last time becomes part of the graph. Throws what is wrong with the first of the files that could not be read.
  void settle(RawGraph& graph);

private:
  class Part;
  struct Failure {
    std::string_view name;
    std::exception_ptr what;
  };

  [[nodiscard]] std::uint32_t document_in(RawGraph& graph);
  void settle_records(RawGraph& graph);

  OpenDirectory files_;
  bool only_input_;
  TextArena names_ = {};
  std::vector<std::vector<RawDerivation>> records_ = {};  ///< of each batch that was joined
  std::vector<RawIssue> issues_ = {};
  Failure failure_ = {};                        ///< of the first file by name; no exception: none
  std::optional<std::uint32_t> document_ = {};  ///< index in RawGraph::documents, once it has records there
};

}  // namespace bgsnap
