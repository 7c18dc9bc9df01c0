// SPDX-License-Identifier: GPL-2.0-only
/* Draw a plot: write gnuplot's commands with their data, and run gnuplot for SVG and PNG. */
#define _GNU_SOURCE
#include "plot.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Pixels around the panels. */
#define SPACE_LEFT	112
#define SPACE_BETWEEN	30
#define SPACE_TOP	112
#define SPACE_ROW	40
#define SPACE_BOTTOM	66
#define SPACE_LEGEND	22
/* A legend's line sample, and a character of its text; a label of the x axis. */
#define LEGEND_SAMPLE	62
#define LEGEND_CHARACTER 7.8
#define LEGEND_LINE	17
#define X_LABEL		62

/* gnuplot's point types that stay apart when small: filled ones, crosses, open ones. */
static const int mark_types[] = { 7, 5, 9, 11, 13, 2, 1, 3, 6, 4, 8, 10 };

/* ---- axes ---- */

struct extent {
	double x_min, x_max, y_min, y_max;
};

static struct extent extent_of(const struct plot *plot)
{
	struct extent e = { INFINITY, 0, INFINITY, 0 };

	for (size_t p = 0; p < plot->nr; p++)
		for (size_t c = 0; c < plot->panels[p].nr; c++) {
			const struct curve *curve = &plot->panels[p].curves[c];

			/* Guides may run out of the picture. */
			for (size_t i = 0; curve->look != CURVE_DOTTED && i < curve->nr; i++) {
				e.x_min = fmin(e.x_min, curve->points[i].x);
				e.x_max = fmax(e.x_max, curve->points[i].x);
				e.y_min = fmin(e.y_min, curve->points[i].y);
				e.y_max = fmax(e.y_max, curve->points[i].y);
			}
		}
	if (!e.x_max)
		return e;
	for (size_t i = 0; i < plot->nr_levels; i++) {
		e.y_min = fmin(e.y_min, plot->levels[i]);
		e.y_max = fmax(e.y_max, plot->levels[i]);
	}
	/* Some room, so that no mark lies on the frame and a single size has an axis. */
	e.x_min /= 1.5;
	e.x_max *= 1.5;
	e.y_min /= 1.35;
	e.y_max *= 1.35;
	return e;
}

/* One tic; panels that share an axis with a neighbour have tics without labels. */
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

static bool fits(const struct extent *e, double x)
{
	return x > e->x_min && x < e->x_max;
}

static bool any_mark(const struct plot *plot, const struct extent *e)
{
	for (size_t i = 0; i < plot->nr_x_marks; i++)
		if (fits(e, plot->x_marks[i].at))
			return true;
	return false;
}

static void put_tics(FILE *gp, const struct plot *plot, const struct extent *e, bool label_x,
		     bool label_y)
{
	const char *comma = "";
	char label[32] = "";

	fprintf(gp, "set ytics (");
	if (plot->unit == PLOT_TIME)
		put_time_tics(gp, label_y);
	else
		put_number_tics(gp, e, label_y);
	fprintf(gp, ")\nset xtics (");
	for (int power = 0; power <= 30; power += x_step(plot, e)) {
		if (label_x)
			snprintf(label, sizeof(label), "%lld", 1LL << power);
		put_tic(gp, &comma, label, (double)(1LL << power));
	}
	fprintf(gp, ")\nset ylabel \"%s\"\n", label_y ? plot->y_label : "");
	fprintf(gp, "set xlabel \"%s%s\"\n", label_x ? plot->x_label : "",
		label_x && any_mark(plot, e) ? plot->x_marks_label : "");
}

static void put_axes(FILE *gp, const struct extent *e)
{
	fprintf(gp, "set logscale xy\nset xrange [%g:%g]\nset yrange [%g:%g]\n", e->x_min, e->x_max,
		e->y_min, e->y_max);
	fprintf(gp,
		"set tics nomirror scale 0.6 textcolor rgb \"#303030\"\n"
		"set grid xtics ytics lt 1 lc rgb \"#e4e4e4\" lw 0.7\n"
		"set border 3 lc rgb \"#606060\"\n");
}

/* ---- panels ---- */

/* Guides and their labels, in the coordinates of the panel that is drawn next. */
static void put_marks(FILE *gp, const struct plot *plot, const struct extent *e, bool top_row)
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
		if (top_row)
			fprintf(gp,
				"set label \"%s\" at first %g, graph 1 center offset 0,0.6 "
				"font \",10\" textcolor rgb \"#606060\"\n",
				plot->x_marks[i].label, x);
	}
	for (size_t i = 0; i < plot->nr_levels; i++)
		fprintf(gp,
			"set arrow from graph 0, first %g to graph 1, first %g nohead back lt 1 "
			"lc rgb \"#808080\" lw 1\n",
			plot->levels[i], plot->levels[i]);
}

static void put_style(FILE *gp, const struct curve *curve)
{
	static const char *const dashes[] = { [CURVE_SOLID] = "1", [CURVE_DASHED] = "(9,5)",
					      [CURVE_DOTTED] = "(2,5)" };

	fprintf(gp, "lt 1 lc rgb \"#%06x\" lw %g dt %s", curve->color, curve->width,
		dashes[curve->look]);
	if (curve->look == CURVE_SOLID)
		fprintf(gp, " pt %d ps 0.6", mark_types[curve->mark % (sizeof(mark_types) /
								       sizeof(mark_types[0]))]);
}

static const char *with_what(const struct curve *curve)
{
	return curve->look == CURVE_SOLID ? "linespoints" : "lines";
}

static void put_panel(FILE *gp, const struct plot *plot, size_t p)
{
	const struct panel *panel = &plot->panels[p];
	const char *comma = "plot ";

	for (size_t c = 0; c < panel->nr; c++) {
		if (!panel->curves[c].band || !panel->curves[c].nr)
			continue;
		fprintf(gp,
			"%s$p%zuc%zu using 1:3:4 with filledcurves fc rgb \"#%06x\" "
			"fs transparent solid 0.13 noborder notitle",
			comma, p, c, panel->curves[c].color);
		comma = ", \\\n     ";
	}
	for (size_t c = 0; c < panel->nr; c++) {
		const struct curve *curve = &panel->curves[c];

		if (!curve->nr)
			continue;
		if (curve->bars) {
			fprintf(gp,
				"%s$p%zuc%zu using 1:2:3:4 with yerrorbars lt 1 lc rgb \"#%06x\" "
				"lw 1 pt 0 notitle",
				comma, p, c, curve->color);
			comma = ", \\\n     ";
		}
		fprintf(gp, "%s$p%zuc%zu using 1:2 with %s ", comma, p, c, with_what(curve));
		comma = ", \\\n     ";
		put_style(gp, curve);
		fprintf(gp, " notitle");
	}
	/* A placement that has nothing for this panel still shows its axes. */
	if (*comma == 'p')
		fprintf(gp, "plot NaN notitle");
	fputc('\n', gp);
}

/* ---- the picture ---- */

struct layout {
	double width, height;
	double legend_width;
	size_t rows;
};

static bool titled_before(const struct plot *plot, size_t panel, size_t curve)
{
	const char *title = plot->panels[panel].curves[curve].title;

	for (size_t p = 0; p <= panel; p++)
		for (size_t c = 0; c < plot->panels[p].nr; c++) {
			if (p == panel && c == curve)
				return false;
			if (plot->panels[p].curves[c].nr &&
			    !strcmp(plot->panels[p].curves[c].title, title))
				return true;
		}
	return false;
}

static struct layout layout_of(const struct plot *plot)
{
	struct layout l = { .rows = (plot->nr + plot->columns - 1) / plot->columns };
	size_t columns = plot->nr < plot->columns ? plot->nr : plot->columns;
	size_t longest = 0, entries = 0;

	for (size_t p = 0; p < plot->nr; p++)
		for (size_t c = 0; c < plot->panels[p].nr; c++) {
			size_t len = strlen(plot->panels[p].curves[c].title);

			longest = len > longest ? len : longest;
			entries += plot->panels[p].curves[c].nr && !titled_before(plot, p, c);
		}
	l.legend_width = LEGEND_SAMPLE + LEGEND_CHARACTER * (double)longest;
	l.width = SPACE_LEFT + (double)columns * plot->panel_width +
		  (double)(columns - 1) * SPACE_BETWEEN + SPACE_LEGEND + l.legend_width;
	l.height = fmax((double)l.rows * plot->panel_height + (double)(l.rows - 1) * SPACE_ROW,
			(double)(entries + 1) * LEGEND_LINE) + SPACE_TOP + SPACE_BOTTOM;
	return l;
}

/* The legend is a panel of its own beside the others: it can cover nothing. */
static void put_legend(FILE *gp, const struct plot *plot)
{
	fprintf(gp,
		"unset logscale\nunset tics\nunset grid\nunset border\nunset xlabel\nunset ylabel\n"
		"unset arrow\nunset label\nset title \"\"\nset xrange [0:1]\nset yrange [0:1]\n"
		"set key at graph 0,1 left top Left reverse font \",10\" "
		"spacing 1.1 samplen 3 vertical maxcols 1\n"
		"plot NaN notitle");
	for (size_t p = 0; p < plot->nr; p++)
		for (size_t c = 0; c < plot->panels[p].nr; c++) {
			const struct curve *curve = &plot->panels[p].curves[c];

			if (!curve->nr || titled_before(plot, p, c))
				continue;
			fprintf(gp, ", \\\n     keyentry with %s ", with_what(curve));
			put_style(gp, curve);
			fprintf(gp, " title \"%s\"", curve->title);
		}
	fputc('\n', gp);
}

static void put_head(FILE *gp, const struct plot *plot, const struct layout *l)
{
	fprintf(gp,
		"# %s.gp: gnuplot draws %s.svg from it, and %s.png with -e 'format=\"png\"'.\n"
		"# Columns of the data: tables, value, low, high.\n",
		plot->name, plot->name, plot->name);
	for (size_t p = 0; p < plot->nr; p++)
		for (size_t c = 0; c < plot->panels[p].nr; c++) {
			const struct curve *curve = &plot->panels[p].curves[c];

			fprintf(gp, "$p%zuc%zu << EOD\n# %s, %s\n", p, c, plot->panels[p].title,
				curve->title);
			for (size_t i = 0; i < curve->nr; i++)
				fprintf(gp, "%.0f %.6g %.6g %.6g\n", curve->points[i].x,
					curve->points[i].y, curve->points[i].low,
					curve->points[i].high);
			fprintf(gp, "EOD\n");
		}
	fprintf(gp,
		"if (!exists(\"format\")) format = \"svg\"\n"
		"if (format eq \"svg\") {\n"
		"\tset terminal svg size %.0f,%.0f dynamic noenhanced font \"sans-serif,12\" "
		"fontscale 1.2 background rgb \"white\"\n"
		"} else {\n"
		"\tset terminal pngcairo size %.0f,%.0f noenhanced font \"sans,12\" fontscale 1.4 "
		"linewidth 1.4 pointscale 1.4 background rgb \"white\"\n"
		"}\n"
		"set output \"%s.\".format\nset encoding utf8\n",
		l->width, l->height, 1.4 * l->width, 1.4 * l->height, plot->name);
}

static void put_picture(FILE *gp, const struct plot *plot, const struct extent *e,
			const struct layout *l)
{
	put_head(gp, plot, l);
	fprintf(gp, "set multiplot title \"%s\\n%s\" font \",13\"\nunset key\n", plot->title,
		plot->subtitle);
	put_axes(gp, e);
	for (size_t p = 0; p < plot->nr; p++) {
		size_t row = p / plot->columns, column = p % plot->columns;
		double left = SPACE_LEFT + (double)column * (plot->panel_width + SPACE_BETWEEN);
		double top = SPACE_TOP + (double)row * (plot->panel_height + SPACE_ROW);

		fprintf(gp, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
			"set tmargin at screen %.5f\nset bmargin at screen %.5f\n", left / l->width,
			(left + plot->panel_width) / l->width, 1 - top / l->height,
			1 - (top + plot->panel_height) / l->height);
		fprintf(gp, "set title \"%s\" offset 0,%g font \",12\"\n", plot->panels[p].title,
			!row && any_mark(plot, e) ? 0.7 : -0.5);
		put_tics(gp, plot, e, p + plot->columns >= plot->nr, !column);
		put_marks(gp, plot, e, !row);
		put_panel(gp, plot, p);
	}
	fprintf(gp, "set lmargin at screen %.5f\nset rmargin at screen 0.999\n"
		"set tmargin at screen %.5f\nset bmargin at screen 0.01\n",
		(l->width - l->legend_width) / l->width, 1 - SPACE_TOP / l->height);
	put_legend(gp, plot);
	fprintf(gp, "unset multiplot\nunset output\n");
}

/* Run gnuplot in the folder of the script: its file names are its own, no path needs quoting. */
static int run_gnuplot(const char *dir, const char *script, const char *format)
{
	char set_format[32];
	int status;
	pid_t pid;

	snprintf(set_format, sizeof(set_format), "format=\"%s\"", format);
	pid = fork();
	if (pid < 0) {
		warn("cannot start gnuplot");
		return -errno;
	}
	if (!pid) {
		if (chdir(dir))
			_exit(126);
		/* Without -d a person's own settings would change the picture. */
		execlp("gnuplot", "gnuplot", "-d", "-e", set_format, script, NULL);
		_exit(errno == ENOENT ? 127 : 126);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
		warnx("no plots: gnuplot is not installed; run 'make setup' and report again");
		return -ENOENT;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		warnx("gnuplot failed on %s/%s; run it by hand to see why", dir, script);
		return -EIO;
	}
	return 0;
}

/* gnuplot does not tell of a full disk, but then its picture ends early: none is better. */
static int check_picture(const char *path, const char *end, size_t len)
{
	char tail[16] = "";
	FILE *f = fopen(path, "re");
	bool whole = f && !fseek(f, -(long)len, SEEK_END) && fread(tail, 1, len, f) == len &&
		     !memcmp(tail, end, len);

	if (f)
		fclose(f);
	if (whole)
		return 0;
	unlink(path);
	warnx("cannot write all of %s: is the disk full? Make room and report again", path);
	return -EIO;
}

static int draw(const struct plot *plot, const char *dir, const char *format, const char *end,
		size_t len)
{
	char script[80], *path = NULL;
	int ret;

	snprintf(script, sizeof(script), "%s.gp", plot->name);
	ret = run_gnuplot(dir, script, format);
	if (!ret && asprintf(&path, "%s/%s.%s", dir, plot->name, format) < 0)
		return -ENOMEM;
	if (!ret)
		ret = check_picture(path, end, len);
	free(path);
	return ret;
}

int plot_draw(const struct plot *plot, const char *dir)
{
	static const char png_end[] = "IEND\xae\x42\x60\x82";
	static const char svg_end[] = "</svg>\n\n";
	struct extent e = extent_of(plot);
	struct layout l = layout_of(plot);
	char *path;
	FILE *gp;
	int ret = 0;

	if (!e.x_max)
		return 0;
	if (asprintf(&path, "%s/%s.gp", dir, plot->name) < 0)
		return -ENOMEM;
	gp = fopen(path, "we");
	if (gp)
		put_picture(gp, plot, &e, &l);
	if (!gp || fflush(gp)) {
		ret = -errno;
		warn("cannot write %s; make room and report again", path);
	}
	if (gp)
		fclose(gp);
	free(path);
	if (!ret)
		ret = draw(plot, dir, "svg", svg_end, sizeof(svg_end) - 1);
	return ret ? ret : draw(plot, dir, "png", png_end, sizeof(png_end) - 1);
}
