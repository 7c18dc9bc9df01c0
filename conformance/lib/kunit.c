// SPDX-License-Identifier: GPL-2.0-only
/* Runs every registered KUnit suite and prints KTAP; a failure ends its own test only. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/time.h>
#include <unistd.h>
#include <kunit/static_stub.h>
#include <kunit/test.h>
#include "machine/machine.h"
#include "machine/patterns.h"
#include "error_text.h"
#include "kunit_run.h"

/* Four blanks a level, as the kernel's KUNIT_INDENT_LEN. */
#define TEST_INDENT	"    "
#define PARAM_INDENT	TEST_INDENT TEST_INDENT

static struct kunit_suite *suites;

/* The current test, and where the runner continues when it is aborted. */
static struct kunit *running;
static sigjmp_buf abort_test;
static struct ktap_counts counts;
static const struct ktap_options *options;

void ptlu_kunit_register(struct kunit_suite *suite)
{
	struct kunit_suite **at = &suites;

	while (*at && strcmp((*at)->name, suite->name) < 0)
		at = &(*at)->ptlu_next;
	suite->ptlu_next = *at;
	*at = suite;
}

/* A compared value as text: the name of an error if it may be one. */
struct ptlu_text ptlu_value(long long value, bool may_be_error)
{
	struct ptlu_text text;

	if (may_be_error && value < 0 && value >= -MAX_ERRNO)
		return ptlu_error(value);
	snprintf(text.text, sizeof(text.text), "%lld (0x%llx)", value, (unsigned long long)value);
	return text;
}

/* What is said of a test stands at the level of its result. */
static const char *indent_of(const struct kunit *test)
{
	return test->param_value ? PARAM_INDENT : TEST_INDENT;
}

static void note(struct kunit *test, const char *text)
{
	if (!test->message[0])
		snprintf(test->message, sizeof(test->message), "%.*s",
			 (int)sizeof(test->message) - 1, text);
	printf("%s# %s: %s\n", indent_of(test), test->name, text);
}

void ptlu_kunit_fail(struct kunit *test, bool abort, const char *file, int line, const char *fmt,
		     ...)
{
	char text[1024], where[1400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	snprintf(where, sizeof(where), "%s at %s:%d", text,
		 strrchr(file, '/') ? strrchr(file, '/') + 1 : file, line);
	test->failed = true;
	note(test, where);
	if (abort)
		siglongjmp(abort_test, 1);
}

static void skip(struct kunit *test, const char *fmt, va_list args)
{
	vsnprintf(test->message, sizeof(test->message), fmt, args);
	test->skipped = true;
	siglongjmp(abort_test, 1);
}

void ptlu_kunit_skip(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	skip(test, fmt, args);
	unreachable();
}

void ptlu_kunit_not_promised(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	test->not_promised = true;
	va_start(args, fmt);
	skip(test, fmt, args);
	unreachable();
}

void ptlu_kunit_tree_defect(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(test->message, sizeof(test->message), fmt, args);
	va_end(args);
	test->tree_defect = true;
}

struct kunit *kunit_get_current_test(void)
{
	return running;
}

void kunit_info(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	printf("%s# %s: ", indent_of(test), test->name);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
}

/*
 * Different warnings of the current test. A failure is printed at once, the number of repetitions
 * at the end.
 */
static struct {
	char *text;
	const char *excuse;
	unsigned int times;
} warnings[8];

static bool count_repeated(const char *text)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(warnings) && warnings[i].text; i++)
		if (!strcmp(warnings[i].text, text)) {
			warnings[i].times++;
			return true;
		}
	return false;
}

static void keep_warning(const char *text, const char *excuse)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(warnings); i++) {
		if (warnings[i].text)
			continue;
		warnings[i].text = strdup(text);
		warnings[i].excuse = excuse;
		warnings[i].times = 1;
		return;
	}
}

/* Print the excused and the repeated warnings of a test. */
static void finish_warnings(const struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(warnings) && warnings[i].text; i++) {
		if (warnings[i].excuse)
			printf("%s# %s: %s (%u times, no failure: %s)\n",
			       indent_of(test), test->name,
			       warnings[i].text, warnings[i].times, warnings[i].excuse);
		else if (warnings[i].times > 1)
			printf("%s# %s: %u times: %s\n", indent_of(test), test->name,
			       warnings[i].times,
			       warnings[i].text);
		free(warnings[i].text);
	}
	memset(warnings, 0, sizeof(warnings));
}

static void on_warn(const char *text)
{
	const char *excuse;

	if (!running) {
		fprintf(stderr, "%s\n", text);
		return;
	}
	if (count_repeated(text))
		return;
	excuse = options->excuse ? options->excuse(running, text) : NULL;
	keep_warning(text, excuse);
	if (excuse)
		return;
	running->failed = true;
	note(running, text);
}

static void on_fatal(const char *text)
{
	if (!running)
		return;
	running->failed = true;
	note(running, text);
	siglongjmp(abort_test, 1);
}

static const struct ptlu_error_ops error_ops = { .warn = on_warn, .fatal = on_fatal };

static void on_signal(int number)
{
	if (!running)
		_exit(128 + number);
	/* Abort this test only. */
	running->failed = true;
	note(running, number == SIGALRM || number == SIGPROF ? "ran out of time" :
							       "crashed (bad memory access)");
	siglongjmp(abort_test, 1);
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_NODEFER };

	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGPROF, &action, NULL);
	if (options->catch_crashes) {
		sigaction(SIGSEGV, &action, NULL);
		sigaction(SIGBUS, &action, NULL);
	}
}

int kunit_add_action_or_reset(struct kunit *test, void (*fn)(void *arg), void *arg)
{
	struct ptlu_kunit_action *action = malloc(sizeof(*action));

	if (!action) {
		fn(arg);
		ptlu_kunit_fail(test, true, __FILE__, __LINE__, "no memory");
	}
	*action = (struct ptlu_kunit_action){ test->actions, fn, arg };
	test->actions = action;
	return 0;
}

void *kunit_kzalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	void *ptr = calloc(1, size);

	(void)gfp;
	if (!ptr)
		ptlu_kunit_fail(test, true, __FILE__, __LINE__, "no memory");
	kunit_add_action_or_reset(test, free, ptr);
	return ptr;
}

void kunit_kfree(struct kunit *test, const void *ptr)
{
	for (struct ptlu_kunit_action **at = &test->actions; *at; at = &(*at)->next) {
		struct ptlu_kunit_action *action = *at;

		if (action->fn == free && action->arg == ptr) {
			*at = action->next;
			free(action);
			free((void *)ptr);
			return;
		}
	}
}

static void run_actions(struct kunit *test)
{
	while (test->actions) {
		struct ptlu_kunit_action *action = test->actions;

		test->actions = action->next;
		action->fn(action->arg);
		free(action);
	}
}

/* CPU time, because the machine may be busy; elapsed time for a test that waits. */
static void set_limit(unsigned int seconds)
{
	const struct itimerval cpu_time = { .it_value.tv_sec = seconds };

	setitimer(ITIMER_PROF, &cpu_time, NULL);
	alarm(10 * seconds);
}

/* One phase of a test. Returns false if it was aborted. */
static bool run_phase(struct kunit *test, struct kunit_suite *suite,
		      struct kunit_case *one)
{
	if (sigsetjmp(abort_test, 1))
		return false;
	if (one) {
		one->run_case(test);
		return true;
	}
	if (options->start)
		options->start(test);
	if (suite->init) {
		int ret = suite->init(test);

		if (ret)
			ptlu_kunit_fail(test, true, suite->name, 0, "init failed: %s",
					ptlu_error(ret).text);
	}
	return true;
}

static void run_exit(struct kunit *test, struct kunit_suite *suite)
{
	if (!sigsetjmp(abort_test, 1) && suite->exit)
		suite->exit(test);
}

static void run_one(struct kunit *test, struct kunit_suite *suite,
		    struct kunit_case *one)
{
	bool ended;

	running = test;
	if (options->before_each)
		options->before_each();
	ptlu_seed_random(options->seed);
	set_limit(options->seconds_per_test);
	/* As in the kernel, exit() runs even if init() or the test was aborted. */
	ended = run_phase(test, suite, NULL) && run_phase(test, suite, one);
	run_exit(test, suite);
	set_limit(0);
	ptlu_fail_nth_alloc(0);
	ptlu_fail_nth_preserve(0);
	ptlu_expect_warn(NULL);
	ptlu_replace_none();
	run_actions(test);
	/* an aborted test frees nothing */
	if (!sigsetjmp(abort_test, 1) && options->after_each && ended)
		options->after_each(test);
	finish_warnings(test);
	running = NULL;
}

/* KTAP has no '#' in a description and no line breaks in anything. */
static void print_clean(const char *text)
{
	for (; *text; text++)
		putchar(*text == '#' || *text == '\n' ? ' ' : *text);
}

static void print_result(const struct kunit *test, const char *indent, unsigned int number,
			 const char *name)
{
	/* readers of KTAP 1 drop what follows XFAIL */
	if (!test->failed && !test->skipped && test->tree_defect) {
		printf("%s# %s: known defect of the tree: ", indent, test->name);
		print_clean(test->message);
		putchar('\n');
	}
	printf("%s%s %u ", indent, test->failed ? "not ok" : "ok", number);
	print_clean(name);
	if (!test->failed && (test->skipped || test->tree_defect)) {
		printf(" # %s ", test->skipped ? "SKIP" : "XFAIL");
		print_clean(test->message);
	}
	putchar('\n');
	fflush(stdout);
	if (test->failed)
		counts.failed++;
	else if (test->skipped)
		counts.skipped++;
	else if (test->tree_defect)
		counts.tree_defects++;
	else
		counts.passed++;
}

/* Returns the number of parameters. */
static unsigned int run_params(struct kunit_suite *suite, struct kunit_case *one,
			       struct kunit *parent)
{
	char description[KUNIT_PARAM_DESC_SIZE];
	unsigned int number = 0, skipped = 0;
	const void *value = NULL;

	while ((value = one->generate_params(parent, value, description)))
		number++;
	printf(PARAM_INDENT "KTAP version 1\n" PARAM_INDENT "# Subtest: %s\n" PARAM_INDENT
	       "1..%u\n", one->name, number);
	/* a crash must not lose the name of the test */
	fflush(stdout);
	number = 0;
	while ((value = one->generate_params(parent, value, description))) {
		struct kunit test = { .name = one->name, .param_value = value };

		run_one(&test, suite, one);
		print_result(&test, PARAM_INDENT, ++number, description);
		if (options->after_result)
			options->after_result(&test);
		parent->failed |= test.failed;
		skipped += test.skipped;
	}
	if (!number || number == skipped) {
		parent->skipped = true;
		snprintf(parent->message, sizeof(parent->message), "%s",
			 number ? "every case of it was skipped" : "no case of it was asked for");
	}
	return number;
}

static bool run_case(struct kunit_suite *suite, struct kunit_case *one,
		     unsigned int number)
{
	struct kunit test = { .name = one->name };
	unsigned int params = 0;
	struct ktap_counts sum;

	if (one->generate_params)
		params = run_params(suite, one, &test);
	else
		run_one(&test, suite, one);
	sum = counts;
	print_result(&test, TEST_INDENT, number, one->name);
	if (options->after_result && !one->generate_params)
		options->after_result(&test);
	/* only leaves count */
	if (params)
		counts = sum;
	return !test.failed;
}

static bool run_suite(struct kunit_suite *suite, unsigned int number)
{
	unsigned int cases = 0;
	bool ok = true;

	for (struct kunit_case *one = suite->test_cases; one->run_case; one++)
		cases++;
	printf(TEST_INDENT "KTAP version 1\n" TEST_INDENT "# Subtest: %s\n" TEST_INDENT "1..%u\n",
	       suite->name, cases);
	for (unsigned int i = 0; i < cases; i++)
		ok &= run_case(suite, &suite->test_cases[i], i + 1);
	printf("%s %u %s\n", ok ? "ok" : "not ok", number, suite->name);
	fflush(stdout);
	return ok;
}

static bool is_wanted(const struct kunit_suite *suite)
{
	return ptlu_matches(options->only_suite, suite->name) && options->wanted(suite);
}

/**
 * ktap_run() - run the registered suites whose names match, print KTAP on stdout
 * @with: what to run and how
 *
 * Return: number of tests that passed, failed and were skipped.
 */
struct ktap_counts ktap_run(const struct ktap_options *with)
{
	unsigned int chosen = 0, number = 0;

	options = with;
	ptlu_set_error_ops(&error_ops);
	catch_signals();
	for (struct kunit_suite *suite = suites; suite; suite = suite->ptlu_next)
		chosen += is_wanted(suite);
	printf("KTAP version 1\n1..%u\n", chosen);
	for (struct kunit_suite *suite = suites; suite; suite = suite->ptlu_next)
		if (is_wanted(suite))
			run_suite(suite, ++number);
	ptlu_set_error_ops(NULL);
	return counts;
}

/* Print the names of all suites. */
void ktap_list(FILE *to)
{
	for (struct kunit_suite *suite = suites; suite; suite = suite->ptlu_next)
		fprintf(to, "%s\n", suite->name);
}

/* Check that one of the patterns matches a suite. */
bool ktap_has_suite(const char *patterns)
{
	for (struct kunit_suite *suite = suites; suite; suite = suite->ptlu_next)
		if (ptlu_matches(patterns, suite->name))
			return true;
	return false;
}

/* The suites in the order in which they run, linked by ptlu_next. */
const struct kunit_suite *ktap_suites(void)
{
	return suites;
}
