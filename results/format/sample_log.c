// SPDX-License-Identifier: GPL-2.0-only
/* samples.jsonl: append finished cases so that a kill or a full disk costs none; read it back. */
#define _GNU_SOURCE
#include "sample.h"
#include "file.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct sample_log {
	int fd;
	char *path;
	void *cases;		/* search tree of the names of the finished cases, owned */
	size_t nr_cases;
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int add_case(struct sample_log *log, const char *name)
{
	char *copy = strdup(name);
	char **node = copy ? tsearch(copy, &log->cases, compare_names) : NULL;

	if (!node) {
		free(copy);
		return -ENOMEM;
	}
	if (*node != copy) {
		free(copy);
		return -EEXIST;
	}
	log->nr_cases++;
	return 0;
}

/* Where reading a samples.jsonl stands, and the case that its last line belongs to. */
struct reader {
	const char *path;
	FILE *file;
	char *line;
	size_t line_room;
	size_t line_nr;
	off_t end;		/* of the last whole line */
	off_t case_begin;	/* of the first line of the last case */
	const char *case_id;
	unsigned int case_seen;
	unsigned int case_samples;
};

/* The line's length without newline, -ENODATA at the end, -EILSEQ for a line torn off. */
static ssize_t next_line(struct reader *r)
{
	ssize_t len = getline(&r->line, &r->line_room, r->file);

	if (len < 0) {
		if (!ferror(r->file))
			return -ENODATA;
		warn("cannot read %s", r->path);
		return -EIO;
	}
	if (r->line[len - 1] != '\n')
		return -EILSEQ;
	r->line_nr++;
	return len - 1;
}

static bool case_is_whole(const struct reader *r)
{
	return r->case_seen == r->case_samples;
}

/* Follow which case the lines belong to, and count. */
static int follow_case(struct reader *r, const struct bench_sample *s, off_t begin)
{
	if (!r->case_id || strcmp(r->case_id, s->case_id)) {
		if (!case_is_whole(r)) {
			warnx("%s:%zu: case %s before has %u of %u samples; remove its lines",
			      r->path, r->line_nr, r->case_id, r->case_seen, r->case_samples);
			return -EINVAL;
		}
		r->case_id = s->case_id;
		r->case_begin = begin;
		r->case_seen = 0;
		r->case_samples = s->case_samples;
	}
	r->case_seen++;
	if (r->case_samples == s->case_samples && r->case_seen <= r->case_samples)
		return 0;
	warnx("%s:%zu: case %s has more samples than it says, %u; remove its lines", r->path,
	      r->line_nr, r->case_id, r->case_samples);
	return -EINVAL;
}

static int read_next(struct reader *r, struct bench_sample *s, void **strings)
{
	ssize_t len = next_line(r);
	off_t begin = r->end;
	int ret;

	if (len < 0)
		return (int)len;
	ret = sample_from_line(s, r->line, (size_t)len, r->path, r->line_nr, strings);
	if (ret)
		return ret;
	r->end += len + 1;
	ret = follow_case(r, s, begin);
	if (ret)
		free((void *)s->ns_reps);
	return ret;
}

/* Cut off what a killed writer left half-done at the end of the file. */
static int drop_torn_end(struct sample_log *log, const struct reader *r, bool torn)
{
	off_t keep = case_is_whole(r) ? r->end : r->case_begin;

	if (!torn && case_is_whole(r))
		return 0;
	warnx("%s: the last case was cut off in writing; dropped, it will be measured again",
	      log->path);
	if (!ftruncate(log->fd, keep) && !fsync(log->fd))
		return 0;
	warn("cannot truncate %s", log->path);
	return -errno;
}

static int load_cases(struct sample_log *log)
{
	struct reader r = { .path = log->path, .file = fdopen(dup(log->fd), "r") };
	struct bench_sample s;
	void *strings = NULL;
	int ret = r.file ? 0 : -errno;

	while (!ret) {
		ret = read_next(&r, &s, &strings);
		if (ret)
			break;
		free((void *)s.ns_reps);
		if (case_is_whole(&r))
			ret = add_case(log, r.case_id);
		if (ret == -EEXIST)
			warnx("%s:%zu: case %s is there twice; remove one", log->path, r.line_nr,
			      r.case_id);
	}
	if (ret == -ENODATA || ret == -EILSEQ)
		ret = drop_torn_end(log, &r, ret == -EILSEQ);
	if (r.file)
		fclose(r.file);
	free(r.line);
	sample_strings_free(strings);
	return ret == -EEXIST ? -EINVAL : ret;
}

/* A new file's name must survive a power cut too. */
static void sync_folder(const char *path)
{
	char *copy = strdup(path);
	char *slash = copy ? strrchr(copy, '/') : NULL;
	int fd;

	if (slash)
		slash[1] = '\0';
	fd = open(slash ? copy : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(copy);
}

int sample_log_open(struct sample_log **out, const char *path)
{
	struct sample_log *log = calloc(1, sizeof(*log));
	int ret = -ENOMEM;

	*out = NULL;
	if (log)
		log->path = strdup(path);
	if (!log || !log->path) {
		warnx("%s: out of memory", path);
		goto fail;
	}
	log->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (log->fd < 0) {
		ret = -errno;
		warn("cannot open %s", path);
		goto fail;
	}
	if (flock(log->fd, LOCK_EX | LOCK_NB)) {
		ret = errno == EWOULDBLOCK ? -EBUSY : -errno;
		warnx("%s is being written by another run; wait for it or stop it", path);
		goto fail_close;
	}
	ret = load_cases(log);
	if (ret)
		goto fail_close;
	sync_folder(path);
	*out = log;
	return 0;

fail_close:
	close(log->fd);
fail:
	if (log) {
		tdestroy(log->cases, free);
		free(log->path);
	}
	free(log);
	return ret;
}

/* All lines of a case in one buffer; NULL after a message. */
static char *case_lines(const struct bench_sample *samples, size_t nr, size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);
	bool ok = out;

	for (size_t i = 0; ok && i < nr; i++) {
		struct bench_sample s = samples[i];
		char *line;

		s.case_samples = (unsigned int)nr;
		line = sample_to_line(&s);
		ok = line && fputs(line, out) >= 0;
		free(line);
	}
	if (out && fclose(out))
		ok = false;
	if (!ok) {
		free(text);
		text = NULL;
	}
	return text;
}

static int write_lines(struct sample_log *log, const char *text, size_t len)
{
	off_t end = lseek(log->fd, 0, SEEK_END);
	ssize_t n = -1;
	int ret;

	if (end >= 0)
		n = write(log->fd, text, len);
	if (n == (ssize_t)len && !fsync(log->fd))
		return 0;
	/* A short write of a regular file means that there is no room for the rest. */
	ret = n >= 0 && n < (ssize_t)len ? -ENOSPC : -errno;
	warnx("cannot write %s: %s; the cases before are safe: make room and run with RESUME=1",
	      log->path, strerror(-ret));
	if (end >= 0 && (ftruncate(log->fd, end) || fsync(log->fd)))
		warn("%s: cannot take back the case that was cut off", log->path);
	return ret;
}

int sample_log_append(struct sample_log *log, const struct bench_sample *samples, size_t nr)
{
	size_t len;
	char *text;
	int ret;

	for (size_t i = 0; i < nr; i++) {
		if (sample_name_is_valid(samples[i].case_id) &&
		    !strcmp(samples[i].case_id, samples[0].case_id))
			continue;
		warnx("%s: the samples of a case need its name, of letters, digits and ._+~-", log->path);
		return -EINVAL;
	}
	if (!nr)
		return -EINVAL;
	if (sample_log_has_case(log, samples[0].case_id)) {
		warnx("%s: case %s is there already", log->path, samples[0].case_id);
		return -EEXIST;
	}
	text = case_lines(samples, nr, &len);
	if (!text)
		return -EINVAL;
	ret = write_lines(log, text, len);
	free(text);
	return ret ? ret : add_case(log, samples[0].case_id);
}

bool sample_log_has_case(const struct sample_log *log, const char *case_id)
{
	return tfind(case_id, &log->cases, compare_names);
}

size_t sample_log_cases(const struct sample_log *log)
{
	return log->nr_cases;
}

void sample_log_close(struct sample_log *log)
{
	if (!log)
		return;
	close(log->fd);
	tdestroy(log->cases, free);
	free(log->path);
	free(log);
}

static int grow(struct sample_set *set)
{
	size_t room = set->room ? 2 * set->room : 256;
	struct bench_sample *samples;

	if (set->nr < set->room)
		return 0;
	samples = reallocarray(set->samples, room, sizeof(*samples));
	if (!samples) {
		warnx("no memory for %zu samples", room);
		return -ENOMEM;
	}
	set->samples = samples;
	set->room = room;
	return 0;
}

int sample_set_read(struct sample_set *set, const char *path)
{
	struct reader r = { .path = path, .file = open_regular_file(path) };
	int ret = 0;

	*set = (struct sample_set){ 0 };
	if (!r.file) {
		ret = -errno;
		warnx("cannot read %s: %s; a run that finished a case has it", path,
		      strerror(-ret));
		return ret;
	}
	while (!ret) {
		ret = grow(set);
		if (!ret)
			ret = read_next(&r, &set->samples[set->nr], &set->strings);
		if (!ret)
			set->nr++;
	}
	if (ret == -EILSEQ)
		warnx("%s: the last line is cut off and was skipped", path);
	if (ret == -ENODATA || ret == -EILSEQ)
		ret = 0;
	fclose(r.file);
	free(r.line);
	if (ret)
		sample_set_free(set);
	return ret;
}

void sample_set_free(struct sample_set *set)
{
	for (size_t i = 0; i < set->nr; i++)
		free((void *)set->samples[i].ns_reps);
	free(set->samples);
	sample_strings_free(set->strings);
	*set = (struct sample_set){ 0 };
}
