derivation { name = "strings23"; system = "x86_64-linux"; builder = "/bin/sh"; args = [ "" "a b" "q\"uote" "back\\slash" "$dollar" "new\nline" "${builtins.readFile ./ctl.bin}" ];
  uni = "zażółć 漢字 🎉    ﻿�"; combining = "é"; ctl = builtins.readFile ./ctl.bin; 
  "env \"key\" with = stuff\n" = "v"; "" = "emptykey"; empty = ""; bsl = "\\n\\\\n\\"; cr = "a\r\nb\tc"; quote = "\"\"";  slash = "</script>"; }
