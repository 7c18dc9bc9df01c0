// SPDX-License-Identifier: GPL-2.0-only
/* The files of a run that a history takes in. */
#define _GNU_SOURCE
#include "run_files.h"
#include "results/ptlu/names.h"

#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 64 bits of Fowler, Noll and Vo's hash, FNV-1a: it finds changes, and keeps out nobody. */
#define FNV_OFFSET	0xcbf29ce484222325ULL
#define FNV_PRIME	0x100000001b3ULL

static int open_file(const char *dir, const char *name, FILE **file)
{
	struct stat status;
	char *path = NULL;
	int ret = 0;

	*file = NULL;
	if (asprintf(&path, "%s/%s", dir, name) < 0)
		return -ENOMEM;
	if (!stat(path, &status) && !S_ISREG(status.st_mode)) {
		warnx("%s is no file", path);
		ret = -EINVAL;
	} else {
		*file = fopen(path, "re");
	}
	free(path);
	return ret;
}

static int digest_file(const char *dir, const char *name, uint64_t *hash)
{
	unsigned char block[65536];
	FILE *file;
	size_t len;
	int ret = open_file(dir, name, &file);

	/* so that what one file ends with is not what the next one begins with */
	*hash = (*hash ^ 0xff) * FNV_PRIME;
	if (ret || !file)
		return ret;
	while ((len = fread(block, 1, sizeof(block), file)))
		for (size_t i = 0; i < len; i++)
			*hash = (*hash ^ block[i]) * FNV_PRIME;
	if (ferror(file)) {
		warnx("%s/%s cannot be read", dir, name);
		ret = -EIO;
	}
	fclose(file);
	return ret;
}

static int digest_files(struct run_files *r)
{
	static const char *const names[] = { "env.json", "samples.jsonl", "counts.jsonl",
					     "conformance.ktap" };
	uint64_t hash = FNV_OFFSET;
	int ret = 0;

	for (size_t i = 0; !ret && i < sizeof(names) / sizeof(names[0]); i++)
		ret = digest_file(r->dir, names[i], &hash);
	snprintf(r->digest, sizeof(r->digest), "%016" PRIx64, hash);
	return ret;
}

static int read_samples(struct sample_set *set, const char *dir, const char *name)
{
	char *path = NULL;
	int ret = 0;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		return -ENOMEM;
	if (!access(path, F_OK))
		ret = sample_set_read(set, path);
	free(path);
	return ret;
}

static int check_conditions(const struct run_files *r)
{
	const struct conditions *c = &r->conditions;
	char *path = NULL;
	bool there = asprintf(&path, "%s/env.json", r->dir) >= 0 && !access(path, F_OK);

	free(path);
	if (!c->known) {
		/* one that cannot be read was named */
		if (!there)
			warnx("%s is no run: it has no env.json", r->dir);
		return -EINVAL;
	}
	if (!*c->run || c->begun < 0 || same(c->cpu, "not known") || !sample_name_is_valid(c->tier)) {
		warnx("%s/env.json lacks run, machine.cpu, tree.tier or the begin of a session",
		      r->dir);
		return -EINVAL;
	}
	return 0;
}

int run_files_read(struct run_files *r, const char *dir)
{
	int ret;

	*r = (struct run_files){ .dir = dir };
	conditions_read(&r->conditions, dir);
	ret = check_conditions(r);
	if (!ret)
		ret = digest_files(r);
	if (!ret)
		ret = read_samples(&r->samples, dir, "samples.jsonl");
	if (!ret)
		ret = read_samples(&r->counts, dir, "counts.jsonl");
	if (!ret)
		ret = open_file(dir, "conformance.ktap", &r->ktap);
	if (!ret && !r->samples.nr && !r->counts.nr && !r->ktap) {
		warnx("%s has no results: neither samples nor counts nor tests", dir);
		ret = -ENODATA;
	}
	if (ret)
		run_files_free(r);
	return ret;
}

void run_files_free(struct run_files *r)
{
	sample_set_free(&r->samples);
	sample_set_free(&r->counts);
	if (r->ktap)
		fclose(r->ktap);
	r->ktap = NULL;
}

static bool ends_in(const char *text, const char *end)
{
	size_t len = strlen(text);

	return len >= strlen(end) && same(text + len - strlen(end), end);
}

const char *run_state(const struct run_files *r)
{
	const struct conditions *c = &r->conditions;

	if (*c->inject)
		return "injected";
	if (c->dirty || ends_in(c->tree, "-dirty"))
		return "dirty";
	if (*c->disturbed_by)
		return "disturbed";
	if (same(c->outcome, "complete") || (r->ktap && same(c->outcome, "failed")))
		return "good";
	return "failed";
}
