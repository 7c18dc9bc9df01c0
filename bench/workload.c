// SPDX-License-Identifier: GPL-2.0-only
/* The workload of a benchmark: domains of a target. */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include "formats/variants/table_pool.h"
#include "workload.h"

#define BENCH_PHYS_BASE		(4ULL * SZ_1G)

static unsigned int page_lg2(const struct ptlu_target *target)
{
	return target->cfg.granule_lg2;
}

/* log2 of the bytes that a table with leaves maps. */
static unsigned int lowest_table_lg2(const struct ptlu_workload_spec *spec)
{
	unsigned int entries_lg2 = page_lg2(spec->target) - 3;

	switch (spec->leaf) {
	case LEAF_2M:
		return 21 + entries_lg2;
	case LEAF_1G:
		return 30 + entries_lg2;
	case LEAF_SPARSE_1G:
		return 30;
	default:
		return page_lg2(spec->target) + entries_lg2;
	}
}

/**
 * ptlu_workload_leaf_name() - name of a leaf size in a sample
 * @target: the target
 * @leaf: the leaf size
 */
const char *ptlu_workload_leaf_name(const struct ptlu_target *target, enum ptlu_workload_leaf leaf)
{
	static const char *const names[NR_LEAVES] = {
		[LEAF_2M] = "2m",
		[LEAF_1G] = "1g",
		[LEAF_MIXED] = "mixed",
		[LEAF_SPARSE_2M] = "sparse-2m",
		[LEAF_SPARSE_1G] = "sparse-1g",
		[LEAF_MANY] = "many",
	};

	if (leaf != LEAF_PAGE)
		return names[leaf];
	return page_lg2(target) == 12 ? "4k" : page_lg2(target) == 14 ? "16k" : "64k";
}

/* Name of a placement in a sample. */
const char *ptlu_workload_placement_name(const struct ptlu_workload_spec *spec)
{
	if (spec->pooled)
		return "pooled";
	return spec->placement == PTLU_SHUFFLED ? "shuffled" : "sequential";
}

/*
 * Bytes of the first half of the addresses. The upper half of a sign-extended target stays empty.
 */
u64 ptlu_workload_iova_limit(const struct ptlu_target *target)
{
	struct ptlu_va_range range = ptlu_target_first_half(target);

	/* JSON's integers end at 2^63 */
	return min(range.last - range.first, (1ULL << 62) - 1) + 1;
}

/* Only a 4K granule has leaves of 2m and 1g. */
static bool has_leaf(const struct ptlu_workload_spec *spec)
{
	return spec->leaf == LEAF_PAGE || spec->leaf == LEAF_MANY || page_lg2(spec->target) == 12;
}

/* Check that the target has the leaf size and enough addresses. */
bool ptlu_workload_fits(const struct ptlu_workload_spec *spec)
{
	u64 limit = ptlu_workload_iova_limit(spec->target);
	unsigned int shift = lowest_table_lg2(spec);

	if (!has_leaf(spec))
		return false;
	if (spec->leaf == LEAF_MIXED)
		/* multiples of 4 GiB, which have 1024 level 0 tables */
		return spec->lowest_tables >= 1024 && spec->lowest_tables << 22 <= limit;
	/* data_at() starts at a quarter of the output addresses */
	return spec->lowest_tables <= limit >> shift &&
	       spec->lowest_tables <= (1ULL << (spec->target->cfg.oasz_lg2 - 2)) >> shift;
}

/* Upper bound of the tables in a top: Arm stage 2 concatenates up to 16. */
static u64 top_tables(const struct ptlu_target *target)
{
	unsigned int bits_of_top =
		(target->cfg.vasz_lg2 - page_lg2(target)) % (page_lg2(target) - 3);

	return bits_of_top <= 4 ? 1ULL << bits_of_top : 1;
}

/* Bytes of memory of the machine of a workload. Half of it is never used. */
u64 ptlu_workload_memory(const struct ptlu_workload_spec *spec)
{
	u64 table = 1ULL << max_t(unsigned int, page_lg2(spec->target), PAGE_SHIFT);
	u64 tops = top_tables(spec->target);
	u64 lowest = spec->lowest_tables * (spec->leaf == LEAF_SPARSE_1G ? 2 : 1);
	u64 tables = lowest + lowest / 256 + 4 + tops;
	u64 shuffled = roundup_pow_of_two(tables * spec->batch * table);

	/*
	 * Twice, because a shuffled placement uses every other block. In addition KHO's scratch
	 * areas, and memory for tops of several tables of this kernel and the next one: there are
	 * no large blocks between scattered small ones.
	 */
	return ALIGN(shuffled * 9 / 4 + SZ_64M + spec->batch * tops * table * 5, SZ_4M);
}

/* Congruent to @offset modulo any leaf size, so that leaves of that size fit. */
static phys_addr_t data_at(const struct ptlu_target *target, u64 offset)
{
	return (1ULL << (target->cfg.oasz_lg2 - 2)) + offset;
}

static int map_with(struct ptlu_domain *domain, u64 iova, u64 offset, u64 size, u64 leaf)
{
	unsigned long sizes = domain->domain.pgsize_bitmap;
	int ret;

	/* generic_pt uses no leaf size that is not in the domain's bitmap */
	domain->domain.pgsize_bitmap = leaf;
	ret = ptlu_domain_map(domain, iova, data_at(domain->target, offset), size);
	domain->domain.pgsize_bitmap = sizes;
	return ret;
}

static int map_mixed(struct ptlu_workload *w, struct ptlu_domain *domain, u64 start)
{
	static const u64 leaves[] = { SZ_1G, SZ_2M, SZ_4K, SZ_4K };
	u64 bytes = w->spec.lowest_tables << 22;
	int ret = 0;

	for (u64 at = 0; !ret && at < bytes; at += SZ_1G)
		ret = map_with(domain, start + at, at, SZ_1G,
			       leaves[at / SZ_1G % ARRAY_SIZE(leaves)]);
	w->iova_bytes = bytes;
	return ret;
}

/* The mapped addresses do not matter, no data is accessed. */
static int map_sparse(struct ptlu_workload *w, struct ptlu_domain *domain, u64 start, u64 stride)
{
	u64 page = 1ULL << page_lg2(w->spec.target);
	int ret = 0;

	for (u64 i = 0; !ret && i < w->spec.lowest_tables; i++)
		ret = map_with(domain, start + i * stride, i * page, page, page);
	w->iova_bytes = w->spec.lowest_tables * page;
	return ret;
}

static int map_domain(struct ptlu_workload *w, struct ptlu_domain *domain)
{
	static const u64 leaves[NR_LEAVES] = { [LEAF_2M] = SZ_2M, [LEAF_1G] = SZ_1G };
	const struct ptlu_workload_spec *spec = &w->spec;
	u64 start = ptlu_target_first_half(spec->target).first;
	u64 leaf = leaves[spec->leaf] ?: 1ULL << page_lg2(spec->target);

	if (spec->leaf == LEAF_SPARSE_2M)
		return map_sparse(w, domain, start, SZ_2M);
	if (spec->leaf == LEAF_SPARSE_1G)
		return map_sparse(w, domain, start, SZ_1G);
	if (spec->leaf == LEAF_MIXED)
		return map_mixed(w, domain, start);
	w->iova_bytes = spec->lowest_tables << lowest_table_lg2(spec);
	return map_with(domain, start, 0, w->iova_bytes, leaf);
}

static void note_page(phys_addr_t phys, unsigned int level, unsigned int order, void *arg)
{
	struct ptlu_workload *w = arg;

	if (w->nr_pages == w->room) {
		size_t room = w->room ? w->room * 2 : 4096;
		u64 *pages = kvrealloc(w->pages, room * sizeof(*pages), GFP_KERNEL);

		if (!pages) {
			w->no_memory = true;
			return;
		}
		w->pages = pages;
		w->room = room;
	}
	w->pages[w->nr_pages++] = phys | order;
	if (!level)
		w->order = order;
}

/* Tables that are allocated between these two come from the pool. */
static void begin_pool(const struct ptlu_workload_spec *spec)
{
	ptlu_pool_forget();
	ptlu_pool_use(spec->pooled ? MAX_PAGE_ORDER : 0);
}

static void end_pool(struct ptlu_workload *w)
{
	w->pool_unused = ptlu_pool_unused();
	ptlu_pool_drain();
	ptlu_pool_use(0);
}

/**
 * ptlu_workload_build() - boot a machine and build the domains on it
 * @w: the workload, all zero
 * @spec: what to build
 *
 * Return: 0, -ENOMEM or the error of a map.
 */
int ptlu_workload_build(struct ptlu_workload *w, const struct ptlu_workload_spec *spec)
{
	const struct ptlu_machine machine = {
		.phys_base = BENCH_PHYS_BASE,
		.size = ptlu_workload_memory(spec),
		.placement = spec->placement,
		.seed = 1,
		.huge_pages = true,
	};
	int ret = ptlu_boot(&machine);

	if (ret)
		return ret;
	*w = (struct ptlu_workload){ .spec = *spec };
	ptlu_device_init(&w->device);
	w->domains = kvcalloc(spec->batch, sizeof(*w->domains), GFP_KERNEL);
	w->live = kvcalloc(spec->batch, sizeof(*w->live), GFP_KERNEL);
	w->sers = kvcalloc(spec->batch, sizeof(*w->sers), GFP_KERNEL);
	if (!w->domains || !w->live || !w->sers) {
		ptlu_workload_free(w);
		return -ENOMEM;
	}
	begin_pool(spec);
	for (unsigned int i = 0; !ret && i < spec->batch; i++) {
		ret = ptlu_domain_init(&w->domains[i], spec->target, &w->device);
		if (!ret)
			ret = map_domain(w, &w->domains[i]);
		if (!ret)
			spec->target->format->for_each_table(&w->domains[i], note_page, w);
		if (w->no_memory)
			ret = -ENOMEM;
	}
	end_pool(w);
	if (ret) {
		ptlu_workload_free(w);
		return ret;
	}
	w->tables = w->nr_pages / spec->batch;
	memcpy(w->live, w->domains, spec->batch * sizeof(*w->domains));
	return 0;
}

void ptlu_workload_free(struct ptlu_workload *w)
{
	kvfree(w->domains);
	kvfree(w->live);
	kvfree(w->sers);
	kvfree(w->pages);
	*w = (struct ptlu_workload){};
}
