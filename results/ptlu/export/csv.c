// SPDX-License-Identifier: GPL-2.0-only
/* CSV: one line a point for spreadsheets and scripts; one line a run for Apache Otava. */
#include "formats.h"

#include <stdio.h>
#include <string.h>

/* As RFC 4180 has it. */
static void put_field(const char *between, const char *text, FILE *out)
{
	fputs(between, out);
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void put_names(const struct bench_sample *s, FILE *out)
{
	const char *const names[] = { s->run, s->tier, s->arch, s->kernel, s->tree, s->ptlu,
				      s->clock, s->case_id, s->target, s->format, s->op,
				      s->variant, s->leaf, s->placement, s->cache };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		put_field(i ? "," : "", names[i], out);
}

static void put_point(const struct bench_sample *s, FILE *out)
{
	double low, high;

	put_names(s, out);
	fprintf(out, ",%u,%llu,%llu,%llu,%u,%u,%zu,%.12g,%.12g,%.12g,%.12g", s->order,
		(unsigned long long)s->tables, (unsigned long long)s->table_bytes,
		(unsigned long long)s->iova_bytes, s->batch, s->workers, s->reps, s->ns_median,
		s->ns_min, s->ns_mad, s->ns_per_table);
	if (point_interval(s, &low, &high))
		fprintf(out, ",%.12g,%.12g", low, high);
	else
		fputs(",,", out);
	if (s->instructions >= 0)
		fprintf(out, ",%.12g\n", s->instructions);
	else
		fputs(",\n", out);
}

int export_csv(const struct export *e, FILE *out)
{
	fputs("run,tier,arch,kernel,tree,ptlu,clock,case,target,format,op,variant,leaf,placement,"
	      "cache,order,tables,table_bytes,iova_bytes,batch,workers,reps,ns_median,ns_min,"
	      "ns_mad,ns_per_table,ns_low,ns_high,instructions\n", out);
	for (size_t i = 0; i < e->nr_points; i++)
		put_point(e->points[i], out);
	return 0;
}

/* What was measured, as exactly as the run has it. */
static const char *commit(const struct export *e)
{
	const struct conditions *c = &e->conditions;

	if (*c->tree)
		return c->tree;
	return *c->tree_hash ? c->tree_hash : e->points[0]->kernel;
}

/* A history is the lines of its runs, each without the head but the first. */
int export_otava(const struct export *e, FILE *out)
{
	char name[POINT_NAME];

	fputs("time,commit,ptlu", out);
	for (size_t i = 0; i < e->nr_points; i++) {
		point_name(e->points[i], name);
		put_field(",", name, out);
	}
	put_field("\n", e->start, out);
	put_field(",", commit(e), out);
	put_field(",", e->conditions.revision, out);
	for (size_t i = 0; i < e->nr_points; i++)
		fprintf(out, ",%.12g", e->points[i]->ns_median);
	fputc('\n', out);
	return 0;
}
