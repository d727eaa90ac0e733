# As much of flake-parts, and of the module system under it, as our module asks for. Types are not looked at.
{
  outputs = { self }:
    let
      inherit (builtins) attrNames concatMap foldl' head intersectAttrs isAttrs isFunction isString listToAttrs mapAttrs removeAttrs;

      isOption = value: isAttrs value && (value._type or "") == "option";
      # Sets merge, anything else is replaced.
      merge = before: now:
        before // now // mapAttrs (name: value: if isAttrs before.${name} && isAttrs value && !(value ? drvPath) then merge before.${name} value else value)
          (intersectAttrs before now);
      defaults = options: mapAttrs (name: option: if isOption option then option.default else defaults option) options;

      lib = {
        mkOption = option: option // { _type = "option"; };
        mkIf = condition: value: if condition then value else { };
        literalExpression = text: text;
        literalMD = text: text;
        types = { nullOr = type: type; lazyAttrsOf = type: type; path = "path"; str = "str"; raw = "raw"; };
      };
      flake-parts-lib.mkPerSystemOption = module: { perSystemModule = module; };

      evaluate = modules: arguments:
        let
          seen = map (module: if isFunction module then module (arguments // { inherit config; }) else module) modules;
          given = module: if module ? options || module ? config then module.config or { } else module;
          config = foldl' merge { } (map (module: defaults (module.options or { })) seen ++ map given seen);
        in
        config;

      mkFlake = { inputs }: module:
        let
          imported = map (each: (each { inherit lib flake-parts-lib; }).options.perSystem.perSystemModule) module.imports;
          perSystem = system: evaluate (imported ++ [ module.perSystem ])
            { inherit lib system; self' = mapAttrs (name: output: output.${system}) inputs.self; };
          output = name: listToAttrs (map (system: { name = system; value = (perSystem system).${name} or { }; }) module.systems);
        in
        { packages = output "packages"; checks = output "checks"; };
    in
    { lib = { inherit mkFlake; }; };
}
