/*
 * Simulates a disk that is slow, hangs, is read-only or is full, for the files whose path begins with BAD_DISK_FOLDER. It is loaded
 * into a process by LD_PRELOAD. The file BAD_DISK_STATE has the state of the disk: a number of milliseconds that each sync takes,
 * "never" for syncs that do not return, "read-only", or "full". Without that file the disk works. The file is read again during a
 * sync, so that a sync that hangs returns when the state changes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 10

static int is_below(const char *path) {
  const char *folder = getenv("BAD_DISK_FOLDER");
  return folder != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_on_disk(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below(path);
}

/* Reads the state with system calls that are not wrapped below. */
static void read_state(char *text, size_t size) {
  const char *file = getenv("BAD_DISK_STATE");
  memset(text, 0, size);
  int fd = file == NULL ? -1 : openat(AT_FDCWD, file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  if (read(fd, text, size - 1) < 0) text[0] = 0;
  close(fd);
}

/* The error of each write at present; 0 if there is none. */
static int write_error(void) {
  char state[32];
  read_state(state, sizeof state);
  if (strncmp(state, "read-only", 9) == 0) return EROFS;
  return strncmp(state, "full", 4) == 0 ? ENOSPC : 0;
}

/* How long a sync takes, in ms. */
static long sync_ms(void) {
  char state[32];
  read_state(state, sizeof state);
  return strncmp(state, "never", 5) == 0 ? LONG_MAX : strtol(state, NULL, 10);
}

static void linger(int fd) {
  if (!is_on_disk(fd)) return;
  const struct timespec look = {0, LOOK_MS * 1000000L};
  for (long passed_ms = 0; passed_ms < sync_ms(); passed_ms += LOOK_MS) nanosleep(&look, NULL);
}

static int refuses(int fd) {
  int error = is_on_disk(fd) ? write_error() : 0;
  if (error != 0) errno = error;
  return error != 0;
}

/* What is on a full disk already can be synced. */
static int refuses_sync(int fd) { return write_error() == EROFS && refuses(fd); }

int fsync(int fd) {
  linger(fd);
  return refuses_sync(fd) ? -1 : ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}

int fdatasync(int fd) {
  linger(fd);
  return refuses_sync(fd) ? -1 : ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

#define WRITE(name, type) \
  ssize_t name(int fd, const void *bytes, size_t count, type at) { \
    return refuses(fd) ? -1 : ((ssize_t(*)(int, const void *, size_t, type))dlsym(RTLD_NEXT, #name))(fd, bytes, count, at); \
  }
WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)

#define TRUNCATE(name, type) \
  int name(int fd, type length) { \
    return refuses(fd) ? -1 : ((int (*)(int, type))dlsym(RTLD_NEXT, #name))(fd, length); \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list more; \
    va_start(more, flags); \
    int mode = va_arg(more, int); \
    va_end(more); \
    if ((flags & (O_WRONLY | O_RDWR)) && is_below(path) && write_error() == EROFS) { \
      errno = EROFS; \
      return -1; \
    } \
    return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name))(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)
