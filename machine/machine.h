/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The userland kernel, as tests and benchmarks see it: boot, hand over, look at memory. In a real kernel
 * machine/kernel/watch.c and bench/kernel/ do the part of it that is asked for there.
 */
#ifndef PTLU_HOST_H
#define PTLU_HOST_H

#include <linux/types.h>

/* Where the page allocator takes the next page from. */
enum host_placement {
	HOST_SEQUENTIAL,	/* ascending, as after boot */
	HOST_SHUFFLED,		/* a seeded permutation of every other block: no two ever touch */
};

/**
 * struct host_machine - the machine that the userland kernel boots on
 * @phys_base: physical address of the first byte of memory, a multiple of 4 MiB
 * @size: bytes of memory; untouched pages cost nothing
 * @placement: see enum host_placement
 * @seed: seed of the permutation of HOST_SHUFFLED
 * @checking: fill freed and lost memory with a pattern, check it before reuse and keep each page's
 *	history; costs time, so benchmarks leave it off
 * @huge_pages: ask for huge pages below the arena, as the kernel's direct map has them
 */
struct host_machine {
	u64 phys_base;
	size_t size;
	enum host_placement placement;
	u64 seed;
	bool checking;
	bool huge_pages;
};

/* What becomes of a frame; host_frames() counts them. */
enum host_frame_state {
	HOST_FRAME_FREE,
	HOST_FRAME_ALLOCATED,
	HOST_FRAME_RESERVED,	/* taken by memblock during boot */
	HOST_FRAME_PRESERVED,	/* handed over by KHO and not restored yet */
	HOST_FRAME_STATES,
};

int host_boot(const struct host_machine *machine);
int host_boot_owning(const u64 *pages, size_t nr);
void host_halt(void);
int host_mark(void);
void host_rewind(void);
void host_kexec(void);
const struct host_machine *host_machine(void);

/**
 * struct host_handover - all that the next kernel is told when it is another process
 * @machine: the machine
 * @memory_fd: its memory, a file that stays open across exec
 * @old_address: where the old process has it mapped, and the next one must not
 * @fdt: physical address of KHO's tree
 * @scratch: physical address of KHO's array of scratch areas
 * @scratch_size: bytes of it
 */
struct host_handover {
	struct host_machine machine;
	int memory_fd;
	unsigned long old_address;
	u64 fdt, scratch, scratch_size;
};

int host_kexec_leave(struct host_handover *handover);
int host_boot_handed_over(const struct host_handover *handover);

/* KHO's tracker of the running kernel. */
void host_for_each_preserved(void (*fn)(phys_addr_t phys, unsigned int order, void *arg), void *arg);
unsigned long host_nr_preserved(void);

/* How early boot reserves preserved pages. */
enum host_reservation {
	HOST_RESERVE_NOT,	/* only marks the frames: see README */
	HOST_RESERVE_TREE,	/* the tree's, page by page on the real memblock */
	HOST_RESERVE_LINEAR,	/* kho_linear/, on the real memblock too */
};

/**
 * struct host_reserved - a region of memblock's list
 * @base: first byte
 * @size: bytes
 * @flags: enum memblock_flags
 * @nid: its node
 */
struct host_reserved {
	u64 base, size;
	unsigned int flags;
	int nid;
};

/* Early boot's reservation of every preserved page, on the real memblock: what op=boot-reserve times. */
void host_boot_reserve_prepare(void);
int host_boot_reserve(enum host_reservation how);
bool host_memblock_reserved(unsigned long index, struct host_reserved *region);
unsigned long host_boot_reserve_regions(void);
void host_boot_reserve_finish(void);

/* Memory. */
unsigned long host_frames(enum host_frame_state state);
void host_fail_nth_alloc(unsigned long nth);
bool host_alloc_failed(void);
void host_fail_nth_preserve(unsigned long nth);
void host_check_memory(void);
unsigned long host_frames_in_use(unsigned int describe);
void host_evict_caches(void);
bool host_huge_pages(void);
void host_describe_page(phys_addr_t phys, char *text, size_t size);

/* Trouble: machine/host/bug.c tells whoever runs the test. */
struct host_trouble_ops {
	void (*warn)(const char *text);
	void (*fatal)(const char *text);	/* does not return when a test runs */
};

const struct host_trouble_ops *host_set_trouble_ops(const struct host_trouble_ops *ops);
const struct host_trouble_ops *host_trouble_ops(void);
void host_fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void host_expect_warn(const char *file);
unsigned int host_expected_warns(void);

/* The IOMMU whose domains are made: what it has mapped for DMA must be 0 when they are gone. */
struct device;
void host_device_init(struct device *device);
long host_device_mappings(const struct device *device);
bool host_counts_device_mappings(void);

/* AMD's C bit of this machine, as a mask; false where it cannot be changed. */
bool host_set_c_bit(u64 mask);

/* Random numbers of the kernel's get_random_u64(). */
void host_seed_random(u64 seed);

extern int host_verbose;

#endif
