let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  ca = mk { name = "ca"; __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; outputs = [ "out" "dev" ]; };
  caflat = mk { name = "caflat"; __contentAddressed = true; outputHashMode = "flat"; outputHashAlgo = "sha256"; };
  caca = mk { name = "caca"; __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; x = ca.dev; };
in mk { name = "deferred-user"; a = ca; b = ca.dev; c = caflat; d = caca; outputs = [ "out" "lib" ]; }
