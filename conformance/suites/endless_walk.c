// SPDX-License-Identifier: GPL-2.0-only
/* A defect of the tree that hangs the walk: docs/findings/amdv1-leaf-length.md. */
#include <sys/resource.h>
#include <sys/wait.h>
#include "machine/machine.h"
#include "conformance/lib/tables.h"
#include "conformance/lib/suite.h"

/*
 * Test in a child process with one second of CPU time whether restore(), which reads every entry,
 * ends. The child shares the userland kernel's memory, so it builds the domain itself.
 */
static bool posted_restore_ends(struct kunit *test, struct ptlu_test_domain *td)
{
	const struct rlimit second = { 1, 2 };
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		setrlimit(RLIMIT_CPU, &second);
		ptlu_test_domain_init(test, td);
		ptlu_domain_core(&td->domain, PTLU_CORE_POSTED)
			->restore(&td->domain.iommu, &td->ser);
		_exit(0);
	}
	/* UBSan ends it earlier, at the search for a bit in zero */
	return waitpid(child, &status, 0) == child && WIFEXITED(status) && !WEXITSTATUS(status);
}

/*
 * The tree's iterator must advance for every value of an entry, because the entries come from
 * another kernel.
 */
static void test_leaf_without_length(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	const struct ptlu_core *core = &target->format->cores[PTLU_CORE_POSTED];
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	struct ptlu_test_tables *tables;
	u64 *leaf;

	ptlu_test_map_edges(test, td,
			    ptlu_test_case(test)->halves & PTLU_TEST_LOWER ?: PTLU_TEST_UPPER);
	tables = ptlu_test_tables_of(test, td);
	leaf = phys_to_virt(tables->table[tables->nr - 1].phys);
	KUNIT_ASSERT_EQ(test, core->preserve(&td->domain.iommu, &td->ser), 0);
	ptlu_kexec();
	*leaf = U64_MAX;
	if (!posted_restore_ends(test, td))
		ptlu_kunit_tree_defect(
			test, "the iteration over a table with a leaf of all ones never ends");
}

static const struct ptlu_case endless_walk_cases[] = {
	PLAIN_CASE_PARAM(test_leaf_without_length, ptlu_test_gen_targets),
};

PTLU_SUITE(endless_walk_suite, "ptlu-tree-defects-endless", endless_walk_cases);
