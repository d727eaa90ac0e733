# Installs BUILD to a scratch prefix, builds this folder against it, runs it on GRAPH and compares what it prints with EXPECTED.
#   cmake -D BUILD=… -D SCRATCH=… -D COMPILER=… -D GRAPH=… -D EXPECTED=… -P consumer_test.cmake
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/prefix)
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${SCRATCH}/build -G Ninja -D CMAKE_PREFIX_PATH=${SCRATCH}/prefix
    -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_BUILD_TYPE=Debug)
run(${CMAKE_COMMAND} --build ${SCRATCH}/build)
execute_process(COMMAND ${SCRATCH}/build/consumer ${GRAPH} OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
if(NOT printed STREQUAL "${EXPECTED}\n")
  message(FATAL_ERROR "printed: ${printed}expected: ${EXPECTED}")
endif()
# What is installed beside the library.
foreach(name IN ITEMS bin/bgsnap share/bgsnap/presets/nixpkgs.json
                      share/bgsnap/schemas/snapshot.json share/man/man1/bgsnap.1 share/man/man1/bgsnap-cone.1
                      share/bash-completion/completions/bgsnap
                      share/zsh/site-functions/_bgsnap share/fish/vendor_completions.d/bgsnap.fish)
  if(NOT EXISTS ${SCRATCH}/prefix/${name})
    message(FATAL_ERROR "${name} is not installed")
  endif()
endforeach()
