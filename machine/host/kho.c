// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree's kexec handover. Its file is included, so that a boot can reset its static variables.
 */
#include <linux/kernel.h>
#include <linux/kexec_handover.h>
#include <linux/memblock.h>
#include "internal.h"

#if __has_include("linux/kho_batch.h")
#define KHO_HAS_BATCH
#endif

/*
 * Changed on purpose. The reservation of preserved pages takes quadratic time, too long for every
 * handover of tests and benchmarks. The pages are only marked for our page allocator.
 * ptlu_boot_reserve() switches the real calls on, for the operation boot-reserve.
 */
static bool real_reservation;

static int early_reserve(phys_addr_t base, phys_addr_t size, bool (*is_scratch)(phys_addr_t base))
{
	if (real_reservation || is_scratch(base))
		return memblock_reserve(base, size);
	host_set_frames(base, size, PTLU_FRAME_PRESERVED);
	return 0;
}

/* Not called by a tree that reserves in linear time. */
static int __maybe_unused early_mark_noinit(phys_addr_t base, phys_addr_t size)
{
	return real_reservation ? memblock_reserved_mark_noinit(base, size) : 0;
}

#ifdef MEMBLOCK_HAS_BULK
static int early_bulk_begin(struct memblock_bulk *bulk, unsigned long nr)
{
	return real_reservation ? memblock_bulk_begin(bulk, nr) : 0;
}

static void early_bulk_reserve(struct memblock_bulk *bulk, phys_addr_t base, phys_addr_t size)
{
	if (real_reservation)
		memblock_bulk_reserve_noinit(bulk, base, size);
	else
		host_set_frames(base, size, PTLU_FRAME_PRESERVED);
}

static void early_bulk_end(struct memblock_bulk *bulk)
{
	if (real_reservation)
		memblock_bulk_end(bulk);
}

#define memblock_bulk_begin			early_bulk_begin
#define memblock_bulk_reserve_noinit		early_bulk_reserve
#define memblock_bulk_end			early_bulk_end
#endif

static bool is_scratch_array(phys_addr_t base);

#define memblock_reserve(base, size)			early_reserve(base, size, is_scratch_array)
#define memblock_reserved_mark_noinit(base, size)	early_mark_noinit(base, size)

#ifdef PTLU_FAULTS
/* Checking builds can make the preservation of a page fail. */
int tree_kho_preserve_folio(struct folio *folio);
static unsigned long nth_preserve_to_fail;

/**
 * ptlu_fail_nth_preserve() - make kho_preserve_folio() or kho_batch_preserve() fail with -ENOMEM
 * @nth: 1 for the next call, 0 for none
 */
void ptlu_fail_nth_preserve(unsigned long nth)
{
	nth_preserve_to_fail = nth;
}

static bool this_preserve_fails(void)
{
	return unlikely(__atomic_load_n(&nth_preserve_to_fail, __ATOMIC_RELAXED)) &&
	       !__atomic_sub_fetch(&nth_preserve_to_fail, 1, __ATOMIC_RELAXED);
}

int kho_preserve_folio(struct folio *folio)
{
	return this_preserve_fails() ? -ENOMEM : tree_kho_preserve_folio(folio);
}
#define kho_preserve_folio	tree_kho_preserve_folio
#define kho_batch_preserve	plain_kho_batch_preserve

/* KHO looks at a page, warns if it is none of its own, and takes it. */
#undef WARN_ON_ONCE
#define WARN_ON_ONCE(condition)	({ host_meet_in_restore(); host_point(); WARN_ON(condition); })
#endif

/* Our page allocator marks a restored page before it is accounted. */
struct kho_restored;
struct folio *uncounted_restore(struct kho_restored *restored, phys_addr_t phys);

#ifdef KHO_HAS_BATCH
/* Of the calls in the file those of a batch account what is marked. */
void count_batch(struct kho_restored *restored);
static __thread bool in_batch;

static void count_managed_pages(struct page *page, long count)
{
	if (in_batch)
		host_count_restored(page, count);
	else
		adjust_managed_page_count(page, count);
}

#define adjust_managed_page_count	count_managed_pages
#define kho_batch_restore		uncounted_restore
#define kho_batch_restored		count_batch
#endif
#include "kernel/liveupdate/kexec_handover.c"
#undef kho_preserve_folio

#ifdef KHO_HAS_BATCH
#undef adjust_managed_page_count
#undef kho_batch_restore
#undef kho_batch_restored

void kho_batch_restored(struct kho_restored *restored)
{
	in_batch = true;
	count_batch(restored);
	in_batch = false;
}

static struct folio *restore_in_batch(struct kho_restored *restored, phys_addr_t phys)
{
	struct folio *folio;

	in_batch = true;
	folio = uncounted_restore(restored, phys);
	in_batch = false;
	return folio;
}

#else
#ifndef KHO_RADIX_HAS_KEYS
/* Older trees have the same keys and nodes, but not these functions. */
#define kho_encode_radix_key	kho_radix_encode_key

static struct kho_radix_node *kho_radix_alloc_node(void)
{
	return (struct kho_radix_node *)get_zeroed_page(GFP_KERNEL);
}
#endif

#define adjust_managed_page_count	host_count_restored
#define kho_batch_restore	uncounted_restore
#include "proposals/kho_batch/kho_batch.c"
#undef kho_batch_restore
#undef adjust_managed_page_count
#define restore_in_batch	uncounted_restore
#endif
#undef kho_batch_preserve

struct folio *kho_batch_restore(struct kho_restored *restored, phys_addr_t phys)
{
	struct folio *folio = restore_in_batch(restored, phys);

	if (likely(folio))
		host_take_restored(&folio->page, folio_order(folio));
	return folio;
}

#ifdef PTLU_FAULTS
int kho_batch_preserve(struct kho_batch *batch, phys_addr_t phys, unsigned int order)
{
	return this_preserve_fails() ? -ENOMEM : plain_kho_batch_preserve(batch, phys, order);
}
#endif

static bool is_scratch_array(phys_addr_t base)
{
	/* kho_populate() reserves the array before it stores its address */
	return !kho_in.scratch_phys || base == kho_in.scratch_phys;
}

struct uts_namespace init_uts_ns = { .name.release = "ptlu" };

/**
 * host_kho_reset() - reset the static variables, for a kernel that boots
 */
void host_kho_reset(void)
{
	char text[64];
	unsigned long mib = max(host_the_machine.size / SZ_1M / 16, 8UL);

	memset(&kho_out, 0, sizeof(kho_out));
	mutex_init(&kho_out.lock);
	mutex_init(&kho_out.radix_tree.lock);
	memset(&kho_in, 0, sizeof(kho_in));
	kho_scratch = NULL;
	kho_scratch_cnt = 0;
	kho_enable = true;
	real_reservation = false;
	/* kho_scratch=: low, global (where memblock's arrays grow during boot), per node */
	snprintf(text, sizeof(text), "4M,%luM,4M", mib);
	kho_parse_scratch_size(text);
}

/* kexec loads the FDT and a copy of the scratch array into scratch memory. */
int kexec_add_buffer(struct kexec_buf *kbuf)
{
	struct kexec_segment *segment = &kbuf->image->segment[kbuf->image->nr_segments++];

	segment->mem = kho_scratch[0].addr;
	segment->memsz = kbuf->memsz;
	memcpy(phys_to_virt(segment->mem), kbuf->buffer, kbuf->bufsz);
	return 0;
}

int host_kho_load(struct kimage *image)
{
	*image = (struct kimage){ .type = KEXEC_TYPE_DEFAULT };
	return kho_fill_kimage(image);
}

/**
 * host_kho_populate() - early boot, up to kho_memory_init()
 * @image: the image of host_kho_load(), NULL for a cold boot
 *
 * host_kho_reserve() calls kho_memory_init().
 */
void host_kho_populate(const struct kimage *image)
{
	if (image && image->kho.fdt)
		kho_populate(image->kho.fdt, PAGE_SIZE, image->kho.scratch->mem,
			     image->kho.scratch->memsz);
#ifdef KHO_HAS_MEMORY_INIT_EARLY
	kho_memory_init_early();
#endif
}

struct walk {
	void (*fn)(phys_addr_t phys, unsigned int order, void *arg);
	void *arg;
};

#ifdef KHO_RADIX_WALK_HAS_DATA
static int walk_leaf(unsigned long key, void *data)
{
	const struct walk *walk = data;
	unsigned int order;
	phys_addr_t phys = kho_decode_radix_key(key, &order);

	walk->fn(phys, order, walk->arg);
	return 0;
}

static void walk_radix_tree(struct kho_radix_tree *tree, const struct walk *walk)
{
	const struct kho_radix_walk_cb cb = { .leaf = walk_leaf };

	kho_radix_walk_tree(tree, &cb, (void *)walk);
}
#else
static const struct walk *current_walk;

static int walk_leaf(phys_addr_t phys, unsigned int order)
{
	current_walk->fn(phys, order, current_walk->arg);
	return 0;
}

static void walk_radix_tree(struct kho_radix_tree *tree, const struct walk *walk)
{
	current_walk = walk;
	kho_radix_walk_tree(tree, walk_leaf);
}
#endif

/* The tree's walk over all preserved pages has another interface in each version. */
static void kho_for_each_preserved(struct kho_radix_tree *tree,
				   void (*fn)(phys_addr_t phys, unsigned int order, void *data),
				   void *data)
{
	const struct walk walk = { fn, data };

	walk_radix_tree(tree, &walk);
}

#include "proposals/kho_linear/kho_reserve.c"

/* kho_memory_init() of a kernel with proposals/kho_linear/. */
static void memory_init_linear(void)
{
	struct kho_radix_tree tree = { .root = phys_to_virt(kho_get_mem_map_phys(kho_get_fdt())) };

	kho_scratch = phys_to_virt(kho_in.scratch_phys);
	if (kho_mem_retrieve_linear(&tree))
		kho_in.fdt_phys = 0;
}

/**
 * host_kho_reserve() - reserve preserved pages in early boot: kho_memory_init()
 * @how: see enum ptlu_reservation
 */
void host_kho_reserve(enum ptlu_reservation how)
{
	real_reservation = how != PTLU_RESERVE_NOT;
	if (how == PTLU_RESERVE_LINEAR && kho_in.scratch_phys)
		memory_init_linear();
	else
		kho_memory_init();
	real_reservation = false;
}

/**
 * ptlu_for_each_preserved() - iterate over the pages that are registered with KHO
 * @fn: called with the physical address and order of each page, in the order of the radix tree
 * @arg: passed to @fn
 */
void ptlu_for_each_preserved(void (*fn)(phys_addr_t phys, unsigned int order, void *arg), void *arg)
{
	const struct walk walk = { fn, arg };

	walk_radix_tree(&kho_out.radix_tree, &walk);
}

static void count_one(phys_addr_t phys, unsigned int order, void *arg)
{
	(void)phys;
	(void)order;
	++*(unsigned long *)arg;
}

unsigned long ptlu_nr_preserved(void)
{
	unsigned long count = 0;

	ptlu_for_each_preserved(count_one, &count);
	return count;
}

/**
 * host_kho_each_scratch() - iterate over KHO's scratch areas
 * @fn: called with each area
 *
 * Only early boot and movable pages use them. In the kernel they are MIGRATE_CMA, so no table is
 * allocated from them.
 */
void host_kho_each_scratch(void (*fn)(phys_addr_t base, size_t size))
{
	for (unsigned int i = 0; i < kho_scratch_cnt; i++)
		fn(kho_scratch[i].addr, kho_scratch[i].size);
}

static void each_node(const struct kho_radix_node *node, unsigned int level,
		      void (*fn)(phys_addr_t phys))
{
	fn(virt_to_phys(node));
	for (unsigned int i = 0; level && i < ARRAY_SIZE(node->table); i++)
		if (node->table[i])
			each_node(phys_to_virt(node->table[i]), level - 1, fn);
}

/**
 * host_kho_each_node() - iterate over the nodes of KHO's radix tree, which the next kernel reads
 * @fn: called with each page's physical address
 */
void host_kho_each_node(void (*fn)(phys_addr_t phys))
{
	each_node(kho_out.radix_tree.root, KHO_TREE_MAX_DEPTH - 1, fn);
}
