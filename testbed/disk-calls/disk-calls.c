/*
 * Records what a process does to the files below DISK_CALLS_FOLDER, and makes its calls fail. It is loaded by LD_PRELOAD.
 *
 * With DISK_CALLS_LOG, each call that changed something there is appended to that file, in the order in which the calls of all threads
 * were made, each as one record (`recording.ts` reads them):
 *   u32 length of what follows; u8 kind; u8 flags; u16 length of the name; u16 length of the other name; u16 0; u64 inode;
 *   u64 offset or length; the name; the other name; the bytes. All little-endian; names are relative to the folder.
 * A call that failed changed nothing, and is not recorded. Reads, modes, and what mmap writes are not recorded: SQLite writes only the
 * -shm file so, which it makes anew.
 *
 * The process speaks to this library by the path CONTROL, which exists only for it (`control.ts`). A text that is written there is an order:
 *   mark TEXT             puts a marker among the calls
 *   fail NTH ERROR once   the NTH call from now on that could fail with ERROR does so: EIO, ENOSPC, EROFS
 *   fail NTH ERROR on     and so do all such calls after it
 *   fail NTH short once   the NTH write from now on writes the first half of its bytes, and says so
 *   fail NTH short on     and from then on the disk is full: calls fail with ENOSPC
 *   well                  the disk is back
 * DISK_CALLS_ORDER has such an order for the start. What can be read at CONTROL is how many calls could have failed since the last
 * order, how many did, and for how many milliseconds the main thread has slept since the start: "17 1 10000". It only seems to sleep.
 */
#define _GNU_SOURCE
/* It would replace some of the functions that are defined below. */
#undef _FORTIFY_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define CONTROL "/proc/disk-calls"
/* The C library's own function, which is searched once. */
#define REAL(name) \
  ({ \
    static __typeof__(&name) found; \
    if (found == NULL) found = (__typeof__(&name))real_function(#name); \
    found; \
  })

enum kind { OPENED = 1, WRITTEN, TRUNCATED, SYNCED, FOLDER_SYNCED, RENAMED, UNLINKED, LINKED, MARKER, FOLDER_MADE, FOLDER_REMOVED };
enum { CREATED = 1, EMPTIED = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static int log_fd = -1;

/* The order that is in force. `nth` counts down to 0; `error` is 0 while the disk is well, and -1 for a short write. */
static struct { long nth; int error; enum { ONCE, ON } until; } order;
static long counted, failed;
static int64_t slept_ns;

static void *real_function(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found != NULL) return found;
  fprintf(stderr, "disk-calls: the C library has no %s\n", name);
  abort();
}

static int error_named(const char *name) {
  if (strcmp(name, "EIO") == 0) return EIO;
  if (strcmp(name, "ENOSPC") == 0) return ENOSPC;
  if (strcmp(name, "EROFS") == 0) return EROFS;
  return strcmp(name, "short") == 0 ? -1 : 0;
}

/* ---- The log ---- */

static void record(enum kind kind, int flags, uint64_t inode, uint64_t at, const char *name, const char *other, const void *bytes, size_t count) {
  if (log_fd < 0) return;
  struct { uint32_t length; uint8_t kind, flags; uint16_t name, other, none; uint64_t inode, at; } __attribute__((packed)) head = {
      0, kind, flags, strlen(name), strlen(other), 0, inode, at};
  head.length = sizeof head - sizeof head.length + head.name + head.other + count;
  struct iovec parts[] = {{&head, sizeof head}, {(void *)name, head.name}, {(void *)other, head.other}, {(void *)bytes, count}};
  ssize_t length = sizeof head.length + head.length;
  if (REAL(writev)(log_fd, parts, 4) == length) return;
  fprintf(stderr, "disk-calls: the log cannot be written\n");
  abort();
}

/* ---- Which calls are meant ---- */

/* What follows the folder in the absolute path, without the slash; NULL for a path that is not in it. The folder itself is "". */
static const char *within(const char *path) {
  size_t length = strlen(folder);
  if (length == 0 || strncmp(path, folder, length) != 0) return NULL;
  if (path[length] == 0) return path + length;
  return path[length] == '/' ? path + length + 1 : NULL;
}

/* The same for any path. `buffer` has PATH_MAX bytes. */
static const char *name_at(int at, const char *path, char *buffer) {
  if (path[0] == '/') return within(path);
  char base[PATH_MAX], link[64];
  snprintf(link, sizeof link, at == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", at);
  ssize_t length = readlink(link, base, sizeof base - 1);
  if (length < 0) return NULL;
  base[length] = 0;
  if (snprintf(buffer, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return NULL;
  return within(buffer);
}

static const char *path_of(int fd, char *buffer) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, buffer, PATH_MAX - 1);
  buffer[length < 0 ? 0 : length] = 0;
  return buffer;
}

/* The same for a descriptor. */
static const char *name_of(int fd, char *buffer) { return within(path_of(fd, buffer)); }

static int is_meant(int fd) {
  int error = errno;
  char buffer[PATH_MAX];
  int meant = folder[0] != 0 && name_of(fd, buffer) != NULL;
  errno = error;
  return meant;
}

static uint64_t inode_of(int fd) {
  struct stat found;
  return fstat(fd, &found) == 0 ? found.st_ino : 0;
}

/* ---- Calls that fail ---- */

static int can_fail_with(int error, enum kind kind, int creates) {
  if (error == -1) return kind == WRITTEN;
  /* On a full disk there is room for what takes none. */
  if (error == ENOSPC) return kind == WRITTEN || kind == LINKED || kind == FOLDER_MADE || (kind == OPENED && creates);
  return 1;
}

/* The error that a call fails with now; 0 if it does not fail, -1 if it writes the half. The lock is held. */
static int error_now(enum kind kind, int creates) {
  if (!can_fail_with(order.error == 0 ? EIO : order.error, kind, creates)) return 0;
  counted += 1;
  if (order.error == 0 || (order.nth > 0 && --order.nth > 0)) return 0;
  int error = order.error;
  if (order.until == ONCE) order.error = 0;
  else if (error == -1) order.error = ENOSPC;
  failed += 1;
  return error;
}

/* ---- The control ---- */

static int is_control(const char *path) { return folder[0] != 0 && strcmp(path, CONTROL) == 0; }

/* What is opened is a file in memory, which is known by its name. */
static int open_control(int flags) {
  char text[64];
  int fd = memfd_create("disk-calls", (flags & O_CLOEXEC) ? MFD_CLOEXEC : 0);
  if (fd < 0 || (flags & O_ACCMODE) != O_RDONLY) return fd;
  int length = snprintf(text, sizeof text, "%ld %ld %ld", counted, failed, (long)(slept_ns / 1000000));
  REAL(pwrite)(fd, text, length, 0);
  return fd;
}

static int is_control_open_as(int fd) {
  char buffer[PATH_MAX];
  int error = errno;
  int is = folder[0] != 0 && strncmp(path_of(fd, buffer), "/memfd:disk-calls", 17) == 0;
  errno = error;
  return is;
}

static void obey(const char *text) {
  char error[16] = "", until[16] = "";
  long nth = 0;
  if (strncmp(text, "mark ", 5) == 0) {
    record(MARKER, 0, 0, 0, "", "", text + 5, strlen(text + 5));
    return;
  }
  counted = failed = 0;
  order.error = 0;
  if (strcmp(text, "well") == 0) return;
  if (sscanf(text, "fail %ld %15s %15s", &nth, error, until) == 3 && nth > 0 && error_named(error) != 0) {
    order.nth = nth;
    order.error = error_named(error);
    order.until = strcmp(until, "on") == 0 ? ON : ONCE;
    return;
  }
  fprintf(stderr, "disk-calls: no such order: %s\n", text);
  abort();
}

/* ---- What is called instead of the C library ---- */

static int opened(int at, const char *path, int flags, int mode) {
  if (is_control(path)) {
    pthread_mutex_lock(&lock);
    int fd = open_control(flags);
    pthread_mutex_unlock(&lock);
    return fd;
  }
  char buffer[PATH_MAX];
  int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
  const char *name = writes && (flags & O_TMPFILE) != O_TMPFILE ? name_at(at, path, buffer) : NULL;
  if (name == NULL) return REAL(openat)(at, path, flags, mode);
  pthread_mutex_lock(&lock);
  int creates = (flags & O_CREAT) && faccessat(at, path, F_OK, 0) != 0;
  int error = error_now(OPENED, creates);
  int fd = -1;
  if (error == 0) fd = REAL(openat)(at, path, flags, mode);
  else errno = error;
  if (fd >= 0) {
    int how = (creates ? CREATED : 0) | ((flags & O_TRUNC) ? EMPTIED : 0);
    record(OPENED, how, inode_of(fd), 0, name, "", NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

#define MODE(flags, mode) \
  int mode = 0; \
  if (flags & (O_CREAT | O_TMPFILE)) { \
    va_list more; \
    va_start(more, flags); \
    mode = va_arg(more, int); \
    va_end(more); \
  }
int open(const char *path, int flags, ...) { MODE(flags, mode) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags, mode) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags, mode) return opened(at, path, flags | O_LARGEFILE, mode); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

static ssize_t ordered(const void *bytes, size_t count) {
  char *text = strndup(bytes, count);
  pthread_mutex_lock(&lock);
  obey(text);
  pthread_mutex_unlock(&lock);
  free(text);
  return count;
}

/* `at` is -1 for the place of the descriptor. */
static ssize_t written(int fd, const struct iovec *parts, int count, off_t at) {
  size_t wanted = 0;
  for (int part = 0; part < count; part++) wanted += parts[part].iov_len;
  pthread_mutex_lock(&lock);
  char *bytes = malloc(wanted + 1);
  size_t gathered = 0;
  for (int part = 0; part < count; part++) {
    memcpy(bytes + gathered, parts[part].iov_base, parts[part].iov_len);
    gathered += parts[part].iov_len;
  }
  int error = error_now(WRITTEN, 0);
  ssize_t done = -1;
  if (error > 0) errno = error;
  else {
    size_t most = error == -1 && wanted > 1 ? wanted / 2 : wanted;
    done = at < 0 ? REAL(write)(fd, bytes, most) : REAL(pwrite)(fd, bytes, most, at);
  }
  int result = errno;
  if (done > 0) record(WRITTEN, 0, inode_of(fd), at < 0 ? lseek(fd, 0, SEEK_CUR) - done : at, "", "", bytes, done);
  pthread_mutex_unlock(&lock);
  free(bytes);
  errno = result;
  return done;
}

ssize_t write(int fd, const void *bytes, size_t count) {
  struct iovec part = {(void *)bytes, count};
  if (is_control_open_as(fd)) return ordered(bytes, count);
  return is_meant(fd) ? written(fd, &part, 1, -1) : REAL(write)(fd, bytes, count);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  return is_meant(fd) ? written(fd, parts, count, -1) : REAL(writev)(fd, parts, count);
}
#define PWRITE(name, type) \
  ssize_t name(int fd, const void *bytes, size_t count, type at) { \
    struct iovec part = {(void *)bytes, count}; \
    return is_meant(fd) ? written(fd, &part, 1, at) : REAL(name)(fd, bytes, count, at); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
#define PWRITEV(name, type) \
  ssize_t name(int fd, const struct iovec *parts, int count, type at) { \
    return is_meant(fd) ? written(fd, parts, count, at) : REAL(name)(fd, parts, count, at); \
  }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

/* A call without bytes, with what is recorded if it succeeds. What `call` uses is evaluated under the lock. */
#define CALL(kind, call, ...) \
  ({ \
    pthread_mutex_lock(&lock); \
    int error = error_now(kind, 1), result = -1; \
    if (error != 0) errno = error; \
    else result = (call); \
    int reason = errno; \
    if (result == 0) record(kind, __VA_ARGS__); \
    pthread_mutex_unlock(&lock); \
    errno = reason; \
    result; \
  })
#define NOTHING NULL, 0

#define TRUNCATE(name, type) \
  int name(int fd, type length) { \
    if (!is_meant(fd)) return REAL(name)(fd, length); \
    return CALL(TRUNCATED, REAL(name)(fd, length), 0, inode_of(fd), length, "", "", NOTHING); \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define TRUNCATE_PATH(name, type) \
  int name(const char *path, type length) { \
    int fd = openat(AT_FDCWD, path, O_WRONLY | O_CLOEXEC); \
    if (fd < 0) return -1; \
    int result = ftruncate(fd, length), reason = errno; \
    close(fd); \
    errno = reason; \
    return result; \
  }
TRUNCATE_PATH(truncate, off_t)
TRUNCATE_PATH(truncate64, off64_t)

static uint64_t size_of(int fd) {
  struct stat found;
  return fstat(fd, &found) == 0 ? (uint64_t)found.st_size : 0;
}
/* Room that is taken in advance changes the length of a file at most. Those of POSIX return the error. */
#define ALLOCATE(name, parameters, arguments, error) \
  int name parameters { \
    if (!is_meant(fd)) return REAL(name) arguments; \
    int result = CALL(TRUNCATED, REAL(name) arguments, 0, inode_of(fd), size_of(fd), "", "", NOTHING); \
    return result == -1 ? error : result; \
  }
ALLOCATE(fallocate, (int fd, int mode, off_t at, off_t length), (fd, mode, at, length), -1)
ALLOCATE(fallocate64, (int fd, int mode, off64_t at, off64_t length), (fd, mode, at, length), -1)
ALLOCATE(posix_fallocate, (int fd, off_t at, off_t length), (fd, at, length), errno)
ALLOCATE(posix_fallocate64, (int fd, off64_t at, off64_t length), (fd, at, length), errno)

static int synced(int fd, int (*sync)(int)) {
  char buffer[PATH_MAX];
  const char *name = name_of(fd, buffer);
  struct stat found;
  if (name == NULL || fstat(fd, &found) != 0) return sync(fd);
  if (S_ISDIR(found.st_mode)) return CALL(FOLDER_SYNCED, sync(fd), 0, found.st_ino, 0, name, "", NOTHING);
  return CALL(SYNCED, sync(fd), 0, found.st_ino, 0, "", "", NOTHING);
}
int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

#define FROM_TO(name, kind, parameters, arguments, at, path, other_at, other_path) \
  int name parameters { \
    char buffer[PATH_MAX], other_buffer[PATH_MAX]; \
    const char *from = name_at(at, path, buffer), *to = name_at(other_at, other_path, other_buffer); \
    if (from == NULL || to == NULL) return REAL(name) arguments; \
    return CALL(kind, REAL(name) arguments, 0, 0, 0, from, to, NOTHING); \
  }
FROM_TO(rename, RENAMED, (const char *old, const char *new), (old, new), AT_FDCWD, old, AT_FDCWD, new)
FROM_TO(renameat, RENAMED, (int at, const char *old, int new_at, const char *new), (at, old, new_at, new), at, old, new_at, new)
FROM_TO(renameat2, RENAMED, (int at, const char *old, int new_at, const char *new, unsigned flags), (at, old, new_at, new, flags), at, old, new_at, new)
FROM_TO(link, LINKED, (const char *old, const char *new), (old, new), AT_FDCWD, old, AT_FDCWD, new)
FROM_TO(linkat, LINKED, (int at, const char *old, int new_at, const char *new, int flags), (at, old, new_at, new, flags), at, old, new_at, new)

#define PATH(name, kind, parameters, arguments, at, path) \
  int name parameters { \
    char buffer[PATH_MAX]; \
    const char *its = name_at(at, path, buffer); \
    if (its == NULL) return REAL(name) arguments; \
    return CALL(kind, REAL(name) arguments, 0, 0, 0, its, "", NOTHING); \
  }
PATH(unlink, UNLINKED, (const char *path), (path), AT_FDCWD, path)
PATH(unlinkat, (flags & AT_REMOVEDIR ? FOLDER_REMOVED : UNLINKED), (int at, const char *path, int flags), (at, path, flags), at, path)
PATH(rmdir, FOLDER_REMOVED, (const char *path), (path), AT_FDCWD, path)
PATH(mkdir, FOLDER_MADE, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)

/* The C library's own function calls its own unlink. */
int remove(const char *path) {
  struct stat found;
  return lstat(path, &found) == 0 && S_ISDIR(found.st_mode) ? rmdir(path) : unlink(path);
}

/* A copy within the kernel is recorded as a write. `copy` copies, and gives how many bytes. */
#define COPY(in, in_at, out, out_at, copy) \
  ({ \
    pthread_mutex_lock(&lock); \
    int error = error_now(WRITTEN, 0); \
    ssize_t done = -1; \
    if (error > 0) errno = error; \
    else done = (copy); \
    int reason = errno; \
    if (done > 0) record_copy(in, in_at, out, out_at, done); \
    pthread_mutex_unlock(&lock); \
    errno = reason; \
    done; \
  })

/* A place is where the copy has ended; NULL for that of the descriptor. */
static void record_copy(int in, const off64_t *in_at, int out, const off64_t *out_at, size_t count) {
  char *bytes = malloc(count);
  off64_t from = (in_at ? *in_at : lseek(in, 0, SEEK_CUR)) - (off64_t)count;
  off64_t to = (out_at ? *out_at : lseek(out, 0, SEEK_CUR)) - (off64_t)count;
  ssize_t got = pread(in, bytes, count, from);
  if (got > 0) record(WRITTEN, 0, inode_of(out), to, "", "", bytes, got);
  free(bytes);
}

ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t count, unsigned flags) {
  if (!is_meant(out)) return REAL(copy_file_range)(in, in_at, out, out_at, count, flags);
  return COPY(in, in_at, out, out_at, REAL(copy_file_range)(in, in_at, out, out_at, count, flags));
}
ssize_t sendfile(int out, int in, off_t *at, size_t count) {
  if (!is_meant(out)) return REAL(sendfile)(out, in, at, count);
  return COPY(in, at, out, NULL, REAL(sendfile)(out, in, at, count));
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t count) { return sendfile(out, in, at, count); }

int ioctl(int fd, unsigned long request, ...) {
  va_list more;
  va_start(more, request);
  void *argument = va_arg(more, void *);
  va_end(more);
  if (request != FICLONE || !is_meant(fd)) return REAL(ioctl)(fd, request, argument);
  int in = (int)(intptr_t)argument;
  off64_t end = size_of(in);
  /* A clone gives 0 where a copy gives the number of bytes. */
  ssize_t done = COPY(in, &end, fd, &end, REAL(ioctl)(fd, request, argument) == 0 ? end : -1);
  return done < 0 ? -1 : 0;
}

/* SQLite waits so for a lock. */
int nanosleep(const struct timespec *time, struct timespec *left) {
  if (folder[0] == 0 || gettid() != getpid()) return REAL(nanosleep)(time, left);
  slept_ns += time->tv_sec * 1000000000 + time->tv_nsec;
  return 0;
}
int usleep(useconds_t us) {
  struct timespec time = {us / 1000000, us % 1000000 * 1000};
  return nanosleep(&time, NULL);
}

/* libuv makes the calls that an old C library lacks by their numbers. */
long syscall(long number, ...) {
  long a[6];
  va_list more;
  va_start(more, number);
  for (int nth = 0; nth < 6; nth++) a[nth] = va_arg(more, long);
  va_end(more);
  if (number == SYS_copy_file_range) return copy_file_range(a[0], (off64_t *)a[1], a[2], (off64_t *)a[3], a[4], a[5]);
  if (number == SYS_renameat2) return renameat2(a[0], (char *)a[1], a[2], (char *)a[3], a[4]);
  return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

__attribute__((constructor)) static void begin(void) {
  const char *given = getenv("DISK_CALLS_FOLDER"), *log = getenv("DISK_CALLS_LOG"), *first = getenv("DISK_CALLS_ORDER");
  if (log != NULL) log_fd = REAL(openat)(AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (given == NULL) return;
  snprintf(folder, sizeof folder, "%s", given);
  if (first != NULL) obey(first);
}
