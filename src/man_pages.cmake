# Writes the manual pages, the program's and one for each verb it lists, to FOLDER.
#   cmake -D PROGRAM=… -D FOLDER=… -P man_pages.cmake
function(page name)
  execute_process(COMMAND ${PROGRAM} man ${ARGN} OUTPUT_FILE ${FOLDER}/${name}.1 COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})
page(bgsnap)
file(READ ${FOLDER}/bgsnap.1 listing)
string(REGEX MATCHALL "\n\\.TP\n\\\\fB[a-z-]+\\\\fR" verbs "${listing}")
if(NOT verbs)
  message(FATAL_ERROR "bgsnap's own page lists no verb")
endif()
foreach(verb IN LISTS verbs)
  string(REGEX REPLACE ".*fB([a-z-]+).*" "\\1" verb "${verb}")
  page(bgsnap-${verb} ${verb})
endforeach()
