// SPDX-License-Identifier: GPL-2.0-only
/* Axes of a panel: how far they reach, where their tics are and what these are called. */
#include "axes.h"

#include <math.h>

/* Pixels that a label of the x axis needs. */
#define X_LABEL	62

static void extend(struct extent *e, const struct panel *panel)
{
	for (size_t c = 0; c < panel->nr; c++) {
		const struct curve *curve = &panel->curves[c];

		for (size_t i = 0; curve->look != CURVE_GUIDE && i < curve->nr; i++) {
			e->x_min = fmin(e->x_min, curve->points[i].x);
			e->x_max = fmax(e->x_max, curve->points[i].x);
			e->y_min = fmin(e->y_min, curve->points[i].y);
			e->y_max = fmax(e->y_max, curve->points[i].y);
		}
	}
}

struct extent extent_of(const struct plot *plot, size_t first, size_t nr)
{
	struct extent e = { INFINITY, 0, INFINITY, 0 };

	for (size_t p = first; p < first + nr; p++)
		extend(&e, &plot->panels[p]);
	if (!e.x_max)
		return e;
	for (size_t p = first; p < first + nr; p++) {
		double level = plot->panels[p].level;

		if (level > 0) {
			e.y_min = fmin(e.y_min, level);
			e.y_max = fmax(e.y_max, level);
		}
	}
	/* Some room, so that no mark lies on the frame and a single size has an axis. */
	e.x_min /= 1.5;
	e.x_max *= 1.5;
	e.y_min /= 1.35;
	e.y_max *= 1.35;
	return e;
}

static bool fits(const struct extent *e, double x)
{
	return x > e->x_min && x < e->x_max;
}

bool extent_has_mark(const struct plot *plot, const struct extent *e)
{
	for (size_t i = 0; i < plot->nr_x_marks; i++)
		if (fits(e, plot->x_marks[i].at))
			return true;
	return false;
}

static void put_tic(FILE *gp, const char **comma, const char *label, double at)
{
	fprintf(gp, "%s\"%s\" %g", *comma, label, at);
	*comma = ", ";
}

static void put_time_tics(FILE *gp, bool labelled)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	const char *comma = "";
	char label[32] = "";

	for (int power = 0; power < 15; power++) {
		int unit = power < 9 ? power / 3 : 3;

		if (labelled)
			snprintf(label, sizeof(label), "%.0f %s", pow(10, power - 3 * unit),
				 units[unit]);
		put_tic(gp, &comma, label, pow(10, power));
	}
}

/* The fewer decades, the more numbers in each. */
static void put_number_tics(FILE *gp, const struct extent *e, bool labelled)
{
	static const double steps[] = { 1, 2, 5, 1.5, 3, 7 };
	double range = e->y_max / e->y_min;
	int nr_steps = range > 2000 ? 1 : range > 15 ? 3 : 6;
	const char *comma = "";
	char label[32] = "";

	for (int power = -6; power < 9; power++)
		for (int i = 0; i < nr_steps; i++) {
			double at = steps[i] * pow(10, power);

			if (at < e->y_min || at > e->y_max)
				continue;
			if (labelled)
				snprintf(label, sizeof(label), "%g", at);
			put_tic(gp, &comma, label, at);
		}
}

/* Powers of two between labels; with 3, 512 tables of 4 KiB map 1 GiB and 32768 map 64 GiB. */
static int x_step(const struct plot *plot, const struct extent *e)
{
	double powers = log2(e->x_max / e->x_min);

	if (powers * X_LABEL <= plot->panel_width)
		return 1;
	return powers / 3 * X_LABEL <= plot->panel_width ? 3 : 6;
}

static void put_tics(FILE *gp, const struct plot *plot, const struct panel *panel,
		     const struct extent *e, struct axes_labels labels)
{
	const char *comma = "";
	char label[32] = "";

	fprintf(gp, "set ytics (");
	if (panel->unit == PLOT_TIME)
		put_time_tics(gp, labels.y);
	else
		put_number_tics(gp, e, labels.y);
	fprintf(gp, ")\nset xtics (");
	for (int power = 0; power <= 30; power += x_step(plot, e)) {
		if (labels.x)
			snprintf(label, sizeof(label), "%lld", 1LL << power);
		put_tic(gp, &comma, label, (double)(1LL << power));
	}
	fprintf(gp, ")\nset ylabel \"%s\"\n", labels.y ? panel->y_label : "");
	fprintf(gp, "set xlabel \"%s%s\"\n", labels.x ? panel->x_label : "",
		labels.x && extent_has_mark(plot, e) ? plot->x_marks_label : "");
}

/* Guides and their labels, in the coordinates of the panel that is drawn next. */
static void put_guides(FILE *gp, const struct plot *plot, const struct panel *panel,
		       const struct extent *e, bool labelled)
{
	fprintf(gp, "unset arrow\nunset label\n");
	for (size_t i = 0; i < plot->nr_x_marks; i++) {
		double x = plot->x_marks[i].at;

		if (!fits(e, x))
			continue;
		fprintf(gp,
			"set arrow from first %g, graph 0 to first %g, graph 1 nohead back lt 1 "
			"lc rgb \"#b8b8b8\" lw 1 dt (4,4)\n",
			x, x);
		if (labelled)
			fprintf(gp,
				"set label \"%s\" at first %g, graph 1 center offset 0,0.6 "
				"font \",10\" textcolor rgb \"#606060\"\n",
				plot->x_marks[i].label, x);
	}
	if (panel->level > 0)
		fprintf(gp,
			"set arrow from graph 0, first %g to graph 1, first %g nohead back lt 1 "
			"lc rgb \"#808080\" lw 1\n",
			panel->level, panel->level);
}

void axes_put(FILE *gp, const struct plot *plot, const struct panel *panel, const struct extent *e,
	      struct axes_labels labels)
{
	fprintf(gp, "set logscale xy\nset xrange [%g:%g]\nset yrange [%g:%g]\n", e->x_min, e->x_max,
		e->y_min, e->y_max);
	fprintf(gp,
		"set tics nomirror scale 0.6 textcolor rgb \"#303030\"\n"
		"set grid xtics ytics lt 1 lc rgb \"#e4e4e4\" lw 0.7\n"
		"set border 3 lc rgb \"#606060\"\n");
	put_tics(gp, plot, panel, e, labels);
	put_guides(gp, plot, panel, e, labels.marks);
}
