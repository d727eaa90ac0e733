let
  mk = a: derivation ({ system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; } // a);
  long = builtins.concatStringsSep "" (builtins.genList (i: "n") 207);
in {
  all = mk { name = "a+b-c.d_e?f=g"; };
  plusplus = mk { name = "gtk+3-1.0+git=x?y"; };
  digit = mk { name = "7zip"; };
  dash = mk { name = "-dash"; };
  trailing = mk { name = "x.drvx"; };
  long = mk { name = long; };
  outlike = mk { name = "foo-dev"; outputs = [ "out" "dev" "a_b" "X" "0" ]; };
  upper = mk { name = "UPPER_lower.TAR.GZ"; };
  patch = mk { name = "CVE-2020-1234.patch?id=abc"; };
}
