// SPDX-License-Identifier: GPL-2.0-only
/* The core hands leaf tables over without access to them: every access faults here. */
#include <signal.h>
#include <sys/mman.h>
#include "machine/machine.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"

/* Leaf tables that are mapped PROT_NONE. An access is counted, then allowed. */
static struct {
	char *page[PTLU_TEST_TABLES];
	size_t size;
	unsigned int nr, touched;
} fence;

static void on_touch(int number, siginfo_t *info, void *context)
{
	char *at = info->si_addr;

	(void)context;
	for (unsigned int i = 0; i < fence.nr; i++)
		if (at >= fence.page[i] && at < fence.page[i] + fence.size) {
			mprotect(fence.page[i], fence.size, PROT_READ | PROT_WRITE);
			fence.touched++;
			return;
		}
	/* another fault: repeat the access without the handler, which ends the program */
	signal(number, SIG_DFL);
}

static void fence_in(const struct ptlu_test_tables *tables)
{
	fence.nr = fence.touched = 0;
	for (unsigned int i = 0; i < tables->nr; i++) {
		if (tables->table[i].level)
			continue;
		fence.size = PAGE_SIZE << tables->table[i].order;
		fence.page[fence.nr] = phys_to_virt(tables->table[i].phys);
		mprotect(fence.page[fence.nr++], fence.size, PROT_NONE);
	}
}

/* Return the number of leaf tables that were accessed. */
static unsigned int fence_out(void)
{
	for (unsigned int i = 0; i < fence.nr; i++)
		mprotect(fence.page[i], fence.size, PROT_READ | PROT_WRITE);
	return fence.touched;
}

static void overwrite_leaf_tables(const struct ptlu_test_tables *tables)
{
	for (unsigned int i = 0; i < tables->nr; i++) {
		u64 *word = phys_to_virt(tables->table[i].phys);

		for (unsigned long n = (PAGE_SIZE << tables->table[i].order) / sizeof(*word);
		     !tables->table[i].level && n--;)
			*word++ = get_random_u64();
	}
}

/* Do not fill freed pages: that would count as an access. */
static void boot_without_filling(struct kunit *test)
{
	struct ptlu_machine machine = *ptlu_this_machine();

	machine.checking = false;
	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
}

/* Build a domain with leaf tables in a kernel that does not fill pages. */
static struct ptlu_test_domain *domain_to_fence(struct kunit *test,
						struct ptlu_test_tables **tables)
{
	struct ptlu_test_domain *td;

	boot_without_filling(test);
	td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 12);
	*tables = ptlu_test_tables_of(test, td);
	return td;
}

static void catch_touches(struct sigaction *old)
{
	const struct sigaction action = { .sa_sigaction = on_touch, .sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &action, old);
}

static void test_preserve_reads_none(struct kunit *test)
{
	struct ptlu_test_tables *tables;
	struct ptlu_test_domain *td = domain_to_fence(test, &tables);
	struct sigaction old;

	overwrite_leaf_tables(tables);
	catch_touches(&old);
	fence_in(tables);
	KUNIT_EXPECT_GE(test, fence.nr, 1);
	ptlu_test_preserve(test, td);
	KUNIT_EXPECT_EQ(test, fence_out(), 0);
	fence_in(tables);
	ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
	KUNIT_EXPECT_EQ(test, fence_out(), 0);
	sigaction(SIGSEGV, &old, NULL);
	ptlu_test_teardown(test, td);
}

static void test_leaf_tables_not_read(struct kunit *test)
{
	struct ptlu_test_tables *tables;
	struct ptlu_test_domain *td = domain_to_fence(test, &tables);
	struct sigaction old;

	ptlu_test_preserve(test, td);
	ptlu_test_next_kernel(test, td);
	overwrite_leaf_tables(tables);
	catch_touches(&old);
	fence_in(tables);
	ptlu_test_restore(test, td);
	KUNIT_EXPECT_EQ(test, fence_out(), 0);
	KUNIT_EXPECT_GE(test, fence.nr, 1);
	sigaction(SIGSEGV, &old, NULL);
	ptlu_test_teardown(test, td);
}

static void test_teardown_reads_none(struct kunit *test)
{
	struct ptlu_test_tables *tables;
	struct ptlu_test_domain *td = domain_to_fence(test, &tables);
	struct sigaction old;
	unsigned long in_use;

	ptlu_test_preserve(test, td);
	ptlu_kexec();
	in_use = ptlu_frames_in_use(0);
	ptlu_test_domain_init(test, td);
	ptlu_test_restore(test, td);
	overwrite_leaf_tables(tables);
	catch_touches(&old);
	fence_in(tables);
	KUNIT_EXPECT_GE(test, fence.nr, 1);
	ptlu_domain_deinit(&td->domain);
	KUNIT_EXPECT_EQ(test, fence_out(), 0);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
	sigaction(SIGSEGV, &old, NULL);
}

/* The judge itself: an access to any leaf table is counted, once for each. */
static void test_fence_counts(struct kunit *test)
{
	struct ptlu_test_tables *tables;
	struct ptlu_test_domain *td = domain_to_fence(test, &tables);
	struct sigaction old;
	unsigned int nr;

	catch_touches(&old);
	fence_in(tables);
	nr = fence.nr;
	for (unsigned int i = 0; i < nr; i++)
		for (unsigned int twice = 0; twice < 2; twice++)
			(void)READ_ONCE(*(u64 *)(fence.page[i] + fence.size - sizeof(u64)));
	KUNIT_EXPECT_EQ(test, fence_out(), nr);
	KUNIT_EXPECT_GE(test, nr, 1);
	sigaction(SIGSEGV, &old, NULL);
	ptlu_test_teardown(test, td);
}

static const struct ptlu_case leaf_table_cases[] = {
	PLAIN_CASE_PARAM(test_fence_counts, ptlu_test_gen_targets),
	RULE_CASE(test_preserve_reads_none, ptlu_test_gen_targets, RULE_PRESERVE_5),
	RULE_CASE(test_leaf_tables_not_read, ptlu_test_gen_targets, RULE_RESTORE_10),
	RULE_CASE(test_teardown_reads_none, ptlu_test_gen_targets, RULE_TEARDOWN_2),
};

PTLU_SUITE(leaf_table_suite, "ptlu-leaf-tables", leaf_table_cases);
