#include "streaming/generated_graph.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <utility>

namespace bgsnap {

namespace {

constexpr std::string_view digits = "0123456789abcdfghijklmnpqrsvwxyz";
constexpr std::size_t flush_at = std::size_t{1} << 20;

std::uint64_t product(std::uint64_t a, std::uint64_t b, std::uint64_t modulus) {
  return static_cast<std::uint64_t>(static_cast<unsigned __int128>(a) * b % modulus);
}

/// a * result = 1 modulo m; a and m share no divisor.
std::uint64_t inverse(std::uint64_t a, std::uint64_t m) {
  std::int64_t x = 1, y = 0;
  for (auto b = static_cast<std::int64_t>(a), c = static_cast<std::int64_t>(m); c != 0;) {
    const std::int64_t times = b / c;
    b = std::exchange(c, b - times * c);
    x = std::exchange(y, x - times * y);
  }
  return static_cast<std::uint64_t>(x < 0 ? x + static_cast<std::int64_t>(m) : x);
}

std::uint64_t stirred(std::uint64_t number) {
  number = (number ^ number >> 31) * 0x9E3779B97F4A7C15;
  return (number ^ number >> 29) * 0xBF58476D1CE4E5B9;
}

/// Text of a recipe as long as real ones, with what JSON must escape.
std::string phase_text(std::size_t lines) {
  std::string text;
  for (std::size_t i = 0; i < lines; ++i)
    text +=
        R"(substituteInPlace Makefile --replace \"/usr/local\" \"$out\"\n  for each in $(find . -name '*.in'); do patchShebangs \"$each\"; done\n)";
  return text;
}

}  // namespace

GeneratedGraph::GeneratedGraph(std::uint64_t derivations, Edition edition)
    : edition_(edition), clusters_((std::max(derivations, toolchain + 1) - toolchain + per_cluster - 1) / per_cluster), step_(0), back_(0) {
  step_ = this->derivations() * 5 / 8;
  while (std::gcd(step_, this->derivations()) != 1) ++step_;
  back_ = inverse(step_, this->derivations());
}

std::vector<std::uint64_t> GeneratedGraph::needs(std::uint64_t package) {
  std::vector<std::uint64_t> needed;
  if (package > 0) needed.push_back(package / 2);
  if (package % 3 == 1 && package > 1) needed.push_back(package - 1);
  if (package % 4 == 3) needed.push_back(0);
  needed.push_back(packages + package);
  if (packages + package < sources) needed.push_back(2 * packages + package);
  std::sort(needed.begin(), needed.end());
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  return needed;
}

bool GeneratedGraph::is_root(std::uint64_t package) {
  for (std::uint64_t user = package + 1; user < packages; ++user) {
    const auto needed = needs(user);
    if (std::find(needed.begin(), needed.end(), package) != needed.end()) return false;
  }
  return true;
}

std::uint64_t GeneratedGraph::edges() const {
  std::uint64_t in_toolchain = 0;
  for (std::uint64_t i = 0; i < toolchain; ++i) in_toolchain += inputs(i).size();
  std::uint64_t in_cluster = 0;
  for (std::uint64_t i = 0; i < per_cluster; ++i) in_cluster += inputs(toolchain + i).size();
  return in_toolchain + clusters_ * in_cluster;
}

std::uint64_t GeneratedGraph::roots() const {
  std::uint64_t roots = 0;
  for (std::uint64_t package = 0; package < packages; ++package) roots += is_root(package) ? 1 : 0;
  return roots * clusters_;
}

std::uint64_t GeneratedGraph::in_closures() const {
  std::array<std::uint64_t, packages> closures{};
  std::uint64_t sum = 0;
  for (std::uint64_t package = 0; package < packages; ++package) {
    closures[package] = std::uint64_t{1} << package;
    for (const std::uint64_t needed : needs(package)) closures[package] |= needed < packages ? closures[needed] : std::uint64_t{1} << needed;
    if (is_root(package)) sum += toolchain + static_cast<std::uint64_t>(std::popcount(closures[package]));
  }
  return sum * clusters_;
}

std::uint64_t GeneratedGraph::place(std::uint64_t derivation) const { return product(derivation, step_, derivations()); }
std::uint64_t GeneratedGraph::at_place(std::uint64_t place) const { return product(place, back_, derivations()); }

bool GeneratedGraph::is_other(std::uint64_t derivation, bool of_output) const {
  const bool fixed = derivation >= toolchain && (derivation - toolchain) % per_cluster >= packages;
  return edition_ == Edition::second && derivation >= edited_tool && !(fixed && of_output);
}

/// A derivation's first digits ascend with its place; the rest, and all of an output's, are stirred.
std::string GeneratedGraph::hash(std::uint64_t derivation, bool of_output) const {
  std::string text(32, '0');
  std::uint64_t rest = stirred(derivation * 2 + (of_output ? 1 : 0) + (is_other(derivation, of_output) ? 1'000'000'007 : 7));
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 12 == 0) rest = stirred(rest + i);
    text[i] = digits[rest & 31];
    rest >>= 5;
  }
  const std::uint64_t leading = of_output ? derivation : place(derivation);
  for (std::size_t i = 0; i < 7; ++i) text[(of_output ? 20 : 0) + i] = digits[leading >> (5 * (6 - i)) & 31];
  return text;
}

std::string GeneratedGraph::name(std::uint64_t derivation) const {
  if (derivation < toolchain) return derivation + 1 == toolchain ? "stdenv-linux" : "tool-" + std::to_string(derivation);
  const std::uint64_t cluster = (derivation - toolchain) / per_cluster;
  const std::uint64_t member = (derivation - toolchain) % per_cluster;
  const std::string version = "-" + std::to_string(1 + member % 5) + "." + std::to_string(cluster % 17);
  if (member < packages) return "package-of-cluster" + std::to_string(cluster) + "x" + std::to_string(member) + version;
  return "download-of-cluster" + std::to_string(cluster) + "x" + std::to_string(member) + version + ".tar.gz";
}

std::string GeneratedGraph::output(std::uint64_t derivation) const { return "/nix/store/" + hash(derivation, true) + "-" + name(derivation); }

std::vector<std::uint64_t> GeneratedGraph::inputs(std::uint64_t derivation) const {
  std::vector<std::uint64_t> list;
  if (derivation < toolchain) {
    if (derivation > 0) list.push_back(derivation - 1);
    if (derivation > 4) list.push_back(derivation / 2);
    return list;
  }
  const std::uint64_t member = (derivation - toolchain) % per_cluster;
  list = {toolchain - 1, toolchain - 2, toolchain / 2};
  if (member < packages)
    for (const std::uint64_t needed : needs(member)) list.push_back(derivation - member + needed);
  std::sort(list.begin(), list.end(), [this](std::uint64_t a, std::uint64_t b) { return place(a) < place(b); });
  return list;
}

void GeneratedGraph::append_record(std::uint64_t derivation, std::string& text) const {
  static const std::string mirrors = "http_proxy https_proxy ftp_proxy all_proxy no_proxy NIX_CURL_FLAGS NIX_HASHED_MIRRORS " + std::string(800, 'M');
  static const std::string phases = phase_text(34);
  const bool fixed = derivation >= toolchain && (derivation - toolchain) % per_cluster >= packages;
  const std::string own = name(derivation);
  const auto variable = [&text](std::string_view key, std::string_view value) {
    text.append("\"").append(key).append("\":\"").append(value).append("\",");
  };
  text.append("\"").append(hash(derivation, false)).append("-").append(own).append(".drv\":{");
  text +=
      R"("args":["-e","/nix/store/9krlzvny65gdc8s7kpb6lkx8cd02c25b-default-builder.sh"],"builder":"/nix/store/58in3hsawf6g1adx99sphi460nzmaqxq-bash-4.4-p23/bin/bash","env":{)";
  std::string wanted;
  for (const std::uint64_t input : inputs(derivation)) wanted += (wanted.empty() ? "" : " ") + output(input);
  variable("buildInputs", wanted);
  if (!fixed && derivation >= toolchain) variable(derivation % 8 == 0 ? "buildPhase" : "postInstall", phases);
  if (derivation == edited_tool) variable("NIX_CFLAGS_COMPILE", edition_ == Edition::first ? "-O1" : "-O2");
  for (const std::string_view empty : {"configureFlags", "depsBuildBuild", "depsBuildTarget", "depsHostHost", "depsTargetTarget", "doCheck"})
    variable(empty, "");
  if (fixed) variable("impureEnvVars", mirrors);
  variable("name", own);
  variable("out", output(derivation));
  if (derivation >= toolchain) variable("stdenv", output(toolchain - 1));
  if (fixed) variable("urls", "https://example.org/released/" + own);
  text += R"("system":"x86_64-linux"},"inputs":{"drvs":{)";
  bool first = true;
  for (const std::uint64_t input : inputs(derivation))
    text.append(std::exchange(first, false) ? "\"" : ",\"")
        .append(hash(input, false))
        .append("-")
        .append(name(input))
        .append(R"(.drv":{"dynamicOutputs":{},"outputs":["out"]})");
  text += R"(},"srcs":["9krlzvny65gdc8s7kpb6lkx8cd02c25b-default-builder.sh"]},"name":")" + own + R"(","outputs":{"out":{)";
  if (fixed) {
    std::string content(64, '0');
    const std::uint64_t number = stirred(derivation);
    for (std::size_t i = 0; i < 16; ++i) content[i] = "0123456789abcdef"[number >> (4 * i) & 15];
    for (std::size_t i = 0; i < 16; ++i) content[16 + i] = "0123456789abcdef"[derivation >> (4 * i) & 15];
    text += R"("hash":")" + content + R"(","hashAlgo":"sha256","method":"flat")";
  } else {
    text += R"("path":")" + output(derivation).substr(11) + "\"";
  }
  text += R"(}},"system":"x86_64-linux","version":4})";
}

void GeneratedGraph::write(std::uint64_t documents, const std::function<void(std::string_view)>& sink) const {
  std::string text;
  for (std::uint64_t document = 0; document < documents; ++document) {
    const std::uint64_t end = derivations() * (document + 1) / documents;
    text += "{\"derivations\":{";
    for (std::uint64_t place = derivations() * document / documents, begin = place; place < end; ++place) {
      if (place != begin) text += ',';
      append_record(at_place(place), text);
      if (text.size() < flush_at) continue;
      sink(text);
      text.clear();
    }
    text += "},\"version\":4}\n";
  }
  sink(text);
}

}  // namespace bgsnap
