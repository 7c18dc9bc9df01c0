// SPDX-License-Identifier: GPL-2.0-only
/* What memory that is given to a zone costs besides: every zone's reserves are reckoned anew. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include "internal.h"

/*
 * A kernel does this whenever the number of managed pages of a zone changes, so once for each page that KHO
 * restores, where it is three quarters of all instructions: docs/findings/restore-reckons-reserves.md. The page
 * allocator of this machine needs no reserves. Nobody looks at the result; what counts is the work.
 */
enum { ZONES = 4 };

/* As on x86_64: 16 MiB, up to 4 GiB, the rest, and none that is movable. Ratios are vm.lowmem_reserve_ratio. */
struct host_zone_reserves host_zone_reserves[] = {
	{ .managed = 3840, .ratio = 256 },
	{ .managed = 3UL << 18, .ratio = 256 },
	{ .ratio = 32 },
	{},
};

unsigned long host_total_reserve;

static void reckon_zone(unsigned int number)
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
 * host_reckon_reserves() - a zone has got more pages
 * @count: how many
 */
void host_reckon_reserves(long count)
{
	unsigned long total = 0;

	__atomic_add_fetch(&host_zone_reserves[2].managed, count, __ATOMIC_RELAXED);
	for (unsigned int i = 0; i + 1 < ZONES; i++)
		reckon_zone(i);
	for (unsigned int i = 0; i < ZONES; i++)
		total += most_of(&host_zone_reserves[i], i);
	WRITE_ONCE(host_total_reserve, total);
}
