# What the examples are made of: downloads, a toolchain and builds, as plain derivations. They are there to be looked at: no builder is
# ever run, and the addresses lead nowhere.
{ system
, release ? "1"           # two releases are two toolchains, as two versions of a package set are
, target ? null           # cross: what the toolchain makes programs for, when that is not `system`
}:
rec {
  # Fetched by Nix itself. No such file exists, so its hash is made of its name: another version is another content.
  fetch = name: derivation {
    inherit name;
    system = "builtin";
    builder = "builtin:fetchurl";
    url = "https://downloads.example/${name}";
    outputHash = builtins.hashString "sha256" name;
    outputHashAlgo = "sha256";
    outputHashMode = "flat";
    preferLocalBuild = true;
  };

  bootstrap = fetch "bootstrap-${system}-${release}.tar.xz";

  # The toolchain: what recipes name as `stdenv`. A snapshot shows it as its boundary, not package by package.
  compiler = derivation {
    name = "compiler-${release}" + (if target == null then "" else "-${target}");
    inherit system target;
    builder = "${bootstrap}/bin/sh";
    src = fetch "compiler-${release}.tar.xz";
  };
  stdenv = derivation {
    name = "stdenv" + (if target == null then "" else "-${target}");
    inherit system;
    builder = "${bootstrap}/bin/sh";
    initialPath = [ bootstrap compiler ];
  };

  build = { pname, version, ... } @ recipe: derivation ({
    inherit system stdenv;
    name = "${pname}-${version}" + (if target == null then "" else "-${target}");
    builder = "${stdenv}/bin/sh";
    args = [ "-e" (builtins.toFile "build.sh" "make && make install\n") ];
  } // (if target == null then { } else { crossSystem = target; }) // recipe);

  # What somebody else wrote, from its published archive.
  library = pname: version: buildInputs: build {
    inherit pname version buildInputs;
    src = fetch "${pname}-${version}.tar.gz";
  };
}
