// SPDX-License-Identifier: GPL-2.0-only
/* The table of suites: which of them a kernel runs, why it does not run others, and how. */
#include <linux/glob.h>
#include <linux/moduleparam.h>
#include "conformance/lib/promises.h"
#include "machine/machine.h"
#include "machine/kernel/watch.h"
#include "suites.h"

static char *targets = "*";
module_param(targets, charp, 0444);
MODULE_PARM_DESC(targets, "shell patterns for targets, separated by blanks");

static char *suites = "*";
module_param(suites, charp, 0444);
MODULE_PARM_DESC(suites, "shell pattern for suites; an empty one runs none");

static unsigned long long seed = 1;
module_param(seed, ullong, 0444);
MODULE_PARM_DESC(seed, "seed of every random choice");

static unsigned int effort = 1;
module_param(effort, uint, 0444);
MODULE_PARM_DESC(effort, "how many times as many random mappings a real handover has");

static char *core = "ours";
module_param(core, charp, 0444);
MODULE_PARM_DESC(core, "the live-update core that is judged");

extern struct kunit_suite *const ptlu_handover_suite, *const ptlu_record_suite,
	*const ptlu_page_suite, *const ptlu_restore_error_suite, *const ptlu_walker_suite,
	*const ptlu_limits_suite, *const ptlu_tree_defect_suite;

static struct kunit_suite *const *const all_suites[] = {
	&ptlu_handover_suite, &ptlu_record_suite, &ptlu_page_suite, &ptlu_restore_error_suite,
	&ptlu_walker_suite, &ptlu_limits_suite, &ptlu_tree_defect_suite,
};

/* What runs on the host tier alone, and why. */
static const struct left_out {
	const char *suite, *reason;
} left_out[] = {
	{ "ptlu-host", "it checks the userland kernel" },
	{ "ptlu-leaf-tables", "tables that cannot be accessed need a process's mprotect()" },
	{ "ptlu-high-memory", "memory lies where the machine has it" },
	{ "ptlu-table-pool", "the pool is compiled into the host tier only" },
	{ "ptlu-two-process", "the handover file does it with a real kexec" },
	{ "ptlu-feature-subsets",
	  "its cells go on after bad accesses, from which no kernel recovers" },
	{ "ptlu-driver-features", "what drivers ask for is read from the tree's source" },
	{ "ptlu-armv8-dirty", "it has the witness, which is left out" },
	{ "ptlu-boot-reserve", "early boot is over when a module comes" },
	{ "ptlu-fuzz-corpus", "it goes on after bad accesses, from which no kernel recovers" },
	{ "ptlu-armv8-reference", "io-pgtable-arm.c is compiled into the host tier only" },
	{ "ptlu-io-pgtable-defects", "io-pgtable-arm.c is compiled into the host tier only" },
	{ "ptlu-tree-defects-endless", "it ends a walk that no kernel gets out of" },
};

static int boot_for_test(struct kunit *test)
{
	ptlu_test_machine_boot(seed);
	ptlu_test_need_promises(test);
	return 0;
}

static void check_after_test(struct kunit *test)
{
	ptlu_test_machine_check(test);
	ptlu_test_machine_halt();
}

/* The suites are the same as on the host tier, whose runner boots a machine for every test. */
static void prepare(struct kunit_suite *suite)
{
	suite->init = boot_for_test;
	suite->exit = check_after_test;
	for (struct kunit_case *one = suite->test_cases; one->run_case; one++)
		one->module_name = KBUILD_MODNAME;
}

/* KUnit that is off runs nothing, and says so to nobody who asks. */
#define NEVER_BEGUN	1

static int run(struct kunit_suite **chosen, unsigned int nr)
{
	int ret;

	pr_info("KTAP version 1\n");
	pr_info("1..%u\n", nr);
	chosen[0]->suite_init_err = NEVER_BEGUN;
	ret = __kunit_test_suites_init(chosen, nr, true);
	if (!ret && chosen[0]->suite_init_err == NEVER_BEGUN) {
		pr_err("ptlu: KUnit is off, no test was run; boot with kunit.enable=1\n");
		ret = -EPERM;
	}
	__kunit_test_suites_exit(chosen, nr);
	return ret;
}

/**
 * ptlu_suites_run_one() - run a suite of its own kind
 * @suite: the suite
 *
 * Context: may sleep, for minutes.
 * Return: 0, -EBADMSG when a test failed, or -EPERM when KUnit is off.
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
	pr_err("ptlu: no core is called '%s'; there are:\n", core);
	for (unsigned int i = 0; i < PTLU_NR_CORES; i++)
		if (ptlu_core_is_built(i))
			pr_err("ptlu: core=%s\n", ptlu_core(i)->name);
	return -EINVAL;
}

/**
 * ptlu_suites_run_selected() - what the module's parameters ask for
 *
 * Failures are told in the log, as KTAP: the module stays, for its files.
 *
 * Return: 0, or -EINVAL for a parameter that cannot be.
 */
int ptlu_suites_run_selected(void)
{
	static struct kunit_suite *chosen[ARRAY_SIZE(all_suites)];
	unsigned int nr = 0;

	if (choose_core())
		return -EINVAL;
	if (!ptlu_test_select_targets(targets)) {
		pr_err("ptlu: no target is called '%s'\n", targets);
		return -EINVAL;
	}
	ptlu_test_effort = effort;
	for (unsigned int i = 0; i < ARRAY_SIZE(all_suites); i++) {
		prepare(*all_suites[i]);
		if (glob_match(suites, (*all_suites[i])->name))
			chosen[nr++] = *all_suites[i];
	}
	if (!nr && *suites) {
		pr_err("ptlu: no suite is called '%s'\n", suites);
		return -EINVAL;
	}
	if (!nr)
		return 0;
	run(chosen, nr);
	for (unsigned int i = 0; i < ARRAY_SIZE(left_out); i++)
		pr_info("# left out: %s: %s\n", left_out[i].suite, left_out[i].reason);
	return 0;
}
