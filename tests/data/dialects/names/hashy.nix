derivation { name = "00bgd045z0d4icpbc2yyz4gx48ak44la-net-tools-1.60"; system = "x86_64-linux"; builder = "/bin/sh"; }
