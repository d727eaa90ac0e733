# cmake -D PROGRAM=FILE -D LAUNCHER=FILE -D FOLDER=FOLDER -P assemble.cmake
# FOLDER becomes bin/ (the launcher under the program's name), libexec/ (the program) and lib/ (all that it loads, and the loader itself).
get_filename_component(name ${PROGRAM} NAME)
file(GET_RUNTIME_DEPENDENCIES EXECUTABLES ${PROGRAM} RESOLVED_DEPENDENCIES_VAR libraries UNRESOLVED_DEPENDENCIES_VAR missing)
if(missing)
  message(FATAL_ERROR "${name} needs libraries that are not to be found: ${missing}")
endif()

# Made aside, then moved: nobody meets half a folder.
set(made ${FOLDER}.part)
file(REMOVE_RECURSE ${made})
file(COPY ${libraries} DESTINATION ${made}/lib FOLLOW_SYMLINK_CHAIN)
file(GLOB loaders RELATIVE ${made}/lib ${made}/lib/ld-linux*.so.*)
list(LENGTH loaders count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "one loader expected among the libraries of ${name}, found: ${loaders}")
endif()
file(CREATE_LINK ${loaders} ${made}/lib/loader SYMBOLIC)
file(COPY ${PROGRAM} DESTINATION ${made}/libexec)
file(COPY ${LAUNCHER} DESTINATION ${made}/bin)
get_filename_component(launcher ${LAUNCHER} NAME)
file(RENAME ${made}/bin/${launcher} ${made}/bin/${name})
file(REMOVE_RECURSE ${FOLDER})
file(RENAME ${made} ${FOLDER})
