// SPDX-License-Identifier: GPL-2.0-only
/* One cell of the matrix of feature subsets: hands over a domain and catches all errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <signal.h>
#include <linux/mem_encrypt.h>
#include "formats/variants/table_pool.h"
#include "machine/machine.h"
#include "conformance/lib/error_text.h"
#include "feature_subsets.h"

/* Bits of a physical address. */
#define PHYS_LG2	52

/* A small machine, so that thousands of boots take seconds. */
static struct ptlu_machine machine = {
	.size = (SZ_64M / SZ_4K) * PAGE_SIZE,
	.placement = PTLU_SHUFFLED,
	.seed = 1,
	.checking = true,
};

/* An error ends the cell, not the test. */
static const struct ptlu_error_ops *tests_errors;
static struct sigaction tests_segv, tests_bus;
static sigjmp_buf give_up;
static struct ptlu_subset *running;
static const char *doing;

static __printf(3, 4)
void worsen(struct ptlu_subset *cell, enum ptlu_subset_outcome outcome, const char *fmt, ...);

static void worsen(struct ptlu_subset *cell, enum ptlu_subset_outcome outcome, const char *fmt, ...)
{
	va_list args;

	if (outcome <= cell->outcome)
		return;
	cell->outcome = outcome;
	va_start(args, fmt);
	vsnprintf(cell->text, sizeof(cell->text), fmt, args);
	va_end(args);
}

static void on_warn(const char *text)
{
	worsen(running, SUBSET_WARNS, "%s: %s", doing, text);
}

static void on_fatal(const char *text)
{
	bool bug = !strncmp(text, PTLU_BUG_TEXT, strlen(PTLU_BUG_TEXT));

	worsen(running, bug ? SUBSET_BUG : SUBSET_WRONG_PAGE, "%s: %s", doing, text);
	siglongjmp(give_up, 1);
}

static const struct ptlu_error_ops cells_errors = { .warn = on_warn, .fatal = on_fatal };

/* Check for an address of memory with wrong high bits, for example the C bit. */
static bool is_memory_but_for_high_bits(unsigned long phys)
{
	return phys < 1UL << PHYS_LG2 &&
	       ((phys - machine.phys_base) & (SZ_64G - 1)) < machine.size;
}

/* Describe an address as if memory and its struct pages had no end. */
static bool describe_address(unsigned long at, char *text, size_t size)
{
	unsigned long phys = at - page_offset_base;
	unsigned long pfn = (at - (unsigned long)vmemmap) / sizeof(struct page);

	if (is_memory_but_for_high_bits(phys))
		snprintf(text, size, "physical address 0x%lx", phys);
	else if (is_memory_but_for_high_bits(pfn << PAGE_SHIFT))
		snprintf(text, size, "the struct page of physical address 0x%lx",
			 pfn << PAGE_SHIFT);
	else
		return false;
	return true;
}

static void describe_access(unsigned long at, char *text, size_t size)
{
	snprintf(text, size, "an address that is not canonical");
	/* the CPU does not report the address */
	if (!at || describe_address(at, text, size))
		return;
#if defined(__SANITIZE_ADDRESS__) && defined(__x86_64__)
	/* the address sanitizer reads its shadow of the address first */
	if (describe_address((at - 0x7fff8000UL) << 3, text, size))
		return;
#endif
	snprintf(text, size, "memory that does not exist");
}

static void on_signal(int number, siginfo_t *info, void *context)
{
	char text[100];

	(void)number;
	(void)context;
	describe_access((unsigned long)info->si_addr, text, sizeof(text));
	worsen(running, SUBSET_WRONG_ADDRESS, "%s: access to %s", doing, text);
	siglongjmp(give_up, 1);
}

static void catch_errors(struct ptlu_subset *cell)
{
	struct sigaction action = { .sa_sigaction = on_signal,
				    .sa_flags = SA_SIGINFO | SA_NODEFER };

	running = cell;
	tests_errors = ptlu_error_ops();
	ptlu_set_error_ops(&cells_errors);
	sigaction(SIGSEGV, &action, &tests_segv);
	sigaction(SIGBUS, &action, &tests_bus);
}

/* Restore the state of the test runner. Also called after a test that was aborted. */
void ptlu_subset_end(void)
{
	sme_me_mask = 0;
	if (!running)
		return;
	running = NULL;
	ptlu_set_error_ops(tests_errors);
	sigaction(SIGSEGV, &tests_segv, NULL);
	sigaction(SIGBUS, &tests_bus, NULL);
}

static bool has_oa52(const struct ptlu_subset *cell)
{
	return cell->features & ptlu_format_traits(cell->target->format)->oa52;
}

/* Make a target with the cell's features. Return false if no hardware has them. */
static bool make_variant(const struct ptlu_subset *cell, struct ptlu_target *variant)
{
	const struct ptlu_format *format = cell->target->format;
	bool sign_extend = cell->features & BIT(PT_FEAT_SIGN_EXTEND);

	*variant = *cell->target;
	variant->cfg.features = cell->features;
	variant->va = sign_extend ? PTLU_VA_SIGN_EXTENDED : PTLU_VA_LOWER;
	if (cell->features & ptlu_format_traits(format)->upper_va)
		variant->va = PTLU_VA_UPPER;
	if (format->id == PTLU_FORMAT_ARMV8 && !has_oa52(cell))
		variant->cfg.oasz_lg2 = min(48, variant->cfg.oasz_lg2);
	/* the C bit takes the place of an address bit */
	if (cell->c_bit)
		variant->cfg.oasz_lg2 = min(47, variant->cfg.oasz_lg2);
	/* only the highest bit of a whole table can be extended */
	if (sign_extend && variant->cfg.vasz_lg2 != 12 + 9 * (variant->cfg.top_level + 1))
		return false;
	/* Sv39, Sv48 and Sv57 are sign-extended by definition */
	if (format->id == PTLU_FORMAT_RISCV_64 && !sign_extend)
		return false;
	if (format->id == PTLU_FORMAT_AMDV1 && !(cell->features & BIT(PT_FEAT_DYNAMIC_TOP)))
		variant->cfg.vasz_lg2 = min(64, 12 + 9 * (variant->cfg.top_level + 1));
	return true;
}

/* Map a run of small pages, a large page, and both ends of the addresses. */
static void map_variant(struct kunit *test, struct ptlu_test_domain *td)
{
	const struct ptlu_target *target = td->domain.target;
	u64 page = 1ULL << __ffs64(td->domain.domain.pgsize_bitmap);

	for (unsigned int half = PTLU_TEST_LOWER; half <= PTLU_TEST_UPPER; half <<= 1) {
		struct ptlu_va_range range;

		if (half == PTLU_TEST_LOWER ? !ptlu_target_has_lower(target) :
					 !ptlu_target_has_upper(target))
			continue;
		range = half == PTLU_TEST_LOWER ? ptlu_target_lower(target) :
						  ptlu_target_upper(target);
		ptlu_test_map(test, td, range.first + SZ_16M, SZ_64K + page);
		ptlu_test_map(test, td, range.first + SZ_32M, SZ_2M);
		if (!(target->cfg.features & BIT(PT_FEAT_DYNAMIC_TOP)))
			ptlu_test_map_edges(test, td, half);
	}
}

static void compare_translations(struct ptlu_subset *cell, struct ptlu_test_domain *td)
{
	for (unsigned int i = 0; i < td->nr_mappings; i++) {
		const struct ptlu_test_mapping *one = &td->mappings[i];

		for (u64 at = 0; at < one->size; at += SZ_16K) {
			phys_addr_t got = ptlu_domain_iova_to_phys(&td->domain, one->iova + at);

			if (got == one->phys + at)
				continue;
			worsen(cell, SUBSET_TRANSLATES_WRONGLY,
			       "iova 0x%llx gives 0x%llx, not 0x%llx",
			       (unsigned long long)(one->iova + at), (unsigned long long)got,
			       (unsigned long long)(one->phys + at));
			return;
		}
	}
}

static void hand_over(struct ptlu_subset *cell, struct ptlu_test_domain *td,
		      unsigned long kho_frames)
{
	const struct ptlu_core *core = ptlu_domain_core(&td->domain, cell->core);
	unsigned long in_use, left;
	int ret;

	doing = "preserve";
	ret = core->preserve(&td->domain.iommu, &td->ser);
	if (ret) {
		worsen(cell, SUBSET_REFUSES, "preserve returns %s", ptlu_error(ret).text);
		ptlu_domain_deinit(&td->domain);
		return;
	}
	doing = "kexec";
	ptlu_kexec();
	in_use = ptlu_frames_in_use(0);
	ptlu_device_init(&td->device);
	ptlu_domain_init(&td->domain, td->domain.target, &td->device);
	ptlu_pool_drain();
	doing = "restore";
	ret = core->restore(&td->domain.iommu, &td->ser);
	if (ret)
		worsen(cell, SUBSET_REFUSES, "restore returns %s", ptlu_error(ret).text);
	doing = "iova_to_phys";
	if (!ret)
		compare_translations(cell, td);
	doing = ret ? "deinit after a failed restore" : "deinit";
	ptlu_domain_deinit(&td->domain);
	left = ptlu_frames(PTLU_FRAME_PRESERVED) - kho_frames + ptlu_frames_in_use(0) - in_use;
	if (left && !ret)
		worsen(cell, SUBSET_LEAKS, "%lu of %llu pages are never freed", left,
		       (unsigned long long)td->nr_tables);
	if (atomic_long_read(&td->device.dma_mappings))
		worsen(cell, SUBSET_LEAKS, "%ld DMA mappings are left",
		       atomic_long_read(&td->device.dma_mappings));
	ptlu_check_memory();
}

/**
 * ptlu_subset_run() - hand a domain over
 * @test: the test
 * @cell: target, features, C bit and core are given, outcome and text are filled in
 *
 * Boots a machine of its own.
 */
void ptlu_subset_run(struct kunit *test, struct ptlu_subset *cell)
{
	struct ptlu_target *variant = kunit_kzalloc(test, sizeof(*variant), GFP_KERNEL);
	struct ptlu_test_domain *td = kunit_kzalloc(test, sizeof(*td), GFP_KERNEL);
	unsigned long kho_frames;

	cell->outcome = SUBSET_NO_DOMAIN;
	sme_me_mask = cell->c_bit ? 1ULL << cell->c_bit : 0;
	/* only tables above 2^48 need the additional bits of 52-bit addresses */
	machine.phys_base = has_oa52(cell) ? (1ULL << 50) + SZ_4G : SZ_4G;
	/* the pool may have pages of an earlier cell that was aborted */
	ptlu_pool_forget();
	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
	kho_frames = ptlu_nr_preserved();
	ptlu_device_init(&td->device);
	if (make_variant(cell, variant) &&
	    !ptlu_domain_init(&td->domain, variant, &td->device)) {
		map_variant(test, td);
		ptlu_pool_drain();
		td->nr_tables = ptlu_domain_count_tables(&td->domain);
		cell->outcome = SUBSET_SAFE;
		catch_errors(cell);
		if (!sigsetjmp(give_up, 1))
			hand_over(cell, td, kho_frames);
	}
	ptlu_subset_end();
	/* do not leave a corrupted machine to the next test */
	ptlu_pool_forget();
	if (cell->outcome > SUBSET_SAFE)
		KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
}
