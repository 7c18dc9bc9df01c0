// SPDX-License-Identifier: GPL-2.0-only
/* Writes a file as a whole or not at all: temporary file, fsync, rename. Reads regular files. */
#define _GNU_SOURCE
#include "file.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name has the process id, so an existing file is left over from a process that was killed. */
static int open_temporary(const char *path)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(path, flags, 0666);

	if (fd < 0 && errno == EEXIST && !unlink(path))
		fd = open(path, flags, 0666);
	return fd < 0 ? -errno : fd;
}

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		size -= (size_t)n;
	}
	return 0;
}

static int write_temporary(const char *path, const void *data, size_t size)
{
	int fd = open_temporary(path);
	int ret;

	if (fd < 0)
		return fd;
	ret = write_all(fd, data, size);
	if (!ret && fsync(fd))
		ret = -errno;
	if (close(fd) && !ret)
		ret = -errno;
	return ret;
}

int write_whole_file(const char *path, const void *data, size_t size)
{
	char *tmp = NULL;
	int ret;

	if (asprintf(&tmp, "%s.%ld.tmp", path, (long)getpid()) < 0) {
		warnx("cannot write %s: out of memory", path);
		return -ENOMEM;
	}
	ret = write_temporary(tmp, data, size);
	if (!ret && rename(tmp, path))
		ret = -errno;
	if (ret) {
		unlink(tmp);
		warnx("cannot write %s: %s; make room or choose another directory", path,
		      strerror(-ret));
	}
	free(tmp);
	return ret;
}

FILE *open_regular_file(const char *path)
{
	/* not waiting for whoever would write into a pipe */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), error;
	struct stat status;
	FILE *file;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &status))
		error = errno;
	else
		error = S_ISREG(status.st_mode) ? 0 : EINVAL;
	file = error ? NULL : fdopen(fd, "r");
	if (file)
		return file;
	if (!error)
		error = errno;
	close(fd);
	errno = error;
	return NULL;
}
