// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the userland kernel: it detects misuse of pages and prints the page's history. */
#include <linux/kexec_handover.h>
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/trouble.h"
#include "machine/machine.h"

static void put(void *folio)
{
	folio_put(folio);
}

static void look_at_memory(void *unused)
{
	ptlu_check_memory();
}

static void allocate(void *unused)
{
	folio_put(folio_alloc(GFP_KERNEL, 0));
}

static void test_double_free(struct kunit *test)
{
	struct folio *folio = folio_alloc(GFP_KERNEL, 2);

	folio_put(folio);
	ptlu_test_expect_trouble(test, put, folio, "freed twice", "freed, order 2");
}

static void test_stray_free(struct kunit *test)
{
	unsigned long pfn = ptlu_first_pfn;

	while (pfn_to_page(pfn)->flags || atomic_read(&pfn_to_page(pfn)->_refcount))
		pfn++;
	ptlu_test_expect_trouble(test, put, pfn_to_page(pfn), "was freed", "no history");
}

/* Any byte of any page that was free. */
static void test_write_to_free_page(struct kunit *test)
{
	static const unsigned int offsets[] = { 0, 77, PAGE_SIZE / 2, PAGE_SIZE - 1 };
	struct folio *folios[9];
	char at[32];

	for (unsigned int i = 0; i < ARRAY_SIZE(folios); i++)
		folios[i] = folio_alloc(GFP_KERNEL, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(folios); i++)
		folio_put(folios[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(folios) * ARRAY_SIZE(offsets); i++) {
		unsigned int offset = offsets[i % ARRAY_SIZE(offsets)];
		u8 *bytes = folio_address(folios[i / ARRAY_SIZE(offsets)]);

		bytes[offset] ^= 1;
		snprintf(at, sizeof(at), "written to, at byte %u:", offset);
		ptlu_test_expect_trouble(test, look_at_memory, NULL, at, "freed, order 0");
	}
	/* again, detected when the page is reallocated: the free list is last in, first out */
	((u8 *)folio_address(folios[ARRAY_SIZE(folios) - 1]))[78] = 1;
	ptlu_test_expect_trouble(test, allocate, NULL, "at byte 78", "freed, order 0");
}

static void put_last(void *folio)
{
	__folio_put(folio);
}

static void test_free_without_reference(struct kunit *test)
{
	struct folio *folio = folio_alloc(GFP_KERNEL, 0);

	set_page_count(&folio->page, -1);
	ptlu_test_expect_trouble(test, put_last, folio, "with no reference", "allocated, order 0");
	set_page_count(&folio->page, 1);
	folio_put(folio);
}

static void test_free_outside_of_memory(struct kunit *test)
{
	const unsigned long outside[] = { ptlu_end_pfn, ptlu_first_pfn - 1 };
	char pfn[32];

	for (unsigned int i = 0; i < ARRAY_SIZE(outside); i++) {
		snprintf(pfn, sizeof(pfn), "pfn 0x%lx", outside[i]);
		ptlu_test_expect_trouble(test, put_last, pfn_to_page(outside[i]),
					 "a page outside of memory was freed", pfn);
	}
}

/* Memory that memblock has reserved belongs to nobody who could free it. */
static void test_reserved_page_freed(struct kunit *test)
{
	unsigned long pfn = ptlu_first_pfn;
	char text[1024];

	do {
		KUNIT_ASSERT_LT(test, pfn, ptlu_end_pfn);
		ptlu_describe_page(PFN_PHYS(pfn++), text, sizeof(text));
	} while (!strstr(text, ", reserved"));
	set_page_count(pfn_to_page(pfn - 1), 1);
	ptlu_test_expect_trouble(test, put, pfn_to_page(pfn - 1), "a reserved page was freed", "");
}

/* Of what KHO does not preserve neither the contents nor the struct page survive. */
static void test_handover_loses_the_rest(struct kunit *test)
{
	enum { PAGES = 5 };
	struct folio *folios[PAGES];

	for (unsigned int i = 0; i < PAGES; i++) {
		folios[i] = folio_alloc(GFP_KERNEL, 0);
		memset(folio_address(folios[i]), 0x5a, PAGE_SIZE);
		folios[i]->page.private = 7;
		folios[i]->page.memcg_data = 7;
	}
	KUNIT_ASSERT_EQ(test, kho_preserve_folio(folios[2]), 0);
	ptlu_kexec();
	for (unsigned int i = 0; i < PAGES; i++) {
		const u8 *bytes = folio_address(folios[i]);
		unsigned int kept = 0;

		for (unsigned int n = 0; n < PAGE_SIZE; n++)
			kept += bytes[n] == 0x5a;
		KUNIT_EXPECT_EQ(test, kept, i == 2 ? PAGE_SIZE : 0);
		KUNIT_EXPECT_EQ(test, folios[i]->page.memcg_data, 0);
		/* there KHO notes what it preserves; the next kernel may have allocated another */
		if (i != 2)
			KUNIT_EXPECT_NE(test, folios[i]->page.private, 7);
	}
	folio_put(kho_restore_folio(PFN_PHYS(folio_pfn(folios[2]))));
}

/* An expected warning is that of the named file, while it is expected. */
static void test_expected_warning(struct kunit *test)
{
	const struct ptlu_error_ops *runner = ptlu_test_hear();
	unsigned int before = ptlu_test_heard.warnings, others, named, later;

	ptlu_expect_warn("frames.c page_alloc.c");
	WARN_ON(ptlu_end_pfn);
	others = ptlu_test_heard.warnings - before;
	ptlu_expect_warn("frames.c host_test.c");
	WARN_ON(ptlu_end_pfn);
	named = ptlu_test_heard.warnings - before - others;
	ptlu_expect_warn(NULL);
	WARN_ON(ptlu_end_pfn);
	later = ptlu_test_heard.warnings - before - others - named;
	ptlu_set_error_ops(runner);
	KUNIT_EXPECT_EQ(test, others, 1);
	KUNIT_EXPECT_EQ(test, named, 0);
	KUNIT_EXPECT_EQ(test, later, 1);
}

/* Two tests: what the first expects is forgotten when it ends. */
static void test_leaves_expectation(struct kunit *test)
{
	ptlu_expect_warn("host_test.c");
	KUNIT_EXPECT_NOT_NULL(test, ptlu_expected_warnings());
}

static void test_finds_no_expectation(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, ptlu_expected_warnings());
}

static void test_preserved_page_freed(struct kunit *test)
{
	struct folio *folio = folio_alloc(GFP_KERNEL, 0);

	KUNIT_ASSERT_EQ(test, kho_preserve_folio(folio), 0);
	ptlu_kexec();
	ptlu_test_expect_trouble(test, put, folio, "without being restored", "handed over");
	folio_put(kho_restore_folio(PFN_PHYS(folio_pfn(folio))));
}

static void test_leak_is_counted(struct kunit *test)
{
	struct folio *folio = folio_alloc(GFP_KERNEL, 3);

	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), 8);
	folio_put(folio);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), 0);
}

/*
 * The immediate caller is not kept. The runtime of the address sanitizer names static functions.
 * Builds for other architectures have no such runtime, and other return addresses.
 */
#ifdef __SANITIZE_ADDRESS__
#define CALLERS	" < run_phase < run_one"
#else
#define CALLERS	""
#endif

/* The last four events, oldest first, each with its number, its order and its callers. */
static void test_history(struct kunit *test)
{
	static const char * const events[] = { " allocated, order 1", " freed, order 1" };
	unsigned long number, previous = 0;
	phys_addr_t phys = 0;
	char text[1024], *at, *end;

	/* the free list is last in, first out */
	for (unsigned int i = 0; i < 3; i++) {
		struct folio *folio = folio_alloc(GFP_KERNEL, 1);

		KUNIT_ASSERT_TRUE(test, !i || PFN_PHYS(folio_pfn(folio)) == phys);
		phys = PFN_PHYS(folio_pfn(folio));
		folio_put(folio);
	}
	ptlu_describe_page(phys, text, sizeof(text));
	at = strstr(text, "; #");
	for (unsigned int i = 0; i < 4; i++) {
		KUNIT_ASSERT_NOT_NULL(test, at);
		number = strtoul(at + strlen("; #"), &at, 10);
		if (i)
			KUNIT_EXPECT_EQ(test, number, previous + 1);
		previous = number;
		end = strstr(at, "; #");
		if (end)
			*end = '\0';
		if (strncmp(at, events[i % 2], strlen(events[i % 2])) || !strstr(at, CALLERS))
			KUNIT_FAIL(test, "expected '%s%s' in '%s'", events[i % 2], CALLERS, at);
		if (end)
			*end = ';';
		at = end;
	}
	KUNIT_EXPECT_NULL(test, at);
}

static void unlock(void *lock)
{
	mutex_unlock(lock);
}

static void lock_again(void *lock)
{
	mutex_lock(lock);
}

/* As lockdep, without threads: a lock is released once, and not taken by who holds it. */
static void test_locks(struct kunit *test)
{
	struct mutex lock = {};

	ptlu_test_expect_trouble(test, unlock, &lock, "released that is not held", "mutex.h");
	mutex_lock(&lock);
	ptlu_test_expect_trouble(test, lock_again, &lock, "nobody will release", "");
	mutex_unlock(&lock);
	ptlu_test_expect_trouble(test, unlock, &lock, "released that is not held", "mutex.h");
}

static void bug(void *unused)
{
	BUG_ON(ptlu_end_pfn);
}

static void test_warn_and_bug(struct kunit *test)
{
	const struct ptlu_error_ops *runner = ptlu_test_hear();
	unsigned int before = ptlu_test_heard.warnings;

	WARN_ON(ptlu_end_pfn);
	ptlu_set_error_ops(runner);
	KUNIT_EXPECT_EQ(test, ptlu_test_heard.warnings, before + 1);
	KUNIT_EXPECT_NOT_NULL(test, strstr(ptlu_test_heard.text, "WARNING at"));
	ptlu_test_expect_trouble(test, bug, NULL, "kernel BUG at", "ptlu_end_pfn");
}

static void test_nth_allocation_fails(struct kunit *test)
{
	struct folio *folios[3];

	ptlu_fail_nth_alloc(2);
	for (unsigned int i = 0; i < 3; i++)
		folios[i] = folio_alloc(GFP_KERNEL, 0);
	KUNIT_EXPECT_TRUE(test, folios[0] && !folios[1] && folios[2]);
	KUNIT_EXPECT_TRUE(test, ptlu_alloc_failed());
	folio_put(folios[0]);
	folio_put(folios[2]);
}

/* Blocks of every order are aligned in both placements. Shuffled blocks are never adjacent. */
static void test_placement(struct kunit *test)
{
	struct ptlu_machine machine = *ptlu_this_machine();
	struct folio *folios[64];

	for (unsigned int order = 0; order <= 4; order++) {
		machine.placement = order & 1 ? PTLU_SEQUENTIAL : PTLU_SHUFFLED;
		KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
		for (unsigned int i = 0; i < ARRAY_SIZE(folios); i++) {
			unsigned long pfn;

			folios[i] = folio_alloc(GFP_KERNEL, order);
			pfn = folio_pfn(folios[i]);
			KUNIT_EXPECT_EQ(test, pfn & ((1UL << order) - 1), 0);
			KUNIT_EXPECT_EQ(test, folio_order(folios[i]), order);
			if (machine.placement == PTLU_SHUFFLED)
				KUNIT_EXPECT_EQ(test, (pfn >> order) & 1, 0);
		}
		for (unsigned int i = 0; i < ARRAY_SIZE(folios); i++)
			folio_put(folios[i]);
	}
}

static const struct ptlu_case host_cases[] = {
	PLAIN_CASE(test_double_free),
	PLAIN_CASE(test_stray_free),
	PLAIN_CASE(test_write_to_free_page),
	PLAIN_CASE(test_free_without_reference),
	PLAIN_CASE(test_free_outside_of_memory),
	PLAIN_CASE(test_reserved_page_freed),
	PLAIN_CASE(test_preserved_page_freed),
	PLAIN_CASE(test_handover_loses_the_rest),
	PLAIN_CASE(test_leak_is_counted),
	PLAIN_CASE(test_history),
	PLAIN_CASE(test_locks),
	PLAIN_CASE(test_warn_and_bug),
	PLAIN_CASE(test_expected_warning),
	PLAIN_CASE(test_leaves_expectation),
	PLAIN_CASE(test_finds_no_expectation),
	PLAIN_CASE(test_nth_allocation_fails),
	PLAIN_CASE(test_placement),
};

PTLU_SUITE(host_suite, "ptlu-host", host_cases);
