# The roots of an example, as strings for the command line: [ { name, drv } ]
{ roots }: map (root: { inherit (root) name; drv = builtins.unsafeDiscardStringContext root.drvPath; }) (import ../../nix/roots.nix roots)
