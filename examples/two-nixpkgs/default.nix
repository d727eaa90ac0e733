# A project on two package sets: everything comes from the stable one, but the database is wanted in a newer version and comes from the
# other. It brings its own libraries and its own toolchain along, and nobody sees it in the expression that did it.
{ system ? "x86_64-linux" }:
let
  packageSet = { release, openssl, postgresql }:
    let inherit (import ../packages.nix { inherit system release; }) build library; in
    rec {
      inherit build;
      zlib = library "zlib" "1.3.1" [ ];
      opensslPackage = library "openssl" openssl [ ];
      icu = library "icu" "74.2" [ ];
      curl = library "curl" "8.12.1" [ zlib opensslPackage ];
      postgresqlPackage = library "postgresql" postgresql [ zlib opensslPackage icu ];
    };
  stable = packageSet { release = "24.11"; openssl = "3.3.2"; postgresql = "16.8"; };
  unstable = packageSet { release = "25.05"; openssl = "3.4.1"; postgresql = "17.4"; };

  source = builtins.path { name = "library-source"; path = ./src; };
in
{
  packages.catalogue = stable.build {
    pname = "catalogue";
    version = "0.8.0";
    src = source;
    buildInputs = [ stable.curl stable.zlib unstable.postgresqlPackage ];
  };
  packages.importer = stable.build {
    pname = "importer";
    version = "0.8.0";
    src = source;
    buildInputs = [ stable.curl stable.icu ];
  };
}
