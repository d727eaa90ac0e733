# Every example's check, by the name of its folder and, where there are several, of the system that it is about.
{ mkCheck }:
let
  check = folder: system: roots: mkCheck {
    inherit roots;
    config = folder + "/bgsnap.json";
    snapshot = folder + "/snapshots/${system}.json";
    baseline = folder + "/baseline/${system}.json";
  };
  release = import ./release-matrix { };
in
{
  crate-workspace = check ./crate-workspace "x86_64-linux" (import ./crate-workspace { });
  layered-build = check ./layered-build "x86_64-linux" (import ./layered-build { });
  two-nixpkgs = check ./two-nixpkgs "x86_64-linux" (import ./two-nixpkgs { });
  release-matrix-linux = check ./release-matrix "x86_64-linux" release.x86_64-linux;
  release-matrix-darwin = check ./release-matrix "aarch64-darwin" release.aarch64-darwin;
  release-matrix-windows = check ./release-matrix "x86_64-windows" release.x86_64-windows;
}
