// SPDX-License-Identifier: GPL-2.0-only
/* The folder of a site: its files, and how large they are. */
#define _GNU_SOURCE
#include "folder.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file that says that a folder is a site. */
#define MARK	".ptlu-site"

static int is_entry(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

static bool is_empty(const char *dir)
{
	struct dirent **entries = NULL;
	int nr = scandir(dir, &entries, is_entry, NULL);

	for (int i = 0; i < nr; i++)
		free(entries[i]);
	free(entries);
	return nr == 0;
}

int folder_begin(struct folder *o, const char *dir)
{
	char mark[PATH_MAX];
	int ret;

	*o = (struct folder){ .dir = dir };
	if (mkdir(dir, 0777) && errno != EEXIST) {
		ret = -errno;
		warn("cannot make %s", dir);
		return ret;
	}
	snprintf(mark, sizeof(mark), "%s/" MARK, dir);
	if (access(mark, F_OK) && !is_empty(dir)) {
		warnx("%s is no site and not empty: name another directory", dir);
		return -EEXIST;
	}
	return folder_write(o, MARK, "", 0);
}

/* The directories that a path within the site needs. */
static int make_directories(const struct folder *o, const char *path)
{
	char dir[PATH_MAX];

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(dir, sizeof(dir), "%s/%.*s", o->dir, (int)(slash - path), path);
		if (mkdir(dir, 0777) && errno != EEXIST)
			return -errno;
	}
	return 0;
}

static int replace_file(const char *path, const char *text, size_t size)
{
	char temporary[PATH_MAX + 8];
	int ret = 0;
	FILE *out;

	snprintf(temporary, sizeof(temporary), "%s.new", path);
	unlink(temporary);
	out = fopen(temporary, "wxe");
	if (!out)
		return -errno;
	if (fwrite(text, 1, size, out) != size)
		ret = -EIO;
	if (fclose(out) && !ret)
		ret = -errno;
	if (!ret && rename(temporary, path))
		ret = -errno;
	if (ret)
		unlink(temporary);
	return ret;
}

int folder_write(struct folder *o, const char *path, const char *text, size_t size)
{
	char whole[PATH_MAX];
	int ret = make_directories(o, path);

	snprintf(whole, sizeof(whole), "%s/%s", o->dir, path);
	if (!ret)
		ret = replace_file(whole, text, size);
	if (ret) {
		warnx("cannot write %s: %s", whole, strerror(-ret));
		return ret;
	}
	o->files++;
	o->bytes += size;
	return 0;
}

/* The caller frees @text. */
static int read_regular(const char *from, size_t most, char **text, size_t *size)
{
	int fd = open(from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	size_t have = 0;
	ssize_t n = 1;

	*text = NULL;
	*size = 0;
	if (fd < 0)
		return 0;
	if (!fstat(fd, &status) && S_ISREG(status.st_mode))
		*size = (size_t)status.st_size;
	if (*size && *size <= most)
		*text = malloc(*size);
	for (; *text && n > 0 && have < *size; have += n > 0 ? (size_t)n : 0)
		n = read(fd, *text + have, *size - have);
	close(fd);
	if (!*text || have == *size)
		return *text ? 1 : 0;
	free(*text);
	*text = NULL;
	return 0;
}

int folder_copy(struct folder *o, const char *path, const char *from, size_t most, size_t *size)
{
	char *text;
	int ret = read_regular(from, most, &text, size);

	if (ret > 0 && folder_write(o, path, text, *size))
		ret = -EIO;
	free(text);
	return ret;
}

void folder_weigh(struct folder *o, const char *path, size_t bytes)
{
	if (bytes <= o->heaviest)
		return;
	o->heaviest = bytes;
	snprintf(o->heaviest_path, sizeof(o->heaviest_path), "%s", path);
}
