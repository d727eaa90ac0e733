derivation { name = "non-utf8-user"; system = "x86_64-linux"; builder = "/bin/sh"; dep = import ./expr.nix; }
