// SPDX-License-Identifier: GPL-2.0-only
/* A defect of the tree that hangs whoever meets it, shown in a process of its own: docs/findings/amdv1-leaf-length.md. */
#include <sys/resource.h>
#include <sys/wait.h>
#include "machine/machine.h"
#include "conformance/lib/tables.h"
#include "conformance/lib/suite.h"

/*
 * In a process of its own with a second of CPU time: does restore, which reads every entry, come to an end?
 * Memory is shared with it, so the domain is its own from the start.
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
	return waitpid(child, &status, 0) != child || !WIFSIGNALED(status);
}

/*
 * The tree's iteration over a table's entries must move on whatever an
 * entry holds, once tables come from another kernel.
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
