// SPDX-License-Identifier: GPL-2.0-only
/* Models the cost of setup_per_zone_lowmem_reserve(). */
#include <linux/kernel.h>
#include <linux/mm.h>
#include "internal.h"

/*
 * A kernel calls it whenever the number of managed pages of a zone changes, thus for each page that
 * KHO restores, where it takes three quarters of all instructions:
 * docs/findings/restore-reckons-reserves.md. The result is unused, because the page allocator of
 * this machine needs no reserves.
 */
enum { ZONES = 4 };

/* x86_64: 16 MiB, up to 4 GiB, the rest, nothing movable. Ratios: vm.lowmem_reserve_ratio. */
struct host_zone_reserves host_zone_reserves[] = {
	{ .managed = 3840, .ratio = 256 },
	{ .managed = 3UL << 18, .ratio = 256 },
	{ .ratio = 32 },
	{},
};

unsigned long host_total_reserve;
static unsigned long nr_recalculations;

static void recalculate_zone(unsigned int number)
{
	struct host_zone_reserves *zone = &host_zone_reserves[number];
	unsigned long above = 0;

	for (unsigned int higher = number + 1; higher < ZONES; higher++) {
		above += READ_ONCE(host_zone_reserves[higher].managed);
		WRITE_ONCE(zone->against[higher],
			   zone->ratio && READ_ONCE(zone->managed) ? above / zone->ratio : 0);
	}
}

static unsigned long most_of(const struct host_zone_reserves *zone, unsigned int number)
{
	unsigned long most = 0;

	for (unsigned int higher = number; higher < ZONES; higher++)
		most = max(most, READ_ONCE(zone->against[higher]));
	return min(most + READ_ONCE(zone->watermark), READ_ONCE(zone->managed));
}

/**
 * host_recalculate_reserves() - add pages to a zone and recalculate the reserves of all zones
 * @count: number of pages
 */
void host_recalculate_reserves(long count)
{
	unsigned long total = 0;

#ifdef PTLU_FAULTS
	__atomic_add_fetch(&nr_recalculations, 1, __ATOMIC_RELAXED);
#endif
	__atomic_add_fetch(&host_zone_reserves[2].managed, count, __ATOMIC_RELAXED);
	for (unsigned int i = 0; i + 1 < ZONES; i++)
		recalculate_zone(i);
	for (unsigned int i = 0; i < ZONES; i++)
		total += most_of(&host_zone_reserves[i], i);
	WRITE_ONCE(host_total_reserve, total);
}

/**
 * ptlu_reserve_recalculations() - how often lowmem_reserve was recalculated
 *
 * Return: the number since the program began, counted in builds for tests.
 */
unsigned long ptlu_reserve_recalculations(void)
{
	return __atomic_load_n(&nr_recalculations, __ATOMIC_RELAXED);
}
