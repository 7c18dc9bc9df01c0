// SPDX-License-Identifier: GPL-2.0-only
/* Boot and kexec of the userland kernel, in the order of a real kernel. */
#include <linux/kexec.h>
#include <linux/kexec_handover.h>
#include <linux/memblock.h>
#include "internal.h"

int ptlu_initcall_kho_init(void);

static struct kimage loaded;

static void reserve_frames(phys_addr_t base, size_t size)
{
	host_set_frames(base, PAGE_ALIGN(size), PTLU_FRAME_RESERVED);
}

static void preserve_frames(phys_addr_t phys, unsigned int order, void *arg)
{
	(void)arg;
	host_set_frames(phys, PAGE_SIZE << order, PTLU_FRAME_PRESERVED);
}

static void hold_node(phys_addr_t phys)
{
	host_set_frames(phys, PAGE_SIZE, PTLU_FRAME_RESERVED);
}

/* A kernel starts: its struct pages are clear, all frames are free. The contents of memory stay. */
static int reset_memory(void)
{
	host_reset_memmap();
	host_init_nodes();
	host_reset_placement();
	return host_init_frames();
}

/* Early boot, before KHO reserves the preserved pages. */
static void boot_early(const struct kimage *image)
{
	host_set_slab_available(false);
	host_memblock_boot();
	host_kho_reset();
	host_kho_populate(image);
}

/* The rest of the boot, after the reservation. */
static int boot_late(void)
{
	memblock_clear_kho_scratch_only();
	host_memblock_each_reserved(reserve_frames);
	host_kho_each_scratch(reserve_frames);
	host_set_slab_available(true);
	host_reset_counters();
	ptlu_initcall_kho_init();
	host_frames_booted();
	return kho_is_enabled() ? 0 : -ENODEV;
}

/**
 * ptlu_boot() - boot the first kernel on a machine
 * @machine: the machine. An earlier machine and its memory are lost.
 *
 * Return: 0, -ENOMEM without memory, or -ENODEV if KHO disabled itself (V=1 shows the reason).
 */
int ptlu_boot(const struct ptlu_machine *machine)
{
	int ret = host_map_memory(machine);

	if (ret)
		return ret;
	ptlu_observe(NULL);
	host_schedule_none();
	host_forget_frames();
	ret = reset_memory();
	if (ret)
		return ret;
	boot_early(NULL);
	host_kho_reserve(PTLU_RESERVE_NOT);
	return boot_late();
}

/**
 * ptlu_boot_owning() - go back to a kernel that has allocated the given pages
 * @pages: physical address | order of each page
 * @nr: number of pages
 *
 * Benchmarks measure the same tables several times. A page that was freed is allocated again with
 * its contents, which are intact if no page was allocated after it was freed.
 *
 * Return: as ptlu_boot().
 */
int ptlu_boot_owning(const u64 *pages, size_t nr)
{
	int ret = reset_memory();

	if (ret)
		return ret;
	for (size_t i = 0; i < nr; i++)
		host_own_page(pages[i] & PAGE_MASK, pages[i] & ~PAGE_MASK);
	boot_early(NULL);
	host_kho_reserve(PTLU_RESERVE_NOT);
	ret = boot_late();
	for (size_t i = 0; i < nr; i++) {
		struct page *page = pfn_to_page(PHYS_PFN(pages[i]));
		long base_pages = 1L << (pages[i] & ~PAGE_MASK);

		mod_node_page_state(folio_pgdat(page_folio(page)), NR_IOMMU_PAGES, base_pages);
		lruvec_stat_mod_folio(page_folio(page), NR_SECONDARY_PAGETABLE, base_pages);
	}
	return ret;
}

/* Switch the machine off and free its memory. */
void ptlu_halt(void)
{
	host_frames_shutdown();
	host_free_stacks();
	host_unmap_memory();
}

/* Lose what the old kernel alone has: unpreserved memory, struct pages, counters, frame states. */
static void lose_old_kernel(void)
{
	ptlu_for_each_preserved(preserve_frames, NULL);
	host_kho_each_node(hold_node);
	host_kho_load(&loaded);
	host_lose_unpreserved();
}

/* The frames are those of the old kernel, so reset_memory() cannot fail. */
static void leave_old_kernel(void)
{
	lose_old_kernel();
	reset_memory();
	boot_early(&loaded);
}

/**
 * ptlu_kexec_leave() - the old kernel's half of a kexec, if the next kernel is another process
 * @handover: filled in, for ptlu_boot_handed_over() of the next process
 *
 * The process must exec afterwards.
 *
 * Return: 0, or -EOPNOTSUPP if the memory cannot be shared (huge_pages).
 */
int ptlu_kexec_leave(struct ptlu_handover *handover)
{
	lose_old_kernel();
	handover->machine = host_the_machine;
	handover->fdt = loaded.kho.fdt;
	handover->scratch = loaded.kho.scratch->mem;
	handover->scratch_size = loaded.kho.scratch->memsz;
	return host_share_memory(handover);
}

/**
 * ptlu_boot_handed_over() - the next kernel's half: boot on the memory of another process
 * @handover: from ptlu_kexec_leave() of that process
 *
 * The memory is mapped at another address than in that process.
 *
 * Return: as ptlu_boot().
 */
int ptlu_boot_handed_over(const struct ptlu_handover *handover)
{
	int ret;

	ptlu_halt();
	ret = host_adopt_memory(handover) ?: reset_memory();
	if (ret)
		return ret;
	loaded = (struct kimage){ .nr_segments = 1, .kho.fdt = handover->fdt };
	loaded.kho.scratch = &loaded.segment[0];
	loaded.segment[0].mem = handover->scratch;
	loaded.segment[0].memsz = handover->scratch_size;
	boot_early(&loaded);
	host_kho_reserve(PTLU_RESERVE_NOT);
	return boot_late();
}

/**
 * ptlu_kexec() - hand over to the next kernel, in this process
 *
 * Memory survives if it is in KHO's radix tree. The kernel's kho_memory_init() marks the preserved
 * pages, without memblock's part, which takes quadratic time.
 */
void ptlu_kexec(void)
{
	leave_old_kernel();
	host_kho_reserve(PTLU_RESERVE_NOT);
	boot_late();
}

static phys_addr_t *handed_over;
static unsigned long nr_handed_over, room_handed_over;
static bool handed_over_is_short;	/* no memory for the list */

static void note_handed_over(phys_addr_t phys, unsigned int order, void *arg)
{
	(void)arg;
	if (nr_handed_over == room_handed_over) {
		unsigned long room = room_handed_over ? room_handed_over * 2 : 4096;
		phys_addr_t *longer = realloc(handed_over, room * sizeof(*longer));

		if (!longer) {
			handed_over_is_short = true;
			return;
		}
		handed_over = longer;
		room_handed_over = room;
	}
	handed_over[nr_handed_over++] = phys | order;
}

/**
 * ptlu_boot_reserve_prepare() - a kexec, up to the reservation of preserved pages
 *
 * Followed by ptlu_boot_reserve() and ptlu_boot_reserve_finish() this is ptlu_kexec() with a
 * reservation on the real memblock, which can be timed.
 */
void ptlu_boot_reserve_prepare(void)
{
	nr_handed_over = 0;
	handed_over_is_short = false;
	ptlu_for_each_preserved(note_handed_over, NULL);
	leave_old_kernel();
}

/**
 * ptlu_boot_reserve() - the reservation: kho_memory_init() on the real mm/memblock.c
 * @how: the tree's or kho_linear's
 *
 * Return: 0, or -ENOMEM if memblock cannot hold all regions.
 */
int ptlu_boot_reserve(enum ptlu_reservation how)
{
	if (handed_over_is_short)
		return -ENOMEM;
	host_kho_reserve(how);
	return is_kho_boot() ? 0 : -ENOMEM;
}

/* Length of memblock's list, which the next reservation scans. */
unsigned long ptlu_boot_reserve_regions(void)
{
	return host_memblock_nr_reserved();
}

void ptlu_boot_reserve_finish(void)
{
	boot_late();
	for (unsigned long i = 0; i < nr_handed_over; i++)
		host_set_frames(handed_over[i] & PAGE_MASK,
				PAGE_SIZE << (handed_over[i] & ~PAGE_MASK), PTLU_FRAME_PRESERVED);
}
