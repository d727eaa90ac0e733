# bgsnap, built with nixpkgs: pkgs.callPackage ./package.nix { }
{ lib, stdenv, cmake, ninja, pkg-config, cli11, fmt, jemalloc, nlohmann_json, simdjson, tomlplusplus, xxHash, zstd }:
let
  lines = builtins.filter builtins.isString (builtins.split "\n" (builtins.readFile ../CMakeLists.txt));
  versions = builtins.filter (found: found != null) (map (builtins.match "project\\(bgsnap VERSION ([0-9.]+).*") lines);
in
stdenv.mkDerivation {
  pname = "bgsnap";
  version = lib.head (lib.head versions);
  # What the program is made of, and no more: an edit of the README rebuilds nothing.
  src = lib.fileset.toSource {
    root = ../.;
    fileset = lib.fileset.unions [ ../CMakeLists.txt ../cmake ../docs/findings ../include ../src ];
  };
  nativeBuildInputs = [ cmake ninja pkg-config ];
  buildInputs = [ cli11 fmt nlohmann_json simdjson tomlplusplus xxHash zstd ] ++ lib.optional stdenv.hostPlatform.isLinux jemalloc;
  cmakeFlags = [
    (lib.cmakeBool "BGSNAP_TESTS" false)
    (lib.cmakeBool "BGSNAP_BENCH" false)
    # Other compilers than ours warn of other things.
    (lib.cmakeBool "BGSNAP_WERROR" false)
  ];
  meta = {
    description = "Keeps a Nix build graph from rotting";
    license = lib.licenses.mit;
    mainProgram = "bgsnap";
    platforms = lib.platforms.unix;
  };
}
