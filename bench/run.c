// SPDX-License-Identifier: GPL-2.0-only
/* A run: its directory, its id, its log, and whether another run disturbs it. */
#define _GNU_SOURCE
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "results/format/sample.h"

/* -ENAMETOOLONG if it does not fit. */
static int join(char *path, const char *dir, const char *name)
{
	int len = snprintf(path, BENCH_PATH_MAX, "%s/%s", dir, name);

	if (len >= 0 && len < BENCH_PATH_MAX)
		return 0;
	fprintf(stderr, "ptlu-bench: %s/%s: the path is too long\n", dir, name);
	return -ENAMETOOLONG;
}

static int make_directory(const char *path)
{
	int ret;

	if (!mkdir(path, 0777) || errno == EEXIST)
		return 0;
	ret = -errno;
	fprintf(stderr, "ptlu-bench: cannot make %s: %s\n", path, strerror(-ret));
	return ret;
}

/* One run of all that begin in a second gets the id without a number. */
static int make_run_directory(struct bench_run *run, const char *runs, const char *suffix)
{
	char when[32];
	time_t now = time(NULL);
	int ret;

	strftime(when, sizeof(when), "%Y%m%d-%H%M%S", gmtime(&now));
	for (unsigned int i = 1; i < 1000; i++) {
		snprintf(run->id, sizeof(run->id), i > 1 ? "%s-%s-%u" : "%s-%s", when, suffix, i);
		ret = join(run->dir, runs, run->id);
		if (ret)
			return ret;
		if (!mkdir(run->dir, 0777))
			return 0;
		if (errno != EEXIST)
			break;
	}
	ret = -errno;
	fprintf(stderr, "ptlu-bench: cannot make %s: %s\n", run->dir, strerror(-ret));
	return ret;
}

/*
 * Runs add their ids to a file that the first of them empties. Whoever has the exclusive lock is
 * alone; the others have a shared one.
 */
static void enter_list(struct bench_run *run, const char *runs)
{
	char path[BENCH_PATH_MAX], others[512];

	run->lock = -1;
	if (join(path, runs, ".measuring"))
		return;
	run->lock = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (run->lock < 0)
		return;
	if (!flock(run->lock, LOCK_EX | LOCK_NB) && ftruncate(run->lock, 0))
		fprintf(stderr, "ptlu-bench: cannot empty %s: %s\n", path, strerror(errno));
	flock(run->lock, LOCK_SH | LOCK_NB);
	if (dprintf(run->lock, "%s\n", run->id) < 0)
		fprintf(stderr, "ptlu-bench: cannot write %s: %s\n", path, strerror(errno));
	if (bench_run_disturbed_by(run, others, sizeof(others)))
		fprintf(stderr,
			"ptlu-bench: also being measured here: %s; each disturbs the other's figures\n",
			others);
}

bool bench_run_disturbed_by(const struct bench_run *run, char *others, size_t size)
{
	char list[4096], *save, *id;
	ssize_t len = run->lock < 0 ? -1 : pread(run->lock, list, sizeof(list) - 1, 0);
	size_t used = 0;

	others[0] = '\0';
	if (len < 0)
		return false;
	list[len] = '\0';
	for (id = strtok_r(list, "\n", &save); id; id = strtok_r(NULL, "\n", &save))
		if (strcmp(id, run->id) && used + strlen(id) + 2 <= size)
			used += sprintf(others + used, "%s%s", used ? " " : "", id);
	return used;
}

/*
 * The log is opened first: its lock keeps a second process from the run's other files. Without
 * @runs the caller sees to it that no other run is measured.
 */
static int open_log(struct bench_run *run, const char *runs)
{
	char path[BENCH_PATH_MAX];
	int ret = join(run->env, run->dir, "env.json");

	if (!ret)
		ret = join(path, run->dir, "cases");
	if (!ret)
		ret = make_directory(path);
	if (!ret)
		ret = join(path, run->dir, "samples.jsonl");
	if (!ret)
		ret = sample_log_open(&run->log, path);
	if (!ret && runs)
		enter_list(run, runs);
	return ret;
}

int bench_run_create(struct bench_run *run, const char *results, const char *suffix)
{
	char runs[BENCH_PATH_MAX];
	int ret = make_directory(results);

	if (!ret)
		ret = join(runs, results, "runs");
	if (!ret)
		ret = make_directory(runs);
	if (!ret)
		ret = make_run_directory(run, runs, suffix);
	return ret ? ret : open_log(run, runs);
}

int bench_run_at(struct bench_run *run, const char *dir)
{
	const char *name = strrchr(dir, '/');
	int ret = make_directory(dir);

	if (ret)
		return ret;
	snprintf(run->id, sizeof(run->id), "%s", name ? name + 1 : dir);
	if (!sample_name_is_valid(run->id) || strlen(dir) >= sizeof(run->dir)) {
		fprintf(stderr, "ptlu-bench: %s: its last component is no name for a run\n", dir);
		return -EINVAL;
	}
	strcpy(run->dir, dir);
	return open_log(run, NULL);
}

int bench_run_find_latest(struct bench_run *run, const char *results)
{
	char link[BENCH_PATH_MAX], *target;
	struct stat status;
	int ret = join(link, results, "latest");

	if (ret)
		return ret;
	target = realpath(link, NULL);
	if (!target)
		return -ENOENT;
	snprintf(run->id, sizeof(run->id), "%s", strrchr(target, '/') + 1);
	ret = join(run->dir, results, "runs");
	if (!ret)
		ret = join(link, run->dir, run->id);
	if (!ret)
		strcpy(run->dir, link);
	if (!ret && (stat(run->dir, &status) || !S_ISDIR(status.st_mode))) {
		fprintf(stderr,
			"ptlu-bench: cannot resume: %s/latest is %s, which is not in %s/runs\n",
			results, target, results);
		ret = -EINVAL;
	}
	if (!ret)
		ret = join(run->env, run->dir, "env.json");
	if (!ret && access(run->env, R_OK)) {
		fprintf(stderr,
			"ptlu-bench: cannot resume: %s has no env.json, so nobody knows where its samples come from; start a new run\n",
			run->dir);
		ret = -EINVAL;
	}
	free(target);
	return ret;
}

int bench_run_resume(struct bench_run *run, const char *results)
{
	char runs[BENCH_PATH_MAX];
	int ret = join(runs, results, "runs");

	return ret ? ret : open_log(run, runs);
}

int bench_run_point_latest(const struct bench_run *run, const char *results)
{
	char link[BENCH_PATH_MAX], next[BENCH_PATH_MAX], name[64], target[300];
	int ret = join(link, results, "latest");

	snprintf(name, sizeof(name), ".latest.%ld", (long)getpid());
	if (!ret)
		ret = join(next, results, name);
	if (ret)
		return ret;
	snprintf(target, sizeof(target), "runs/%s", run->id);
	if (!symlink(target, next) && !rename(next, link))
		return 0;
	ret = -errno;
	unlink(next);
	fprintf(stderr, "ptlu-bench: cannot let %s point to the run: %s; move it away\n", link,
		strerror(-ret));
	return ret;
}

void bench_run_close(struct bench_run *run)
{
	sample_log_close(run->log);
	if (run->lock >= 0)
		close(run->lock);
}
