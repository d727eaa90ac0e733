{
  description = "bgsnap keeps a Nix build graph from rotting";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      forSystems = make: builtins.listToAttrs (map (system: { name = system; value = make system; }) systems);
      packagesOf = forSystems (system: nixpkgs.legacyPackages.${system});
    in
    {
      packages = forSystems (system: rec {
        bgsnap = packagesOf.${system}.callPackage ./nix/package.nix { };
        default = bgsnap;
      });

      # nix run .#regenerate: brings the committed snapshots up to date, in the folder where it is called.
      apps = forSystems (system: rec {
        regenerate = {
          type = "app";
          program = toString (packagesOf.${system}.writeShellScript "bgsnap-regenerate" ''
            exec ${self.packages.${system}.bgsnap}/bin/bgsnap regenerate "$@"
          '');
          meta.description = "Brings the committed snapshots up to date";
        };
        default = regenerate;
      });

      # The examples, each held against its committed snapshot and limits.
      checks = forSystems (system: import ./examples/checks.nix {
        mkCheck = arguments: self.lib.mkCheck ({ inherit system; } // arguments);
      });

      lib.mkCheck = { system, bgsnap ? self.packages.${system}.bgsnap, ... } @ arguments:
        import ./nix/check.nix ({ inherit bgsnap; } // arguments);

      flakeModules.default = import ./nix/flake-module.nix self;

      overlays.default = final: prev: { bgsnap = final.callPackage ./nix/package.nix { }; };
    };
}
