derivation { name = "non-utf8"; system = "x86_64-linux"; builder = "/bin/sh"; bad = builtins.readFile ./bad.bin; lit = "café"; args = [ "café" ]; }
