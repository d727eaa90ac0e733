// bench_bare_walk FILE…: the floor as a program of its own, so that its wall time, start and reading included, stands beside bgsnap's.
#include "bare_walk.hpp"

#include <cstdio>
#include <span>
#include <string>
#include <vector>

int main(int count, char** words) {
  const std::vector<std::string> files(words + 1, words + count);
  const BareWalk walked = bare_walk(files);
  std::printf("%llu bytes, %llu of them in strings\n", static_cast<unsigned long long>(walked.file_bytes),
              static_cast<unsigned long long>(walked.string_bytes));
}
