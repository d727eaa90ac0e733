# A Rust workspace as crate2nix makes it: one derivation a crate. Three members of ours, `wire`, `cli` and `server`, on eight crates of others.
{ system ? "x86_64-linux" }:
let
  inherit (import ../packages.nix { inherit system; }) fetch build library stdenv;

  rustc = library "rustc" "1.85.0" [ ];

  unique = crates: builtins.attrValues (builtins.listToAttrs
    (map (crate: { name = builtins.unsafeDiscardStringContext crate.drvPath; value = crate; }) crates));

  crate = { crateName, crateVersion, crateFeatures ? [ ], dependencies ? [ ], tests ? false, src ? fetch "${crateName}-${crateVersion}.crate" }:
    let
      # Everything below, not only what is named: a recipe that repeats the whole closure, as these do.
      completeDeps = unique (dependencies ++ builtins.concatMap (dependency: dependency.below) dependencies);
      # A name for the compiler to tell variants apart, made of the names below: it moves when anything there does.
      metadata = builtins.substring 0 10 (builtins.hashString "sha256"
        (toString ([ crateName crateVersion ] ++ crateFeatures ++ map (dependency: dependency.metadata) dependencies)));
    in
    build
      {
        pname = crateName;
        version = crateVersion;
        name = "rust_${crateName}-${crateVersion}" + (if tests then "-test" else "");
        inherit crateName crateVersion crateFeatures dependencies completeDeps metadata src;
        nativeBuildInputs = [ rustc ];
        release = true;
        buildTests = tests;
        rustcOpts = "-C metadata=${metadata} -C extra-filename=-${metadata}";
      } // { below = completeDeps; };

  # Macros run in the compiler. Nearly everything waits for syn.
  proc-macro2 = crate { crateName = "proc-macro2"; crateVersion = "1.0.94"; };
  syn = crate { crateName = "syn"; crateVersion = "2.0.100"; crateFeatures = [ "derive" "parsing" ]; dependencies = [ proc-macro2 ]; };
  serde_derive = crate { crateName = "serde_derive"; crateVersion = "1.0.219"; dependencies = [ proc-macro2 syn ]; };
  serde = crate { crateName = "serde"; crateVersion = "1.0.219"; crateFeatures = [ "derive" ]; dependencies = [ serde_derive ]; };

  libc = crate { crateName = "libc"; crateVersion = "0.2.171"; };
  bytes = crate { crateName = "bytes"; crateVersion = "1.10.1"; };

  # Compiled twice: the server asks for more of it than the command line does.
  tokioWith = crateFeatures: crate { crateName = "tokio"; crateVersion = "1.44.1"; inherit crateFeatures; dependencies = [ bytes libc ]; };
  tokio = tokioWith [ "net" "rt" ];
  fullTokio = tokioWith [ "fs" "net" "rt" "rt-multi-thread" "signal" ];
  hyper = crate { crateName = "hyper"; crateVersion = "1.6.0"; crateFeatures = [ "http1" "server" ]; dependencies = [ bytes fullTokio ]; };

  member = crateName: dependencies: { tests ? false }: crate {
    inherit crateName dependencies tests;
    crateVersion = "0.3.0";
    src = builtins.path { name = "${crateName}-source"; path = ./src + "/${crateName}"; };
  };
  wire = member "wire" [ bytes serde ];
  cli = member "cli" [ (wire { }) tokio ];
  server = member "server" [ (wire { }) fullTokio hyper ];

  runTests = name: tests: build {
    pname = "run-tests-${name}";
    version = "0.3.0";
    inherit tests;
  };
in
{
  packages.cli = cli { };
  packages.server = server { };
  checks.wire = runTests "wire" (wire { tests = true; });
  checks.server = runTests "server" (server { tests = true; });
}
