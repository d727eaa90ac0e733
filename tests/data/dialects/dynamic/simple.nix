let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  producing = mk { name = "hello.drv"; __contentAddressed = true; outputHashMode = "text"; outputHashAlgo = "sha256"; };
in mk { name = "dyn-simple"; a = builtins.outputOf producing.outPath "out"; }
