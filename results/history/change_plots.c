// SPDX-License-Identifier: GPL-2.0-only
/* A plot for each change: the nights of the points that changed most. */
#define _GNU_SOURCE
#include "findings.h"
#include "report.h"
#include "results/format/file.h"
#include "results/ptlu/gnuplot.h"
#include "results/ptlu/names.h"
#include "results/ptlu/plot_data.h"
#include "results/ptlu/plot_scripts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCRIPT		"change"
/* Curves of one plot, and nights of a curve. */
#define MOST_POINTS	5
#define MOST_NIGHTS	100

static double value_of(const struct finding *f, const struct series_night *n)
{
	if (f->kind == FINDING_COUNT)
		return n->has_count ? n->instructions : 0;
	return n->has_time && !n->refused ? n->ns_min : 0;
}

/*
 * Puts the nights of a point, in per cent of the level before. Returns the number of its first
 * night with the change, 0 if that is not among them.
 */
static unsigned int put_point(struct plot_data *d, const struct finding *f,
			      const struct finding_point *p, struct history *h, long long series)
{
	unsigned int first = 0, x = 0;
	char curve[PLOT_TEXT];
	size_t nr, from;
	struct series_night *nights = series_nights(h, series, &nr);

	if (!nights)
		return 0;
	snprintf(curve, sizeof(curve), "%s, %s, %s, %s, %llu tables", p->key->target, p->key->leaf,
		 p->key->placement, p->key->cache, (unsigned long long)p->key->tables);
	from = nr > MOST_NIGHTS ? nr - MOST_NIGHTS : 0;
	for (size_t i = from; i < nr; i++) {
		double percent = 100 * value_of(f, &nights[i]) / p->before;

		if (!same(nights[i].state, "good") || percent <= 0)
			continue;
		x++;
		if (same(nights[i].run, f->first.name))
			first = x;
		plot_add(d, "nights", curve, (struct plot_point){ x, percent, percent, percent });
	}
	free(nights);
	return first;
}

/* The rows, below a head that they decide. */
static char *data_text(const struct finding *f, struct findings *all, struct history *h,
		       const char *title, size_t *len)
{
	struct plot_data d = { 0 };
	char *rows = NULL, *text = NULL;
	size_t rows_len = 0;
	unsigned int first = 0;
	FILE *out;

	d.out = open_memstream(&rows, &rows_len);
	if (!d.out)
		return NULL;
	for (size_t i = 0; i < f->nr_points && i < MOST_POINTS; i++) {
		unsigned int x = put_point(&d, f, &f->points[i], h,
					   series_row(&all->series, f->points[i].key));

		first = first ? first : x;
	}
	out = fclose(d.out) || !d.points ? NULL : open_memstream(&text, len);
	if (out) {
		fprintf(out, "# title\t%s\n# conditions\t%s, %s tier, %s\n", title,
			f->kind == FINDING_COUNT ? "instructions" : "fastest repetition", f->tier,
			f->arch);
		fprintf(out, "# marks\t%s\t%.1f\t-\t0\t-\t0\n", f->first.name, first ? first - 0.5 : 0);
		fputs("panel\tcurve\tnight\tpercent\tlow\thigh\n", out);
		fwrite(rows, 1, rows_len, out);
		if (fclose(out)) {
			free(text);
			text = NULL;
		}
	}
	free(rows);
	return text;
}

static int draw(struct finding *f, struct findings *all, struct history *h, const char *dir,
		const char *name)
{
	char subject[256], change[64], title[400], path[512], *text;
	size_t len = 0;
	int ret;

	finding_subject(f, subject, sizeof(subject));
	finding_change(f, change, sizeof(change));
	snprintf(title, sizeof(title), "%s: %s", subject, change);
	text = data_text(f, all, h, title, &len);
	if (!text)
		return 0;
	snprintf(path, sizeof(path), "%s/%s.tsv", dir, name);
	ret = write_whole_file(path, text, len);
	free(text);
	if (!ret)
		ret = gnuplot_draw(dir, SCRIPT, name, title, "The nights of the points that changed"
				   " most, in per cent of the level before the change.");
	if (!ret)
		snprintf(f->plot, sizeof(f->plot), "plots/%s.svg", name);
	return ret;
}

void findings_draw(struct findings *f, struct history *h, const char *dir, const char *label)
{
	char plots[440], name[64];
	int ret = 0;

	snprintf(plots, sizeof(plots), "%s/plots", dir);
	for (size_t i = 0; i < f->nr && ret != -ENOENT; i++) {
		if (f->all[i]->kind == FINDING_RULE)
			continue;
		ret = plots_prepare(plots);
		if (!ret)
			ret = plot_script_write(plots, SCRIPT);
		if (ret)
			return;
		snprintf(name, sizeof(name), "%.40s-%zu", label, i + 1);
		ret = draw(f->all[i], f, h, plots, name);
	}
}
