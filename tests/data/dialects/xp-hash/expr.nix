let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  textfod = mk { name = "text-fod"; outputHashMode = "text"; outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; };
  gitfod = mk { name = "git-fod"; outputHashMode = "git"; outputHashAlgo = "sha1"; outputHash = builtins.hashString "sha1" "x"; };
  gitca = mk { name = "git-ca"; __contentAddressed = true; outputHashMode = "git"; outputHashAlgo = "sha256"; };
  blake = mk { name = "blake3-fod"; outputHashMode = "nar"; outputHash = "blake3-" + "rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI="; };
  narnew = mk { name = "nar-mode"; outputHashMode = "nar"; outputHashAlgo = "sha256"; outputHash = builtins.hashString "sha256" "x"; };
  selfref = mk { name = "named-ca"; __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha512"; };
in mk { name = "xp-hash-user"; inherit textfod gitfod gitca blake narnew selfref; }
