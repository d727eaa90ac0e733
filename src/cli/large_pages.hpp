#pragma once

namespace bgsnap {

/// Asks the system to back the program's memory with large pages: a graph is met in order and in whole, and at 4 KiB a page its first
/// touch costs as much as the reading. Changes no answer. Does nothing where the C library or the system has no such thing, or where
/// the room may not be reserved.
void use_large_pages() noexcept;

}  // namespace bgsnap
