#include "modules/elf_file.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
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

// A regular file, open for reading.
class File {
 public:
  explicit File(const std::string& path)
      // Of a pipe that nobody writes to, a plain open would not return.
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    struct stat about {};
    if (descriptor_ < 0 || fstat(descriptor_, &about) != 0) return;
    is_regular_ = S_ISREG(about.st_mode);
    size_ = static_cast<uint64_t>(about.st_size);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] bool is_regular() const { return is_regular_; }
  [[nodiscard]] uint64_t size() const { return size_; }
  [[nodiscard]] bool Read(void* into, size_t size, uint64_t offset) const {
    return pread(descriptor_, into, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
  }

 private:
  int descriptor_;
  bool is_regular_ = false;
  uint64_t size_ = 0;
};

}  // namespace

Status CheckElfFile(const std::string& path) {
  const File file(path);
  if (!file.is_open()) return Status::Error("can't be read");
  if (!file.is_regular()) return Status::Error("it is no regular file");
  Elf64_Ehdr header{};
  if (!file.Read(&header, sizeof header, 0) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return Status::Error("invalid ELF header");
  }
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
      header.e_machine != kMachine || header.e_type != ET_DYN) {
    return Status::Error("no shared object for this machine");
  }
  const uint64_t table_size = uint64_t{header.e_phnum} * sizeof(Elf64_Phdr);
  // The linker doesn't need the table of sections, but it is the file's end as linkers write it, and a
  // copy that broke off may have lost what only a debugger misses.
  const uint64_t sections_size = uint64_t{header.e_shnum} * header.e_shentsize;
  if (header.e_phentsize != sizeof(Elf64_Phdr) || !Fits(header.e_phoff, table_size, file.size()) ||
      !Fits(header.e_shoff, sections_size, file.size())) {
    return Status::Error("the file is truncated");
  }
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  if (!file.Read(segments.data(), table_size, header.e_phoff)) {
    return Status::Error("can't be read");
  }
  for (const Elf64_Phdr& segment : segments) {
    if (!Fits(segment.p_offset, segment.p_filesz, file.size())) {
      return Status::Error("the file is truncated");
    }
  }
  return {};
}

}  // namespace trellis
