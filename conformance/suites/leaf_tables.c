// SPDX-License-Identifier: GPL-2.0-only
/* Leaf tables are handed over without being read: whoever touches one is caught in the act. */
#include <signal.h>
#include <sys/mman.h>
#include "machine/machine.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"

/* Leaf tables that cannot be accessed; whoever does is noted and let through. */
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
	/* not ours: the same access again, without a handler, ends the program as it should */
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

/* How many leaf tables were touched. */
static unsigned int fence_out(void)
{
	for (unsigned int i = 0; i < fence.nr; i++)
		mprotect(fence.page[i], fence.size, PROT_READ | PROT_WRITE);
	return fence.touched;
}

static void garble(const struct ptlu_test_tables *tables)
{
	for (unsigned int i = 0; i < tables->nr; i++) {
		u64 *word = phys_to_virt(tables->table[i].phys);

		for (unsigned long n = (PAGE_SIZE << tables->table[i].order) / sizeof(*word);
		     !tables->table[i].level && n--;)
			*word++ = get_random_u64();
	}
}

/* No filling of freed pages, which would be taken for an access. */
static void boot_without_filling(struct kunit *test)
{
	struct ptlu_machine machine = *ptlu_this_machine();

	machine.checking = false;
	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
}

/* A domain with leaf tables, in a kernel that fills nothing. */
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

	garble(tables);
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
	garble(tables);
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
	garble(tables);
	catch_touches(&old);
	fence_in(tables);
	KUNIT_EXPECT_GE(test, fence.nr, 1);
	ptlu_domain_deinit(&td->domain);
	KUNIT_EXPECT_EQ(test, fence_out(), 0);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
	sigaction(SIGSEGV, &old, NULL);
}

static const struct ptlu_case leaf_table_cases[] = {
	RULE_CASE(test_preserve_reads_none, ptlu_test_gen_targets, RULE_PRESERVE_5),
	RULE_CASE(test_leaf_tables_not_read, ptlu_test_gen_targets, RULE_RESTORE_10),
	RULE_CASE(test_teardown_reads_none, ptlu_test_gen_targets, RULE_TEARDOWN_2),
};

PTLU_SUITE(leaf_table_suite, "ptlu-leaf-tables", leaf_table_cases);
