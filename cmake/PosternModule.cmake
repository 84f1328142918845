# postern_module(NAME SOURCES file... [DEPENDS module...] [LIBRARIES target...])
#
# One folder under webhook/ becomes one static library. A module is included as "<module>/<header>.h"
# and sees the headers of the modules it names in DEPENDS (and of theirs), and no others: each module
# exports an include root of its own that holds nothing but a link to its folder. A folder that
# includes what it may not therefore does not compile.
function(postern_module name)
  cmake_parse_arguments(MODULE "" "" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  set(include_root ${PROJECT_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${include_root})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${include_root}/${name} SYMBOLIC)

  add_library(postern_${name} STATIC ${MODULE_SOURCES})
  target_include_directories(postern_${name} PUBLIC ${include_root})
  list(TRANSFORM MODULE_DEPENDS PREPEND postern_)
  target_link_libraries(postern_${name} PUBLIC postern_flags ${MODULE_DEPENDS} ${MODULE_LIBRARIES})
  postern_precompiled_of(postern_${name} ${MODULE_DEPENDS} ${MODULE_LIBRARIES})
endfunction()
