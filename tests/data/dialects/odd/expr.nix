let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; } // a);
  fetch = derivation { name = "fetched"; system = "builtin"; builder = "builtin:fetchurl"; url = "https://example.org/x"; urls = [ "https://example.org/x" ]; outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = "0ssi1wpaf7plaswqqjwigppsg5fyh99vdlb9kzl7c9lng89ndq1i"; executable = false; unpack = false; preferLocalBuild = true; impureEnvVars = [ "http_proxy" "https_proxy" ]; };
  toFile = builtins.toFile "builder.sh" "echo hi > $out";
  tf2 = builtins.toFile "refers" "see ${toFile}";
in mk { name = "odd"; args = [ toFile ]; inherit fetch tf2; __ignoreNulls = true; gone = null; allowSubstitutes = false; requiredSystemFeatures = [ "kvm" "big-parallel" ]; passAsFile = [ "x" ]; x = "y"; __noChroot = true; outputs = [ "out" ]; pathRef = ./sub; }
