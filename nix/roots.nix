# The derivations of a set, nested sets too, as a list of { name, drvPath }: { packages.app = DERIVATION; } gives the name "packages.app".
# Below the top a name with a dot or a quote stands in quotes, as nix-eval-jobs writes it; at the top names are taken as they are.
let
  inherit (builtins) attrNames concatMap filter groupBy head isAttrs length match replaceStrings typeOf;
  quoted = attribute:
    if match "[^.\"]+" attribute != null then attribute
    else "\"" + replaceStrings [ "\"" "\\" ] [ "\\\"" "\\\\" ] attribute + "\"";
  flatten = prefix: set: concatMap
    (attribute:
      let
        value = set.${attribute};
        name = if prefix == "" then attribute else prefix + quoted attribute;
      in
      if value ? drvPath then [{ inherit name; inherit (value) drvPath; }]
      else if isAttrs value then flatten "${name}." value
      # What nixpkgs marks sets with.
      else if attribute == "recurseForDerivations" then [ ]
      else throw "bgsnap: the root \"${name}\" is of type ${typeOf value}, neither a derivation nor a set of them")
    (attrNames set);
  # { a.b = X; "a.b" = Y; } would be two roots of one name.
  distinct = roots:
    let
      byName = groupBy (root: root.name) roots;
      twice = filter (name: length byName.${name} > 1) (attrNames byName);
    in
    if twice == [ ] then roots else throw "bgsnap: two roots are called \"${head twice}\"";
in
set: distinct (flatten "" set)
