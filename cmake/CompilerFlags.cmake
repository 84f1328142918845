# Warnings, hardening and sanitizers of every target of this project, as one interface target.
add_library(postern_flags INTERFACE)

target_compile_options(postern_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wcast-qual
  -Wformat=2 -Wnon-virtual-dtor -Woverloaded-virtual -Wsuggest-override
  -Wswitch-enum -Wundef -Wextra-semi
  # Designated initializers leave the other members to the defaults written beside them.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(postern_flags INTERFACE
    -Wnull-dereference -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wuseless-cast)
endif()
if(POSTERN_WERROR)
  target_compile_options(postern_flags INTERFACE -Werror)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  # -Og: the optimiser's flow analysis feeds the warnings, and stepping still works. Sanitized
  # programs are driven by whole test suites, where -O1 pays.
  if(POSTERN_SANITIZE)
    target_compile_options(postern_flags INTERFACE -O1 -g1)
  else()
    target_compile_options(postern_flags INTERFACE -Og -g1)
  endif()
  target_compile_definitions(postern_flags INTERFACE _GLIBCXX_ASSERTIONS)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  target_compile_options(postern_flags INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
    -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero -fPIE
    $<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},x86_64>:-fcf-protection=full>)
  target_link_options(postern_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()

# GCC 12 at -O2 takes moved strings for arrays that overflow and pointers for null. The same sources
# are compiled with these warnings as errors in the dev build.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(postern_flags INTERFACE
    -Wno-array-bounds -Wno-null-dereference -Wno-restrict -Wno-stringop-overflow
    -Wno-stringop-overread)
endif()

if(POSTERN_SANITIZE)
  target_compile_options(postern_flags INTERFACE
    -fsanitize=${POSTERN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(postern_flags INTERFACE -fsanitize=${POSTERN_SANITIZE})
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  target_link_options(postern_flags INTERFACE -fuse-ld=mold)
endif()

# A precompiled header serves only targets that agree on -pthread.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
target_link_libraries(postern_flags INTERFACE Threads::Threads)
