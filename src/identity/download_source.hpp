#pragma once

#include "bgsnap/raw_graph.hpp"

#include <optional>
#include <string>

namespace bgsnap {

/// What a fixed output fetches, as a name that stays when its version moves: "github.com/owner/repo".
struct DownloadSource {
  std::string name;
  std::string version;  ///< from the URL where it looks like one; commit ids are none
};

/// The first URL that a recipe names in its attributes `url` or `urls`, or in what they are; empty: none.
[[nodiscard]] std::string_view first_url(const RawDerivation& derivation);
[[nodiscard]] std::string_view first_url(std::string_view url, std::string_view urls) noexcept;

/// Absent: no URL, or nothing in it that could name anything.
[[nodiscard]] std::optional<DownloadSource> download_source(std::string_view url);

}  // namespace bgsnap
