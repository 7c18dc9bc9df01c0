// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handovers with tables at the highest output addresses of the target, so that every bit of a table
 * pointer matters: those from 48 up, which LPA and LPA2 move, and those below AMD's C bit.
 */
#include <linux/mem_encrypt.h>
#include "machine/machine.h"
#include "conformance/lib/accounts.h"
#include "conformance/lib/promises.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"

/* The first address that a table pointer of this target cannot hold. */
static u64 end_of_addresses(const struct ptlu_test_domain *td)
{
	const struct ptlu_target *target = td->domain.target;
	u64 end = 1ULL << target->cfg.oasz_lg2, c_bit = __sme_set(0ULL);

	return ptlu_walker_knows_c_bit(target) && c_bit ? min(end, c_bit) : end;
}

static void boot_at_the_end(struct kunit *test, struct ptlu_test_domain *td)
{
	struct ptlu_machine machine = *ptlu_this_machine();

	ptlu_domain_deinit(&td->domain);
	machine.phys_base = end_of_addresses(td) - machine.size;
	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
	ptlu_test_domain_init(test, td);
}

/* All tables are in the upper half of the output addresses. */
static void expect_high_tables(struct kunit *test, struct ptlu_test_domain *td)
{
	struct ptlu_test_tables *tables = ptlu_test_tables_of(test, td);
	u64 end = end_of_addresses(td);

	KUNIT_EXPECT_GE(test, tables->nr, 2);
	for (unsigned int i = 0; i < tables->nr; i++)
		if (tables->table[i].phys < end / 2 || tables->table[i].phys >= end)
			KUNIT_FAIL_AND_ABORT(test, "a table lies at %llx, memory ends at %llx",
					     (unsigned long long)tables->table[i].phys,
					     (unsigned long long)end);
}

static void test_highest_tables(struct kunit *test)
{
	const struct ptlu_test_case *one = ptlu_test_case(test);
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, one->target);
	struct ptlu_test_accounts fresh, next;
	/* a second handover only if the core promises it */
	unsigned int kernels = ptlu_core_gap(ptlu_test_core, RULE_RESTORE_13, one->target) ? 1 : 2;

	boot_at_the_end(test, td);
	fresh = ptlu_test_accounts();
	ptlu_test_map_random(test, td, one->halves, 24);
	expect_high_tables(test, td);
	for (unsigned int kernel = 0; kernel < kernels; kernel++) {
		ptlu_test_preserve(test, td);
		ptlu_kexec();
		next = ptlu_test_accounts();
		ptlu_test_domain_init(test, td);
		ptlu_test_restore(test, td);
		expect_high_tables(test, td);
		ptlu_test_expect_translations(test, td);
	}
	ptlu_test_teardown(test, td);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), next.in_use);
	KUNIT_EXPECT_EQ(test, ptlu_frames(PTLU_FRAME_PRESERVED), fresh.registered);
}

static const struct ptlu_case high_memory_cases[] = {
	RULE_CASE(test_highest_tables, ptlu_test_gen_cases,
		  RULE_RESTORE_14, RULE_RESTORE_1, RULE_TEARDOWN_1, RULE_HARDWARE_1),
};

PTLU_SUITE(high_memory_suite, "ptlu-high-memory", high_memory_cases);
