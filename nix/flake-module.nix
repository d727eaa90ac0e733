# For flake-parts: holds a committed snapshot against the build graph in `nix flake check`.
#
#   imports = [ inputs.bgsnap.flakeModules.default ];
#   perSystem = { self', ... }: {
#     bgsnap.roots = { packages = self'.packages; };
#     bgsnap.snapshot = ./snapshots/x86_64-linux.json;
#   };
bgsnapFlake:
{ lib, flake-parts-lib, ... }:
{
  _file = ./flake-module.nix;
  options.perSystem = flake-parts-lib.mkPerSystemOption ({ config, system, ... }:
    let
      watched = config.bgsnap;
      inherit (lib) mkOption types;
      file = description: mkOption {
        type = types.nullOr types.path;
        default = null;
        inherit description;
      };
    in
    {
      _file = ./flake-module.nix;
      options.bgsnap = {
        roots = mkOption {
          type = types.lazyAttrsOf types.raw;
          default = { };
          example = lib.literalExpression "{ packages = self'.packages; }";
          description = "The derivations to watch, by name; nested sets join their names with dots.";
        };
        snapshot = file "The committed snapshot. Without one, this system is not checked.";
        baseline = file "The limits that were agreed. Without one, the snapshot is held to be fresh, and nothing more.";
        config = file "The configuration that the snapshot was made with.";
        cargoLock = file "The Cargo.lock with which the graph is to be in lockstep, but for what the baseline excepts.";
        flakeLock = file "The flake.lock, which is to pin each input once.";
        beside = mkOption {
          type = types.listOf types.path;
          default = [ ];
          description = "Snapshots of other systems, for versions that are to be the same on all.";
        };
        today = mkOption {
          type = types.nullOr types.str;
          default = null;
          example = "2026-01-31";
          description = "For waivers that expire: a check has no clock of its own.";
        };
        package = mkOption {
          type = types.raw;
          default = bgsnapFlake.packages.${system}.bgsnap;
          defaultText = lib.literalMD "bgsnap of the bgsnap flake";
          description = "The program: a package, or a folder with bin/bgsnap that needs nothing from outside itself.";
        };
      };
      config.checks = lib.mkIf (watched.snapshot != null) {
        bgsnap = bgsnapFlake.lib.mkCheck {
          inherit system;
          inherit (watched) roots snapshot baseline config cargoLock flakeLock beside today;
          bgsnap = watched.package;
        };
      };
    });
}
