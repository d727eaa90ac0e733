# A Rust program built in layers, as crane does: its dependencies are compiled once, from nothing but the lock file, and everything else
# stands on that layer. What layers are for is an invariant of the graph: a new version of the program must not rebuild them.
#
# `leak = true` is the mistake that everybody makes once: the layer sees the program's own files and version, and each edit rebuilds it.
{ system ? "x86_64-linux"
, leak ? false
}:
let
  inherit (import ../packages.nix { inherit system; }) fetch build library;

  rustc = library "rustc" "1.85.0" [ ];

  source = builtins.path { name = "shop-source"; path = ./src; };
  manifest = builtins.fromTOML (builtins.readFile ./src/Cargo.toml);
  # Only what says which dependencies there are: the program itself is in its lock file too, version and all.
  dependencies = builtins.filter (package: package ? checksum) (builtins.fromTOML (builtins.readFile ./src/Cargo.lock)).package;
  lockfile = builtins.toFile "dependencies.json" (builtins.toJSON dependencies);

  # The sources of all dependencies, side by side, by where they come from.
  plain = pname: recipe: build ({ inherit pname; version = ""; name = pname; } // recipe);
  vendor = plain "vendor-cargo-deps" {
    registries = [
      (plain "vendor-registry" { crates = map (package: fetch "cargo-package-${package.name}-${package.version}") dependencies; })
    ];
  };

  cargo = { suffix, version ? manifest.package.version, src ? source, ... } @ recipe: build ({
    pname = "shop${suffix}";
    inherit version src;
    cargoVendorDir = vendor;
    CARGO_PROFILE = "release";
    nativeBuildInputs = [ rustc ];
  } // builtins.removeAttrs recipe [ "suffix" ]);

  # Its version is not the program's: that would be in its name, and a release would rebuild it.
  deps = cargo {
    suffix = "-deps";
    version = if leak then manifest.package.version else "0";
    src = if leak then source else lockfile;
  };
  onDeps = recipe: cargo ({ cargoArtifacts = deps; } // recipe);

  shop = onDeps { suffix = ""; };

  # The image, layer by layer too: what changes least lies lowest.
  layer = name: contents: plain "docker-layer-${name}" { inherit contents; };
  assets = builtins.path { name = "shop-assets"; path = ./assets; };
  image = build {
    pname = "shop-image";
    version = manifest.package.version;
    imageName = "shop";
    imageTag = manifest.package.version;
    layers = [ (layer "runtime" [ (library "cacerts" "2025.2" [ ]) (library "tzdata" "2025b" [ ]) ]) (layer "assets" [ assets ]) (layer "shop" [ shop ]) ];
  };
in
{
  packages = { inherit shop deps image; };
  checks.clippy = onDeps { suffix = "-clippy"; };
  checks.test = onDeps { suffix = "-test"; CARGO_PROFILE = "test"; };
  checks.doc = onDeps { suffix = "-doc"; };
}
