#include "core/persistence/snapshot.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/persistence/rdb_format.h"
#include "core/persistence/rdb_writer.h"
#include "core/persistence/snapshot_loader.h"

namespace trellis {
namespace {

// After a failed save a save point tries again no sooner.
constexpr int64_t kRetrySeconds = 5;
constexpr int kBeforeKeys = 1;
constexpr int kAfterKeys = 2;
constexpr ErrorReply kBusy{"ERR", "Data is being loaded or saved"};

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }
  // False, with errno, if what was written may be lost.
  bool Close() { return close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

// Raises a flag, for as long as it lives; it may be up already.
class Busy {
 public:
  explicit Busy(bool& flag) : flag_(flag), before_(std::exchange(flag, true)) {}
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;
  ~Busy() { flag_ = before_; }

 private:
  bool& flag_;
  bool before_;
};

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Where a process writes what is to become the file `path`.
std::string TemporaryName(const std::string& path, pid_t pid) {
  return fmt::format("{}/temp-{}.rdb", DirectoryOf(path), pid);
}

int64_t NowSeconds() {
  return clock::UnixMs() / 1000;
}

// A rename is safe on disk only with its directory.
void SyncDirectory(const std::string& directory) {
  const File file(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.fd() >= 0) (void)fsync(file.fd());
}

uint64_t ResidentBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace

Snapshot::Snapshot(Keyspace& keyspace, const Config& config)
    : keyspace_(keyspace), config_(config) {
  stats_.last_save_s = NowSeconds();
}

std::string Snapshot::path() const {
  return fmt::format("{}/{}", config_.text(Directive::kDir), config_.text(Directive::kDbfilename));
}

void Snapshot::WriteAll(RdbWriter& out) {
  out.Bytes(fmt::format("{}{:04}", rdb::kMagic, WrittenVersion()).data(), 9);
  out.AuxField("redis-ver", "7.0.15");
  out.AuxField("redis-bits", "64");
  out.AuxField("ctime", std::to_string(NowSeconds()));
  out.AuxField("used-mem", std::to_string(ResidentBytes()));
  out.AuxField("aof-base", "0");
  if (module_aux_.save) module_aux_.save(out, kBeforeKeys);
  for (const std::string& library : libraries_) {
    out.Byte(rdb::kFunction);
    out.String(library);
  }
  for (int i = 0; i < keyspace_.databases(); ++i)
    WriteDatabase(out, i);
  out.set_db(-1);
  if (module_aux_.save) module_aux_.save(out, kAfterKeys);
  out.End();
}

int Snapshot::WrittenVersion() const {
  for (int i = 0; i < keyspace_.databases(); ++i) {
    if (keyspace_.db(i).field_expires() > 0) return rdb::kWrittenFieldExpiryVersion;
  }
  return rdb::kWrittenVersion;
}

void Snapshot::WriteDatabase(RdbWriter& out, int index) {
  const Database& db = keyspace_.db(index);
  if (db.size() == 0) return;
  out.set_db(index);
  out.Byte(rdb::kSelectDb);
  out.Length(static_cast<uint64_t>(index));
  out.Byte(rdb::kResize);
  out.Length(db.size());
  out.Length(db.expires());
  using Policy = Keyspace::Policy;
  const Policy policy = keyspace_.eviction().policy;
  const bool lru = policy == Policy::kAllKeysLru || policy == Policy::kVolatileLru;
  // A pause for each key lets a test look at a save while it goes on.
  const auto pause_us = static_cast<useconds_t>(config_.number(Directive::kRdbKeySaveDelay));
  db.table().ForEach([&](const Entry* entry) {
    if (pause_us > 0 && child_ == 0) usleep(pause_us);
    if (entry->has_expiry()) {
      out.Byte(rdb::kExpiryMs);
      out.Int64(entry->expire_at_ms());
    }
    if (lru) {
      out.Byte(rdb::kIdle);
      out.Length(static_cast<uint64_t>(keyspace_.IdleSeconds(*entry)));
    } else if (keyspace_.UsesLfu()) {
      out.Byte(rdb::kFrequency);
      out.Byte(static_cast<uint8_t>(keyspace_.Frequency(*entry)));
    }
    out.Record(*entry);
  });
}

Snapshot::Failure Snapshot::WriteFile(const std::string& path) {
  const std::string temporary = TemporaryName(path, getpid());
  const auto failed = [&](std::string_view what, int error) -> Failure {
    (void)unlink(temporary.c_str());
    Log(LogLevel::kWarning, "Failed {} the RDB file {}: {}", what, temporary,
        std::generic_category().message(error));
    return {what, error};
  };
  File file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.fd() < 0) return failed("opening", errno);
  RdbWriter out(file.fd(), {.compression = config_.flag(Directive::kRdbcompression),
                            .checksum = config_.flag(Directive::kRdbchecksum)});
  {
    const Busy busy(busy_);
    WriteAll(out);
  }
  if (out.error() != 0) return failed("writing", out.error());
  if (fsync(file.fd()) != 0 || !file.Close()) return failed("syncing", errno);
  if (rename(temporary.c_str(), path.c_str()) != 0) return failed("renaming", errno);
  SyncDirectory(DirectoryOf(path));
  Log(LogLevel::kNotice, "DB saved on disk: {} bytes", out.bytes_written());
  return {};
}

Status Snapshot::Save() {
  if (saving()) return Status::Error("Background save already in progress");
  if (busy_) return kBusy;
  on_step_(Step::kSaveStarted);
  const Failure failure = WriteFile(path());
  on_step_(failure.error == 0 ? Step::kSaveEnded : Step::kSaveFailed);
  if (failure.error != 0) {
    return Status::Error(fmt::format("Failed {} the RDB file: {}", failure.doing,
                                     std::generic_category().message(failure.error)));
  }
  keyspace_.stats().dirty = 0;
  stats_.last_save_s = NowSeconds();
  stats_.last_bgsave_ok = true;
  ++stats_.saves;
  return {};
}

int Snapshot::SaveTo(const std::string& path) {
  if (busy_) return EBUSY;
  std::string target = path;
  struct stat about {};
  if (stat(path.c_str(), &about) == 0) {
    // Renaming over it would put a file in the place of a device.
    if (!S_ISREG(about.st_mode)) return S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
    std::error_code error;
    target = std::filesystem::canonical(path, error).string();
    if (error) return error.value();
  }
  on_step_(Step::kSaveStarted);
  const Failure failure = WriteFile(target);
  on_step_(failure.error == 0 ? Step::kSaveEnded : Step::kSaveFailed);
  return failure.error;
}

Status Snapshot::BgSave() {
  if (saving()) return Status::Error("Background save already in progress");
  if (busy_) return kBusy;
  if (other_child_()) {
    return Status::Error(
        "Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in "
        "order to schedule a BGSAVE whenever possible.");
  }
  scheduled_ = false;
  last_try_s_ = NowSeconds();
  const std::string target = path();
  const int64_t fork_start_us = clock::MonotonicUs();
  const pid_t pid = fork();
  if (pid < 0) {
    stats_.last_bgsave_ok = false;
    Log(LogLevel::kWarning, "Can't save in background: fork: {}",
        std::generic_category().message(errno));
    return Status::Error(
        fmt::format("Can't save in background: fork: {}", std::generic_category().message(errno)));
  }
  if (pid == 0) {
    EnterChild();
    on_step_(Step::kChildSaveStarted);
    const bool saved = WriteFile(target).error == 0;
    on_step_(saved ? Step::kSaveEnded : Step::kSaveFailed);
    // Destructors and buffers belong to the parent.
    _exit(saved ? 0 : 1);
  }
  Log(LogLevel::kNotice, "Background saving started by pid {}", pid);
  child_ = pid;
  ++stats_.forks;
  stats_.last_fork_us = clock::MonotonicUs() - fork_start_us;
  dirty_at_fork_ = keyspace_.stats().dirty;
  stats_.bgsave_started_s = NowSeconds();
  on_step_(Step::kChildBorn);
  return {};
}

void Snapshot::Reap(int wait_options) {
  int ended = 0;
  pid_t reaped = 0;
  do {
    reaped = waitpid(child_, &ended, wait_options);
  } while (reaped < 0 && errno == EINTR);
  if (reaped == 0) return;
  const int64_t now = NowSeconds();
  stats_.last_bgsave_seconds = now - stats_.bgsave_started_s;
  stats_.last_bgsave_ok = reaped == child_ && WIFEXITED(ended) && WEXITSTATUS(ended) == 0;
  if (stats_.last_bgsave_ok) {
    Log(LogLevel::kNotice, "Background saving terminated with success");
    uint64_t& dirty = keyspace_.stats().dirty;
    // FLUSHALL may have saved, and so set the count back, in the meantime.
    dirty -= std::min(dirty, dirty_at_fork_);
    stats_.last_save_s = now;
    ++stats_.saves;
  } else if (reaped == child_ && WIFSIGNALED(ended)) {
    Log(LogLevel::kWarning, "Background saving terminated by signal {}", WTERMSIG(ended));
    (void)unlink(TemporaryName(path(), child_).c_str());
  } else {
    Log(LogLevel::kWarning, "Background saving error");
  }
  child_ = 0;
  on_step_(Step::kChildDied);
}

void Snapshot::WaitForChild() {
  if (saving()) Reap(0);
}

void Snapshot::KillChild() {
  if (!saving()) return;
  (void)kill(child_, SIGKILL);
  while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
  (void)unlink(TemporaryName(path(), child_).c_str());
  Log(LogLevel::kWarning, "Killed the saving child {}", child_);
  child_ = 0;
  on_step_(Step::kChildDied);
}

void Snapshot::Cron(int64_t now_ms) {
  if (saving()) Reap(WNOHANG);
  if (saving() || other_child_()) return;
  const int64_t now_s = now_ms / 1000;
  if (scheduled_ && (stats_.last_bgsave_ok || now_s - last_try_s_ > kRetrySeconds)) {
    (void)BgSave();
    return;
  }
  CheckSavePoints(now_s);
}

void Snapshot::CheckSavePoints(int64_t now_s) {
  const uint64_t dirty = keyspace_.stats().dirty;
  for (const Config::SavePoint& point : config_.save_points()) {
    if (dirty < static_cast<uint64_t>(point.changes)) continue;
    if (now_s - stats_.last_save_s <= point.seconds) continue;
    if (!stats_.last_bgsave_ok && now_s - last_try_s_ <= kRetrySeconds) continue;
    Log(LogLevel::kNotice, "{} changes in {} seconds. Saving...", point.changes, point.seconds);
    (void)BgSave();
    return;
  }
}

Status Snapshot::Refused(const std::string& path, const RdbReader& in) {
  Log(LogLevel::kWarning, "Error in the RDB file {} at byte {}: {}", path, in.offset(), in.error());
  return Status::Error(
      fmt::format("Error in the RDB file {} at byte {}: {}", path, in.offset(), in.error()));
}

Status Snapshot::Load(const std::string& path, Duplicates duplicates) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0 && errno == ENOENT) return {};
  struct stat about {};
  if (file.fd() < 0 || fstat(file.fd(), &about) != 0) {
    return Status::Error(fmt::format("Can't open the RDB file {}: {}", path,
                                     std::generic_category().message(errno)));
  }
  if (!S_ISREG(about.st_mode)) {
    return Status::Error(fmt::format("Can't open the RDB file {}: not a file", path));
  }
  return LoadFrom(file.fd(), static_cast<uint64_t>(about.st_size), path, duplicates);
}

bool Snapshot::verifies_checksum() const {
  return config_.flag(Directive::kRdbchecksum) && !skip_checksum_;
}

Status Snapshot::LoadFrom(int fd, uint64_t bytes, const std::string& path, Duplicates duplicates) {
  const int64_t started = clock::MonotonicUs();
  keyspace_.set_now_ms(clock::UnixMs());
  libraries_.clear();
  const Busy busy(busy_);
  on_step_(Step::kLoadStarted);
  RdbReader in(fd, bytes);
  SnapshotLoader loader(keyspace_, in, module_aux_, libraries_, duplicates);
  loading_ = {.started_us = clock::UnixUs(), .bytes = in.remaining()};
  loader.set_pace({.pause_us = config_.number(Directive::kKeyLoadDelay),
                   .interval_bytes = static_cast<uint64_t>(
                       config_.number(Directive::kLoadingProcessEventsIntervalBytes)),
                   .hook = [&] {
                     loading_.bytes_read = in.offset();
                     stats_.keys_loaded = loader.counts().keys;
                     if (while_loading_) while_loading_();
                   }});
  const bool loaded = loader.Load(verifies_checksum());
  stats_.keys_loaded = loader.counts().keys;
  stats_.keys_expired = loader.counts().expired;
  on_step_(loaded ? Step::kLoadEnded : Step::kLoadFailed);
  if (!loaded) return Refused(path, in);
  Log(LogLevel::kNotice,
      "Done loading RDB, keys loaded: {}, keys expired: {}, empty keys skipped: {}.",
      loader.counts().keys, loader.counts().expired, loader.counts().empty);
  if (!libraries_.empty()) {
    Log(LogLevel::kWarning, "{} function libraries are kept for the next save but can't be run",
        libraries_.size());
  }
  Log(LogLevel::kNotice, "DB loaded from disk: {:.3f} seconds",
      static_cast<double>(clock::MonotonicUs() - started) / 1e6);
  return {};
}

int Snapshot::ReplaceBy(const std::string& path) {
  if (busy_) return EBUSY;
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat about {};
  if (file.fd() < 0 || fstat(file.fd(), &about) != 0) return errno;
  if (!S_ISREG(about.st_mode)) return EIO;
  const auto bytes = static_cast<uint64_t>(about.st_size);
  RdbReader in(file.fd(), bytes);
  if (!SnapshotLoader(keyspace_, in, module_aux_, libraries_, Duplicates::kRefuse)
           .Inspect(verifies_checksum()) ||
      lseek(file.fd(), 0, SEEK_SET) != 0) {
    (void)Refused(path, in);
    return EIO;
  }
  KillChild();
  const Busy busy(busy_);
  uint64_t& dirty = keyspace_.stats().dirty;
  dirty += keyspace_.Flush(-1, false) + 1;
  const bool loaded = LoadFrom(file.fd(), bytes, path, Duplicates::kRefuse).ok();
  dirty += stats_.keys_loaded;
  // Half of the data is of no use to anybody who asked for all.
  if (!loaded) (void)keyspace_.Flush(-1, false);
  return loaded ? 0 : EIO;
}

std::string Snapshot::LoadingLines() const {
  const auto read = static_cast<double>(loading_.bytes_read);
  const auto all = static_cast<double>(std::max<uint64_t>(loading_.bytes, 1));
  const auto spent_s = static_cast<double>(clock::UnixUs() - loading_.started_us) / 1e6;
  const auto left_s = read == 0 ? 1 : static_cast<int64_t>(spent_s / read * (all - read));
  return fmt::format(
      "loading_start_time:{}\r\n"
      "loading_total_bytes:{}\r\n"
      "loading_loaded_bytes:{}\r\n"
      "loading_loaded_perc:{:.2f}\r\n"
      "loading_eta_seconds:{}\r\n",
      loading_.started_us / 1'000'000, loading_.bytes, loading_.bytes_read, read / all * 100,
      left_s);
}

std::string Snapshot::InfoLines() const {
  return fmt::format(
      "current_save_keys_processed:0\r\n"
      "current_save_keys_total:0\r\n"
      "rdb_changes_since_last_save:{}\r\n"
      "rdb_bgsave_in_progress:{}\r\n"
      "rdb_last_save_time:{}\r\n"
      "rdb_last_bgsave_status:{}\r\n"
      "rdb_last_bgsave_time_sec:{}\r\n"
      "rdb_current_bgsave_time_sec:{}\r\n"
      "rdb_saves:{}\r\n"
      "rdb_last_cow_size:0\r\n"
      "rdb_last_load_keys_expired:{}\r\n"
      "rdb_last_load_keys_loaded:{}\r\n",
      keyspace_.stats().dirty, saving() ? 1 : 0, stats_.last_save_s,
      stats_.last_bgsave_ok ? "ok" : "err", stats_.last_bgsave_seconds,
      saving() ? NowSeconds() - stats_.bgsave_started_s : -1, stats_.saves, stats_.keys_expired,
      stats_.keys_loaded);
}

}  // namespace trellis
