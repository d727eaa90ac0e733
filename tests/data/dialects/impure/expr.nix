let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  imp = mk { name = "impure"; __impure = true; };
  imp2 = mk { name = "impure-user"; __impure = true; x = imp; };
in imp2
