// SPDX-License-Identifier: GPL-2.0-only
/* Names in samples that the reports know: operations, placements, variants. */
#include "names.h"

#include <string.h>

const char *const handover_ops[NR_HANDOVER_OPS] = {
	"preserve", "unpreserve", "restore", "teardown",
};

const char *const live_ops[NR_LIVE_OPS] = {
	"map", "map-again", "map-page", "unmap", "unmap-queued", "unmap-page", "free",
};

const char *const placements[NR_PLACEMENTS] = { "shuffled", "sequential" };

const char *const baselines[NR_BASELINES] = { "posted", "floor-api", "floor-mem" };

static const struct {
	const char *variant, *text;
} texts[] = {
	{ "ours", "ours (formats/liveupdate)" },
	{ "posted", "posted (algorithm of the posted series)" },
	{ "tree", "tree (the tree's own live update)" },
	{ "floor-api", "floor-api (exported call on a flat array)" },
	{ "floor-mem", "floor-mem (touch each struct page: lower bound)" },
	{ "kho-batch", "kho-batch (many pages under one lock)" },
	{ "parallel-batch-2", "parallel-batch-2 (kho-batch, 2 threads)" },
};

const char *variant_text(const char *variant)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (same(texts[i].variant, variant))
			return texts[i].text;
	return variant;
}

bool same(const char *a, const char *b)
{
	return !strcmp(a, b);
}

bool is_floor(const char *variant)
{
	return !strncmp(variant, "floor-", 6) || !strncmp(variant, "parallel-mem", 12);
}
