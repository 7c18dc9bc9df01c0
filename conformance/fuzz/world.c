// SPDX-License-Identifier: GPL-2.0-only
/* The state that inputs damage: a kernel that has booted, with a preserved domain per target. */
#include <linux/mem_encrypt.h>
#include "machine/machine.h"
#include "world.h"

/* Targets whose table pointers have a C bit are subjects once more for each bit. */
static const unsigned int c_bits[] = { 0, 47, 51 };

static struct fuzz_subject *subjects;
static unsigned int nr_subjects;
static u8 *contents;			/* of all tables, as handed over */

static struct ptlu_machine machine = {
	.phys_base = SZ_4G,
	.size = (SZ_64M / SZ_4K) * PAGE_SIZE,
	.placement = PTLU_SHUFFLED,
	.seed = 1,
};

unsigned int fuzz_nr_subjects(void)
{
	return nr_subjects;
}

const struct fuzz_subject *fuzz_subject(unsigned int number)
{
	return &subjects[number % nr_subjects];
}

static void add_table(phys_addr_t phys, unsigned int level, unsigned int order, void *arg)
{
	struct fuzz_subject *subject = arg;
	unsigned int parent = subject->nr_tables;

	if (subject->nr_tables == FUZZ_TABLES)
		ptlu_fatal("%s has more than %u tables: raise FUZZ_TABLES", subject->target->name,
			   FUZZ_TABLES);
	while (parent && subject->tables[--parent].level != level + 1)
		;
	subject->tables[subject->nr_tables++] =
		(struct fuzz_table){ phys, level, order, parent, 0 };
	subject->frames += 1UL << order;
}

static void find_entry(const struct fuzz_subject *subject, struct fuzz_table *table)
{
	const struct fuzz_table *parent = &subject->tables[table->parent];
	const u64 *words = phys_to_virt(parent->phys);
	u64 mask = GENMASK_ULL(46, PAGE_SHIFT + table->order);
	unsigned int shift = ptlu_format_traits(subject->target->format)->oa_shift;

	while (((words[table->entry] << shift) & mask) != table->phys)
		if (++table->entry == PAGE_SIZE / sizeof(u64) << parent->order)
			ptlu_fatal("%s: no entry points to a table", subject->target->name);
}

/* Map a page at each end of each half, runs that share tables, and a large page. */
static int map_subject(struct ptlu_domain *domain)
{
	const struct ptlu_target *target = domain->target;
	u64 page = 1ULL << __ffs64(domain->domain.pgsize_bitmap);
	int ret = 0;

	for (unsigned int half = 0; half < 2; half++) {
		struct ptlu_va_range range;

		if (half ? !ptlu_target_has_upper(target) : !ptlu_target_has_lower(target))
			continue;
		range = half ? ptlu_target_upper(target) : ptlu_target_lower(target);
		ret |= ptlu_domain_map(domain, range.first, SZ_1G, page);
		ret |= ptlu_domain_map(domain, range.first + SZ_1G, SZ_2G, 3 * page);
		ret |= ptlu_domain_map(domain, range.first + SZ_1G + SZ_64M, SZ_2G, SZ_2M + page);
		ret |= ptlu_domain_map(domain, range.last - page + 1, SZ_1G, page);
	}
	return ret;
}

static void set_c_bit(unsigned int c_bit)
{
	sme_me_mask = c_bit ? 1ULL << c_bit : 0;
}

/* Build and preserve the domains, in the old kernel. */
static int make_subject(struct fuzz_subject *subject)
{
	struct ptlu_domain domain;
	struct device device;
	int ret;

	ptlu_device_init(&device);
	set_c_bit(subject->c_bit);
	ret = ptlu_domain_init(&domain, subject->target, &device) ?: map_subject(&domain);
	if (ret)
		return ret;
	subject->target->format->for_each_table(&domain, add_table, subject);
	for (unsigned int i = 1; i < subject->nr_tables; i++)
		find_entry(subject, &subject->tables[i]);
	return ptlu_domain_core(&domain, PTLU_CORE_OURS)->preserve(&domain.iommu, &subject->ser);
}

static bool carries_c_bit(const struct ptlu_target *target)
{
	return target->cfg.features & ptlu_format_traits(target->format)->encrypted_tables;
}

/* Free the memory of fuzz_boot(), and switch memory encryption off. */
void fuzz_forget(void)
{
	free(subjects);
	free(contents);
	subjects = NULL;
	contents = NULL;
	nr_subjects = 0;
	set_c_bit(0);
}

static int list_subjects(void)
{
	subjects = calloc(ptlu_nr_targets * ARRAY_SIZE(c_bits), sizeof(*subjects));
	if (!subjects)
		return -ENOMEM;
	/* at the end, so that inputs keep their meaning if a target is added */
	for (unsigned int bit = 0; bit < ARRAY_SIZE(c_bits); bit++)
		for (unsigned int i = 0; i < ptlu_nr_targets; i++)
			if (!c_bits[bit] || carries_c_bit(&ptlu_targets[i]))
				subjects[nr_subjects++] = (struct fuzz_subject){
					.target = &ptlu_targets[i], .c_bit = c_bits[bit],
				};
	return 0;
}

static size_t contents_size(void)
{
	size_t size = 0;

	for (unsigned int i = 0; i < nr_subjects; i++)
		size += subjects[i].frames * PAGE_SIZE;
	return size;
}

/* Call @fn for all tables, with the place of each in contents[]. */
static void for_each_contents(void (*fn)(void *table, u8 *saved, size_t size))
{
	u8 *saved = contents;

	for (unsigned int i = 0; i < nr_subjects; i++)
		for (unsigned int n = 0; n < subjects[i].nr_tables; n++) {
			const struct fuzz_table *table = &subjects[i].tables[n];
			size_t size = PAGE_SIZE << table->order;

			fn(phys_to_virt(table->phys), saved, size);
			saved += size;
		}
}

static void save_contents(void *table, u8 *saved, size_t size)
{
	memcpy(saved, table, size);
}

/* A freed page is filled from its first byte on. */
static void restore_contents(void *table, u8 *saved, size_t size)
{
	if (memcmp(table, saved, sizeof(u64)))
		memcpy(table, saved, size);
}

/* A machine that checks fills freed tables with a pattern. Restore their contents. */
void fuzz_restore_contents(void)
{
	for_each_contents(restore_contents);
}

/**
 * fuzz_boot() - build and preserve a domain of every target, and hand over
 * @checks: with FUZZ_THOROUGH fuzz_restore_contents() must be called after ptlu_rewind()
 *
 * Return: 0 or the first error.
 */
int fuzz_boot(enum fuzz_checks checks)
{
	int ret;

	fuzz_forget();
	machine.checking = checks == FUZZ_THOROUGH;
	ret = ptlu_boot(&machine);
	if (ret)
		return ret;
	ret = list_subjects();
	for (unsigned int i = 0; i < nr_subjects && !ret; i++)
		ret = make_subject(&subjects[i]);
	set_c_bit(0);
	if (ret)
		return ret;
	contents = malloc(contents_size());
	if (!contents)
		return -ENOMEM;
	for_each_contents(save_contents);
	ptlu_kexec();
	return ptlu_mark();
}
