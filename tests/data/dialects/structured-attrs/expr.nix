let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  dep = mk { name = "dep"; outputs = [ "out" "dev" ]; };
  fod = mk { name = "sa-fod"; __structuredAttrs = true; outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; outputHashMode = "recursive"; };
in mk {
  name = "structured"; __structuredAttrs = true; outputs = [ "out" "doc" ];
  deps = [ dep.dev fod ]; nested = { a = 1; b = [ true null 1.5 "x\ny" ]; "weird key \"q\"" = { }; };
  int = 9007199254740993; neg = -1; flt = 0.1; uni = "zażółć 漢字 🎉"; emptyList = [ ]; emptyObj = { };
  pname = "structured"; version = "1"; ZZZ = "after"; AAA = "before";
}
