// SPDX-License-Identifier: GPL-2.0-only
/* Calls an observer for stores, cache flushes, and pages that are allocated or freed. */
#include "internal.h"

const struct ptlu_observer *host_observer;

/* Observe this machine until another call; NULL for nobody. */
void ptlu_observe(const struct ptlu_observer *observer)
{
	host_observer = observer;
}

/* Only builds with fault injection have calls of what follows, so that benchmarks pay nothing. */
#ifdef PTLU_FAULTS
static bool is_memory(const volatile void *addr)
{
	return pfn_valid(PHYS_PFN(__pa((const void *)addr)));
}

void host_note_store(const volatile void *addr, size_t size)
{
	if (host_observer->stored && is_memory(addr))
		host_observer->stored(__pa((const void *)addr), size);
}

void host_note_flush(const void *addr, size_t size)
{
	host_point();
	if (host_observer && host_observer->flushed && is_memory(addr))
		host_observer->flushed(__pa(addr), size);
}

void host_note_alloc(phys_addr_t phys, unsigned int order)
{
	if (host_observer && host_observer->allocated)
		host_observer->allocated(phys, order);
}

void host_note_free(phys_addr_t phys, unsigned int order)
{
	if (host_observer && host_observer->freed)
		host_observer->freed(phys, order);
}
#endif
