# How a module and its test are built, here and in a stranger's build (TrellisModuleConfig.cmake).
#
#   trellis_add_module(NAME SOURCES ...)        NAME.so, to be loaded by a server
#   trellis_add_module_test(NAME SOURCES ...)   a program that runs a module in the fake host, without a server;
#                                               SOURCES are the module's files and the test's. A ctest test
#
# Both give a target, to which target_link_libraries() and the rest apply. TRELLIS_MODULE_INCLUDE is the folder that
# holds module_api/.

function(trellis_add_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  add_library(${name} MODULE ${ARG_SOURCES})
  if(ARG_SOURCES MATCHES "\\.(cc|cpp|cxx)(;|$)")
    target_sources(${name} PRIVATE ${TRELLIS_MODULE_INCLUDE}/module_api/cpp/allocation.cc)
    target_compile_features(${name} PRIVATE cxx_std_20)
  endif()
  target_link_libraries(${name} PRIVATE Trellis::Module)
  # Only the entry points are seen from outside; module_api/cpp/allocation.cc says what depends on it.
  target_link_options(${name} PRIVATE
    LINKER:--version-script=${TRELLIS_MODULE_INCLUDE}/module_api/module.map LINKER:--exclude-libs,ALL)
  set_target_properties(${name} PROPERTIES PREFIX "" OUTPUT_NAME ${name}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()

# The fake host is compiled by whoever uses it, so that it has the compiler and the sanitizers of the module.
function(trellis_add_module_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  if(NOT TARGET trellis_fake_host)
    file(GLOB sources CONFIGURE_DEPENDS ${TRELLIS_MODULE_INCLUDE}/module_api/testing/*.cc)
    add_library(trellis_fake_host STATIC EXCLUDE_FROM_ALL ${sources})
    target_compile_features(trellis_fake_host PUBLIC cxx_std_20)
    target_compile_options(trellis_fake_host PRIVATE -Wno-missing-field-initializers)
    target_link_libraries(trellis_fake_host PUBLIC Trellis::Module)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE trellis_fake_host)
  add_test(NAME ${name} COMMAND ${name})
endfunction()
