#include "bgsnap/policy.hpp"
#include "config/embedded.hpp"

#include <array>

namespace bgsnap {

std::span<const FindingCode> finding_codes() noexcept {
  constexpr bool settled_by_doing = false;
  static constexpr std::array codes = {
      FindingCode{"base-lacks-entry", Severity::warning},
      FindingCode{"base-missing", Severity::warning, settled_by_doing},
      FindingCode{"base-unused", Severity::warning, settled_by_doing},
      FindingCode{"boundary-bump"},
      FindingCode{"boundary-edit"},
      FindingCode{"ceiling-cone"},
      FindingCode{"ceiling-duplicated-packages"},
      FindingCode{"ceiling-excess-derivations"},
      FindingCode{"ceiling-root-derivations"},
      FindingCode{"ceiling-root-logical-nodes"},
      FindingCode{"ceiling-variants"},
      FindingCode{"ceiling-vendor-monoliths"},
      FindingCode{"evaluation-failed", Severity::error, settled_by_doing},
      FindingCode{"forbidden-dependency"},
      FindingCode{"lockstep"},
      FindingCode{"lockstep-absent", Severity::warning},
      FindingCode{"member-missing"},
      FindingCode{"not-looked-at", Severity::warning, settled_by_doing},
      FindingCode{"root-missing"},
      FindingCode{"selector-without-match"},
      FindingCode{"singleton"},
      FindingCode{"snapshot-empty", Severity::error, settled_by_doing},
      FindingCode{"snapshot-incomplete", Severity::error, settled_by_doing},
      FindingCode{"snapshot-not-fresh", Severity::error, settled_by_doing},
      FindingCode{"snapshot-provisional", Severity::error, settled_by_doing},
      FindingCode{"version-differs-by-system"},
      FindingCode{"waiver-dates-unread", Severity::warning, settled_by_doing},
      FindingCode{"waiver-duplicate", Severity::error, settled_by_doing},
      FindingCode{"waiver-expired", Severity::warning, settled_by_doing},
      FindingCode{"waiver-unmatched", Severity::warning, settled_by_doing},
  };
  return codes;
}

std::optional<std::string_view> finding_page(std::string_view code) noexcept {
  for (const auto& [name, text] : embedded_pages())
    if (name == code) return text;
  return std::nullopt;
}

}  // namespace bgsnap
