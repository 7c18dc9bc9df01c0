// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of interrupted runs: signals at random moments lose nothing, and RESUME=1 completes each
 * run.
 */
#define _GNU_SOURCE
#include "results/ptlu/test/ktap.h"
#include "tests.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOMENTS		30
#define LONGEST_MS	900

/* A short run: 30 cases, some seconds. */
#define SHORT_RUN	"-p", "quick", "-t", "vtdss-48", "-o", "teardown"

static char directory[64];

/**
 * struct bench - a ptlu-bench that was started
 * @pid: its process
 * @status: its status, as waitpid() has it
 * @out: file that has its standard output
 * @err: file that has its standard error
 */
struct bench {
	pid_t pid;
	int status;
	char out[96], err[96];
};

static void start(struct bench *b, unsigned int nr, bool resume)
{
	char program[512], results[96];
	char *new_run[] = { program, SHORT_RUN, "-d", results, NULL };
	char *old_run[] = { program, "-r", "-d", results, NULL };

	snprintf(program, sizeof(program), "%s/ptlu-bench", test_build_directory);
	snprintf(results, sizeof(results), "%s/results", directory);
	snprintf(b->out, sizeof(b->out), "%s/out.%u", directory, nr);
	snprintf(b->err, sizeof(b->err), "%s/err.%u", directory, nr);
	b->pid = fork();
	if (b->pid)
		return;
	if (dup2(open(b->out, O_WRONLY | O_CREAT | O_TRUNC, 0666), STDOUT_FILENO) < 0 ||
	    dup2(open(b->err, O_WRONLY | O_CREAT | O_TRUNC, 0666), STDERR_FILENO) < 0)
		_exit(99);
	execv(program, resume ? old_run : new_run);
	_exit(99);
}

static void finish(struct bench *b)
{
	CHECK(waitpid(b->pid, &b->status, 0) == b->pid);
}

/* Nothing is measured between a look at the log and the signal. False if the program has ended. */
static bool stop(struct bench *b)
{
	kill(b->pid, SIGSTOP);
	CHECK(waitpid(b->pid, &b->status, WUNTRACED) == b->pid);
	return WIFSTOPPED(b->status);
}

/* A small file as text, "" if there is none; valid until the call after the next one. */
static const char *content(const char *path)
{
	static char texts[2][1 << 20];
	static unsigned int which;
	char *text = texts[which++ % 2];
	FILE *file = fopen(path, "r");
	size_t len = file ? fread(text, 1, sizeof(texts[0]) - 1, file) : 0;

	if (file)
		fclose(file);
	text[len] = '\0';
	return text;
}

static const char *of_latest(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/results/latest/%s", directory, name);
	return path;
}

/* What env.json says of the newest session. */
static const char *outcome(void)
{
	static char text[32];
	json_t *env = json_load_file(of_latest("env.json"), 0, NULL);
	json_t *sessions = json_object_get(env, "sessions");
	size_t nr = json_array_size(sessions);
	const json_t *last = json_array_get(sessions, nr ? nr - 1 : 0);
	const char *value = json_string_value(json_object_get(last, "outcome"));

	snprintf(text, sizeof(text), "%s", value ? value : "null");
	json_decref(env);
	return text;
}

/* Cases in the log, each of which has one or more lines that follow each other; and none twice. */
static unsigned int count_cases(bool *twice)
{
	static char seen[256][64];
	unsigned int nr = 0;
	char line[8192], id[64];
	FILE *file = fopen(of_latest("samples.jsonl"), "r");

	*twice = false;
	while (file && fgets(line, sizeof(line), file)) {
		const char *at = strstr(line, "\"case\":\"");

		if (!strchr(line, '\n') || !at || sscanf(at, "\"case\":\"%63[^\"]", id) != 1)
			continue;
		if (nr && !strcmp(seen[nr - 1], id))
			continue;
		for (unsigned int i = 0; i < nr; i++)
			*twice |= !strcmp(seen[i], id);
		if (nr < 256)
			strcpy(seen[nr++], id);
	}
	if (file)
		fclose(file);
	return nr;
}

static void wait_ms(unsigned int ms)
{
	const struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&ts, NULL);
}

/* After a signal at most the case in progress is completed. */
static void check_interrupted(const struct bench *b, int sig, unsigned int cases_before)
{
	bool has_begun = *content(b->out), twice;
	unsigned int cases = count_cases(&twice);

	CHECK(!twice);
	if (WIFSIGNALED(b->status)) {
		/* a signal before the program catches it: nothing has begun */
		ktap_check(WTERMSIG(b->status) == sig && (sig == SIGKILL || !has_begun), __FILE__,
			   __LINE__, "signal %d ended the program by signal %d: %s", sig,
			   WTERMSIG(b->status), content(b->err));
		return;
	}
	if (WEXITSTATUS(b->status)) {
		ktap_check(WEXITSTATUS(b->status) == 130, __FILE__, __LINE__,
			   "exit status %d: %s", WEXITSTATUS(b->status), content(b->err));
		CHECK(strstr(content(b->err), "interrupted after"));
		CHECK(strstr(content(b->err), "make bench RESUME=1 continues it"));
		CHECK_TEXT(outcome(), "interrupted");
		ktap_check(cases <= cases_before + 1, __FILE__, __LINE__,
			   "%u cases before the signal, %u after it", cases_before, cases);
		return;
	}
	/* the signal came when all was measured */
	CHECK_TEXT(outcome(), "complete");
}

static bool is_complete(const struct bench *b)
{
	return WIFEXITED(b->status) && !WEXITSTATUS(b->status);
}

static void begin(void)
{
	strcpy(directory, "/tmp/ptlu-interrupt-XXXXXX");
	CHECK(mkdtemp(directory));
}

static void end(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	CHECK(!system(command));
}

static void test_random_moments(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGKILL };
	unsigned int cases_before, all_cases = 0;
	bool resume = false, twice;
	struct bench b;

	begin();
	srand(test_seed);
	for (unsigned int i = 0; i < MOMENTS; i++) {
		int sig = signals[i % 3];

		start(&b, i, resume);
		wait_ms((unsigned int)rand() % LONGEST_MS);
		if (stop(&b)) {
			cases_before = resume || *content(b.out) ? count_cases(&twice) : 0;
			kill(b.pid, sig);
			kill(b.pid, SIGCONT);
			finish(&b);
			check_interrupted(&b, sig, cases_before);
		}
		resume = !is_complete(&b) && access(of_latest("env.json"), R_OK) == 0;
	}
	/* The run is completed, and has what a run in one go has. */
	start(&b, MOMENTS, resume);
	finish(&b);
	CHECK(is_complete(&b));
	CHECK_TEXT(outcome(), "complete");
	all_cases = count_cases(&twice);
	CHECK(!twice);
	start(&b, MOMENTS + 1, false);
	finish(&b);
	CHECK(is_complete(&b) && count_cases(&twice) == all_cases && all_cases > 20);
	end();
}

/*
 * In one second, with one name: each has its own directory, and both say that they were not alone.
 */
static void test_two_at_once(void)
{
	struct bench b[2];
	char dirs[2][256];

	begin();
	for (unsigned int i = 0; i < 2; i++)
		start(&b[i], i, false);
	for (unsigned int i = 0; i < 2; i++) {
		finish(&b[i]);
		CHECK(is_complete(&b[i]));
		snprintf(dirs[i], sizeof(dirs[i]), "%s", content(b[i].out));
		CHECK(strstr(content(b[i].err), "do not use the figures"));
	}
	CHECK(strcmp(dirs[0], dirs[1]));
	end();
}

/* Nothing to resume, a directory in the way of the link, a run without env.json. */
static void test_resume_refused(void)
{
	char path[256];
	struct bench b;

	begin();
	start(&b, 0, true);
	/* it prints its directory when the run is there */
	for (unsigned int i = 0; i < 6000 && !*content(b.out); i++)
		wait_ms(10);
	kill(b.pid, SIGKILL);
	finish(&b);
	CHECK(strstr(content(b.err), "no run to resume"));
	unlink(of_latest("env.json"));
	start(&b, 1, true);
	finish(&b);
	CHECK(WIFEXITED(b.status) && WEXITSTATUS(b.status) == 1);
	CHECK(strstr(content(b.err), "has no env.json"));
	snprintf(path, sizeof(path), "%s/results/latest", directory);
	unlink(path);
	CHECK(!mkdir(path, 0777));
	start(&b, 2, false);
	finish(&b);
	CHECK(WIFEXITED(b.status) && WEXITSTATUS(b.status) == 1);
	CHECK(strstr(content(b.err), "move it away"));
	CHECK(!*content(b.out));
	end();
}

const struct test interrupt_tests[] = {
	{ "random moments", test_random_moments },
	{ "two at once", test_two_at_once },
	{ "resume refused", test_resume_refused },
	{ NULL, NULL },
};
