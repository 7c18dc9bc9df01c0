/* SPDX-License-Identifier: GPL-2.0-only */
/* Names in samples that the reports know: operations, placements, variants. */
#ifndef RESULTS_NAMES_H
#define RESULTS_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* The operations on a preserved domain, in the order of a handover; boot-reserve is apart. */
#define NR_HANDOVER_OPS	4
extern const char *const handover_ops[NR_HANDOVER_OPS];
#define BOOT_RESERVE	"boot-reserve"

/* The operations on the tables of a live domain. */
#define NR_LIVE_OPS	7
extern const char *const live_ops[NR_LIVE_OPS];

/* The placements that every target is measured with, the one that costs more first. */
#define NR_PLACEMENTS	2
extern const char *const placements[NR_PLACEMENTS];

/* What the measured code is compared with. */
#define NR_BASELINES	3
extern const char *const baselines[NR_BASELINES];

/**
 * variant_text() - what a variant is, for legends and notes
 * @variant: its name in a sample
 *
 * Return: the name with a few words, or the name alone.
 */
const char *variant_text(const char *variant);

/**
 * is_floor() - whether a variant is a lower bound or another implementation, which is not judged
 * @variant: its name
 *
 * Return: true for those.
 */
bool is_floor(const char *variant);

/**
 * same() - whether two names are equal
 * @a: name
 * @b: name
 *
 * Return: true if they are.
 */
bool same(const char *a, const char *b);

#endif /* RESULTS_NAMES_H */
