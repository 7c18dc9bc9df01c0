// SPDX-License-Identifier: GPL-2.0-only
/* The nodes' counters, one set per thread like the kernel's sets per CPU, summed when read. */
#include <linux/mm.h>
#include "internal.h"

struct node_counters {
	long delta[MAX_NUMNODES][NR_VM_NODE_STAT_ITEMS];
	struct node_counters *next;
};

static struct node_counters *all;
static long of_ended[MAX_NUMNODES][NR_VM_NODE_STAT_ITEMS];	/* of threads that have ended */
static DEFINE_MUTEX(all_lock);
static __thread struct node_counters *mine;

static noinline void join(void)
{
	mine = calloc(1, sizeof(*mine));
	if (!mine) {
		ptlu_fatal("no memory for the counters of a thread");
		abort();
	}
	mutex_lock(&all_lock);
	mine->next = all;
	all = mine;
	mutex_unlock(&all_lock);
}

void mod_node_page_state(struct pglist_data *pgdat, enum node_stat_item item, long delta)
{
	if (unlikely(!mine))
		join();
	mine->delta[MAX_NUMNODES > 1 ? pgdat->node_id : 0][item] += delta;
}

unsigned long node_page_state(struct pglist_data *pgdat, enum node_stat_item item)
{
	unsigned int node = pgdat->node_id;
	long sum;

	mutex_lock(&all_lock);
	sum = of_ended[node][item];
	for (const struct node_counters *one = all; one; one = one->next)
		sum += one->delta[node][item];
	mutex_unlock(&all_lock);
	return sum;
}

unsigned long global_node_page_state(enum node_stat_item item)
{
	unsigned long sum = 0;

	for (unsigned int node = 0; node < MAX_NUMNODES; node++)
		sum += node_page_state(NODE_DATA(node), item);
	return sum;
}

const atomic_long_t *host_node_stat(void)
{
	static __thread atomic_long_t sums[NR_VM_NODE_STAT_ITEMS];

	for (int item = 0; item < NR_VM_NODE_STAT_ITEMS; item++)
		atomic_long_set(&sums[item], global_node_page_state(item));
	return sums;
}

/* The counters of a kernel that has booted start from zero. */
void host_reset_counters(void)
{
	mutex_lock(&all_lock);
	memset(of_ended, 0, sizeof(of_ended));
	for (struct node_counters *one = all; one; one = one->next)
		memset(one->delta, 0, sizeof(one->delta));
	mutex_unlock(&all_lock);
}

/* Called when a thread ends. */
void host_fold_counters(void)
{
	struct node_counters **at = &all;

	if (!mine)
		return;
	mutex_lock(&all_lock);
	for (int node = 0; node < MAX_NUMNODES; node++)
		for (int item = 0; item < NR_VM_NODE_STAT_ITEMS; item++)
			of_ended[node][item] += mine->delta[node][item];
	while (*at != mine)
		at = &(*at)->next;
	*at = mine->next;
	mutex_unlock(&all_lock);
	free(mine);
	mine = NULL;
}
