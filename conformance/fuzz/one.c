// SPDX-License-Identifier: GPL-2.0-only
/* One input: damage, restore, deinit, and the checks. */
#include <linux/mem_encrypt.h>
#include "conformance/lib/error_text.h"
#include "machine/machine.h"
#include "world.h"

/* The next kernel's domains: one, or two that restore the same state. */
static struct attempt {
	struct ptlu_domain domain;
	struct device device;
	int ret;
	bool gave_back;	/* a top of the wrong order, restored and freed at once */
} attempts[2];

const struct ptlu_core *fuzz_core;

struct books {
	unsigned long allocated, preserved;
	long iommu_pages, secondary_pagetable;
};

static struct books books_now(void)
{
	return (struct books){
		.allocated = ptlu_frames(PTLU_FRAME_ALLOCATED),
		.preserved = ptlu_frames(PTLU_FRAME_PRESERVED),
		.iommu_pages = global_node_page_state(NR_IOMMU_PAGES),
		.secondary_pagetable = global_node_page_state(NR_SECONDARY_PAGETABLE),
	};
}

#define MUST(condition, fmt, ...)                                                         \
	do {                                                                              \
		if (unlikely(!(condition)))                                               \
			ptlu_fatal("%s, C bit %u: " fmt, input->subject->target->name,    \
				   input->subject->c_bit, ##__VA_ARGS__);                 \
	} while (0)

/* The errors that the kernel-doc of restore() lists, without -ENOMEM. */
static bool is_documented(int ret)
{
	return ret == -EPROTO || ret == -EMEDIUMTYPE || ret == -EOPNOTSUPP || ret == -EINVAL ||
	       ret == -ENOENT || ret == -EUCLEAN || ret == -EBUSY;
}

static u64 checksum(const struct fuzz_subject *subject)
{
	u64 sum = 0xcbf29ce484222325ULL;

	for (unsigned int i = 0; i < subject->nr_tables; i++) {
		const u64 *word = phys_to_virt(subject->tables[i].phys);

		for (unsigned long n = (PAGE_SIZE << subject->tables[i].order) / sizeof(u64); n--;)
			sum = (sum ^ *word++) * 0x100000001b3ULL;
	}
	return sum;
}

/* Number of base pages of the tables, if the serialized state is correct. */
static u64 frames_of(const struct ptlu_domain_ser *ser)
{
	return (1ULL << get_order(1UL << ser->top_lg2)) +
	       ((ser->nr_tables - 1) << get_order(1UL << ser->table_lg2));
}

static void start(const struct fuzz_input *input, struct attempt *attempt)
{
	attempt->gave_back = false;
	ptlu_device_init(&attempt->device);
	MUST(!ptlu_domain_init(&attempt->domain, input->fresh->target, &attempt->device),
	     "no fresh domain of %s", input->fresh->target->name);
}

static void restore(const struct fuzz_input *input, struct attempt *attempt)
{
	const struct pt_iommu_ops *fresh = attempt->domain.iommu.ops, *ops;
	const struct ptlu_core *core =
		fuzz_core ?: ptlu_domain_core(&attempt->domain, PTLU_CORE_OURS);
	struct books before = books_now(), now;
	long taken;

	attempt->ret = core->restore(&attempt->domain.iommu, &input->ser);
	now = books_now();
	ops = attempt->domain.iommu.ops;
	taken = before.preserved - now.preserved;
	MUST(!attempt->ret || is_documented(attempt->ret), "restore returns %s",
	     ptlu_error(attempt->ret).text);
	MUST(now.iommu_pages == now.allocated - before.allocated + before.iommu_pages &&
	     now.secondary_pagetable == now.iommu_pages,
	     "%ld pages more are counted, %ld more are allocated",
	     now.iommu_pages - before.iommu_pages, now.allocated - before.allocated);
	if (ops == fresh) {
		attempt->gave_back = taken;
		MUST(attempt->ret, "restore succeeds and leaves the fresh domain's ops");
		MUST(now.allocated == before.allocated,
		     "a rejected state changes what is allocated");
	} else {
		MUST(ops->deinit && !ops->map_range && !ops->unmap_range && !ops->set_dirty &&
		     !ops->get_info, "a restored domain has more ops than deinit");
		MUST(taken > 0, "a domain has changed without a restored page");
	}
	MUST(input->damaged || !attempt->ret, "restore of an intact table returns %d",
	     attempt->ret);
	MUST(attempt->ret || taken == frames_of(&input->ser.ours),
	     "restore takes %ld pages for a state of %llu", taken,
	     (unsigned long long)frames_of(&input->ser.ours));
	MUST(input->damaged || taken == input->subject->frames,
	     "%ld of %lu pages of an intact table are restored", taken, input->subject->frames);
	/* a second restore into the domain fails, whatever the first one returned */
	if (ops != fresh)
		MUST(core->restore(&attempt->domain.iommu, &input->ser) == -EBUSY,
		     "a domain is restored twice");
}

static void run(const struct fuzz_input *input, enum fuzz_checks checks)
{
	bool thorough = checks == FUZZ_THOROUGH;
	unsigned int nr = input->again ? 2 : 1;
	struct books before = books_now(), restored, now;
	u64 sum = thorough ? checksum(input->subject) : 0;

	for (unsigned int i = 0; i < nr; i++)
		start(input, &attempts[i]);
	for (unsigned int i = 0; i < nr; i++)
		restore(input, &attempts[i]);
	/* freed pages are filled with a pattern */
	MUST(!thorough || attempts[0].gave_back || attempts[nr - 1].gave_back ||
	     checksum(input->subject) == sum, "restore has written to a table");
	restored = books_now();
	for (unsigned int i = 0; i < nr; i++)
		ptlu_domain_deinit(&attempts[(i + input->second_first) % nr].domain);
	now = books_now();
	MUST(now.allocated == before.allocated, "%ld pages are not freed",
	     now.allocated - before.allocated);
	MUST(now.preserved == restored.preserved, "deinit frees preserved pages");
	MUST(!now.iommu_pages && !now.secondary_pagetable, "%ld pages stay counted",
	     now.iommu_pages);
	MUST(!atomic_long_read(&attempts[0].device.dma_mappings), "a DMA mapping is left");
	if (thorough)
		ptlu_check_memory();
}

/**
 * fuzz_one() - run one input after fuzz_boot(), and undo all changes
 * @data: the input
 * @size: bytes
 * @checks: as in fuzz_boot()
 *
 * Calls ptlu_fatal() if a check fails.
 *
 * Return: the result of restore().
 */
int fuzz_one(const u8 *data, size_t size, enum fuzz_checks checks)
{
	struct fuzz_input input;

	fuzz_damage(data, size, &input);
	sme_me_mask = input.fresh->c_bit ? 1ULL << input.fresh->c_bit : 0;
	run(&input, checks);
	sme_me_mask = 0;
	ptlu_rewind();
	if (checks == FUZZ_THOROUGH)
		fuzz_restore_contents();
	fuzz_undo_damage();
	return attempts[0].ret;
}
