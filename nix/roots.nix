# The derivations of a set, nested sets too, as a list of { name, drvPath }: { packages.app = DERIVATION; } gives the name "packages.app".
let
  inherit (builtins) attrNames concatMap isAttrs typeOf;
  flatten = prefix: set: concatMap
    (attribute:
      let
        value = set.${attribute};
        name = prefix + attribute;
      in
      if value ? drvPath then [{ inherit name; inherit (value) drvPath; }]
      else if isAttrs value then flatten "${name}." value
      # What nixpkgs marks sets with.
      else if attribute == "recurseForDerivations" then [ ]
      else throw "bgsnap: the root \"${name}\" is of type ${typeOf value}, neither a derivation nor a set of them")
    (attrNames set);
in
flatten ""
