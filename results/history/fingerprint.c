// SPDX-License-Identifier: GPL-2.0-only
/* What makes a machine another one: the part of env.json that series are kept apart by. */
#include "fingerprint.h"

#include <stdio.h>

#define GIB	(1024.0 * 1024 * 1024)

double memory_class(double bytes)
{
	double size = 1;

	if (!(bytes > 0))
		return 0;
	while (size * GIB < bytes && size * 1.5 * GIB < bytes)
		size *= 2;
	return size * GIB < bytes ? 1.5 * size : size;
}

static const char *known(const char *text)
{
	return *text ? text : "-";
}

void fingerprint_of(const struct conditions *c, char *text)
{
	snprintf(text, FINGERPRINT_TEXT,
		 "%s, family %s, model %s, stepping %s, processors %lld of %lld, SMT %s, %s,"
		 " memory %g GiB", c->cpu, known(c->cpu_family), known(c->cpu_number),
		 known(c->cpu_stepping), c->cpus, c->cpus_configured, c->smt,
		 *c->caches ? c->caches : "caches -", memory_class(c->memory_bytes));
}

void fingerprint_of_emulator(const struct conditions *c, char *text)
{
	snprintf(text, FINGERPRINT_TEXT, "instructions of %s", c->cpu);
}
