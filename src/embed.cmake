# Writes OUTPUT, the C++ file behind config/embedded.hpp, from the *.json of PRESETS and SCHEMAS and the *.md of PAGES.
#   cmake -D OUTPUT=… -D PRESETS=FOLDER -D SCHEMAS=FOLDER -D PAGES=FOLDER -P embed.cmake
function(embed_folder function folder extension result)
  file(GLOB files ${folder}/*.${extension})
  list(SORT files)
  set(rows)
  set(count 0)
  foreach(path IN LISTS files)
    get_filename_component(name ${path} NAME_WLE)
    file(READ ${path} text)
    string(APPEND rows "    EmbeddedFile{\"${name}\", R\"~~~(${text})~~~\"},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  set(${result} "std::span<const EmbeddedFile> ${function}() {
  static constexpr std::array<EmbeddedFile, ${count}> files = {
${rows}  };
  return files;
}
" PARENT_SCOPE)
endfunction()

embed_folder(embedded_presets ${PRESETS} json presets)
embed_folder(embedded_schemas ${SCHEMAS} json schemas)
embed_folder(embedded_pages ${PAGES} md pages)
file(WRITE ${OUTPUT} "#include \"config/embedded.hpp\"

#include <array>

namespace bgsnap {

${presets}
${schemas}
${pages}
}  // namespace bgsnap
")
