// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-rounds: measures two builds in turn, round by round, for ptlu compare. */
#define _GNU_SOURCE
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "results/format/file.h"

/*
 * The arms of a round. The null arm is a second build of the base: whatever it seems to change is
 * noise of this session.
 */
enum arm { BASE, HEAD, NULL_ARM, NR_ARMS };

static const char *const arm_names[NR_ARMS] = { "base", "head", "null" };

/*
 * Time of one processor that others may use, as a part of the round, before it is measured again.
 */
#define DIRTY_PART	0.1
/* Rounds that may be measured again, for each round that has been. */
#define MORE_ROUNDS	1

/**
 * struct session - what is measured
 * @dir: its directory
 * @programs: a ptlu-bench for each arm
 * @rounds: number of rounds
 * @seed: seed of the order of the arms
 * @inject: per cent of work that is added to the head arm, as text; NULL for none
 * @args: further arguments of ptlu-bench
 * @dirty: rounds that were measured again
 */
struct session {
	const char *dir;
	const char *programs[NR_ARMS];
	unsigned int rounds, seed;
	const char *inject;
	char **args;
	unsigned int dirty;
};

static volatile sig_atomic_t interrupted;
static volatile pid_t child;

static void on_signal(int number)
{
	interrupted = 1;
	if (child > 0)
		kill(child, number);
}

/* ---- what else the processors did ---- */

/**
 * struct usage - processor time so far, in seconds
 * @busy: of all programs
 * @steal: given to other machines by the hypervisor
 * @ours: of our children
 * @passed: on the clock
 * @running: processes that run or wait for a processor at this moment, this one included
 */
struct usage {
	double busy, steal, ours, passed;
	unsigned int running;
};

static double seconds_of(struct timeval tv)
{
	return (double)tv.tv_sec + (double)tv.tv_usec * 1e-6;
}

static unsigned int running_now(void)
{
	FILE *loadavg = fopen("/proc/loadavg", "re");
	unsigned int running = 0;

	if (loadavg && fscanf(loadavg, "%*f %*f %*f %u", &running) != 1)
		warnx("cannot read /proc/loadavg");
	if (loadavg)
		fclose(loadavg);
	return running;
}

static struct usage usage_now(void)
{
	double user = 0, nice = 0, system = 0, irq = 0, softirq = 0, steal = 0;
	double hz = (double)sysconf(_SC_CLK_TCK);
	FILE *stat = fopen("/proc/stat", "re");
	struct rusage children = { 0 };
	struct timespec ts = { 0 };

	if (stat && fscanf(stat, "cpu %lf %lf %lf %*f %*f %lf %lf %lf", &user, &nice, &system, &irq,
			   &softirq, &steal) != 6)
		warnx("cannot read /proc/stat");
	if (stat)
		fclose(stat);
	getrusage(RUSAGE_CHILDREN, &children);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (struct usage){
		.busy = (user + nice + system + irq + softirq) / hz,
		.steal = steal / hz,
		.ours = seconds_of(children.ru_utime) + seconds_of(children.ru_stime),
		.passed = (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9,
		.running = running_now(),
	};
}

/* The part of one processor that others used between two moments. */
static double disturbance(const struct usage *before, const struct usage *after)
{
	double others = after->busy - before->busy - (after->ours - before->ours);
	double passed = after->passed - before->passed;

	others += after->steal - before->steal;
	return passed > 0 && others > 0 ? others / passed : 0;
}

/* ---- a round ---- */

static int run_arm(const struct session *s, const char *round, enum arm arm)
{
	char dir[1040], log[1060], *argv[40];
	size_t nr = 0;
	int status;

	snprintf(dir, sizeof(dir), "%s/%s", round, arm_names[arm]);
	snprintf(log, sizeof(log), "%s.log", dir);
	argv[nr++] = (char *)s->programs[arm];
	argv[nr++] = "-D";
	argv[nr++] = dir;
	if (s->inject && arm == HEAD) {
		argv[nr++] = "-i";
		argv[nr++] = (char *)s->inject;
	}
	for (char **arg = s->args; *arg && nr < 39; arg++)
		argv[nr++] = *arg;
	argv[nr] = NULL;
	child = fork();
	if (!child) {
		/* what env.json says of the tree */
		setenv("PTLU_TREE", getenv(arm == HEAD ? "PTLU_HEAD" : "PTLU_BASE") ?: "", 1);
		if (!freopen(log, "a", stderr) || !freopen("/dev/null", "w", stdout))
			_exit(126);
		execv(argv[0], argv);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0) {
		warn("cannot run %s", s->programs[arm]);
		return -1;
	}
	child = 0;
	/* 3: cases were skipped for want of memory, on either side */
	if (WIFEXITED(status) && (!WEXITSTATUS(status) || WEXITSTATUS(status) == 3))
		return 0;
	if (!interrupted)
		warnx("%s failed, see %s", s->programs[arm], log);
	return -1;
}

/* Every order of the arms is as likely as any other. */
static void draw_order(enum arm order[NR_ARMS], unsigned int *seed)
{
	for (unsigned int i = 0; i < NR_ARMS; i++)
		order[i] = i;
	for (unsigned int i = NR_ARMS - 1; i > 0; i--) {
		unsigned int k = (unsigned int)rand_r(seed) % (i + 1);
		enum arm other = order[i];

		order[i] = order[k];
		order[k] = other;
	}
}

static int write_json(const char *path, json_t *object)
{
	char *text = json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	int ret = text ? write_whole_file(path, text, strlen(text)) : -ENOMEM;

	json_decref(object);
	free(text);
	return ret;
}

/* A round is whole when its round.json is there. */
static int measure_round(struct session *s, unsigned int number, const char *round)
{
	unsigned int seed = s->seed * 1000003U + number;
	struct usage before, after;
	enum arm order[NR_ARMS];
	char path[1100];
	double part;

	if (mkdir(round, 0777) && errno != EEXIST) {
		warn("cannot make %s", round);
		return -1;
	}
	draw_order(order, &seed);
	before = usage_now();
	for (unsigned int i = 0; i < NR_ARMS; i++)
		if (run_arm(s, round, order[i]))
			return -1;
	after = usage_now();
	part = disturbance(&before, &after);
	snprintf(path, sizeof(path), "%s/round.json", round);
	return write_json(path, json_pack("{s:[s,s,s], s:f, s:f, s:f, s:[i,i], s:b}", "order",
					  arm_names[order[0]], arm_names[order[1]],
					  arm_names[order[2]], "seconds",
					  after.passed - before.passed, "others", part, "steal",
					  after.steal - before.steal, "running", before.running,
					  after.running, "dirty", part > DIRTY_PART));
}

static bool is_dirty(const char *round)
{
	char path[1100];
	json_t *file;
	bool dirty;

	snprintf(path, sizeof(path), "%s/round.json", round);
	file = json_load_file(path, 0, NULL);
	dirty = json_is_true(json_object_get(file, "dirty"));
	json_decref(file);
	return dirty;
}

static bool is_whole(const char *round)
{
	char path[1100];

	snprintf(path, sizeof(path), "%s/round.json", round);
	return !access(path, R_OK);
}

/* A dirty round gets another name, so that everybody can see what it would have said. */
static int put_aside(struct session *s, const char *round)
{
	char aside[1100];

	snprintf(aside, sizeof(aside), "%s/dirty-%03u", s->dir, ++s->dirty);
	if (!rename(round, aside))
		return 0;
	warn("cannot rename %s", round);
	return -1;
}

static void count_dirty(struct session *s)
{
	char path[1100];

	do
		snprintf(path, sizeof(path), "%s/dirty-%03u", s->dir, ++s->dirty);
	while (!access(path, F_OK));
	s->dirty--;
}

static void show_progress(const struct session *s, unsigned int number, double began,
			  unsigned int measured)
{
	double passed = usage_now().passed - began;
	double left = measured ? passed / measured * (s->rounds - number + 1) : 0;

	if (measured)
		fprintf(stderr, "round %u of %u, %u measured again, %d:%02d left\n", number,
			s->rounds, s->dirty, (int)left / 60, (int)left % 60);
	else
		fprintf(stderr, "round %u of %u\n", number, s->rounds);
}

static int measure_session(struct session *s)
{
	double began = usage_now().passed;
	unsigned int measured = 0;
	char round[1024];

	count_dirty(s);
	for (unsigned int number = 1; number <= s->rounds && !interrupted; number++) {
		snprintf(round, sizeof(round), "%s/round-%03u", s->dir, number);
		if (is_whole(round))
			continue;
		/* cut short: an arm must not be measured by two processes */
		if (!access(round, F_OK) && put_aside(s, round))
			return -1;
		do {
			show_progress(s, number, began, measured);
			if (measure_round(s, number, round))
				return -1;
			measured++;
		} while (!interrupted && is_dirty(round) && s->dirty < number * MORE_ROUNDS &&
			 !put_aside(s, round));
	}
	return interrupted ? -1 : 0;
}

static const char usage[] =
	"usage: ptlu-rounds -d dir [-n rounds] [-r seed] [-i percent] base head null\n"
	"                   [-- arguments of ptlu-bench]\n"
	"Measures the programs base, head and null, a second build of base, in rounds: each in a\n"
	"process of its own, in an order drawn anew. Rounds that others disturbed are measured\n"
	"again. An interrupted session is resumed by the same command. -i adds so much work to head,\n"
	"for a test of the comparison.\n"
	"PTLU_BASE and PTLU_HEAD in the environment say which versions of Linux the two are.\n";

int main(int argc, char **argv)
{
	static const struct sigaction action = { .sa_handler = on_signal };
	struct session s = { .rounds = 16, .seed = 1 };
	int opt;

	while ((opt = getopt(argc, argv, "+d:i:n:r:")) != -1) {
		if (opt == 'd')
			s.dir = optarg;
		else if (opt == 'i')
			s.inject = optarg;
		else if (opt == 'n')
			s.rounds = (unsigned int)strtoul(optarg, NULL, 10);
		else if (opt == 'r')
			s.seed = (unsigned int)strtoul(optarg, NULL, 10);
		else
			s.dir = NULL, optind = argc;
	}
	if (!s.dir || !s.rounds || s.rounds > 200 || argc - optind < NR_ARMS) {
		fputs(usage, stderr);
		return 2;
	}
	for (unsigned int i = 0; i < NR_ARMS; i++)
		s.programs[i] = argv[optind++];
	s.args = argv + optind + (optind < argc && !strcmp(argv[optind], "--"));
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	if (!measure_session(&s))
		return 0;
	if (interrupted)
		fprintf(stderr, "ptlu-rounds: interrupted; the same command resumes %s\n", s.dir);
	return interrupted ? 130 : 1;
}
