// bench_bare_files DIRECTORY: what the system alone takes to hand over the files of a directory: all are listed, and each is opened, read
// and closed, on two threads; nobody looks at the bytes.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

std::vector<std::string> listed(const char* directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(directory), ::closedir);
  if (open == nullptr) fail(directory);
  std::vector<std::string> names;
  while (const dirent* const entry = ::readdir(open.get()))
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  return names;
}

std::size_t bytes_of(int directory, std::span<const std::string> names) {
  static thread_local std::array<char, std::size_t{1} << 16> buffer;
  std::size_t bytes = 0;
  for (const std::string& name : names) {
    const int file = ::openat(directory, name.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) fail(name.c_str());
    // As bgsnap does: what a file gives short of the room is all of it.
    for (ssize_t got = buffer.size(); got == static_cast<ssize_t>(buffer.size()); bytes += static_cast<std::size_t>(got)) {
      got = ::read(file, buffer.data(), buffer.size());
      if (got < 0) fail(name.c_str());
    }
    ::close(file);
  }
  return bytes;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 1;
  const std::vector<std::string> names = listed(words[1]);
  const int directory = ::open(words[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) fail(words[1]);
  const std::span<const std::string> all(names);
  std::size_t second = 0;
  std::thread other([&] { second = bytes_of(directory, all.subspan(all.size() / 2)); });
  const std::size_t first = bytes_of(directory, all.first(all.size() / 2));
  other.join();
  std::printf("%zu files, %zu bytes\n", names.size(), first + second);
}
