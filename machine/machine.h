/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The userland kernel, as tests and benchmarks see it: boot, hand over, look at memory. In a real kernel
 * machine/kernel/watch.c and bench/kernel/ do the part of it that is asked for there.
 */
#ifndef PTLU_HOST_H
#define PTLU_HOST_H

#include <linux/types.h>

/* Where the page allocator takes the next page from. */
enum ptlu_placement {
	PTLU_SEQUENTIAL,	/* ascending, as after boot */
	PTLU_SHUFFLED,		/* a seeded permutation of every other block: no two ever touch */
};

/**
 * struct ptlu_machine - the machine that the userland kernel boots on
 * @phys_base: physical address of the first byte of memory, a multiple of 4 MiB
 * @size: bytes of memory; untouched pages cost nothing
 * @placement: see enum ptlu_placement
 * @seed: seed of the permutation of PTLU_SHUFFLED
 * @checking: fill freed and lost memory with a pattern, check it before reuse and keep each page's
 *	history; costs time, so benchmarks leave it off
 * @huge_pages: ask for huge pages below the arena, as the kernel's direct map has them
 */
struct ptlu_machine {
	u64 phys_base;
	size_t size;
	enum ptlu_placement placement;
	u64 seed;
	bool checking;
	bool huge_pages;
};

/* What becomes of a frame; ptlu_frames() counts them. */
enum ptlu_frame_state {
	PTLU_FRAME_FREE,
	PTLU_FRAME_ALLOCATED,
	PTLU_FRAME_RESERVED,	/* taken by memblock during boot */
	PTLU_FRAME_PRESERVED,	/* handed over by KHO and not restored yet */
	PTLU_FRAME_STATES,
};

int ptlu_boot(const struct ptlu_machine *machine);
int ptlu_boot_owning(const u64 *pages, size_t nr);
void ptlu_halt(void);
int ptlu_mark(void);
void ptlu_rewind(void);
void ptlu_kexec(void);
const struct ptlu_machine *ptlu_this_machine(void);

/**
 * struct ptlu_handover - all that the next kernel is told when it is another process
 * @machine: the machine
 * @memory_fd: its memory, a file that stays open across exec
 * @old_address: where the old process has it mapped, and the next one must not
 * @fdt: physical address of KHO's tree
 * @scratch: physical address of KHO's array of scratch areas
 * @scratch_size: bytes of it
 */
struct ptlu_handover {
	struct ptlu_machine machine;
	int memory_fd;
	unsigned long old_address;
	u64 fdt, scratch, scratch_size;
};

int ptlu_kexec_leave(struct ptlu_handover *handover);
int ptlu_boot_handed_over(const struct ptlu_handover *handover);

/* KHO's tracker of the running kernel. */
void ptlu_for_each_preserved(void (*fn)(phys_addr_t phys, unsigned int order, void *arg),
			     void *arg);
unsigned long ptlu_nr_preserved(void);

/* How early boot reserves preserved pages. */
enum ptlu_reservation {
	PTLU_RESERVE_NOT,	/* only marks the frames: see README */
	PTLU_RESERVE_TREE,	/* the tree's, page by page on the real memblock */
	PTLU_RESERVE_LINEAR,	/* kho_linear/, on the real memblock too */
};

/**
 * struct ptlu_reserved - a region of memblock's list
 * @base: first byte
 * @size: bytes
 * @flags: enum memblock_flags
 * @nid: its node
 */
struct ptlu_reserved {
	u64 base, size;
	unsigned int flags;
	int nid;
};

/* Early boot's reservation of every preserved page, on the real memblock: what op=boot-reserve times. */
void ptlu_boot_reserve_prepare(void);
int ptlu_boot_reserve(enum ptlu_reservation how);
bool ptlu_memblock_reserved(unsigned long index, struct ptlu_reserved *region);
unsigned long ptlu_boot_reserve_regions(void);
void ptlu_boot_reserve_finish(void);

/* Memory. */
unsigned long ptlu_frames(enum ptlu_frame_state state);
void ptlu_fail_nth_alloc(unsigned long nth);
bool ptlu_alloc_failed(void);
void ptlu_fail_nth_preserve(unsigned long nth);
void ptlu_check_memory(void);
unsigned long ptlu_frames_in_use(unsigned int describe);
void ptlu_evict_caches(void);
bool ptlu_huge_pages(void);
void ptlu_describe_page(phys_addr_t phys, char *text, size_t size);

/* Trouble: machine/host/bug.c tells whoever runs the test. */
struct ptlu_trouble_ops {
	void (*warn)(const char *text);
	void (*fatal)(const char *text);	/* does not return when a test runs */
};

const struct ptlu_trouble_ops *ptlu_set_trouble_ops(const struct ptlu_trouble_ops *ops);
const struct ptlu_trouble_ops *ptlu_trouble_ops(void);
void ptlu_fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void ptlu_expect_warn(const char *file);
unsigned int ptlu_expected_warns(void);

/* The IOMMU whose domains are made: what it has mapped for DMA must be 0 when they are gone. */
struct device;
void ptlu_device_init(struct device *device);
long ptlu_device_mappings(const struct device *device);
bool ptlu_counts_device_mappings(void);

/* AMD's C bit of this machine, as a mask; false where it cannot be changed. */
bool ptlu_set_c_bit(u64 mask);

/* Random numbers of the kernel's get_random_u64(). */
void ptlu_seed_random(u64 seed);

extern int ptlu_verbose;

#endif
