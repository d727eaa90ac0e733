# A derivation that holds a committed snapshot, and the limits that were agreed, against the live build graph; its output is the report.
# Nothing of the project is built for it: it reads the .drv files, which come into its sandbox as plain sources. It needs no nixpkgs.
#
# It runs again when a derivation of the graph, bgsnap, the snapshot, the baseline, the configuration or `today` changes, and only then.
{ # The program: a package, or a folder with bin/bgsnap that needs nothing from outside itself.
  bgsnap
  # What is watched, by name: { "packages.app" = DERIVATION; }, or the same nested: { packages = { app = DERIVATION; }; }
, roots
  # Files. Without a baseline the snapshot is held to be fresh, and nothing more.
, snapshot
, baseline ? null
, config ? null
  # "2026-01-31", for waivers that expire: a check has no clock of its own.
, today ? null
  # Files that some rules of the baseline compare with: the lock files, and the snapshots of other systems.
, cargoLock ? null
, flakeLock ? null
, beside ? [ ]
  # Where the check runs; the roots may be of any system. Pure evaluation wants it said, unless bgsnap is a package.
, system ? bgsnap.system or builtins.currentSystem
, name ? "bgsnap-check"
  # What a reader of a failed check should run to bring the snapshot up to date.
, regenerate ? "bgsnap regenerate"
}:
let
  inherit (builtins) baseNameOf concatMap elemAt isString match placeholder unsafeDiscardOutputDependency;

  wrong = what: throw "bgsnap check: ${what}";

  flat = map
    (root:
      if match "[^=]+" root.name == null then wrong "the root \"${root.name}\" has a name with \"=\""
      # Names the .drv file and asks for no output: a plain `drvPath` would have everything built first.
      else root // { drv = unsafeDiscardOutputDependency root.drvPath; })
    (import ./roots.nix roots);

  # A source of its own, wherever it lies (a flake's files lie in one source): changes beside it do not touch the check.
  source = file:
    let
      base = baseNameOf (if isString file then builtins.unsafeDiscardStringContext file else toString file);
      hashed = match "[0-9a-z]{32}-(.*)" base;
      plain = if hashed == null then base else elemAt hashed 0;
    in
    builtins.path {
      path = file;
      name = if match "[0-9a-zA-Z+_?=-][0-9a-zA-Z.+_?=-]*" plain == null then "file" else plain;
    };

  # Where the file lies in its flake: what a person would type, not the copy that is checked.
  nameOf = file:
    let
      text = builtins.unsafeDiscardStringContext (toString file);
      inStore = match "${builtins.storeDir}/[^/]+/(.+)" text;
    in
    if inStore != null then elemAt inStore 0 else baseNameOf text;

  option = flag: value: if value == null then [ ] else [ flag value ];
  fileOption = flag: file: option flag (if file == null then null else source file);
in
if flat == [ ] then wrong "no roots, so nothing would be checked" else
derivation {
  inherit name system;
  # A sandbox has no shell: the program itself is the builder.
  builder = "${bgsnap}/bin/bgsnap";
  args = [ "check" "--color" "never" "--snapshot" (source snapshot) ]
    ++ fileOption "--baseline" baseline
    ++ option "--baseline-as" (if baseline == null then null else nameOf baseline)
    ++ fileOption "--config" config
    ++ fileOption "--cargo-lock" cargoLock
    ++ fileOption "--flake-lock" flakeLock
    ++ concatMap (fileOption "--beside") beside
    ++ option "--today" today
    ++ [ "--accept-with" regenerate "--report" (placeholder "out") ]
    ++ concatMap (root: [ "--root" "${root.name}=${root.drv}" ]) flat
    ++ concatMap (root: [ "--graph" root.drv ]) flat;
  # Cheaper to run than to send away, or to ask a cache for.
  preferLocalBuild = true;
  allowSubstitutes = false;
}
