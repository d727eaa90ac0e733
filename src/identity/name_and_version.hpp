#pragma once

#include "bgsnap/identity.hpp"

#include <string>

namespace bgsnap {

/// "openssl 1.1.1w"; the name alone where there is no version.
[[nodiscard]] inline std::string name_and_version(const LogicalKey& key) {
  return std::string(key.pname) + (key.version.empty() ? "" : " " + std::string(key.version));
}

}  // namespace bgsnap
