// SPDX-License-Identifier: GPL-2.0-only
/* Tests of plots: what gnuplot makes of hostile data, and what the pictures of a run are like. */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/format/file.h"
#include "results/fuzz/one.h"
#include "results/ptlu/gnuplot.h"
#include "results/ptlu/names.h"
#include "results/ptlu/plot_data.h"
#include "results/ptlu/plot_scripts.h"
#include "results/ptlu/plots.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUN	"results/reference-7.3.4"
#define KERNELS	"results/reference-7.3.4-kernel"

/* The smallest text that can be read on a page that is 900 pixels wide. */
#define MIN_FONT	9
#define MAX_BYTES	(150 << 10)

static char *read_file(const char *path, size_t *len)
{
	FILE *in = fopen(path, "r");
	char *text = malloc(MAX_BYTES + 1);

	*len = in ? fread(text, 1, MAX_BYTES, in) : 0;
	text[*len] = '\0';
	if (in)
		fclose(in);
	return text;
}

static void write_text(const char *name, const char *text, size_t len)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", fuzz_directory(), name);
	CHECK(!write_whole_file(path, text, len));
}

static void write_script(const char *script)
{
	char name[64];
	size_t size;
	const char *text = plot_script(script, &size);

	snprintf(name, sizeof(name), "%s.gp", script);
	write_text(name, text, size);
}

/* gnuplot's and our own complaints about what is wrong on purpose. */
static int silence(void)
{
	int terminal = dup(STDERR_FILENO);

	if (!freopen("/dev/null", "w", stderr))
		abort();
	return terminal;
}

static void unsilence(int terminal)
{
	fflush(stderr);
	dup2(terminal, STDERR_FILENO);
	close(terminal);
}

/* Texts that no reader lets through, as every text that a script reads. */
#define HOSTILE	"`touch PWNED`\".system('touch PWNED').\"' . system(\"touch PWNED\")"             \
		" $(touch PWNED) {/=99 x} @K %s"

static void check_hostile(const char *script)
{
	static const char data[] = "# title\t" HOSTILE "\n# conditions\t" HOSTILE
				   "\n# marks\t" HOSTILE "\t512\t" HOSTILE "\t1024\t" HOSTILE
				   "\t2048\n"
				   "panel\tcurve\ttables\tvalue\tlow\thigh\n"
				   HOSTILE "\t" HOSTILE "\t512\t1\t1\t1\n"
				   HOSTILE "\t" HOSTILE "\t4096\t2\t2\t2\n"
				   "restore\t" HOSTILE "\t4096\t2\t2\t2\n"
				   "restore\t" HOSTILE "\t8192\t2\t2\t2\n";
	char marker[256];
	int terminal = silence();

	write_script(COMMON_SCRIPT);
	write_script(script);
	write_text("hostile.tsv", data, sizeof(data) - 1);
	gnuplot_draw(fuzz_directory(), script, "hostile", HOSTILE, HOSTILE);
	unsilence(terminal);
	snprintf(marker, sizeof(marker), "%s/PWNED", fuzz_directory());
	ktap_check(access(marker, F_OK) && access("PWNED", F_OK), __FILE__, __LINE__,
		   "%s.gp runs commands that stand in its data", script);
}

static void test_hostile(void)
{
	static const char *const scripts[] = { "overview", "operation", "ratio", "leaves",
					       "boot-reserve", "blackout", "workers", "in-use",
					       "tiers" };

	CHECK(!fuzz_begin());
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		check_hostile(scripts[i]);
	fuzz_end();
}

/* Every font-size="..." of an SVG. */
static double smallest_font(const char *svg)
{
	double smallest = INFINITY;

	while ((svg = strstr(svg, "font-size=\""))) {
		svg += strlen("font-size=\"");
		smallest = fmin(smallest, strtod(svg, NULL));
	}
	return smallest;
}

static void check_picture(const char *dir, const char *name)
{
	char path[512];
	size_t len;
	char *svg;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	svg = read_file(path, &len);
	ktap_check(len < MAX_BYTES, __FILE__, __LINE__, "%s is larger than %d bytes", name,
		   MAX_BYTES);
	ktap_check(strstr(svg, "width=\"900\" height=\""), __FILE__, __LINE__, "%s has no size",
		   name);
	ktap_check(strstr(svg, "<title>") && !strstr(svg, "<title>Gnuplot") &&
		   strstr(svg, "<desc>") && !strstr(svg, "GNUPLOT"), __FILE__, __LINE__,
		   "%s has no title and description of its own", name);
	ktap_check(smallest_font(svg) >= MIN_FONT, __FILE__, __LINE__, "%s has text of %g pixels",
		   name, smallest_font(svg));
	ktap_check(strstr(svg, "</svg>"), __FILE__, __LINE__, "%s is not complete", name);
	free(svg);
}

/* Draws a run's plots and returns their number; each is looked at, and its script redraws it. */
static size_t check_run(const char *dir, const char *first)
{
	struct plots_written written = { 0 };
	struct dirent **entries = NULL;
	char plots[256];
	struct run run;
	size_t pictures = 0;
	int nr;

	if (run_read(&run, dir)) {
		CHECK(!"the run can be read");
		return 0;
	}
	run.dir = fuzz_directory();
	CHECK(!plots_write(&run, &written));
	CHECK_TEXT(written.first, first);
	run_free(&run);
	snprintf(plots, sizeof(plots), "%s/plots", fuzz_directory());
	nr = scandir(plots, &entries, NULL, alphasort);
	for (int i = 0; i < nr; i++) {
		const char *dot = strrchr(entries[i]->d_name, '.');

		if (dot && same(dot, ".svg")) {
			check_picture(plots, entries[i]->d_name);
			pictures++;
		}
		free(entries[i]);
	}
	free(entries);
	CHECK(pictures == written.nr);
	return pictures;
}

static void test_pictures(void)
{
	CHECK(!fuzz_begin());
	CHECK(check_run(RUN, "overview") >= 15);
	fuzz_end();
	CHECK(!fuzz_begin());
	CHECK(check_run(KERNELS, "overview-x86_64") >= 10);
	fuzz_end();
}

/* More curves and panels than a script has room for: the rest is counted, and it still draws. */
static void test_many_curves(void)
{
	struct plot_data data = { 0 };
	char *rows = NULL, *text = NULL, name[32];
	size_t len = 0;

	data.out = open_memstream(&rows, &len);
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "curve %d", i);
		plot_add(&data, "panel", name, (struct plot_point){ 512, 1 + i, 0, 0 });
		snprintf(name, sizeof(name), "panel %d", i);
		plot_add(&data, name, "curve 1", (struct plot_point){ 512, 1 + i, 0, 0 });
	}
	fclose(data.out);
	CHECK(data.points == PLOT_MAX_CURVES + PLOT_MAX_PANELS - 1);
	CHECK(data.points + data.left_out == 200);
	CHECK(asprintf(&text, "# title\tT\n# conditions\tC\n# marks\t1 GiB\t0\t64 GiB\t0\t1 TiB\t0\n"
			      "panel\tcurve\ttables\tns\tlow\thigh\n%s", rows) > 0);
	CHECK(!fuzz_begin());
	write_script(COMMON_SCRIPT);
	write_script("operation");
	write_text("many.tsv", text, strlen(text));
	CHECK(!gnuplot_draw(fuzz_directory(), "operation", "many", "T", "D"));
	fuzz_end();
	free(text);
	free(rows);
}

static int find_data(const struct plot_file *plot, void *arg)
{
	char **data = arg;

	if (same(plot->name, "blackout") && !*data)
		*data = strdup(plot->data);
	return 0;
}

/* The same samples give the same bytes. */
static void test_deterministic(void)
{
	char *first = NULL, *second = NULL, path[256], *svg[2];
	size_t len[2];
	struct run run;

	CHECK(!run_read(&run, RUN));
	plots_visit(&run, find_data, &first);
	plots_visit(&run, find_data, &second);
	run_free(&run);
	CHECK(first && second && same(first, second));
	CHECK(!fuzz_begin());
	write_script(COMMON_SCRIPT);
	write_script("blackout");
	write_text("blackout.tsv", first, strlen(first));
	snprintf(path, sizeof(path), "%s/blackout.svg", fuzz_directory());
	for (int i = 0; i < 2; i++) {
		CHECK(!gnuplot_draw(fuzz_directory(), "blackout", "blackout", "a & b <c>", "d"));
		svg[i] = read_file(path, &len[i]);
	}
	CHECK(len[0] && len[0] == len[1] && !memcmp(svg[0], svg[1], len[0]));
	CHECK(strstr(svg[0], "<title>a &amp; b &lt;c&gt;</title>"));
	free(svg[0]);
	free(svg[1]);
	free(first);
	free(second);
	fuzz_end();
}

/* A run that somebody else has made may have links where plots go. */
static void test_links(void)
{
	struct plots_written written;
	char plots[256], link[256], outside[256], *text;
	struct stat status;
	struct run run;
	int terminal;
	size_t len;

	CHECK(!fuzz_begin());
	CHECK(!run_read(&run, KERNELS));
	run.dir = fuzz_directory();
	write_text("outside", "as it was", 9);
	snprintf(plots, sizeof(plots), "%s/plots", fuzz_directory());
	snprintf(outside, sizeof(outside), "%s/outside", fuzz_directory());
	CHECK(!symlink("/tmp", plots));
	terminal = silence();
	CHECK(plots_write(&run, &written) && !written.nr);
	unsilence(terminal);
	CHECK(!unlink(plots) && !mkdir(plots, 0777));
	snprintf(link, sizeof(link), "%s/plots/tiers.svg", fuzz_directory());
	CHECK(!symlink(outside, link));
	CHECK(!plots_write(&run, &written) && written.nr);
	text = read_file(outside, &len);
	CHECK_TEXT(text, "as it was");
	free(text);
	CHECK(!lstat(link, &status) && S_ISREG(status.st_mode));
	run_free(&run);
	fuzz_end();
}

const struct test plot_tests[] = {
	{ "hostile", test_hostile },
	{ "pictures", test_pictures },
	{ "many_curves", test_many_curves },
	{ "deterministic", test_deterministic },
	{ "links", test_links },
	{ NULL, NULL },
};
