// SPDX-License-Identifier: GPL-2.0-only
/* The operations on a live table: map, unmap and free, by generic_pt and by io-pgtable-arm.c. */
#include <linux/errno.h>
#include <linux/sizes.h>
#include "map_ops.h"

/* Pages in one call, half a table of a 4K granule: a driver may map a large buffer like this. */
#define BLOCK		256
#define PROT		(IOMMU_READ | IOMMU_WRITE | IOMMU_CACHE)

static size_t page_size(const struct map_bench *b)
{
	return 1UL << b->spec->target->cfg.granule_lg2;
}

/* Odd pages, so that no contiguous entry fits. */
static phys_addr_t data_at(const struct map_bench *b, u64 page)
{
	return (1ULL << (b->spec->target->cfg.oasz_lg2 - 2)) + (page + 1) * page_size(b);
}

static int ours_init(struct map_bench *b)
{
	int ret = ptlu_domain_init(&b->domain, b->spec->target, &b->device);

	/* io-pgtable-arm.c maps pages of the granule, so generic_pt must not use larger ones */
	b->domain.domain.pgsize_bitmap = page_size(b);
	return ret;
}

static int ours_map(struct map_bench *b, u64 iova, phys_addr_t phys, size_t pages)
{
	struct pt_iommu *table = &b->domain.iommu;
	size_t mapped = 0;

	return table->ops->map_range(table, iova, phys, pages * page_size(b), PROT, GFP_KERNEL,
				     &mapped);
}

static size_t ours_unmap(struct map_bench *b, u64 iova, size_t pages,
			 struct iommu_iotlb_gather *gather)
{
	struct pt_iommu *table = &b->domain.iommu;

	return table->ops->unmap_range(table, iova, pages * page_size(b), gather);
}

static void ours_free(struct map_bench *b)
{
	ptlu_domain_deinit(&b->domain);
}

static int iop_init(struct map_bench *b)
{
	return ptlu_io_pgtable_init(&b->iop, &b->spec->target->cfg, &b->device);
}

static int iop_map(struct map_bench *b, u64 iova, phys_addr_t phys, size_t pages)
{
	return ptlu_io_pgtable_map(&b->iop, iova, phys, page_size(b), pages, PROT);
}

static size_t iop_unmap(struct map_bench *b, u64 iova, size_t pages,
			struct iommu_iotlb_gather *gather)
{
	return ptlu_io_pgtable_unmap(&b->iop, iova, page_size(b), pages, gather);
}

static void iop_free(struct map_bench *b)
{
	ptlu_io_pgtable_free(&b->iop);
}

const struct bench_mapper bench_mappers[] = {
	{ "ours", ours_init, ours_map, ours_unmap, ours_free },
	{ "io-pgtable", iop_init, iop_map, iop_unmap, iop_free },
};

const unsigned int bench_nr_mappers = ARRAY_SIZE(bench_mappers);

static int map_all(struct map_bench *b, const struct bench_mapper *mapper, unsigned int block)
{
	int ret = 0;

	for (u64 page = 0; !ret && page < b->pages; page += block)
		ret = mapper->map(b, b->first + page * page_size(b), data_at(b, page),
				  min_t(u64, block, b->pages - page));
	return ret;
}

/*
 * Each call has a gather of its own, as in iommu_unmap(). All tables stay, because no block covers
 * a whole one.
 */
static int unmap_all(struct map_bench *b, const struct bench_mapper *mapper, unsigned int block,
		     enum bench_map_flush flush)
{
	for (u64 page = 0; page < b->pages; page += block) {
		size_t pages = min_t(u64, block, b->pages - page);
		struct iommu_iotlb_gather gather;

		iommu_iotlb_gather_init(&gather);
		gather.queued = flush == FLUSH_QUEUE;
		if (mapper->unmap(b, b->first + page * page_size(b), pages, &gather) !=
		    pages * page_size(b))
			return -EIO;
	}
	return 0;
}

const struct bench_map_op bench_map_ops[] = {
#define MAP_OP(op_name, ...) { .name = op_name, __VA_ARGS__ },
#include "ops.def"
};

const unsigned int bench_nr_map_ops = ARRAY_SIZE(bench_map_ops);

/* Bytes that are mapped, in a table with as many level 0 tables. */
u64 bench_map_iova_bytes(const struct ptlu_workload_spec *spec)
{
	return spec->lowest_tables << (2 * spec->target->cfg.granule_lg2 - 3);
}

/**
 * bench_map_prepare() - boot a machine and build the table that an operation starts with
 * @b: filled in
 * @spec: target, placement and number of level 0 tables
 * @op: the operation
 * @mapper: the implementation
 *
 * Return: 0, or the error of a boot, an init, a map or an unmap.
 */
int bench_map_prepare(struct map_bench *b, const struct ptlu_workload_spec *spec,
		      const struct bench_map_op *op, const struct bench_mapper *mapper)
{
	const struct ptlu_machine machine = {
		.phys_base = 4ULL * SZ_1G,
		.size = ptlu_workload_memory(spec),
		.placement = spec->placement,
		.seed = 1,
		.huge_pages = true,
	};
	int ret = ptlu_boot(&machine);

	*b = (struct map_bench){ .spec = spec };
	if (ret)
		return ret;
	b->first = ptlu_target_first_half(spec->target).first;
	b->pages = bench_map_iova_bytes(spec) / page_size(b);
	ptlu_device_init(&b->device);
	ret = mapper->init(b);
	if (!ret && op->start != START_EMPTY)
		ret = map_all(b, mapper, BLOCK);
	if (!ret && op->start == START_UNMAPPED)
		ret = unmap_all(b, mapper, BLOCK, FLUSH_QUEUE);
	return ret;
}

/**
 * bench_map_run() - execute an operation: all that is timed
 * @b: the table of bench_map_prepare()
 * @op: the operation
 * @mapper: the implementation
 *
 * Return: 0, or the error of a map or an unmap.
 */
int bench_map_run(struct map_bench *b, const struct bench_map_op *op,
		  const struct bench_mapper *mapper)
{
	switch (op->kind) {
	case MAP_PAGES:
		return map_all(b, mapper, op->block);
	case UNMAP_PAGES:
		return unmap_all(b, mapper, op->block, op->flush);
	default:
		mapper->free(b);
		return 0;
	}
}
