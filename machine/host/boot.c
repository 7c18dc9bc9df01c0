// SPDX-License-Identifier: GPL-2.0-only
/* Boot and kexec of the userland kernel, in the order in which a real one does it. */
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

/* Up to where KHO reserves what the old kernel preserved. */
static void boot_early(const struct kimage *image)
{
	host_slab_up = false;
	host_memblock_boot();
	host_kho_reset();
	host_kho_populate(image);
}

/* From there to a kernel that runs. */
static int boot_late(void)
{
	memblock_clear_kho_scratch_only();
	host_memblock_each_reserved(reserve_frames);
	host_kho_each_scratch(reserve_frames);
	host_slab_up = true;
	host_reset_counters();
	ptlu_initcall_kho_init();
	host_frames_booted();
	return kho_is_enabled() ? 0 : -ENODEV;
}

/**
 * ptlu_boot() - boot the first kernel on a machine
 * @machine: the machine; what ran before is gone, memory and all
 *
 * Return: 0, -ENOMEM when memory cannot be had, -ENODEV when KHO switched itself off (V=1 tells why).
 */
int ptlu_boot(const struct ptlu_machine *machine)
{
	int ret = host_map_memory(machine);

	if (ret)
		return ret;
	host_forget_frames();
	host_init_frames();
	host_reset_memmap();
	boot_early(NULL);
	host_kho_reserve(PTLU_RESERVE_NOT);
	return boot_late();
}

/**
 * ptlu_boot_owning() - go back to a kernel that has allocated some pages, contents and all
 * @pages: physical address | order of each
 * @nr: how many
 *
 * For benchmarks, which need the same tables again and again: what was freed since is allocated again
 * with what it held, which nobody has overwritten as long as nothing was allocated after it was freed.
 *
 * Return: as ptlu_boot().
 */
int ptlu_boot_owning(const u64 *pages, size_t nr)
{
	long base_pages = 0;
	int ret;

	host_init_frames();
	host_reset_memmap();
	for (size_t i = 0; i < nr; i++) {
		host_own_page(pages[i] & PAGE_MASK, pages[i] & ~PAGE_MASK);
		base_pages += 1L << (pages[i] & ~PAGE_MASK);
	}
	boot_early(NULL);
	host_kho_reserve(PTLU_RESERVE_NOT);
	ret = boot_late();
	mod_node_page_state(NODE_DATA(0), NR_IOMMU_PAGES, base_pages);
	mod_node_page_state(NODE_DATA(0), NR_SECONDARY_PAGETABLE, base_pages);
	return ret;
}

/* The machine is off: memory is given back. */
void ptlu_halt(void)
{
	host_frames_shutdown();
	host_unmap_memory();
}

/*
 * What only the old kernel knew is lost here: memory that KHO does not hold, every struct page, the
 * counters, and who owned what.
 */
static void lose_old_kernel(void)
{
	ptlu_for_each_preserved(preserve_frames, NULL);
	host_kho_each_node(hold_node);
	host_kho_load(&loaded);
	host_lose_unpreserved();
}

static void leave_old_kernel(void)
{
	lose_old_kernel();
	host_reset_memmap();
	host_init_frames();
	boot_early(&loaded);
}

/**
 * ptlu_kexec_leave() - the old kernel's half of a kexec whose next kernel is another process
 * @handover: filled in; it is all that the next process gets beside the memory
 *
 * The process can do nothing but exec afterwards.
 *
 * Return: 0, or -EOPNOTSUPP when the memory cannot be shared (huge_pages).
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
 * ptlu_boot_handed_over() - the next kernel's half: boot on what another process left
 * @handover: from ptlu_kexec_leave() of that process
 *
 * The memory lies anywhere but where it was in that process.
 *
 * Return: as ptlu_boot().
 */
int ptlu_boot_handed_over(const struct ptlu_handover *handover)
{
	int ret;

	ptlu_halt();
	ret = host_adopt_memory(handover);
	if (ret)
		return ret;
	host_init_frames();
	host_reset_memmap();
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
 * KHO's tracker decides what survives. Preserved pages are marked by the kernel's own
 * kho_memory_init(), with memblock's part, quadratic in their number, left out.
 */
void ptlu_kexec(void)
{
	leave_old_kernel();
	host_kho_reserve(PTLU_RESERVE_NOT);
	boot_late();
}

static phys_addr_t *handed_over;
static unsigned long nr_handed_over, room_handed_over;

static void note_handed_over(phys_addr_t phys, unsigned int order, void *arg)
{
	(void)arg;
	if (nr_handed_over == room_handed_over) {
		room_handed_over = room_handed_over ? room_handed_over * 2 : 4096;
		handed_over = realloc(handed_over, room_handed_over * sizeof(*handed_over));
	}
	handed_over[nr_handed_over++] = phys | order;
}

/**
 * ptlu_boot_reserve_prepare() - a kexec, up to the reservation of preserved pages
 *
 * With ptlu_boot_reserve() and ptlu_boot_reserve_finish() this is ptlu_kexec() with the reservation
 * on the real memblock, so that it can be timed.
 */
void ptlu_boot_reserve_prepare(void)
{
	nr_handed_over = 0;
	ptlu_for_each_preserved(note_handed_over, NULL);
	leave_old_kernel();
}

/**
 * ptlu_boot_reserve() - the reservation: kho_memory_init() on the real mm/memblock.c
 * @how: the tree's or kho_linear's
 *
 * Return: 0, or -ENOMEM when memblock could not hold all regions.
 */
int ptlu_boot_reserve(enum ptlu_reservation how)
{
	host_kho_reserve(how);
	return is_kho_boot() ? 0 : -ENOMEM;
}

/* How many regions memblock's list has now: the length that the next reservation scans. */
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
