#include "cli/large_pages.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace bgsnap {

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && defined(MADV_HUGEPAGE)

namespace {

constexpr std::size_t page = std::size_t{2} << 20;
constexpr std::size_t small = std::size_t{8} << 20;  // what most runs on a snapshot need: clearing large pages would cost more than it saves
constexpr std::size_t room = std::size_t{1} << 30;   // addresses, not memory: only what is touched counts
std::uintptr_t heap = 0;                             // where its first large page would begin; 0: there is none
constexpr int step = 64 << 20;                       // by which the heap grows beyond that

/// The heap in one piece, so that one call covers it.
bool reserve() noexcept {
  void* const end = sbrk(0);
  if (sbrk(room) == reinterpret_cast<void*>(-1)) return false;
  if (brk(end) != 0) return false;
  mallopt(M_MMAP_THRESHOLD, static_cast<int>(room));
  mallopt(M_TRIM_THRESHOLD, static_cast<int>(room));
  mallopt(M_TOP_PAD, static_cast<int>(room - page));
  void* volatile first = std::malloc(page);  // volatile: the pair would be left out
  std::free(first);
  mallopt(M_TOP_PAD, step);
  return true;
}

}  // namespace

void use_large_pages() noexcept {
  const auto begin = reinterpret_cast<std::uintptr_t>(sbrk(0));
  if (!reserve()) return;
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  heap = (begin + page - 1) / page * page;
  if (heap + small < end) (void)madvise(reinterpret_cast<void*>(heap + small), end - heap - small, MADV_HUGEPAGE);
}

void share_one_heap(std::uintmax_t bytes) noexcept {
  mallopt(M_ARENA_MAX, 1);
  if (bytes >= small && heap != 0) (void)madvise(reinterpret_cast<void*>(heap), small, MADV_HUGEPAGE);
}

#else

void use_large_pages() noexcept {}
void share_one_heap(std::uintmax_t) noexcept {}

#endif

}  // namespace bgsnap
