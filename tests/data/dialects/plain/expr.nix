derivation { name = "plain"; system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "echo hi > $out" ]; foo = "bar"; num = 42; yes = true; no = false; nul = null; list = [ 1 "two" 3 ]; }
