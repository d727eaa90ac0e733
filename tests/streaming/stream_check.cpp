// Streams a generated graph through a pipe into `bgsnap snapshot -`, and holds the snapshot, what --stats-json says and the memory of the
// program against what is known of the graph.
//
// usage: stream_check PROGRAM BYTES DOCUMENTS MEGABYTES    at least so many bytes, and at most so much memory
#include "streaming/generated_graph.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using bgsnap::GeneratedGraph;

constexpr std::uint64_t least_bytes_a_derivation = 3400;

/// What a snapshot says, counted line by line as it comes.
class SnapshotFigures {
public:
  std::uint64_t roots = 0;
  std::uint64_t in_closures = 0;
  std::uint64_t lines = 0;
  std::uint64_t derivations = 0;

  void take(std::string_view bytes) {
    for (std::size_t end; (end = bytes.find('\n')) != std::string_view::npos; bytes.remove_prefix(end + 1)) {
      rest_ += bytes.substr(0, end);
      take_line(rest_);
      rest_.clear();
    }
    rest_ += bytes;
  }

private:
  static std::uint64_t number_after(std::string_view line, std::string_view key, std::uint64_t otherwise) {
    const std::size_t at = line.find(key);
    std::uint64_t number = otherwise;
    if (at != std::string_view::npos) std::from_chars(line.data() + at + key.size(), line.data() + line.size(), number);
    return number;
  }

  void take_line(std::string_view line) {
    if (line.starts_with(",{\"root\":")) {
      ++roots;
      in_closures += number_after(line, "\"derivations\":", 0);
    } else if (line.starts_with(",{\"id\":")) {
      ++lines;
      derivations += number_after(line, "\"derivations\":", 1);
    }
  }

  std::string rest_;
};

struct Child {
  pid_t process;
  int in;
  int out;
};

Child start(const char* program, const char* stats) {
  int in[2];
  int out[2];
  if (pipe(in) != 0 || pipe(out) != 0) std::exit(2);
  const pid_t process = fork();
  if (process == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    for (const int one : {in[0], in[1], out[0], out[1]}) close(one);
    execl(program, program, "snapshot", "-", "--stats", "--stats-json", stats, nullptr);
    std::_Exit(127);
  }
  close(in[0]);
  close(out[1]);
  return {process, in[1], out[0]};
}

void feed(const GeneratedGraph& graph, std::uint64_t documents, int to, std::uint64_t& bytes) {
  graph.write(documents, [&](std::string_view text) {
    bytes += text.size();
    while (!text.empty()) {
      const ssize_t written = write(to, text.data(), text.size());
      if (written < 0) std::exit(2);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  });
  close(to);
}

bool agrees(const char* what, std::uint64_t seen, std::uint64_t known) {
  std::cout << what << ": " << seen << (seen == known ? "" : ", but the graph has " + std::to_string(known)) << "\n";
  return seen == known;
}

std::uint64_t member(const std::string& json, const std::string& key) {
  const std::size_t at = json.rfind("\"" + key + "\":");
  return at == std::string::npos ? 0 : std::strtoull(json.c_str() + at + key.size() + 3, nullptr, 10);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const GeneratedGraph graph(std::strtoull(argv[2], nullptr, 10) / least_bytes_a_derivation + 1);
  std::string stats = "/tmp/bgsnap-stream-XXXXXX";
  close(mkstemp(stats.data()));
  const Child child = start(argv[1], stats.c_str());
  std::uint64_t bytes = 0;
  std::thread feeder([&] { feed(graph, std::strtoull(argv[3], nullptr, 10), child.in, bytes); });
  SnapshotFigures figures;
  std::string buffer(std::size_t{1} << 16, '\0');
  for (ssize_t got; (got = read(child.out, buffer.data(), buffer.size())) > 0;) figures.take({buffer.data(), static_cast<std::size_t>(got)});
  feeder.join();
  int status = 0;
  struct rusage used = {};
  wait4(child.process, &status, 0, &used);
  std::stringstream told;
  told << std::ifstream(stats).rdbuf();
  unlink(stats.c_str());

  const std::uint64_t most = std::strtoull(argv[4], nullptr, 10);
  const std::uint64_t megabytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1024 / 1'000'000;
  bool good = status == 0;
  good &= agrees("derivations", figures.derivations, graph.derivations());
  good &= agrees("lines", figures.lines, graph.lines());
  good &= agrees("roots", figures.roots, graph.roots());
  good &= agrees("derivations in the closures of roots", figures.in_closures, graph.in_closures());
  good &= agrees("bytes read", member(told.str(), "bytes"), bytes);
  good &= agrees("derivations read", member(told.str(), "derivations"), graph.derivations());
  good &= agrees("edges read", member(told.str(), "edges"), graph.edges());
  good &= bytes >= std::strtoull(argv[2], nullptr, 10);
  std::cout << "memory: " << megabytes << " MB of " << most << "\n";
  return good && megabytes <= most ? 0 : 1;
}
