derivation { name = "non-utf8-sa"; system = "x86_64-linux"; builder = "/bin/sh"; __structuredAttrs = true; bad = "café"; }
