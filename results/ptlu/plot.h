/* SPDX-License-Identifier: GPL-2.0-only */
/* A plot as ptlu-report describes it, panel by panel, and the gnuplot that draws it. */
#ifndef BENCH_REPORT_PLOT_H
#define BENCH_REPORT_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#define PLOT_MAX_PANELS	8
#define PLOT_MAX_MARKS	4

/* What the y axis counts; all axes are logarithmic. */
enum plot_unit {
	PLOT_TIME,		/* nanoseconds, labelled 1 us, 1 ms, ... */
	PLOT_NANOSECONDS,	/* plain numbers */
	PLOT_RATIO,		/* plain numbers around 1 */
};

enum curve_look {
	CURVE_SOLID,		/* line with marks */
	CURVE_DASHED,		/* dashed line without marks */
	CURVE_DOTTED,		/* dotted line without marks */
	CURVE_GUIDE,		/* thin and dotted; it may run out of the picture */
};

struct curve_point {
	double x;
	double y;
	double low;		/* of the error bar, when the curve has one */
	double high;
};

/**
 * struct curve - one line of a panel
 * @title: text in the legend; curves of one title look alike and share an entry
 * @look: kind of line
 * @color: 0xrrggbb
 * @mark: number of the mark, for CURVE_SOLID
 * @width: line width
 * @bars: error bars from low to high
 * @points: by growing x; owned
 * @nr: number of @points
 */
struct curve {
	char title[96];
	enum curve_look look;
	unsigned int color;
	unsigned int mark;
	double width;
	bool bars;
	struct curve_point *points;
	size_t nr;
};

/**
 * struct panel - a coordinate system
 * @title: text above it
 * @x_label: x axis with its unit
 * @y_label: y axis with its unit
 * @unit: what y counts
 * @level: horizontal guide; 0 for none
 * @curves: drawn in their order; owned
 * @nr: number of @curves
 */
struct panel {
	char title[96];
	const char *x_label;
	const char *y_label;
	enum plot_unit unit;
	double level;
	struct curve *curves;
	size_t nr;
};

/* A place worth knowing on the x axis, labelled on top. */
struct plot_mark {
	const char *label;
	double at;
};

/**
 * struct plot - one picture
 * @name: file name without extension
 * @title: what it shows
 * @subtitle: where it was measured
 * @panels: coordinate systems, row by row
 * @nr: number of @panels
 * @columns: panels in a row
 * @separate: each panel has axes of its own and a legend below it, else they share both
 * @panel_width: pixels
 * @panel_height: pixels
 * @x_marks: places on top of the x axis
 * @nr_x_marks: number of @x_marks
 * @x_marks_label: what is added to an x label when one of them is in the picture
 */
struct plot {
	char name[128];
	char title[160];
	char subtitle[160];
	struct panel panels[PLOT_MAX_PANELS];
	size_t nr;
	size_t columns;
	bool separate;
	unsigned int panel_width;
	unsigned int panel_height;
	struct plot_mark x_marks[PLOT_MAX_MARKS];
	size_t nr_x_marks;
	const char *x_marks_label;
};

/**
 * plot_add_curve() - add a curve to a panel
 * @panel: the panel
 * @look: title and look of the curve, copied; its points are ignored
 *
 * Return: the curve to add points to, valid until the next call for that panel; NULL without
 * memory.
 */
struct curve *plot_add_curve(struct panel *panel, const struct curve *look);

/**
 * curve_add_point() - add a point to a curve
 * @curve: curve or NULL
 * @point: point; what cannot be drawn on log axes is left out
 */
void curve_add_point(struct curve *curve, struct curve_point point);

/**
 * plot_release() - free the curves of a plot
 * @plot: plot
 */
void plot_release(struct plot *plot);

/**
 * plot_draw() - write <name>.gp and let gnuplot make <name>.svg and <name>.png of it
 * @plot: plot; one without any point is skipped
 * @dir: folder, which exists
 *
 * The .gp file carries its data, so that a person can change the picture without the run.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int plot_draw(const struct plot *plot, const char *dir);

#endif /* BENCH_REPORT_PLOT_H */
