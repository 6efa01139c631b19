#include "modules/elf_file.h"

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

namespace trellis {
namespace {

constexpr auto kMachine =
#if defined(__aarch64__)
    EM_AARCH64;
#else
    EM_X86_64;
#endif

bool Fits(uint64_t offset, uint64_t size, uint64_t file_size) {
  return offset <= file_size && size <= file_size - offset;
}

}  // namespace

Status CheckElfFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  const auto end = in.tellg();
  if (!in || end < 0) return Status::Error("can't be read");
  const auto size = static_cast<uint64_t>(end);
  Elf64_Ehdr header{};
  in.seekg(0);
  if (size < sizeof header || !in.read(reinterpret_cast<char*>(&header), sizeof header) ||
      std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return Status::Error("invalid ELF header");
  }
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != kMachine ||
      header.e_type != ET_DYN) {
    return Status::Error("no shared object for this machine");
  }
  const uint64_t table_size = uint64_t{header.e_phnum} * sizeof(Elf64_Phdr);
  if (header.e_phentsize != sizeof(Elf64_Phdr) || !Fits(header.e_phoff, table_size, size)) {
    return Status::Error("the file is truncated");
  }
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  in.seekg(static_cast<std::streamoff>(header.e_phoff));
  if (!in.read(reinterpret_cast<char*>(segments.data()),
               static_cast<std::streamsize>(table_size))) {
    return Status::Error("can't be read");
  }
  for (const Elf64_Phdr& segment : segments) {
    if (!Fits(segment.p_offset, segment.p_filesz, size)) {
      return Status::Error("the file is truncated");
    }
  }
  return {};
}

}  // namespace trellis
