# One program, released for three systems: Linux and macOS built natively, Windows cross-compiled on Linux. Each is a graph and a snapshot
# of its own; not every system has every root (a disk image is for macOS, an installer for Windows, and Windows programs are tested under Wine).
{ }:
let
  releaseOf = { system, target ? null }:
    let
      native = import ../packages.nix { inherit system; };
      host = import ../packages.nix { inherit system target; };
      isWindows = target != null;
      isDarwin = system == "aarch64-darwin";

      # Runs while others are built, so it is always of the system that builds.
      zlib = native.library "zlib" "1.3.1" [ ];
      schema-gen = native.library "schema-gen" "0.9.0" [ zlib ];

      # Linked into the program, so they are of the system that it is for. On Linux both are one.
      linkedZlib = host.library "zlib" "1.3.1" [ ];
      sqlite = host.library "sqlite" "3.49.1" [ linkedZlib ];
      tls = host.library "tls" "3.4.1" [ ];
      platform = if isWindows then [ (host.library "mcfgthread" "1.9.2" [ ]) ] else if isDarwin then [ (host.library "libiconv" "109" [ ]) ] else [ ];

      relay = host.build {
        pname = "relay";
        version = "2.1.0";
        src = builtins.path { name = "relay-source"; path = ./src; };
        nativeBuildInputs = [ schema-gen ];
        buildInputs = [ sqlite tls ] ++ platform;
      };

      # What users download. Packing needs no compiler, and compresses with the native zlib.
      pack = kind: native.build {
        pname = "relay-${kind}";
        version = "2.1.0";
        nativeBuildInputs = [ zlib ];
        contents = [ relay ];
      };
      test = runner: native.build {
        pname = "relay-test";
        version = "2.1.0";
        nativeBuildInputs = runner;
        tested = relay;
      };
    in
    {
      packages = { inherit relay; archive = pack "archive"; }
        // (if isDarwin then { disk-image = pack "disk-image"; } else { })
        // (if isWindows then { installer = pack "installer"; } else { });
      checks.relay = test (if isWindows then [ (native.library "wine" "10.0" [ ]) ] else [ ]);
    };
in
{
  x86_64-linux = releaseOf { system = "x86_64-linux"; };
  aarch64-darwin = releaseOf { system = "aarch64-darwin"; };
  x86_64-windows = releaseOf { system = "x86_64-linux"; target = "x86_64-w64-mingw32"; };
}
