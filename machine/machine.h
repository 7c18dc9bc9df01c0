/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine: boot, hand over, account memory, make the n-th call fail.
 *
 * Benchmarks and tests use this interface. machine/host implements it with a userland kernel,
 * machine/kernel in a running kernel, except for the parts that only the host tier has.
 */
#ifndef PTLU_MACHINE_H
#define PTLU_MACHINE_H

#include <linux/types.h>

/* Order in which the page allocator hands out pages. */
enum ptlu_placement {
	PTLU_SEQUENTIAL,	/* ascending, as after boot */
	PTLU_SHUFFLED,		/* a seeded permutation of every other block: no two are adjacent */
};

/**
 * struct ptlu_machine - the machine that a kernel boots on
 * @phys_base: physical address of the first byte of memory, a multiple of 4 MiB
 * @size: bytes of memory; pages that are never used cost nothing
 * @placement: see enum ptlu_placement
 * @seed: seed of the permutation of PTLU_SHUFFLED
 * @checking: fill freed and lost memory with a pattern, check it before reuse and keep a history of
 *	each page; off for benchmarks, because it costs time
 * @huge_pages: request huge pages for memory, as the kernel's direct map has them
 * @nodes: NUMA nodes, at most PTLU_MAX_NODES, each with two zones; 0 is 1. Builds for benchmarks
 *	have one.
 */
struct ptlu_machine {
	u64 phys_base;
	size_t size;
	enum ptlu_placement placement;
	u64 seed;
	bool checking;
	bool huge_pages;
	unsigned int nodes;
};

#define PTLU_MAX_NODES	4

/* State of a frame. ptlu_frames() counts them. */
enum ptlu_frame_state {
	PTLU_FRAME_FREE,
	PTLU_FRAME_ALLOCATED,
	PTLU_FRAME_RESERVED,	/* by memblock during boot */
	PTLU_FRAME_PRESERVED,	/* handed over by KHO and not restored yet */
	PTLU_FRAME_STATES,
};

/* Both tiers. A running kernel is its own machine: ptlu_boot() does nothing there. */

int ptlu_boot(const struct ptlu_machine *machine);
void ptlu_kexec(void);
const struct ptlu_machine *ptlu_this_machine(void);

/* Pages that are registered with KHO. */
void ptlu_for_each_preserved(void (*fn)(phys_addr_t phys, unsigned int order, void *arg),
			     void *arg);
unsigned long ptlu_nr_preserved(void);

unsigned long ptlu_frames(enum ptlu_frame_state state);
unsigned long ptlu_frames_in_use(unsigned int describe);

/* The counters of a node; 0 zones are wrong in a running kernel, which keeps its own. */
void ptlu_node_pages(unsigned int node, long *iommu, long *secondary);
unsigned int ptlu_wrong_zones(void);
unsigned long ptlu_reserve_recalculations(void);	/* host tier only */

void ptlu_fail_nth_alloc(unsigned long nth);
bool ptlu_alloc_failed(void);
void ptlu_fail_nth_preserve(unsigned long nth);
void ptlu_meet_in_restore(bool meet);

void ptlu_evict_caches(void);

/* The text of a BUG begins with it. */
#define PTLU_BUG_TEXT	"kernel BUG at "

/**
 * struct ptlu_error_ops - receiver of error reports, set by the runner of tests
 * @warn: a WARN of the kernel's code that ptlu_expect_warn() does not allow; host tier only, a real
 *	kernel reports its own
 * @fatal: an error that the running test must not survive: does not return while a test runs
 * @expect_warn: called by ptlu_expect_warn() in a running kernel
 */
struct ptlu_error_ops {
	void (*warn)(const char *text);
	void (*fatal)(const char *text);
	void (*expect_warn)(const char *files);
};

const struct ptlu_error_ops *ptlu_set_error_ops(const struct ptlu_error_ops *ops);
const struct ptlu_error_ops *ptlu_error_ops(void);
void ptlu_fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void ptlu_expect_warn(const char *files);

/* The IOMMU of a domain. All that is mapped for DMA must be unmapped when its domains are freed. */
struct device;
void ptlu_device_init(struct device *device);
long ptlu_device_mappings(const struct device *device);
bool ptlu_counts_device_mappings(void);

/* Set AMD's C bit of this machine, a mask. Returns false if it cannot be changed. */
bool ptlu_set_c_bit(u64 mask);

/* Random numbers of a test, from a seed. */
void ptlu_seed_random(u64 seed);
u64 ptlu_random(void);

/* Host tier only, from here to the end. */

const char *ptlu_expected_warnings(void);
int ptlu_boot_owning(const u64 *pages, size_t nr);
void ptlu_halt(void);
int ptlu_mark(void);
void ptlu_rewind(void);

/**
 * struct ptlu_handover - arguments of a next kernel that is another process
 * @machine: the machine
 * @memory_fd: its memory, a file that stays open across exec
 * @old_address: address of the memory in the old process, where the next one must not map it
 * @fdt: physical address of KHO's device tree
 * @scratch: physical address of KHO's array of scratch areas
 * @scratch_size: bytes of that array
 */
struct ptlu_handover {
	struct ptlu_machine machine;
	int memory_fd;
	unsigned long old_address;
	u64 fdt, scratch, scratch_size;
};

int ptlu_kexec_leave(struct ptlu_handover *handover);
int ptlu_boot_handed_over(const struct ptlu_handover *handover);

/* How early boot reserves preserved pages. */
enum ptlu_reservation {
	PTLU_RESERVE_NOT,	/* only marks the frames, see machine/host/README.md */
	PTLU_RESERVE_TREE,	/* the tree's, page by page on the real memblock */
	PTLU_RESERVE_LINEAR,	/* proposals/kho_linear/, on the real memblock too */
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

/* Early boot reserves all preserved pages on the real memblock: the operation boot-reserve. */
void ptlu_boot_reserve_prepare(void);
int ptlu_boot_reserve(enum ptlu_reservation how);
bool ptlu_memblock_reserved(unsigned long index, struct ptlu_reserved *region);
unsigned long ptlu_boot_reserve_regions(void);
void ptlu_boot_reserve_finish(void);

/**
 * struct ptlu_observer - called for what a device that reads memory can see of the processors
 * @stored: called after a marked access (WRITE_ONCE(), try_cmpxchg() and the like) has written
 * @flushed: called when lines of the processors' caches are written back for an incoherent device
 * @allocated: called after the page allocator has handed out a block, zeroed if that was requested
 * @freed: called before the page allocator takes a block back
 *
 * Any may be NULL. Builds for benchmarks call none. A boot ends the observation, a kexec does not.
 */
struct ptlu_observer {
	void (*stored)(phys_addr_t phys, size_t size);
	void (*flushed)(phys_addr_t phys, size_t size);
	void (*allocated)(phys_addr_t phys, unsigned int order);
	void (*freed)(phys_addr_t phys, unsigned int order);
};

void ptlu_observe(const struct ptlu_observer *observer);

/**
 * struct ptlu_schedule - when the threads of ptlu_run_workers() change
 * @change_at: points, counted from 0, at which the next thread goes on
 * @nr_changes: number of these
 * @seed: otherwise, at random points; 0 at none
 * @pass_reads: READ_ONCE() is no such point
 */
struct ptlu_schedule {
	unsigned long change_at[2];
	unsigned int nr_changes;
	u64 seed;
	bool pass_reads;
};

void ptlu_schedule(const struct ptlu_schedule *plan);
unsigned long ptlu_schedule_points(void);

/* Receiver of what iova_bitmap_set() records; a struct iova_bitmap of the userland kernel. */
struct iova_bitmap {
	void (*set)(struct iova_bitmap *bitmap, unsigned long iova, size_t length);
};

unsigned int ptlu_node_of(phys_addr_t phys);
void ptlu_check_memory(void);
bool ptlu_huge_pages(void);
void ptlu_describe_page(phys_addr_t phys, char *text, size_t size);

extern int ptlu_verbose;

#endif
