let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  fod = mk { name = "flat.tar.gz"; outputHashAlgo = "sha256"; outputHash = "0ssi1wpaf7plaswqqjwigppsg5fyh99vdlb9kzl7c9lng89ndq1i"; };
in mk { name = "custom-store"; src = ./src.txt; inherit fod; }
