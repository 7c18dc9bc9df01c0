// SPDX-License-Identifier: GPL-2.0-only
/* Draw a plot: write gnuplot's commands with their data, and run gnuplot for SVG and PNG. */
#define _GNU_SOURCE
#include "axes.h"

#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Pixels around the panels. */
#define SPACE_LEFT	112
#define SPACE_BETWEEN	30
#define SPACE_TOP	112
#define SPACE_HEAD	50	/* the part of SPACE_TOP that is the picture's title */
#define SPACE_ROW	40
#define SPACE_BOTTOM	66
#define SPACE_LEGEND	22
/* A legend's line sample, and a character of its text. */
#define LEGEND_SAMPLE	62
#define LEGEND_CHARACTER 7.8
#define LEGEND_LINE	17

/* gnuplot's point types that stay apart when small: filled ones, crosses, open ones. */
static const int mark_types[] = { 7, 5, 9, 11, 13, 2, 1, 3, 6, 4, 8, 10 };

/* ---- panels ---- */

/* A single point of a line without marks would not be seen. */
static bool has_marks(const struct curve *curve)
{
	return curve->look == CURVE_SOLID || curve->nr == 1;
}

static void put_style(FILE *gp, const struct curve *curve)
{
	static const char *const dashes[] = { [CURVE_SOLID] = "1", [CURVE_DASHED] = "(9,5)",
					      [CURVE_DOTTED] = "(2,2.5)", [CURVE_GUIDE] = "(2,5)" };

	fprintf(gp, "lt 1 lc rgb \"#%06x\" lw %g dt %s", curve->color, curve->width,
		dashes[curve->look]);
	if (has_marks(curve))
		fprintf(gp, " pt %d ps 0.6", mark_types[curve->mark % (sizeof(mark_types) /
								       sizeof(mark_types[0]))]);
}

static const char *with_what(const struct curve *curve)
{
	return has_marks(curve) ? "linespoints" : "lines";
}

static void put_panel(FILE *gp, const struct plot *plot, size_t p)
{
	const struct panel *panel = &plot->panels[p];
	const char *comma = "plot ";

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
	/* A panel without a curve still shows its axes. */
	if (*comma == 'p')
		fprintf(gp, "plot NaN notitle");
	fputc('\n', gp);
}

/* ---- legends ---- */

/* Panels that share a legend: all of a plot's, or one. */
struct legend {
	size_t first, nr;
};

static size_t nr_legends(const struct plot *plot)
{
	return plot->separate ? plot->nr : 1;
}

static struct legend legend_of(const struct plot *plot, size_t i)
{
	return plot->separate ? (struct legend){ i, 1 } : (struct legend){ 0, plot->nr };
}

static bool titled_before(const struct plot *plot, struct legend legend, size_t panel,
			  size_t curve)
{
	const char *title = plot->panels[panel].curves[curve].title;

	for (size_t p = legend.first; p <= panel; p++)
		for (size_t c = 0; c < plot->panels[p].nr; c++) {
			if (p == panel && c == curve)
				return false;
			if (plot->panels[p].curves[c].nr &&
			    !strcmp(plot->panels[p].curves[c].title, title))
				return true;
		}
	return false;
}

/* The curves that a legend names, in their order; the caller frees them. */
static const struct curve **legend_entries(const struct plot *plot, struct legend legend,
					   size_t *nr)
{
	const struct curve **entries;
	size_t all = 0;

	for (size_t p = legend.first; p < legend.first + legend.nr; p++)
		all += plot->panels[p].nr;
	entries = calloc(all + 1, sizeof(*entries));
	*nr = 0;
	for (size_t p = legend.first; entries && p < legend.first + legend.nr; p++)
		for (size_t c = 0; c < plot->panels[p].nr; c++)
			if (plot->panels[p].curves[c].nr && !titled_before(plot, legend, p, c))
				entries[(*nr)++] = &plot->panels[p].curves[c];
	return entries;
}

/* A legend is a panel of its own beside or below the others: it can cover nothing. */
static void put_legend(FILE *gp, const struct plot *plot, struct legend legend)
{
	size_t nr;
	const struct curve **entries = legend_entries(plot, legend, &nr);

	fprintf(gp,
		"unset logscale\nunset tics\nunset grid\nunset border\nunset xlabel\nunset ylabel\n"
		"unset arrow\nunset label\nset title \"\"\nset xrange [0:1]\nset yrange [0:1]\n"
		"set key at graph 0,1 left top Left reverse font \",10\" "
		"spacing 1.1 samplen 3 vertical maxrows %zu\n"
		"plot NaN notitle", plot->separate ? (nr + 1) / 2 : nr);
	for (size_t i = 0; i < nr; i++) {
		fprintf(gp, ", \\\n     keyentry with %s ", with_what(entries[i]));
		put_style(gp, entries[i]);
		fprintf(gp, " title \"%s\"", entries[i]->title);
	}
	fputc('\n', gp);
	free(entries);
}

/* ---- the picture ---- */

/* Pixels: the whole picture, its legends, and from one panel to the next. */
struct layout {
	double width, height;
	double legend_width, legend_height;
	double pitch_x, pitch_y;
};

static struct layout layout_of(const struct plot *plot)
{
	size_t columns = plot->nr < plot->columns ? plot->nr : plot->columns;
	size_t rows = (plot->nr + plot->columns - 1) / plot->columns;
	size_t longest = 0, most = 0;
	struct layout l;

	for (size_t i = 0; i < nr_legends(plot); i++) {
		size_t nr;
		const struct curve **entries = legend_entries(plot, legend_of(plot, i), &nr);

		most = nr > most ? nr : most;
		for (size_t c = 0; c < nr; c++)
			if (strlen(entries[c]->title) > longest)
				longest = strlen(entries[c]->title);
		free(entries);
	}
	l.legend_width = LEGEND_SAMPLE + LEGEND_CHARACTER * (double)longest;
	l.pitch_x = plot->panel_width + SPACE_BETWEEN;
	l.pitch_y = plot->panel_height + SPACE_ROW;
	if (plot->separate) {
		/* Below each panel, in two columns. */
		l.legend_width *= 2;
		l.legend_height = (double)((most + 1) / 2 + 1) * LEGEND_LINE;
		l.pitch_x = SPACE_LEFT + fmax(plot->panel_width, l.legend_width);
		l.pitch_y = SPACE_TOP + plot->panel_height + SPACE_BOTTOM + l.legend_height -
			    SPACE_HEAD;
		l.width = (double)columns * l.pitch_x + SPACE_LEGEND;
		l.height = (double)rows * l.pitch_y + SPACE_HEAD;
		return l;
	}
	l.legend_height = (double)(most + 1) * LEGEND_LINE;
	l.width = SPACE_LEFT + (double)(columns - 1) * l.pitch_x + plot->panel_width +
		  SPACE_LEGEND + l.legend_width;
	l.height = fmax((double)(rows - 1) * l.pitch_y + plot->panel_height, l.legend_height) +
		   SPACE_TOP + SPACE_BOTTOM;
	return l;
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

/* Where the next panel or legend goes: its sides in pixels, from the left and from the top. */
static void put_margins(FILE *gp, const struct layout *l, double left, double right, double top,
			double bottom)
{
	fprintf(gp,
		"set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
		"set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
		left / l->width, right / l->width, 1 - top / l->height, 1 - bottom / l->height);
}

static void put_panels(FILE *gp, const struct plot *plot, const struct layout *l)
{
	for (size_t p = 0; p < plot->nr; p++) {
		size_t row = p / plot->columns, column = p % plot->columns;
		double left = SPACE_LEFT + (double)column * l->pitch_x;
		double top = SPACE_TOP + (double)row * l->pitch_y;
		struct extent e = plot->separate ? extent_of(plot, p, 1) :
						   extent_of(plot, 0, plot->nr);
		struct axes_labels labels = {
			.x = plot->separate || p + plot->columns >= plot->nr,
			.y = plot->separate || !column,
			.marks = plot->separate || !row,
		};

		put_margins(gp, l, left, left + plot->panel_width, top, top + plot->panel_height);
		fprintf(gp, "set title \"%s\" offset 0,%g font \",12\"\n", plot->panels[p].title,
			labels.marks && extent_has_mark(plot, &e) ? 0.7 : -0.5);
		axes_put(gp, plot, &plot->panels[p], &e, labels);
		put_panel(gp, plot, p);
	}
}

static void put_legends(FILE *gp, const struct plot *plot, const struct layout *l)
{
	for (size_t i = 0; i < nr_legends(plot); i++) {
		double left = SPACE_LEFT + (double)(i % plot->columns) * l->pitch_x;
		double top = SPACE_TOP + (double)(i / plot->columns) * l->pitch_y +
			     plot->panel_height + SPACE_BOTTOM;

		if (plot->separate)
			put_margins(gp, l, left, left + l->legend_width, top,
				    top + l->legend_height);
		else
			put_margins(gp, l, l->width - l->legend_width, 0.999 * l->width, SPACE_TOP,
				    0.99 * l->height);
		put_legend(gp, plot, legend_of(plot, i));
	}
}

static void put_picture(FILE *gp, const struct plot *plot)
{
	struct layout l = layout_of(plot);

	put_head(gp, plot, &l);
	fprintf(gp, "set multiplot title \"%s\\n%s\" font \",13\"\nunset key\n", plot->title,
		plot->subtitle);
	put_panels(gp, plot, &l);
	put_legends(gp, plot, &l);
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
	char script[sizeof(plot->name) + 8], *path = NULL;
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
	char *path;
	FILE *gp;
	int ret = 0;

	if (!extent_of(plot, 0, plot->nr).x_max)
		return 0;
	if (asprintf(&path, "%s/%s.gp", dir, plot->name) < 0)
		return -ENOMEM;
	gp = fopen(path, "we");
	if (gp)
		put_picture(gp, plot);
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
