// SPDX-License-Identifier: GPL-2.0-only
/*
 * Go's benchmark format, which benchstat compares: a line for each repetition, what was measured as
 * key=value in the name. The number of tables stands last, for "-2" at the end of a name would be a
 * number of processors.
 */
#include "formats.h"
#include "results/ptlu/names.h"

#include <ctype.h>
#include <stdio.h>

/* Lines that hold for all benchmarks below them. */
static void put_run(const struct export *e, FILE *out)
{
	const struct conditions *c = &e->conditions;

	fprintf(out, "run: %s\ntree: %s\nptlu-revision: %s\ncompiler: %s\ncpu: %s\n", e->run,
		c->tree, c->revision, c->compiler, c->cpu);
}

static bool same_tier(const struct bench_sample *a, const struct bench_sample *b)
{
	return same(a->tier, b->tier) && same(a->arch, b->arch) && same(a->kernel, b->kernel) &&
	       same(a->clock, b->clock);
}

static void put_tier(const struct bench_sample *s, FILE *out)
{
	fprintf(out, "tier: %s\narch: %s\nkernel: %s\nclock: %s\n\n", s->tier, s->arch, s->kernel,
		s->clock);
}

static void put_point(const struct bench_sample *s, FILE *out)
{
	size_t nr;
	const double *times = point_repetitions(s, &nr);

	for (size_t i = 0; i < nr; i++) {
		fprintf(out, "Benchmark%c%s/variant=%s/target=%s/leaf=%s/placement=%s/cache=%s/",
			toupper((unsigned char)s->op[0]), s->op + 1, s->variant, s->target,
			s->leaf, s->placement, s->cache);
		fprintf(out, "order=%u/tables=%llu %u %.12g ns/op", s->order,
			(unsigned long long)s->tables, s->batch, times[i]);
		if (s->instructions >= 0)
			fprintf(out, " %.12g instructions/op", s->instructions);
		fputc('\n', out);
	}
}

int export_benchfmt(const struct export *e, FILE *out)
{
	const struct bench_sample *last = NULL;

	put_run(e, out);
	for (size_t i = 0; i < e->nr_points; i++) {
		if (!last || !same_tier(last, e->points[i]))
			put_tier(e->points[i], out);
		last = e->points[i];
		put_point(last, out);
	}
	return 0;
}
