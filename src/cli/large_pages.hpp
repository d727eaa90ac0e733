#pragma once

#include <cstdint>

namespace bgsnap {

/// Asks the system to back the program's memory with large pages: a graph is met in order and in whole, and at 4 KiB a page its first
/// touch costs as much as the reading. Changes no answer. Does nothing where the C library or the system has no such thing, or where
/// the room may not be reserved.
void use_large_pages() noexcept;

/// Gives threads to come no heaps of their own, whose pages are small, but a share of that one. For what asks for much memory seldom, as
/// reading a snapshot of so many bytes does: threads wait for each other when they ask. Before the first thread. Changes no answer.
void share_one_heap(std::uintmax_t bytes) noexcept;

}  // namespace bgsnap
