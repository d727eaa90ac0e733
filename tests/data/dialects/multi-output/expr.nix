let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  lib = mk { name = "lib-1.0"; outputs = [ "out" "dev" "man" "bin" ]; src = ./src.txt; };
  tool = mk { name = "tool-2.0"; outputs = [ "bin" "out" ]; buildInputs = [ lib.dev lib.bin ]; };
  single = mk { name = "single"; outputs = [ "lib" ]; dep = lib; };
in mk { name = "top-3.0"; a = tool; b = lib.out; c = tool.out; d = single; srcs = [ ./src.txt ]; }
