// SPDX-License-Identifier: GPL-2.0-only
/*
 * The greediest IOMMU that the architecture allows. One at a time observes the machine; its driver
 * is here, too: what it sends for a gather is what the tree's drivers send.
 */
#include <linux/kernel.h>
#include "iommu-pages.h"
#include "machine/machine.h"
#include "iotlb.h"

static struct ptlu_iotlb the_iotlb, *attached;

#define violation(iotlb, ...)                                                               \
	do {                                                                                \
		if (!(iotlb)->error[0])                                                     \
			snprintf((iotlb)->error, sizeof((iotlb)->error), __VA_ARGS__);      \
	} while (0)

/* A table that the IOMMU can walk: the top, or one that it holds a pointer to. */
struct table {
	u64 phys, first;
	unsigned int level;
};

static struct table top_of(const struct ptlu_iotlb *iotlb)
{
	const struct ptlu_walker_config *config = &iotlb->walker.config;

	return (struct table){
		.phys = config->root & ~config->c_bit, .level = config->levels,
		.first = config->upper ? -(1ULL << config->address_bits) : 0,
	};
}

static u64 entries_of(const struct ptlu_iotlb *iotlb, unsigned int level)
{
	unsigned int lg2 = ptlu_walker_entries_lg2(&iotlb->walker, level);
	unsigned int shift = ptlu_walker_shift(&iotlb->walker.config, level);

	return 1ULL << min(lg2, 64 - shift);
}

static u64 bytes_of(const struct ptlu_iotlb *iotlb, unsigned int level)
{
	return sizeof(u64) << ptlu_walker_entries_lg2(&iotlb->walker, level);
}

/* First address of an entry. Those of the upper half of a sign-extended top are negative. */
static u64 address_of(const struct ptlu_iotlb *iotlb, const struct table *table, u64 index)
{
	const struct ptlu_walker_config *config = &iotlb->walker.config;
	u64 entries = entries_of(iotlb, table->level);
	u64 address = table->first + (index << ptlu_walker_shift(config, table->level));

	if (config->sign_extended && table->level == config->levels && index >= entries / 2)
		address -= entries << ptlu_walker_shift(config, table->level);
	return address;
}

/* Where a walk reads: the processors' memory, what was written back, or both. */
enum { MEMORY = 1, WRITTEN_BACK = 2 };

/**
 * struct walk - a walk of all that an IOMMU can reach
 * @iotlb: the IOMMU
 * @sources: where it reads
 * @leaves: receives the leaves
 * @tables: receives the table pointers, which are walked when they are new
 * @faults: receives the entries that translate nothing, NULL for nobody
 */
struct walk {
	struct ptlu_iotlb *iotlb;
	unsigned int sources;
	struct ptlu_held_set *leaves, *tables, *faults;
};

static void walk_table(const struct walk *walk, const struct table *table);

static void walk_value(const struct walk *walk, unsigned int level, u64 first, u64 entry)
{
	const struct ptlu_walker *walker = &walk->iotlb->walker;
	struct ptlu_walker_step step = walker->format->step(&walker->config, level, entry, first);
	u64 size = 1ULL << ptlu_walker_shift(&walker->config, level);
	struct ptlu_held held = { .first = first, .last = first + size - 1, .level = level };

	if (step.fault) {
		if (walk->faults)
			ptlu_held_add(walk->faults, &held);
		return;
	}
	held.phys = step.phys;
	if (step.table) {
		struct table next = { .phys = step.phys, .first = first, .level = step.next };

		if (ptlu_held_add(walk->tables, &held))
			walk_table(walk, &next);
		return;
	}
	/* a contiguous run may be held as a whole */
	held.first = first & ~((1ULL << step.page_lg2) - 1);
	held.last = held.first + (1ULL << step.page_lg2) - 1;
	held.write = step.write;
	held.dirty = step.dirty;
	ptlu_held_add(walk->leaves, &held);
}

static void walk_entry(const struct walk *walk, const struct table *table, u64 index)
{
	struct ptlu_iotlb *iotlb = walk->iotlb;
	u64 phys = table->phys + 8 * index, first = address_of(iotlb, table, index), entry;

	/* an entry of zeros translates nothing in any format */
	if ((walk->sources & MEMORY) && ptlu_walker_read(phys, &entry) && (entry || walk->faults))
		walk_value(walk, table->level, first, entry);
	if (!(walk->sources & WRITTEN_BACK))
		return;
	if (ptlu_view_read(&iotlb->view, phys, &entry)) {
		if (entry || walk->faults)
			walk_value(walk, table->level, first, entry);
	} else {
		violation(iotlb,
			  "the IOMMU can walk to 0x%llx, a table of level %u for 0x%llx, which was never written back",
			  (unsigned long long)phys, table->level - 1,
			  (unsigned long long)table->first);
	}
}

static void walk_table(const struct walk *walk, const struct table *table)
{
	u64 entries = entries_of(walk->iotlb, table->level);

	if (!pfn_valid(PHYS_PFN(table->phys))) {
		violation(walk->iotlb, "a table pointer leads to 0x%llx, where no memory is",
			  (unsigned long long)table->phys);
		return;
	}
	for (u64 i = 0; i < entries; i++)
		walk_entry(walk, table, i);
}

/* Whatever the IOMMU may read at this moment. */
static struct walk hold(struct ptlu_iotlb *iotlb)
{
	return (struct walk){
		.iotlb = iotlb, .sources = iotlb->incoherent ? MEMORY | WRITTEN_BACK : MEMORY,
		.leaves = &iotlb->leaves, .tables = &iotlb->tables,
		.faults = iotlb->rules->holds_faults ? &iotlb->faults : NULL,
	};
}

static struct table table_of(const struct ptlu_held *pointer)
{
	return (struct table){ pointer->phys, pointer->first, pointer->level - 1 };
}

static void hold_all(struct ptlu_iotlb *iotlb)
{
	struct walk walk = hold(iotlb);
	struct table table = top_of(iotlb);

	walk_table(&walk, &table);
	for (unsigned int i = 0; i < iotlb->tables.nr; i++) {
		table = table_of(&iotlb->tables.held[i]);
		walk_table(&walk, &table);
	}
}

/* The part of a table in a range: first entry and the one after the last. */
static bool part_of(const struct ptlu_iotlb *iotlb, const struct table *table, u64 phys, u64 size,
		    u64 *first, u64 *end)
{
	u64 bytes = bytes_of(iotlb, table->level);

	if (phys >= table->phys + bytes || phys + size <= table->phys)
		return false;
	*first = phys > table->phys ? (phys - table->phys) / 8 : 0;
	*end = min((phys + size - table->phys + 7) / 8, entries_of(iotlb, table->level));
	return true;
}

static void hold_part(struct ptlu_iotlb *iotlb, const struct table *table, u64 phys, u64 size)
{
	struct walk walk = hold(iotlb);
	u64 first, end;

	if (!part_of(iotlb, table, phys, size, &first, &end))
		return;
	if (iotlb->frozen)
		violation(iotlb, "a table was written to at 0x%llx while the IOMMU walks it",
			  (unsigned long long)phys);
	for (u64 i = first; i < end; i++)
		walk_entry(&walk, table, i);
}

static void note_store(phys_addr_t phys, size_t size)
{
	struct table table = top_of(attached);
	unsigned int nr = attached->tables.nr;

	hold_part(attached, &table, phys, size);
	for (unsigned int i = 0; i < nr; i++) {
		table = table_of(&attached->tables.held[i]);
		hold_part(attached, &table, phys, size);
	}
}

static void note_flush(phys_addr_t phys, size_t size)
{
	if (attached->incoherent)
		ptlu_view_write_back(&attached->view, phys, size);
}

/* A page that a table is in changes hands. */
static void note_hands(phys_addr_t phys, unsigned int order, const char *what)
{
	u64 size = PAGE_SIZE << order, first, end;
	struct table top = top_of(attached);

	if (part_of(attached, &top, phys, size, &first, &end))
		violation(attached, "the top table at 0x%llx %s before the driver's fence",
			  (unsigned long long)top.phys, what);
	for (unsigned int i = 0; i < attached->tables.nr; i++) {
		const struct ptlu_held *held = &attached->tables.held[i];
		struct table table = table_of(held);

		if (part_of(attached, &table, phys, size, &first, &end))
			violation(attached,
				  "the table at 0x%llx %s while the IOMMU may hold a pointer to it, of level %u for 0x%llx to 0x%llx",
				  (unsigned long long)held->phys, what, held->level - 1,
				  (unsigned long long)held->first, (unsigned long long)held->last);
	}
	ptlu_view_forget(&attached->view, phys, size);
}

static void note_alloc(phys_addr_t phys, unsigned int order)
{
	note_hands(phys, order, "was allocated anew");
}

static void note_free(phys_addr_t phys, unsigned int order)
{
	note_hands(phys, order, "was freed");
}

static const struct ptlu_observer observer = {
	.stored = note_store, .flushed = note_flush, .allocated = note_alloc, .freed = note_free,
};

/* The least that a command must drop. All that is still reachable may be held again at once. */
static void invalidate(struct ptlu_iotlb *iotlb, u64 first, u64 last, bool tables)
{
	if (iotlb->rules->splits_leaves)
		ptlu_held_cut(&iotlb->leaves, first, last);
	else
		ptlu_held_drop(&iotlb->leaves, first, last);
	ptlu_held_drop(&iotlb->faults, first, last);
	if (tables)
		ptlu_held_drop(&iotlb->tables, first, last);
}

void ptlu_iotlb_flush_all(struct ptlu_iotlb *iotlb)
{
	invalidate(iotlb, 0, U64_MAX, true);
	hold_all(iotlb);
}

/*
 * As drivers/iommu/riscv/iommu.c does for an IOMMU with non-leaf invalidation and without ranges:
 * one command for each address, in steps of the lowest level that has changed.
 */
static void sync_by_level(struct ptlu_iotlb *iotlb, const struct iommu_iotlb_gather *gather)
{
	u8 levels = gather->pt.leaf_levels_bitmap | gather->pt.table_levels_bitmap;
	u64 step, count;

	if (!levels) {
		invalidate(iotlb, 0, U64_MAX, true);
		return;
	}
	step = 1ULL << ptlu_walker_shift(&iotlb->walker.config, 1 + __ffs(levels));
	count = (gather->end - gather->start + 1) / step;
	if (!count || count > 512) {
		invalidate(iotlb, 0, U64_MAX, true);
		return;
	}
	for (u64 i = 0; i < count; i++)
		invalidate(iotlb, gather->start + i * step, gather->start + i * step,
			   gather->pt.table_levels_bitmap);
}

/*
 * iotlb_sync of a driver: invalidate, then free the pages. The tree's drivers take an empty free
 * list for a hint that no table pointer has changed.
 */
static void sync_gather(struct iommu_domain *domain, struct iommu_iotlb_gather *gather)
{
	(void)domain;
	if (attached->rules->by_level)
		sync_by_level(attached, gather);
	else
		invalidate(attached, gather->start, gather->end,
			   !iommu_pages_list_empty(&gather->freelist));
	hold_all(attached);
	iommu_put_pages_list(&gather->freelist);
}

static void change_top(struct pt_iommu *iommu_table, phys_addr_t top_phys, unsigned int top_level)
{
	(void)iommu_table;
	attached->walker.config.root = top_phys;
	attached->walker.config.levels = top_level + 1;
	attached->domain->top_changes++;
	hold_all(attached);
}

static spinlock_t *get_top_lock(struct pt_iommu *iommu_table)
{
	(void)iommu_table;
	return &attached->domain->top_lock;
}

static const struct pt_iommu_driver_ops driver_ops = {
	.change_top = change_top,
	.get_top_lock = get_top_lock,
};

/**
 * ptlu_iotlb_attach() - let an IOMMU translate through a domain's table
 * @domain: a domain; its driver's ops are replaced by those of this IOMMU
 *
 * There is one IOMMU; a test that has failed may have left it attached. An incoherent table must be
 * empty: what is in its memory was not observed.
 */
struct ptlu_iotlb *ptlu_iotlb_attach(struct ptlu_domain *domain)
{
	struct ptlu_iotlb *iotlb = &the_iotlb;
	struct table top;

	ptlu_iotlb_fence(iotlb);
	*iotlb = (struct ptlu_iotlb){
		.domain = domain,
		.walker = ptlu_walker_of(domain),
		.rules = ptlu_iotlb_rules(domain->target),
		.incoherent = domain->target->cfg.features & BIT(PT_FEAT_DMA_INCOHERENT),
	};
	domain->ops.iotlb_sync = sync_gather;
	domain->iommu.driver_ops = &driver_ops;
	top = top_of(iotlb);
	if (iotlb->incoherent)
		ptlu_view_write_back(&iotlb->view, top.phys, bytes_of(iotlb, top.level));
	attached = iotlb;
	ptlu_observe(&observer);
	hold_all(iotlb);
	return iotlb;
}

/* The driver takes the table away from the IOMMU and waits until it holds nothing any more. */
void ptlu_iotlb_fence(struct ptlu_iotlb *iotlb)
{
	ptlu_observe(NULL);
	ptlu_held_free(&iotlb->leaves);
	ptlu_held_free(&iotlb->tables);
	ptlu_held_free(&iotlb->faults);
	ptlu_view_free(&iotlb->view);
	attached = NULL;
}

/* iotlb_sync_map of a driver, after a map */
void ptlu_iotlb_sync_map(struct ptlu_iotlb *iotlb, u64 iova, u64 size)
{
	if (!iotlb->rules->holds_faults)
		return;
	ptlu_held_drop(&iotlb->faults, iova, iova + size - 1);
	hold_all(iotlb);
}

/**
 * ptlu_iotlb_finds() - check that the IOMMU translates an address, whatever it has not seen yet
 * @iotlb: the IOMMU
 * @iova: the address
 * @phys: its output address
 *
 * Return: false if there is another translation or none in what was written back.
 */
bool ptlu_iotlb_finds(const struct ptlu_iotlb *iotlb, u64 iova, u64 phys)
{
	const struct ptlu_walker_config *config = &iotlb->walker.config;
	struct table table = top_of(iotlb);

	for (;;) {
		u64 index = iova >> ptlu_walker_shift(config, table.level), entry, offset;
		struct ptlu_walker_step step;

		index &= (1ULL << ptlu_walker_entries_lg2(&iotlb->walker, table.level)) - 1;
		if (iotlb->incoherent ?
		    !ptlu_view_read(&iotlb->view, table.phys + 8 * index, &entry) :
		    !ptlu_walker_read(table.phys + 8 * index, &entry))
			return false;
		step = iotlb->walker.format->step(config, table.level, entry, iova);
		if (step.fault)
			return false;
		offset = iova & ((1ULL << step.page_lg2) - 1);
		if (!step.table)
			return step.phys + offset == phys;
		table = (struct table){ .phys = step.phys, .level = step.next };
	}
}

/**
 * ptlu_iotlb_write() - a device writes to an address that it may
 * @iotlb: the IOMMU
 * @iova: the address
 *
 * The entry becomes dirty, unless the IOMMU may hold that it is.
 *
 * Return: 0 or the error of set_dirty().
 */
int ptlu_iotlb_write(struct ptlu_iotlb *iotlb, u64 iova)
{
	struct pt_iommu *table = &iotlb->domain->iommu;

	for (unsigned int i = 0; i < iotlb->leaves.nr; i++) {
		const struct ptlu_held *leaf = &iotlb->leaves.held[i];

		if (leaf->first <= iova && iova <= leaf->last && leaf->dirty)
			return 0;
	}
	return table->ops->set_dirty(table, iova);
}

/**
 * ptlu_iotlb_leaves() - the leaves of the table as it is now
 * @iotlb: the IOMMU
 * @written_back: as far as the processors have written it back
 * @leaves: receives them
 */
void ptlu_iotlb_leaves(struct ptlu_iotlb *iotlb, bool written_back, struct ptlu_held_set *leaves)
{
	struct ptlu_held_set tables = {};
	struct walk walk = {
		.iotlb = iotlb, .leaves = leaves, .tables = &tables,
		.sources = written_back && iotlb->incoherent ? WRITTEN_BACK : MEMORY,
	};
	struct table top = top_of(iotlb);

	walk_table(&walk, &top);
	ptlu_held_free(&tables);
}

/* To hold that a page is clean, when it is dirty, makes the IOMMU record a write once more. */
static bool is_part_of(const struct ptlu_held *part, const struct ptlu_held *whole)
{
	return part->level == whole->level && part->write == whole->write &&
	       part->dirty <= whole->dirty && part->first >= whole->first &&
	       part->last <= whole->last && part->phys - part->first == whole->phys - whole->first;
}

static bool is_current(const struct ptlu_held *held, const struct ptlu_held_set *now)
{
	if (ptlu_held_has(now, held))
		return true;
	for (unsigned int i = 0; i < now->nr; i++)
		if (is_part_of(held, &now->held[i]))
			return true;
	return false;
}

static void expect_current(struct ptlu_iotlb *iotlb, const struct ptlu_held_set *held,
			   const struct ptlu_held_set *now, const char *what)
{
	for (unsigned int i = 0; i < held->nr; i++) {
		const struct ptlu_held *one = &held->held[i];

		if (!is_current(one, now))
			violation(iotlb,
				  "the IOMMU may hold %s of level %u for 0x%llx to 0x%llx, 0x%llx%s, which is not there any more",
				  what, one->level - 1, (unsigned long long)one->first,
				  (unsigned long long)one->last, (unsigned long long)one->phys,
				  one->dirty ? " dirty" : "");
	}
}

/**
 * ptlu_iotlb_check() - compare what the IOMMU may hold with the table as it is now
 * @iotlb: the IOMMU
 *
 * Return: the first violation since it was attached, NULL without one.
 */
const char *ptlu_iotlb_check(struct ptlu_iotlb *iotlb)
{
	struct ptlu_held_set leaves = {}, tables = {}, faults = {};
	struct walk walk = {
		.iotlb = iotlb, .sources = MEMORY,
		.leaves = &leaves, .tables = &tables,
		.faults = iotlb->rules->holds_faults ? &faults : NULL,
	};
	struct table top = top_of(iotlb);

	walk_table(&walk, &top);
	expect_current(iotlb, &iotlb->leaves, &leaves, "a leaf");
	expect_current(iotlb, &iotlb->tables, &tables, "a table pointer");
	expect_current(iotlb, &iotlb->faults, &faults, "a fault");
	ptlu_held_free(&leaves);
	ptlu_held_free(&tables);
	ptlu_held_free(&faults);
	return iotlb->error[0] ? iotlb->error : NULL;
}
