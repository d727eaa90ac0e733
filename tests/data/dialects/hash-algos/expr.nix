let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  h = algo: mode: mk { name = "h-${algo}-${mode}"; outputHashAlgo = algo; outputHashMode = mode; outputHash = builtins.hashString algo "x"; };
in mk { name = "hash-user"; hs = builtins.concatMap (a: [ (h a "flat") (h a "recursive") ]) [ "md5" "sha1" "sha256" "sha512" ]; }
