# The three ways to declare a target, and the flags that all of them share. No other cleverness.
#
#   trellis_library(NAME SOURCES ... [DEPENDS ...] [LIBS ...] [TESTS ...])   a folder of the server or of a module
#   trellis_module(NAME [FOLDER sub] SOURCES ... [DEPENDS ...] [LIBS ...])   build/*/modules/[sub/]NAME.so
#   trellis_fuzzer(NAME SOURCES ... [DEPENDS ...] [LIBS ...])                a libFuzzer program (preset fuzz)
#
# DEPENDS names other trellis_library targets, LIBS anything that the linker knows. TESTS become one
# GoogleTest program, NAME_test, registered with ctest.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Modules resolve every server function through the handshake, so no symbol needs to be visible.
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(TRELLIS_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them")
option(TRELLIS_TESTS "Build the unit tests" ON)
option(TRELLIS_FUZZERS "Build the fuzzers (clang only)" OFF)

# GCC 12 warns of overlaps in std::string that cannot be (its bug 105329).
add_compile_options(-Wall -Wextra -Werror -Wno-missing-field-initializers
  -Wno-restrict -Wno-unknown-warning-option)
if(TRELLIS_SANITIZE)
  add_compile_options(-fsanitize=${TRELLIS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TRELLIS_SANITIZE})
endif()
include_directories(${PROJECT_SOURCE_DIR})
find_program(TRELLIS_LLD ld.lld)
if(TRELLIS_LLD)
  add_link_options(-fuse-ld=lld)
endif()

find_package(Threads REQUIRED)
if(TRELLIS_TESTS)
  enable_testing()
  find_package(GTest REQUIRED)
endif()

# Our modules are built as anyone's are.
set(TRELLIS_MODULE_INCLUDE ${PROJECT_SOURCE_DIR})
include(${PROJECT_SOURCE_DIR}/module_api/packaging/TrellisAddModule.cmake)

function(trellis_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LIBS;TESTS" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} ${ARG_LIBS})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ARG_DEPENDS} ${ARG_LIBS})
  endif()
  if(ARG_TESTS AND TRELLIS_TESTS)
    add_executable(${name}_test ${ARG_TESTS})
    target_link_libraries(${name}_test PRIVATE ${name} GTest::gmock GTest::gtest_main Threads::Threads)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()

function(trellis_module name)
  cmake_parse_arguments(ARG "" "FOLDER" "SOURCES;DEPENDS;LIBS" ${ARGN})
  trellis_add_module(${name} SOURCES ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/modules/${ARG_FOLDER})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} ${ARG_LIBS})
  if(NOT ARG_FOLDER)
    install(TARGETS ${name} LIBRARY DESTINATION lib/trellis/modules
      PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  endif()
endfunction()

function(trellis_fuzzer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LIBS" ${ARGN})
  if(TRELLIS_FUZZERS)
    add_executable(${name} ${ARG_SOURCES})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} ${ARG_LIBS})
  endif()
endfunction()
