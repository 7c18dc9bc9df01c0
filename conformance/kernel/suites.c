// SPDX-License-Identifier: GPL-2.0-only
/* The table of suites: those that a kernel runs, those that it cannot run, and how they run. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <kunit/test-bug.h>
#include <linux/moduleparam.h>
#include "conformance/lib/domains.h"
#include "conformance/lib/promises.h"
#include "machine/kernel/module.h"
#include "machine/kernel/watch.h"
#include "machine/machine.h"
#include "machine/patterns.h"
#include "kexec.h"
#include "suites.h"

static char *targets = "*";
module_param(targets, charp, 0444);
MODULE_PARM_DESC(targets, "shell patterns for targets, separated by blanks");

static char *suites = "*";
module_param(suites, charp, 0444);
MODULE_PARM_DESC(suites, "shell patterns for suites, separated by blanks; an empty one runs none");

static unsigned long long seed = 1;
module_param(seed, ullong, 0444);
MODULE_PARM_DESC(seed, "seed of every random choice");

static unsigned int effort = 1;
module_param(effort, uint, 0444);
MODULE_PARM_DESC(effort, "factor for the number of random mappings in a real handover");

static char *core = "ours";
module_param(core, charp, 0444);
MODULE_PARM_DESC(core, "the live-update core that is judged");

extern struct ptlu_suite *const ptlu_handover_suite, *const ptlu_record_suite,
	*const ptlu_page_suite, *const ptlu_restore_error_suite, *const ptlu_walker_suite,
	*const ptlu_limits_suite, *const ptlu_tree_defect_suite, *const ptlu_other_size_suite;

static struct ptlu_suite *const *const all_suites[] = {
	&ptlu_handover_suite, &ptlu_record_suite, &ptlu_page_suite, &ptlu_restore_error_suite,
	&ptlu_walker_suite, &ptlu_limits_suite, &ptlu_tree_defect_suite, &ptlu_other_size_suite,
};

/* Suites that only the host tier runs, and the reason. */
static const struct {
	const char *suite, *reason;
} skipped_suites[] = {
	{ "ptlu-host", "it checks the userland kernel" },
	{ "ptlu-host-machine", "it checks the userland kernel" },
	{ "ptlu-leaf-tables", "it needs mprotect()" },
	{ "ptlu-high-memory", "the addresses of memory cannot be chosen" },
	{ "ptlu-iotlb", "a module does not see every store of the kernel" },
	{ "ptlu-iotlb-live-update", "a module does not see every store of the kernel" },
	{ "ptlu-concurrent", "a kernel's threads cannot be scheduled by a test" },
	{ "ptlu-races-live-update", "KCSAN looks at what a kernel's threads do" },
	{ "ptlu-races", "KCSAN looks at what a kernel's threads do" },
	{ "ptlu-fuzz-judge", "the fuzzers are compiled into the host tier only" },
	{ "ptlu-judges", "it checks what the suites of the host tier judge with" },
	{ "ptlu-iotlb-judges", "it checks what the suites of the host tier judge with" },
	{ "ptlu-walker-entries", "it checks what the suites of the host tier judge with" },
	{ "ptlu-kho-tree", "it makes allocations fail, and boots machines" },
	{ "ptlu-kho", "it preserves what is not its own, and boots machines" },
	{ "ptlu-map-limits", "it checks code that both tiers are compiled from" },
	{ "ptlu-entry-bits", "it checks code that both tiers are compiled from" },
	{ "ptlu-target-names", "it checks a table that both tiers are compiled with" },
	{ "ptlu-shapes", "it takes memory of hundreds of domains" },
	{ "ptlu-nodes", "the nodes of memory cannot be chosen" },
	{ "ptlu-concurrent-live-update", "a kernel's threads cannot be scheduled by a test" },
	{ "ptlu-table-pool", "the pool is compiled into the host tier only" },
	{ "ptlu-two-process", "the file handover does the same with a real kexec" },
	{ "ptlu-feature-subsets",
	  "it continues after bad memory accesses, which a kernel cannot" },
	{ "ptlu-driver-features", "the build reads the drivers' requests from the tree's source" },
	{ "ptlu-armv8-dirty", "io-pgtable-arm.c is compiled into the host tier only" },
	{ "ptlu-boot-reserve", "early boot is over when a module is loaded" },
	{ "ptlu-fuzz-corpus", "it continues after bad memory accesses, which a kernel cannot" },
	{ "ptlu-armv8-reference", "io-pgtable-arm.c is compiled into the host tier only" },
	{ "ptlu-io-pgtable-defects", "io-pgtable-arm.c is compiled into the host tier only" },
	{ "ptlu-tree-defects-endless", "it interrupts an endless walk, which a kernel cannot" },
};

static void fail_test(const char *text)
{
	struct kunit *test = kunit_get_current_test();

	if (test)
		KUNIT_FAIL_AND_ABORT(test, "%s", text);
}

/* KUnit suppresses all warnings or none, whatever file they are in. */
static void suppress_warnings(const char *files)
{
#ifdef kunit_warning_suppress
	static struct kunit_suppressed_warning *suppressed;
	struct kunit *test = kunit_get_current_test();

	if (suppressed && test)
		kunit_end_suppress_warning(test, suppressed);
	suppressed = files && test ? kunit_start_suppress_warning(test) : NULL;
#endif
}

static const struct ptlu_error_ops error_ops = {
	.fatal = fail_test,
	.expect_warn = suppress_warnings,
};

static int begin_test(struct kunit *test)
{
	ptlu_set_error_ops(&error_ops);
	ptlu_watch_begin();
	ptlu_seed_random(seed);
	ptlu_test_need_promises(test);
	return 0;
}

static void end_test(struct kunit *test)
{
	struct ptlu_watch_result result = ptlu_watch_result();

	ptlu_expect_warn(NULL);
	if (result.in_use && test->status == KUNIT_SUCCESS)
		KUNIT_FAIL(test, "%lu pages were not freed", result.in_use);
	if (result.freed_too_often)
		KUNIT_FAIL(test, "%u pages were freed twice", result.freed_too_often);
	if (result.freed_registered)
		KUNIT_FAIL(test, "%u pages were freed while KHO had them",
			   result.freed_registered);
	if (result.no_memory)
		KUNIT_FAIL(test, "no memory to watch %u pages", result.no_memory);
	ptlu_watch_end();
	ptlu_set_error_ops(NULL);
}

/* The same suites as on the host tier, whose runner boots a machine for every test. */
static struct kunit_suite *prepare(struct ptlu_suite *suite)
{
	ptlu_suite_add(suite);
	suite->kunit.init = begin_test;
	suite->kunit.exit = end_test;
	for (struct kunit_case *one = suite->kunit.test_cases; one->run_case; one++)
		one->module_name = KBUILD_MODNAME;
	return &suite->kunit;
}

/* KUnit runs nothing if it is off, without an error. */
#define NEVER_BEGUN	1

static int run(struct kunit_suite **chosen, unsigned int nr)
{
	int ret;

	/* KTAP has no prefix */
	printk(KERN_INFO "KTAP version 1\n");
	printk(KERN_INFO "1..%u\n", nr);
	chosen[0]->suite_init_err = NEVER_BEGUN;
	ret = __kunit_test_suites_init(chosen, nr, true);
	if (!ret && chosen[0]->suite_init_err == NEVER_BEGUN) {
		pr_err("KUnit is off, no test was run; boot with kunit.enable=1\n");
		ret = -EPERM;
	}
	__kunit_test_suites_exit(chosen, nr);
	return ret;
}

/**
 * ptlu_suites_run_one() - run a suite that is not in the table
 * @suite: the suite
 *
 * Context: may sleep, for minutes.
 * Return: 0, -EBADMSG if a test failed, or -EPERM if KUnit is off.
 */
int ptlu_suites_run_one(struct kunit_suite *suite)
{
	int ret = run(&suite, 1);

	for (struct kunit_case *one = suite->test_cases; !ret && one->run_case; one++)
		if (one->status == KUNIT_FAILURE)
			ret = -EBADMSG;
	return ret;
}

static int choose_core(void)
{
	if (!ptlu_find_core(core, &ptlu_test_core))
		return 0;
	pr_err("no core is called '%s'; there are:\n", core);
	for (unsigned int i = 0; i < PTLU_NR_CORES; i++)
		if (ptlu_core_is_built(i))
			pr_err("core=%s\n", ptlu_core(i)->name);
	return -EINVAL;
}

/* Run the suites of the module's parameters. A failed test is reported as KTAP in the log. */
static int run_selected(void)
{
	static struct kunit_suite *chosen[ARRAY_SIZE(all_suites)];
	unsigned int nr = 0;

	if (choose_core())
		return -EINVAL;
	if (!ptlu_test_select_targets(targets)) {
		pr_err("no target is called '%s'\n", targets);
		return -EINVAL;
	}
	ptlu_test_effort = effort;
	for (unsigned int i = 0; i < ARRAY_SIZE(all_suites); i++) {
		struct kunit_suite *suite = prepare(*all_suites[i]);

		if (ptlu_matches(suites, suite->name))
			chosen[nr++] = suite;
	}
	if (!nr && *suites) {
		pr_err("no suite is called '%s'\n", suites);
		return -EINVAL;
	}
	if (!nr)
		return 0;
	run(chosen, nr);
	for (unsigned int i = 0; i < ARRAY_SIZE(skipped_suites); i++)
		printk(KERN_INFO "# skipped: %s: %s\n", skipped_suites[i].suite,
		       skipped_suites[i].reason);
	return 0;
}

/**
 * ptlu_conformance_init() - add the file handover and run the suites of the module's parameters
 * @dir: ptlu's directory in debugfs
 *
 * The module stays loaded if a test fails, for its files.
 *
 * Return: 0, or -EINVAL for an invalid parameter.
 */
int ptlu_conformance_init(struct dentry *dir)
{
	ptlu_handover_file_add(dir);
	return run_selected();
}

/* Preserved tables of a module that is unloaded would have no owner. */
void ptlu_conformance_exit(void)
{
	ptlu_kexec_forget();
}
