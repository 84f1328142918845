# Headers of the standard library and of others that nearly every source includes, compiled once:
# parsing them takes most of the time of a clean build.
#
# Off with -DPOSTERN_PCH=OFF: then ccache is of use (-DCMAKE_CXX_COMPILER_LAUNCHER=ccache), and every
# source is compiled with nothing but what it includes itself.
option(POSTERN_PCH "Compile expensive headers of libraries once" ON)

# postern_precompile(NAME HEADERS header... LIBRARIES target...)
function(postern_precompile name)
  cmake_parse_arguments(PCH "" "" "HEADERS;LIBRARIES" ${ARGN})
  file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/precompiled/${name}.cpp CONTENT "")
  add_library(precompiled_${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/precompiled/${name}.cpp)
  target_link_libraries(precompiled_${name} PRIVATE postern_flags ${PCH_LIBRARIES})
  target_precompile_headers(precompiled_${name} PRIVATE ${PCH_HEADERS})
endfunction()

if(POSTERN_PCH)
  set(standard_headers
    <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <utility> <variant> <vector>)
  postern_precompile(base
    HEADERS ${standard_headers} <fmt/format.h> <tl/expected.hpp>
    LIBRARIES fmt::fmt tl::expected)
  postern_precompile(kube
    HEADERS ${standard_headers} <fmt/format.h> <tl/expected.hpp> <simdjson.h>
    LIBRARIES fmt::fmt tl::expected simdjson::simdjson)
endif()

# postern_use_precompiled(TARGET NAME): the headers of precompiled_NAME, which must be compiled with
# the same definitions.
function(postern_use_precompiled target name)
  if(POSTERN_PCH)
    target_precompile_headers(${target} REUSE_FROM precompiled_${name})
    set_target_properties(${target} PROPERTIES POSTERN_PRECOMPILED ${name})
  endif()
endfunction()

# postern_precompiled_of(TARGET DEPENDENCY...): with simdjson's header where a dependency brings
# simdjson, directly or not.
function(postern_precompiled_of target)
  set(name base)
  foreach(dependency IN LISTS ARGN)
    if(dependency STREQUAL "simdjson::simdjson")
      set(name kube)
    elseif(dependency MATCHES "^postern_")
      get_target_property(theirs ${dependency} POSTERN_PRECOMPILED)
      if(theirs STREQUAL "kube")
        set(name kube)
      endif()
    endif()
  endforeach()
  postern_use_precompiled(${target} ${name})
endfunction()
