# A small shop: an application, a server and the libraries under them, as plain derivations. It is here to be looked at, not built:
# the addresses lead nowhere and no builder is ever run.
#
#   squeeze   compression, in two versions: the server's ledger still needs the old one
#   parley    the wire protocol, compiled twice: the application needs no encryption, the server does
#   vault     encryption          ledger   the server's books          schema-gen   runs while others are built
#   fetcher   downloads what needs more than one plain address; it uses squeeze, as real ones use zlib
{ system ? "x86_64-linux"
, squeezeVersion ? "1.2.0"
, fetcherVersion ? "8.1.0"
}:
let
  # No file of these names exists, so their hashes are made of their names: another version is another content.
  contentOf = name: builtins.hashString "sha256" name;

  # Fetched by Nix itself.
  fetchPlain = name: derivation {
    inherit name;
    system = "builtin";
    builder = "builtin:fetchurl";
    url = "https://shop.example/archive/${name}";
    outputHash = contentOf name;
    outputHashAlgo = "sha256";
    outputHashMode = "flat";
    preferLocalBuild = true;
  };

  # Fetched by a program of ours: the program stands in the graph, but its bumps end at the declared hash.
  fetchMirrored = name: derivation {
    inherit name system stdenv;
    builder = "${fetcher}/bin/fetch";
    args = [ "--mirrors" "archive" name ];
    urls = [ "https://shop.example/archive/${name}" "https://mirror.shop.example/${name}" ];
    outputHash = contentOf name;
    outputHashAlgo = "sha256";
    outputHashMode = "flat";
  };

  seed-tools = fetchPlain "seed-tools-5.tar.xz";

  toolchainPart = pname: version: inputs: derivation {
    inherit pname version system;
    name = "${pname}-${version}";
    builder = "${seed-tools}/bin/sh";
    args = [ "-e" (builtins.toFile "toolchain.sh" "make install\n") ];
    buildInputs = inputs;
  };
  clib = toolchainPart "clib" "2.38" [ (fetchPlain "clib-2.38.tar.xz") ];
  compiler = toolchainPart "compiler" "13.2" [ (fetchPlain "compiler-13.2.tar.xz") clib ];
  stdenv = derivation {
    name = "stdenv-linux";
    inherit system;
    builder = "${seed-tools}/bin/sh";
    args = [ "-e" (builtins.toFile "stdenv.sh" "echo $initialPath\n") ];
    initialPath = [ seed-tools clib compiler ];
  };

  compile = { pname, version, ... } @ recipe: derivation ({
    inherit system stdenv;
    name = "${pname}-${version}";
    builder = "${stdenv}/bin/sh";
    args = [ "-e" (builtins.toFile "compile.sh" "make $features && make install\n") ];
    profile = "release";
    doCheck = false;
  } // recipe);

  squeezeOf = version: compile {
    pname = "squeeze";
    inherit version;
    src = fetchPlain "squeeze-${version}.tar.gz";
    outputs = [ "out" "dev" ];
  };
  squeeze = squeezeOf squeezeVersion;
  oldSqueeze = squeezeOf "0.9.1";

  fetcher = compile {
    pname = "fetcher";
    version = fetcherVersion;
    src = fetchPlain "fetcher-${fetcherVersion}.tar.gz";
    buildInputs = [ squeeze.dev ];
  };

  vault = compile {
    pname = "vault";
    version = "3.1.0";
    src = fetchMirrored "vault-3.1.0.tar.gz";
  };

  parleyWith = features: inputs: compile {
    pname = "parley";
    version = "2.4.0";
    src = fetchMirrored "parley-2.4.0.tar.gz";
    inherit features;
    nativeBuildInputs = [ schema-gen ];
    buildInputs = inputs;
  };
  parley = parleyWith [ "json" ] [ squeeze.dev ];
  encryptedParley = parleyWith [ "json" "tls" ] [ squeeze.dev vault ];

  schema-gen = compile {
    pname = "schema-gen";
    version = "0.4.2";
    src = fetchPlain "schema-gen-0.4.2.tar.gz";
  };

  ledger = compile {
    pname = "ledger";
    version = "1.8.2";
    src = fetchPlain "ledger-1.8.2.tar.gz";
    buildInputs = [ oldSqueeze.dev ];
  };

  # Attributes that are more than strings.
  catalog = compile {
    pname = "catalog";
    version = "7";
    src = ./sources/catalog;
    __structuredAttrs = true;
    languages = [ "en" "fr" ];
    limits = { items = 5000; pictures = true; };
  };

  ours = { profile, ... } @ recipe: compile ({
    version = "1.0.0";
    buildInputs = [ parley squeeze catalog ];
  } // recipe);
  app = profile: ours {
    pname = "app";
    inherit profile;
    src = ./sources/app;
  };
in
{
  packages.app = app "release";
  packages.app-dev = app "dev";
  packages.server = ours {
    pname = "server";
    profile = "release";
    src = ./sources/server;
    buildInputs = [ encryptedParley squeeze vault ledger catalog ];
  };
  checks.app-test = ours {
    pname = "app-test";
    profile = "test";
    src = ./sources/app;
    doCheck = true;
    buildInputs = [ (app "test") parley squeeze catalog ];
  };
}
