let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  a = mk { name = "a"; outputs = [ "out" "dev" ]; };
  b = mk { name = "b"; inherit a; };
in {
  deep = mk { name = "deep"; d = b.drvPath; };
  shallow = mk { name = "shallow"; d = builtins.unsafeDiscardOutputDependency b.drvPath; };
  graph = mk { name = "graph"; exportReferencesGraph = [ "graph" (builtins.unsafeDiscardOutputDependency b.drvPath) ]; };
  graphdeep = mk { name = "graphdeep"; exportReferencesGraph = [ "graph" b.drvPath ]; };
}
