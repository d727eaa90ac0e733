# Two different .drv files with the same hashDerivationModulo (they differ only in the URL of a fixed-output
# source), used with different outputs by one consumer.
let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  src = url: mk { name = "s"; inherit url; outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; };
  lib = url: mk { name = "lib"; src = src url; outputs = [ "out" "dev" "man" ]; };
in mk { name = "merge-user"; a = (lib "http://one").dev; b = (lib "http://two").out; }
