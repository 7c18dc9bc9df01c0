// SPDX-License-Identifier: GPL-2.0-only
/* Findings as text and as Markdown. */
#include "report.h"
#include "results/ptlu/figure.h"
#include "results/ptlu/names.h"
#include "results/ptlu/table.h"

#include <math.h>
#include <string.h>
#include <time.h>

/* Points of one finding that are shown. */
#define MAX_POINTS	5
#define LINE		2600

void finding_subject(const struct finding *f, char *text, size_t size)
{
	if (f->kind == FINDING_RULE)
		snprintf(text, size, "%s%s%.300s", f->rules, *f->rules ? ": " : "", f->test);
	else if (same(f->target, ALL_TARGETS))
		snprintf(text, size, "%s of %s, all targets", f->op, f->variant);
	else
		snprintf(text, size, "%s of %s on %s", f->op, f->variant, f->target);
}

void finding_change(const struct finding *f, char *text, size_t size)
{
	const char *unit = f->kind == FINDING_COUNT ? "instructions" : "time";

	if (f->kind != FINDING_RULE)
		snprintf(text, size, "%+.*f %% %s", f->kind == FINDING_COUNT ? 2 : 1,
			 100 * (f->ratio - 1), unit);
	else if (f->tests > 1)
		snprintf(text, size, "fails, with %zu others", f->tests - 1);
	else
		snprintf(text, size, "fails");
}

static const char *tree_of(const struct finding_run *r)
{
	return *r->tree ? r->tree : r->kernel;
}

void finding_cause(const struct finding *f, char *text, size_t size)
{
	const struct finding_run *a = &f->before, *b = &f->first;
	const struct {
		const char *name, *before, *after;
	} others[] = {
		{ "compiler", a->compiler, b->compiler },
		{ "microcode", a->microcode, b->microcode },
		{ "the machine's kernel", a->release, b->release },
	};
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]) && used < size; i++)
		if (!same(others[i].before, others[i].after))
			used += (size_t)snprintf(text + used, size - used, "%s%s %s, was %s",
						 used ? "; " : "", others[i].name, others[i].after,
						 others[i].before);
}

/* "v7.3-1-g..., ptlu d7ad511dc537" of one side, or of both. */
static void range_of(const char *before, const char *after, char *text, size_t size)
{
	if (same(before, after))
		snprintf(text, size, "%s", after);
	else
		snprintf(text, size, "%s..%s", before, after);
}

static const char *date_of(const struct finding_run *r, char *text, size_t size)
{
	time_t t = (time_t)r->start;
	struct tm tm = { 0 };

	gmtime_r(&t, &tm);
	strftime(text, size, "%Y-%m-%d", &tm);
	return text;
}

static void value_text(const struct finding *f, double value, char *text)
{
	if (f->kind == FINDING_TIME)
		time_text(text, value);
	else
		snprintf(text, FIGURE_TEXT, "%.0f", value);
}

static void print_points(const struct finding *f, const char *bullet, FILE *out)
{
	char before[FIGURE_TEXT], after[FIGURE_TEXT];

	for (size_t i = 0; i < f->nr_points && i < MAX_POINTS; i++) {
		const struct finding_point *p = &f->points[i];

		value_text(f, p->before, before);
		value_text(f, p->after, after);
		fprintf(out, "%s%s, %s, %s, %s, %llu tables: %s -> %s (%+.1f %%)\n", bullet,
			p->key->target, p->key->leaf, p->key->placement, p->key->cache,
			(unsigned long long)p->key->tables, before, after,
			100 * (p->after / p->before - 1));
	}
	if (f->nr_points > MAX_POINTS)
		fprintf(out, "%s%zu more sizes and cases\n", bullet, f->nr_points - MAX_POINTS);
}

/* "+4.9 % (+4.5..+5.3)" of what was measured again. */
static void again_text(const struct finding *f, char *text, size_t size)
{
	const struct interval *r = &f->again;

	snprintf(text, size, "%+.1f %% (%+.1f..%+.1f)", 100 * (r->estimate - 1), 100 * (r->low - 1),
		 100 * (r->high - 1));
}

static void print_again(const struct finding *f, const char *bullet, FILE *out)
{
	char text[128];

	if (f->kind != FINDING_TIME)
		return;
	again_text(f, text, sizeof(text));
	if (f->again_rounds)
		fprintf(out, "%smeasured again, %zu rounds beside the program of %s: %s, p = %.1e%s\n",
			bullet, f->again_rounds, f->again_base, text, f->again_p,
			f->again_code == CODE_DIFFERS ? ", other machine code" : "");
	else
		fprintf(out, "%snot measured again\n", bullet);
}

static void print_functions(const struct finding *f, const char *bullet, FILE *out)
{
	if (f->nr_functions)
		fprintf(out, "%sinstructions per table, %llu tables of %s:\n", bullet,
			(unsigned long long)f->points[0].key->tables, f->points[0].key->target);
	for (size_t i = 0; i < f->nr_functions; i++) {
		const struct finding_function *one = &f->functions[i];

		fprintf(out, "%*s%s%s %.2f -> %.2f (%+.2f)\n", 2, "", bullet, one->name,
			one->before, one->after, one->after - one->before);
	}
}

/* What stands below the line of a finding in both forms. */
static void print_details(const struct finding *f, const char *ksrc, const char *bullet,
			  const char *quote, FILE *out)
{
	char text[LINE];

	range_of(tree_of(&f->before), tree_of(&f->first), text, sizeof(text));
	fprintf(out, "%stree %s\n", bullet, text);
	range_of(f->before.ptlu, f->first.ptlu, text, sizeof(text));
	fprintf(out, "%sptlu %s\n", bullet, text);
	finding_cause(f, text, sizeof(text));
	if (*text)
		fprintf(out, "%salso other: %s\n", bullet, text);
	fprintf(out, "%sruns %s and %s\n", bullet, f->before.name, f->first.name);
	print_again(f, bullet, out);
	if (f->blackout)
		fprintf(out, "%sblackout: restore of 1 TiB on %s takes %.2f ms, was %.2f ms\n",
			bullet, f->blackout->key->target,
			finding_blackout_ms(f, f->blackout->after),
			finding_blackout_ms(f, f->blackout->before));
	print_points(f, bullet, out);
	print_functions(f, bullet, out);
	finding_command(f, ksrc, text, sizeof(text));
	fprintf(out, "%s%s%s%s\n", bullet, quote, text, quote);
}

static void print_named(const struct findings *f, bool noise, const char *title,
			const char *bullet, FILE *out)
{
	char subject[LINE], again[128], date[32];
	size_t nr = 0;

	for (size_t i = 0; i < f->nr_named; i++) {
		const struct finding *one = f->named[i];

		if (one->noise != noise)
			continue;
		if (!nr++)
			fprintf(out, "\n%s:\n\n", title);
		finding_subject(one, subject, sizeof(subject));
		again_text(one, again, sizeof(again));
		fprintf(out, "%s%s: %+.1f %% since %s, again %s\n", bullet, subject,
			100 * (one->ratio - 1), date_of(&one->first, date, sizeof(date)), again);
	}
}

static void print_no_changes(const struct findings *f, const char *bullet, FILE *out)
{
	print_named(f, false, "Measured again beside an older program, no change or undecided", bullet, out);
	print_named(f, true, "Noise: measured again it holds, and the machine code that is executed is"
		    " the same", bullet, out);
}

static void print_unjudged(const struct findings *f, FILE *out)
{
	if (f->unjudged > 0)
		fprintf(out, "\n%lld runs are not compared: they failed, were dirty or disturbed (ptlu"
			" history list).\n", f->unjudged);
}

int report_text(const struct findings *f, const char *ksrc, FILE *out)
{
	static const char *const columns[] = { ">", "since", "what", "change", ">runs", ">p", NULL };
	struct table *t = table_begin(columns);
	char text[LINE];

	for (size_t i = 0; i < f->nr; i++) {
		const struct finding *one = f->all[i];

		table_row(t);
		table_cell(t, "%zu", i + 1);
		table_cell(t, "%s", date_of(&one->first, text, sizeof(text)));
		finding_subject(one, text, sizeof(text));
		table_cell(t, "%s", text);
		finding_change(one, text, sizeof(text));
		table_cell(t, "%s", text);
		table_cell(t, "%zu", one->nights);
		if (isnan(one->p))
			table_cell(t, "exact");
		else
			table_cell(t, "%.1e", one->p);
	}
	if (!table_end(t, out, "Changes"))
		fputs("Nothing changed that was not reported.\n", out);
	for (size_t i = 0; i < f->nr; i++) {
		finding_subject(f->all[i], text, sizeof(text));
		fprintf(out, "\n%zu  %s\n", i + 1, text);
		print_details(f->all[i], ksrc, "   ", "", out);
		if (*f->all[i]->plot)
			fprintf(out, "   plot %s\n", f->all[i]->plot);
	}
	print_no_changes(f, "   ", out);
	print_unjudged(f, out);
	return 0;
}

int report_markdown(const struct findings *f, const char *ksrc, FILE *out)
{
	char text[LINE], change[64], date[32];

	if (!f->nr)
		fputs("Nothing changed that was not reported.\n", out);
	for (size_t i = 0; i < f->nr; i++) {
		const struct finding *one = f->all[i];

		finding_subject(one, text, sizeof(text));
		finding_change(one, change, sizeof(change));
		fprintf(out, "%s### %s: %s\n\nSince %s, %zu runs; ", i ? "\n" : "", text, change,
			date_of(&one->first, date, sizeof(date)), one->nights);
		if (isnan(one->p))
			fputs("exact.\n\n", out);
		else
			fprintf(out, "p = %.1e.\n\n", one->p);
		print_details(one, ksrc, "- ", "`", out);
		if (*one->plot)
			fprintf(out, "\n![%s, run by run](%s)\n", text, one->plot);
	}
	print_no_changes(f, "- ", out);
	print_unjudged(f, out);
	return 0;
}
