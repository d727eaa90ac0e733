/// Starts the program beside it with the loader and the libraries beside it, so that the folder needs nothing from the machine:
/// FOLDER/bin/NAME (this, linked statically) runs FOLDER/libexec/NAME with FOLDER/lib/loader.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

constexpr int could_not_look = 2;

int fail(const std::string& what) {
  std::fprintf(stderr, "error: %s: %s\n", what.c_str(), std::strerror(errno));
  return could_not_look;
}

/// Where this file lies, links followed; empty when /proc does not say.
std::string own_path() {
  std::string path(4096, '\0');
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  path.resize(length > 0 && static_cast<std::size_t>(length) < path.size() ? static_cast<std::size_t>(length) : 0);
  return path;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string self = own_path();
  const auto file = self.rfind('/');
  const auto folder_end = file == std::string::npos || file == 0 ? std::string::npos : self.rfind('/', file - 1);
  if (folder_end == std::string::npos) return fail("cannot find the program's own folder by /proc/self/exe");
  const std::string folder = self.substr(0, folder_end);
  const std::string loader = folder + "/lib/loader", libraries = folder + "/lib", program = folder + "/libexec" + self.substr(file);

  std::vector<const char*> words = {loader.c_str(), "--inhibit-cache", "--library-path", libraries.c_str(), program.c_str()};
  for (int i = 1; i < argc; ++i) words.push_back(argv[i]);
  words.push_back(nullptr);
  execv(loader.c_str(), const_cast<char**>(words.data()));
  return fail("cannot start " + loader);
}
