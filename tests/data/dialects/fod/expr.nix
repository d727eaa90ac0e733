let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  flat = mk { name = "flat.tar.gz"; outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = "0ssi1wpaf7plaswqqjwigppsg5fyh99vdlb9kzl7c9lng89ndq1i"; url = "https://example.org/flat.tar.gz"; };
  recursive = mk { name = "source"; outputHashMode = "recursive"; outputHashAlgo = "sha256"; outputHash = "0ssi1wpaf7plaswqqjwigppsg5fyh99vdlb9kzl7c9lng89ndq1i"; };
  sri = mk { name = "sri"; outputHash = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="; outputHashMode = "recursive"; };
  emptyhash = mk { name = "emptyhash"; outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; };
  withdep = mk { name = "fod-with-dep"; outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = "0ssi1wpaf7plaswqqjwigppsg5fyh99vdlb9kzl7c9lng89ndq1j"; tool = mk { name = "fetcher"; version = "1"; }; };
in mk { name = "fod-user"; inherit flat recursive sri emptyhash withdep; }
