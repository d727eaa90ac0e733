# As much of nixpkgs as our flake asks for, with a bgsnap that is already built, in the folder bgsnap beside this file. With it the flake is
# evaluated and its checks are run where there is no network:
#   nix flake check --override-input nixpkgs path:FOLDER
{
  outputs = { self }:
    let
      # A package without a shell to make it: Nix itself links what is there.
      bgsnap = derivation {
        name = "bgsnap";
        system = "builtin";
        builder = "builtin:buildenv";
        derivations = [ "true" 5 1 (builtins.path { path = ./bgsnap; name = "bgsnap-portable"; }) ];
        manifest = builtins.toFile "manifest.nix" "[ ]";
        preferLocalBuild = true;
      };
      packages = system: {
        callPackage = file: arguments: bgsnap;
        # Only what runs on the machine itself, out of a sandbox, has this shell.
        writeShellScript = name: text: derivation {
          inherit name system text;
          builder = "/bin/sh";
          args = [ "-c" "{ echo '#!/bin/sh'; printf '%s\\n' \"$text\"; } > $out; chmod +x $out" ];
          PATH = "/usr/bin:/bin";
        };
      };
    in
    {
      legacyPackages = builtins.listToAttrs (map (system: { name = system; value = packages system; })
        [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ]);
    };
}
