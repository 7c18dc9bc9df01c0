// SPDX-License-Identifier: GPL-2.0-only
/* env.json: what a run was measured on and with, so that its figures can be judged years later. */
#define _GNU_SOURCE
#include "environment.h"
#include "file.h"
#include "json_file.h"
#include "machine.h"
#include "printable.h"

#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* What must not change between the sessions of one run. */
static const char *const deciding_keys[] = { "ptlu", "tree", "build", "options", "hugepages" };
static const char *const deciding_machine_keys[] = { "cpu", "machine", "kernel_release" };

double environment_timer_ns(clockid_t clock)
{
	struct timespec a, b, begin;
	double smallest = 0, step, cost;
	const int reads = 20000;

	if (clock_gettime(clock, &begin))
		return 0;
	a = begin;
	for (int i = 0; i < reads; i++) {
		clock_gettime(clock, &b);
		step = (double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec);
		if (step > 0 && (!smallest || step < smallest))
			smallest = step;
		a = b;
	}
	cost = ((double)(b.tv_sec - begin.tv_sec) * 1e9 + (double)(b.tv_nsec - begin.tv_nsec)) /
	       reads;
	return smallest > cost ? smallest : cost;
}

static const char *last_component(const char *path)
{
	const char *end = path + strlen(path);
	const char *begin;

	while (end > path && end[-1] == '/')
		end--;
	begin = end;
	while (begin > path && begin[-1] != '/')
		begin--;
	return begin;
}

static json_t *tree(const struct environment *env)
{
	const char *name = last_component(env->ksrc ? env->ksrc : "");
	json_t *folder = json_stringn(name, strcspn(name, "/"));

	bool known = env->tree_version && *env->tree_version;

	return json_pack("{s:s, s:o, s:s?, s:s?, s:s, s:s}", "kernel", env->kernel, "folder",
			 folder ? folder : json_null(), "version", known ? env->tree_version : NULL,
			 "hash", env->tree_hash, "tier", env->tier, "arch", env->arch);
}

static json_t *options(const struct environment *env)
{
	json_t *object = json_object();

	for (size_t i = 0; i < env->nr_options; i++)
		json_object_set_new(object, env->options[i].name,
				    env->options[i].value ? json_string(env->options[i].value)
							  : json_null());
	return object;
}

/* A run in guests is measured by an emulator, which has one processor. */
static json_t *machine_of(const struct environment *env)
{
	json_t *machine = machine_description();

	if (!env->machine)
		return machine;
	json_object_set_new(machine, "cpu", json_string(env->machine));
	json_object_set_new(machine, "cpus_online", json_integer(1));
	return machine;
}

static json_t *describe(const struct environment *env)
{
	bool known = env->revision && *env->revision;

	return json_pack("{s:i, s:s, s:{s:s?, s:o}, s:o, s:{s:s, s:s, s:s?}, s:o, s:b, s:{s:s, s:f},"
			 " s:o, s:[]}",
		"schema", ENVIRONMENT_SCHEMA, "run", env->run,
		"ptlu", "revision", known ? env->revision : NULL,
		"dirty", known ? json_boolean(env->dirty) : json_null(),
		"tree", tree(env),
		"build", "compiler", env->compiler, "cflags", env->cflags,
			"libraries", env->libraries,
		"options", options(env),
		"hugepages", env->hugepages,
		"timer", "clock", env->clock, "step_ns", env->timer_ns,
		"machine", machine_of(env), "sessions");
}

static json_t *now(void)
{
	time_t t = time(NULL);
	struct tm tm;
	char text[32];

	gmtime_r(&t, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return json_string(text);
}

static int write_env(const char *path, const json_t *env)
{
	char *json = json_dumps(env, JSON_INDENT(2) | JSON_REAL_PRECISION(6)), *text = NULL;
	int len = json ? asprintf(&text, "%s\n", json) : -1;
	int ret = -ENOMEM;

	if (len < 0)
		warnx("cannot write %s: out of memory", path);
	else
		ret = write_whole_file(path, text, (size_t)len);
	free(json);
	free(len < 0 ? NULL : text);
	return ret;
}

static json_t *read_env(const char *path)
{
	json_error_t error;
	json_t *env = load_json_file(path, &error);

	make_printable(error.text);
	if (!env)
		warnx("%s: %s; start a new run", path, error.text);
	else if (!json_is_array(json_object_get(env, "sessions")))
		warnx("%s: no list of sessions; start a new run", path);
	else
		return env;
	json_decref(env);
	return NULL;
}

/* Name what differs between a run and what is to be measured: @why says what that forbids. */
static int compare(const char *path, const char *why, const json_t *was, const json_t *is,
		   const char *const *keys, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		json_t *a = json_object_get(was, keys[i]), *b = json_object_get(is, keys[i]);
		char *old, *new;

		if (json_equal(a, b))
			continue;
		old = json_dumps(a, JSON_COMPACT | JSON_ENCODE_ANY);
		new = json_dumps(b, JSON_COMPACT | JSON_ENCODE_ANY);
		warnx("%s: %s, %s was %s and is %s; start a new run", path, why, keys[i],
		      old ? old : "nothing", new ? new : "nothing");
		free(old);
		free(new);
		return -ESTALE;
	}
	return 0;
}

static int same_environment(const char *path, const json_t *was, const json_t *is)
{
	static const char why[] = "cannot resume";
	int ret = compare(path, why, was, is, deciding_keys,
			  sizeof(deciding_keys) / sizeof(deciding_keys[0]));

	if (ret)
		return ret;
	return compare(path, why, json_object_get(was, "machine"), json_object_get(is, "machine"),
		       deciding_machine_keys,
		       sizeof(deciding_machine_keys) / sizeof(deciding_machine_keys[0]));
}

/*
 * What the machine did for others: one value at the start of a session, the difference at its end.
 */
static struct {
	long long steal_ticks;
	long switches;
} noise_before;

/* Time that the hypervisor gave to other machines, the eighth figure of the first line. */
static long long steal_ticks(void)
{
	FILE *f = fopen("/proc/stat", "re");
	long long ticks = -1;

	if (f && fscanf(f, "cpu %*s %*s %*s %*s %*s %*s %*s %lld", &ticks) != 1)
		ticks = -1;
	if (f)
		fclose(f);
	return ticks;
}

static long involuntary_switches(void)
{
	struct rusage usage = { 0 };

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_nivcsw;
}

static json_t *affinity(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return json_null();
	return json_integer(CPU_COUNT(&set));
}

static json_t *begin_session(void)
{
	noise_before.steal_ticks = steal_ticks();
	noise_before.switches = involuntary_switches();
	return json_pack("{s:o, s:n, s:n, s:o, s:o}", "start", now(), "end", "outcome",
			 "load_average", machine_load_average(), "cpus_allowed", affinity());
}

static void end_session(json_t *session, const char *outcome)
{
	long long ticks = steal_ticks();
	double hz = (double)sysconf(_SC_CLK_TCK);

	json_object_set_new(session, "end", now());
	json_object_set_new(session, "outcome", json_string(outcome));
	json_object_set_new(session, "load_average_end", machine_load_average());
	json_object_set_new(session, "steal_seconds",
			    ticks < 0 || noise_before.steal_ticks < 0 ?
				    json_null() :
				    json_real((double)(ticks - noise_before.steal_ticks) / hz));
	json_object_set_new(session, "involuntary_switches",
			    json_integer(involuntary_switches() - noise_before.switches));
}

int environment_begin(const char *path, const struct environment *env)
{
	json_t *is = describe(env), *whole = is;
	int ret = 0;

	if (!is) {
		warnx("%s: the description of the environment is not complete or not UTF-8", path);
		return -EINVAL;
	}
	if (!access(path, F_OK)) {
		whole = read_env(path);
		ret = whole ? same_environment(path, whole, is) : -EINVAL;
		json_decref(is);
	}
	if (!ret) {
		json_array_append_new(json_object_get(whole, "sessions"), begin_session());
		ret = write_env(path, whole);
	}
	json_decref(whole);
	return ret;
}

int environment_comparable(const char *path, const struct environment *env)
{
	static const char *const machine[] = { "cpu", "cpus_online" };
	static const char *const build[] = { "compiler", "cflags" };
	static const char why[] = "cannot be compared with a run on this machine";
	json_t *was = read_env(path), *is = was ? describe(env) : NULL;
	int ret = -EINVAL;

	if (is)
		ret = compare(path, why, json_object_get(was, "machine"),
			      json_object_get(is, "machine"), machine, 2);
	if (is && !ret)
		ret = compare(path, why, json_object_get(was, "build"),
			      json_object_get(is, "build"), build, 2);
	json_decref(was);
	json_decref(is);
	return ret;
}

static json_t *last_session(const json_t *env)
{
	json_t *sessions = json_object_get(env, "sessions");
	size_t nr = json_array_size(sessions);

	return json_array_get(sessions, nr ? nr - 1 : 0);
}

int environment_end(const char *path, const char *outcome)
{
	json_t *env = read_env(path);
	int ret;

	if (!env)
		return -EINVAL;
	end_session(last_session(env), outcome);
	ret = write_env(path, env);
	json_decref(env);
	return ret;
}

/* Adds a member to the last session. */
static int note(const char *path, const char *key, json_t *value)
{
	json_t *env = read_env(path);
	int ret;

	if (!env) {
		json_decref(value);
		return -EINVAL;
	}
	json_object_set_new(last_session(env), key, value);
	ret = write_env(path, env);
	json_decref(env);
	return ret;
}

int environment_core_clock(const char *path, double low, double median, double high,
			   double additions)
{
	return note(path, "core", json_pack("{s:[f, f, f], s:f}", "ghz", low, median, high,
					    "additions_per_cycle", additions));
}

int environment_disturbed(const char *path, const char *others)
{
	return note(path, "disturbed_by", json_string(others));
}

int environment_option(const char *path, const char *name, char *value, size_t size)
{
	json_t *env = read_env(path);
	const char *text = json_string_value(json_object_get(json_object_get(env, "options"),
							     name));
	int len = text ? snprintf(value, size, "%s", text) : -1;

	if (env && (len < 0 || (size_t)len >= size))
		warnx("%s: no option %s; start a new run", path, name);
	json_decref(env);
	return len >= 0 && (size_t)len < size ? 0 : -EINVAL;
}
