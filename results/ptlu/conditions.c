// SPDX-License-Identifier: GPL-2.0-only
/* What a run was measured on, as its env.json describes it. The file is untrusted. */
#define _GNU_SOURCE
#include "conditions.h"
#include "results/format/json_file.h"
#include "results/format/printable.h"

#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* ptlu writes some 4 KiB. */
#define MAX_SIZE	(1 << 20)

static void copy_text_or(char *text, const json_t *value, const char *otherwise)
{
	const char *from = json_string_value(value);

	snprintf(text, CONDITION_TEXT, "%s", from && *from ? from : otherwise);
	make_printable(text);
}

static void copy_text(char *text, const json_t *value)
{
	copy_text_or(text, value, "not known");
}

/* Of the first session that was disturbed. */
static void copy_disturbance(char *text, const json_t *sessions)
{
	const json_t *by = NULL;

	for (size_t i = 0; !by && i < json_array_size(sessions); i++)
		by = json_object_get(json_array_get(sessions, i), "disturbed_by");
	copy_text_or(text, by, "");
}

/* The word in brackets of "always [madvise] never". */
static void copy_choice(char *text, const json_t *value)
{
	const char *from = json_string_value(value), *begin = from ? strchr(from, '[') : NULL;

	if (begin)
		snprintf(text, CONDITION_TEXT, "%.*s", (int)strcspn(begin + 1, "]"), begin + 1);
	else
		copy_text(text, value);
	make_printable(text);
}

static void copy_caches(char *text, const json_t *caches)
{
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; i < json_array_size(caches) && used < CONDITION_TEXT; i++) {
		const json_t *cache = json_array_get(caches, i);
		const char *level = json_string_value(json_object_get(cache, "level"));
		const char *type = json_string_value(json_object_get(cache, "type"));
		const char *size = json_string_value(json_object_get(cache, "size"));

		if (level && type && size)
			used += (size_t)snprintf(text + used, CONDITION_TEXT - used, "%sL%s %s %s",
						 used ? ", " : "", level, type, size);
	}
	make_printable(text);
}

/* Of "2026-11-22T22:41:26Z"; -1 for anything else. */
static double seconds_of(const json_t *value)
{
	const char *text = json_string_value(value);
	struct tm tm = { 0 };

	return text && strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) ? (double)timegm(&tm) : -1;
}

static double number_in(const json_t *value, double most, double otherwise)
{
	double number = json_number_value(value);

	return json_is_number(value) && isfinite(number) && number >= 0 && number <= most ?
		       number : otherwise;
}

static const json_t *member(const json_t *env, const char *group, const char *key)
{
	return json_object_get(json_object_get(env, group), key);
}

/* One session of which something is not known makes the sum unknown. */
static void sum_sessions(struct conditions *c, const json_t *sessions)
{
	c->seconds = c->steal = 0;
	for (size_t i = 0; i < json_array_size(sessions); i++) {
		const json_t *session = json_array_get(sessions, i);
		double start = seconds_of(json_object_get(session, "start"));
		double end = seconds_of(json_object_get(session, "end"));
		double steal = number_in(json_object_get(session, "steal_seconds"), 1e9, -1);

		c->seconds += start >= 0 && end > start ? end - start : 0;
		c->steal = steal < 0 || c->steal < 0 ? -1 : c->steal + steal;
	}
	if (!json_array_size(sessions))
		c->steal = -1;
}

/* Sessions of which it is not known are left out. */
static void read_core(struct conditions *c, const json_t *sessions)
{
	for (size_t i = 0; i < json_array_size(sessions); i++) {
		const json_t *core = json_object_get(json_array_get(sessions, i), "core");
		const json_t *ghz = json_object_get(core, "ghz");
		double low = number_in(json_array_get(ghz, 0), 1e3, 0);
		double high = number_in(json_array_get(ghz, 2), 1e3, 0);
		double additions = number_in(json_object_get(core, "additions_per_cycle"), 1e3, 0);

		if (!(low > 0) || !(high >= low) || !(additions > 0))
			continue;
		if (!(c->ghz_low > 0) || low < c->ghz_low)
			c->ghz_low = low;
		if (high > c->ghz_high)
			c->ghz_high = high;
		if (!(c->additions > 0) || additions < c->additions)
			c->additions = additions;
	}
}

static void read_machine(struct conditions *c, const json_t *env)
{
	copy_text(c->cpu, member(env, "machine", "cpu"));
	copy_text_or(c->cpu_family, member(env, "machine", "cpu_family"), "");
	copy_text_or(c->cpu_number, member(env, "machine", "cpu_number"), "");
	copy_text_or(c->cpu_stepping, member(env, "machine", "cpu_stepping"), "");
	copy_text_or(c->microcode, member(env, "machine", "cpu_microcode"), "");
	copy_caches(c->caches, member(env, "machine", "caches"));
	copy_text(c->kernel_release, member(env, "machine", "kernel_release"));
	copy_text(c->governor, member(env, "machine", "governor"));
	copy_text(c->smt, member(env, "machine", "smt"));
	copy_choice(c->huge_pages, member(env, "machine", "transparent_hugepage"));
	c->cpus = (long long)number_in(member(env, "machine", "cpus_online"), 1e6, 0);
	c->cpus_configured = (long long)number_in(member(env, "machine", "cpus"), 1e6, 0);
	c->memory_bytes = number_in(member(env, "machine", "memory_bytes"), 1e18, 0);
	c->load = number_in(json_array_get(member(env, "machine", "load_average"), 0), 1e6, -1);
	c->virtualized = json_is_true(member(env, "machine", "virtualized"));
}

static void read_members(struct conditions *c, const json_t *env)
{
	const json_t *sessions = json_object_get(env, "sessions");
	size_t nr = json_array_size(sessions);
	const json_t *last = json_array_get(sessions, nr ? nr - 1 : 0);

	read_machine(c, env);
	copy_text_or(c->run, json_object_get(env, "run"), "");
	copy_text_or(c->tier, member(env, "tree", "tier"), "");
	copy_text_or(c->arch, member(env, "tree", "arch"), "");
	copy_text(c->kernel, member(env, "tree", "kernel"));
	copy_text(c->compiler, member(env, "build", "compiler"));
	copy_text(c->cflags, member(env, "build", "cflags"));
	copy_text(c->revision, member(env, "ptlu", "revision"));
	copy_text_or(c->tree, member(env, "tree", "version"), "");
	copy_text_or(c->tree_hash, member(env, "tree", "hash"), "");
	copy_disturbance(c->disturbed_by, sessions);
	read_core(c, sessions);
	copy_text(c->profile, member(env, "options", "PROFILE"));
	copy_text(c->targets, member(env, "options", "TARGETS"));
	copy_text(c->ops, member(env, "options", "OPS"));
	copy_text_or(c->inject, member(env, "options", "INJECT"), "");
	copy_text(c->start, json_object_get(json_array_get(sessions, 0), "start"));
	c->begun = seconds_of(json_object_get(json_array_get(sessions, 0), "start"));
	copy_text(c->outcome, json_object_get(last, "outcome"));
	sum_sessions(c, sessions);
	c->sessions = nr;
	c->dirty = json_is_true(member(env, "ptlu", "dirty"));
}

void conditions_read(struct conditions *c, const char *dir)
{
	json_error_t error;
	struct stat status;
	char *path = NULL;
	json_t *env;

	memset(c, 0, sizeof(*c));
	read_members(c, NULL);
	if (asprintf(&path, "%s/env.json", dir) < 0)
		return;
	if (stat(path, &status)) {
		free(path);
		return;
	}
	if (!S_ISREG(status.st_mode) || status.st_size > MAX_SIZE) {
		warnx("%s is not an env.json of ptlu; the report goes without it", path);
		free(path);
		return;
	}
	env = load_json_file(path, &error);
	make_printable(error.text);
	if (!json_is_object(env))
		warnx("%s: %s; the report goes without it", path, env ? "no object" : error.text);
	c->known = json_is_object(env);
	read_members(c, env);
	json_decref(env);
	free(path);
}
