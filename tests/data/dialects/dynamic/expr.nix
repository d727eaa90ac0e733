let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  producing = mk { name = "hello.drv"; __contentAddressed = true; outputHashMode = "text"; outputHashAlgo = "sha256"; };
  static = mk { name = "static"; };
  o1 = builtins.outputOf producing.outPath "out";
  o2 = builtins.outputOf (builtins.outputOf producing.outPath "dev") "lib";
in mk { name = "dyn-user"; a = o1; b = static; c = producing; d = o2; }
