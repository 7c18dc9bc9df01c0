/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains of familiar sizes, and how many tables they have. */
#ifndef RESULTS_DOMAINS_H
#define RESULTS_DOMAINS_H

#include "figure.h"
#include "series.h"

#define GIB	(1024.0 * 1024 * 1024)

/* A domain size that the cost is reported for. */
struct domain_size {
	const char *name;
	double bytes;
	bool brief;		/* in every target's table, not in the blackout's alone */
};

#define NR_DOMAIN_SIZES	5
extern const struct domain_size domain_sizes[NR_DOMAIN_SIZES];

/**
 * tables_for() - how many tables a domain of a target has
 * @v: view
 * @target: target
 * @leaf: leaf size that it is mapped with, or NULL
 * @iova_bytes: bytes mapped
 *
 * Reads the samples' pairs of bytes and tables, and continues them linearly.
 *
 * Return: number of tables; FIGURE_TOO_LARGE beyond the target's address space.
 */
struct figure tables_for(const struct view *v, const char *target, const char *leaf,
			 double iova_bytes);

#endif /* RESULTS_DOMAINS_H */
