// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-check: boots a machine for every test, runs the suites, prints KTAP. */
#include <getopt.h>
#include <kunit/test.h>
#include <unistd.h>
#include "lib/domains.h"
#include "lib/promises.h"
#include "lib/rule_matrix.h"
#include "suites/two_process.h"
#include "formats/variants/table_pool.h"
#include "machine/machine.h"
#include "machine/patterns.h"
#include "lib/kunit_run.h"

/* As many frames whatever the page size. */
static struct ptlu_machine machine = {
	.phys_base = 4ULL * SZ_1G,
	.size = (SZ_512M / SZ_4K) * PAGE_SIZE,
	.placement = PTLU_SHUFFLED,
	.seed = 1,
	.checking = true,
	.nodes = 2,
};

#ifdef __SANITIZE_THREAD__
/*
 * KHO makes a page a folio with __SetPageHead(), which is not atomic. Another thread that a
 * corrupted table leads to the page finds its lock bit set: what it writes at the same time changes
 * nothing.
 */
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
	return "race:prep_compound_page\n";
}

const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return "halt_on_error=1";
}
#endif

static void boot_for_test(void)
{
	int ret;

	ptlu_pool_forget();
	ret = ptlu_boot(&machine);

	if (ret) {
		fprintf(stderr, "ptlu-check: cannot boot the userland kernel: error %d\n", ret);
		exit(2);
	}
}

/* Tests of the tree's own that leave pages behind: docs/findings/amdv1-kunit-leak.md */
static const char * const leaking_tree_tests[] = {
	"test_entry_oa", "test_attr_from_entry", "test_dirty",
};

static bool is_leaking_tree_test(const struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(leaking_tree_tests); i++)
		if (!strcmp(test->name, leaking_tree_tests[i]))
			return true;
	return false;
}

/* Whatever a test looked at itself: no page may be left, and none of the free ones written to. */
static void check_after_test(struct kunit *test)
{
	unsigned long in_use;

	ptlu_pool_drain();
	in_use = ptlu_frames_in_use(is_leaking_tree_test(test) ? 0 : 4);
	if (in_use && is_leaking_tree_test(test))
		ptlu_kunit_tree_defect(test, "the tree's test leaves %lu pages behind", in_use);
	else if (in_use)
		KUNIT_FAIL(test, "%lu pages were not freed", in_use);
	ptlu_check_memory();
}

/* The target of a test. NULL for a test of the tree's own and for one without a target. */
static const struct ptlu_target *target_of(const struct kunit *test)
{
	const struct ptlu_test_case *one = test->param_value;

	if (ptlu_two_process_has_role())
		return ptlu_two_process_target();
	return one && ptlu_case_rules(test->name) ? one->target : NULL;
}

static const char *excuse(const struct kunit *test, const char *warning)
{
	const struct ptlu_target *target = target_of(test);

	return target ? ptlu_core_excuse(ptlu_test_core, target, warning) : NULL;
}

static void choose_core(const char *name)
{
	if (!ptlu_find_core(name, &ptlu_test_core)) {
		/* small blocks, so that even small domains have tables of several */
		ptlu_pool_use(ptlu_core(ptlu_test_core)->pooled ? 3 : 0);
		return;
	}
	fprintf(stderr, "ptlu-check: no core is called '%s'; there are:", name);
	for (unsigned int i = 0; i < PTLU_NR_CORES; i++)
		if (ptlu_core_is_built(i))
			fprintf(stderr, " %s", ptlu_core(i)->name);
	fprintf(stderr, "\n");
	exit(2);
}

/* The first pattern that names nothing, NULL if all do. */
static const char *unknown(const char *patterns, bool (*is_known)(const char *pattern))
{
	static char pattern[128];

	while ((patterns = ptlu_next_pattern(patterns, pattern, sizeof(pattern))))
		if (!is_known(pattern))
			return pattern;
	return NULL;
}

static void choose_targets(const char *patterns)
{
	const char *none = unknown(patterns, ptlu_test_select_targets);

	if (!none && ptlu_test_select_targets(patterns))
		return;
	fprintf(stderr, "ptlu-check: no target is called '%s'; there are:", none ?: patterns);
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		fprintf(stderr, " %s", ptlu_targets[i].name);
	fprintf(stderr, "\n");
	exit(2);
}

static void check_suites(const char *patterns)
{
	const char *none = unknown(patterns, ktap_has_suite);

	if (!none && ktap_has_suite(patterns))
		return;
	fprintf(stderr, "ptlu-check: no suite is called '%s'; there are:\n", none ?: patterns);
	ktap_list(stderr);
	exit(2);
}

/* For mutants: one failure is enough. */
static void end_if_failed(const struct kunit *test)
{
	if (!test->failed)
		return;
	fflush(stdout);
	_exit(1);
}

static const char usage[] =
	"usage: ptlu-check [-s suites] [-t targets] [-c core] [-r seed] [-n times] [-m page] [-lvx]\n"
	"  -s  shell pattern for suites      -t  shell patterns for targets, separated by blanks\n"
	"  -c  the core that is judged       -r  seed of every random choice\n"
	"  -n  how many times as many random domains are handed to another process\n"
	"  -m  append rules and feature subsets to a page in Markdown\n"
	"  -l  list suites and targets       -v  with the kernel's log\n"
	"  -x  end at the first failure\n";

static int list_all(void)
{
	printf("suites:\n");
	ktap_list(stdout);
	printf("targets:\n");
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		printf("%-16s %s\n", ptlu_targets[i].name, ptlu_targets[i].stands_for);
	return 0;
}

static bool wanted(const struct kunit_suite *suite)
{
	/* one suite is for processes that another test has started, and they run no other */
	if (ptlu_two_process_has_role() || !strcmp(suite->name, TWO_PROCESS_ROLE_SUITE))
		return ptlu_two_process_has_role() && !strcmp(suite->name, TWO_PROCESS_ROLE_SUITE);
	return !strncmp(suite->name, "ptlu-", 5) || ptlu_test_selects_suite(suite->name);
}

int main(int argc, char **argv)
{
	struct ktap_options options = {
		.only_suite = "*",
		.seconds_per_test = 120,
		.seed = 1,
		.wanted = wanted,
		.start = ptlu_test_need_promises,
		.before_each = ptlu_two_process_has_role() ? NULL : boot_for_test,
		.after_each = check_after_test,
		.after_result = ptlu_rules_note,
		.excuse = excuse,
	};
	const char *page = NULL;
	struct ktap_counts counts;
	bool list = false;
	int opt;

	while ((opt = getopt(argc, argv, "s:t:c:r:n:m:lvx")) != -1) {
		switch (opt) {
		case 's':
			options.only_suite = optarg;
			break;
		case 't':
			choose_targets(optarg);
			break;
		case 'c':
			choose_core(optarg);
			break;
		case 'r':
			options.seed = strtoull(optarg, NULL, 0);
			break;
		case 'n':
			ptlu_test_effort = strtoul(optarg, NULL, 0);
			break;
		case 'm':
			page = optarg;
			break;
		case 'l':
			list = true;
			break;
		case 'v':
			ptlu_verbose = 1;
			break;
		case 'x':
			options.after_result = end_if_failed;
			break;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	check_suites(options.only_suite);
	/* after all arguments were looked at: scripts/check asks whether they are right */
	if (list)
		return list_all();
	ptlu_rules_check();
	counts = ktap_run(&options);
	ptlu_halt();
	ptlu_rules_print(stdout);
	/* the form of tools/testing/selftests/kselftest.h */
	printf("# Totals: pass:%u fail:%u xfail:%u xpass:0 skip:%u error:0\n", counts.passed,
	       counts.failed, counts.tree_defects, counts.skipped);
	if (page && ptlu_rules_write_page(page)) {
		fprintf(stderr, "ptlu-check: cannot write %s: %m\n", page);
		return 2;
	}
	return counts.failed ? 1 : 0;
}
