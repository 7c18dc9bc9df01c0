// SPDX-License-Identifier: GPL-2.0-only
/* What all pages load: the style and the scripts, which are part of the program, and the charts. */
#include "site.h"

#include <err.h>
#include <errno.h>
#include <limits.h>

/* The compiler runs at the top of the repository. */
#define ASSET(symbol, file)                                                                        \
	extern const char symbol[], symbol##_end[];                                                \
	__asm__(".pushsection .rodata\n"                                                           \
		#symbol ": .incbin \"results/site/" file "\"\n"                                    \
		#symbol "_end: .byte 0\n"                                                          \
		".popsection\n")

ASSET(site_css, "site.css");
ASSET(site_js, "site.js");
ASSET(history_js, "history.js");
ASSET(compare_js, "compare.js");

/* More than a library for charts has. */
#define MOST_CHARTS	(1 << 20)

static const struct {
	const char *name, *text, *end;
	bool common;
} assets[] = {
	{ "site.css", site_css, site_css_end, true },
	{ "site.js", site_js, site_js_end, true },
	{ "history.js", history_js, history_js_end, false },
	{ "compare.js", compare_js, compare_js_end, false },
};

static const struct {
	const char *from, *to;
} chart_files[] = {
	{ "dist/uPlot.iife.min.js", "uplot.js" },
	{ "dist/uPlot.min.css", "uplot.css" },
	{ "LICENSE", "uplot-license.txt" },
};

static int copy_charts(struct site *site)
{
	for (size_t i = 0; i < sizeof(chart_files) / sizeof(chart_files[0]); i++) {
		char from[PATH_MAX];
		size_t size;
		int ret;

		snprintf(from, sizeof(from), "%s/%s", site->charts, chart_files[i].from);
		ret = folder_copy(&site->out, chart_files[i].to, from, MOST_CHARTS, &size);
		if (ret < 0)
			return ret;
		if (!ret) {
			warnx("%s is not there: --charts names the npm package uplot", from);
			return -ENOENT;
		}
		site->charts_size += size;
	}
	return 0;
}

int write_assets(struct site *site)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < sizeof(assets) / sizeof(assets[0]); i++) {
		size_t size = (size_t)(assets[i].end - assets[i].text);

		ret = folder_write(&site->out, assets[i].name, assets[i].text, size);
		if (assets[i].common)
			site->common_size += size;
	}
	return !ret && site->charts ? copy_charts(site) : ret;
}
