/* Makes a disk that is slow to sync out of any: loaded before the C library, every fsync and fdatasync takes SLOW_SYNC_US longer. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int slowly(const char *name, int file) {
  const char *wait = getenv("SLOW_SYNC_US");
  int (*call)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  if (wait != NULL) usleep((useconds_t)atoi(wait));
  return call(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
