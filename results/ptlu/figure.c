// SPDX-License-Identifier: GPL-2.0-only
/* A figure with its origin and interval, and how it is printed. */
#include "figure.h"

#include <stdio.h>

struct figure figure_exact(double value, enum figure_kind kind)
{
	return (struct figure){ value, value, value, kind };
}

bool figure_is_known(struct figure f)
{
	return f.kind < FIGURE_WITHHELD;
}

struct figure figure_sum(struct figure a, struct figure b)
{
	return (struct figure){ a.value + b.value, a.low + b.low, a.high + b.high,
				a.kind > b.kind ? a.kind : b.kind };
}

void time_text(char *text, double ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	size_t unit = 0;

	while (unit < 3 && ns >= 999.5) {
		ns /= 1000;
		unit++;
	}
	/* A sample has at most 1e18 ns, which is 1e9 s. */
	snprintf(text, FIGURE_TEXT, "%.*f %s", ns < 9.995 ? 2 : ns < 99.95 ? 1 : 0,
		 ns < 1e12 ? ns : 1e12, units[unit]);
}

void figure_text(char *text, struct figure f)
{
	char time[FIGURE_TEXT];

	if (!figure_is_known(f)) {
		snprintf(text, FIGURE_TEXT, f.kind == FIGURE_WITHHELD ? "?" : "-");
		return;
	}
	time_text(time, f.value);
	if (f.kind == FIGURE_EXTRAPOLATED)
		snprintf(text, FIGURE_TEXT, "%.16s +-%.0f%%", time,
			 f.value > 0 ? 100 * (f.high - f.low) / (2 * f.value) : 0);
	else
		snprintf(text, FIGURE_TEXT, "%.16s%s", time,
			 f.kind == FIGURE_INTERPOLATED ? " ~" : "");
}
