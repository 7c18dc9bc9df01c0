// SPDX-License-Identifier: GPL-2.0-only
/* The plots of runs, drawn by gnuplot, as parts of pages. */
#define _GNU_SOURCE
#include "figures.h"
#include "results/format/file.h"
#include "results/ptlu/names.h"
#include "results/ptlu/plots.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A page with plots is ended beyond so many bytes. */
#define FULL		500000
#define MOST_PAGES	20
/* A picture is some 100 KiB. */
#define MOST_SVG	(4 << 20)

/* ---- an SVG within a page ---- */

/* What stands before an id. */
static const char *const before_ids[] = {
	" id=\"", " id='", "href=\"#", "href='#", "url(#", "url('#", "url(\"#",
};

static size_t id_begins(const char *at)
{
	for (size_t i = 0; i < sizeof(before_ids) / sizeof(before_ids[0]); i++)
		if (!strncmp(at, before_ids[i], strlen(before_ids[i])))
			return strlen(before_ids[i]);
	return 0;
}

int figure_inline(const char *svg, const char *prefix, FILE *out)
{
	static const char begin[] = "<svg";
	const char *at = strstr(svg, begin);

	if (!at || strstr(svg, "<script"))
		return -EINVAL;
	at += strlen(begin);
	fprintf(out, "%s role=\"img\"", begin);
	while (*at) {
		size_t len = id_begins(at);

		if (len)
			fprintf(out, "%.*s%s-", (int)len, at, prefix);
		else
			fputc(*at, out);
		at += len ? len : 1;
	}
	return 0;
}

/* ---- the pages of a run ---- */

/**
 * struct drawing - the plots of a run on their way into pages
 * @site: the site
 * @t: tree
 * @run: index of the run
 * @dir: directory that they were drawn in
 * @page: page that they go into, if @open
 * @open: there is one
 * @pages: number of pages so far
 * @nr: number of plots so far
 */
struct drawing {
	struct site *site;
	const struct site_tree *t;
	size_t run;
	const char *dir;
	struct page page;
	bool open;
	size_t pages, nr;
};

static void page_path(const struct site_tree *t, size_t run, size_t page, char *path)
{
	snprintf(path, SITE_PATH, "trees/%s/runs/%s-plots-%zu.html", t->file, t->runs[run].file,
		 page);
}

static int next_page(struct drawing *d)
{
	char path[SITE_PATH], title[RUN_TEXT];
	int ret = d->open ? page_end(&d->page, 0) : 0;

	d->open = false;
	if (ret)
		return ret;
	page_path(d->t, d->run, ++d->pages, path);
	snprintf(title, sizeof(title), "Plots %zu of %.120s", d->pages, d->t->runs[d->run].name);
	ret = page_begin(&d->page, d->site, d->t, path, title);
	d->open = !ret;
	return ret;
}

/* The caller frees it; NULL if it was not drawn. */
static char *read_svg(const struct drawing *d, const char *name)
{
	char path[PATH_MAX], *text = malloc(MOST_SVG + 1);
	size_t len = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/plots/%s.svg", d->dir, name);
	in = open_regular_file(path);
	if (in && text)
		len = fread(text, 1, MOST_SVG, in);
	if (in)
		fclose(in);
	if (text)
		text[len] = '\0';
	return text;
}

static int put_plot(const struct plot_file *plot, void *arg)
{
	struct drawing *d = arg;
	char *svg = read_svg(d, plot->name), prefix[32];
	int ret = svg ? 0 : -ENOMEM;

	if (!ret && *svg && (!d->open || ftell(d->page.out) + (long)strlen(svg) > FULL))
		ret = next_page(d);
	if (!ret && *svg) {
		snprintf(prefix, sizeof(prefix), "plot%zu", d->nr++);
		html_print(d->page.out, "<figure>\n<h2>%s</h2>\n", plot->title);
		figure_inline(svg, prefix, d->page.out);
		html_print(d->page.out, "<figcaption>%s</figcaption>\n</figure>\n",
			   plot->description);
	}
	free(svg);
	return ret;
}

static int is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void remove_directory(const char *dir)
{
	char plots[PATH_MAX], path[PATH_MAX + 256];
	struct dirent **entries = NULL;
	int nr;

	snprintf(plots, sizeof(plots), "%s/plots", dir);
	nr = scandir(plots, &entries, is_file, NULL);
	for (int i = 0; i < nr; i++) {
		snprintf(path, sizeof(path), "%s/%s", plots, entries[i]->d_name);
		unlink(path);
		free(entries[i]);
	}
	free(entries);
	rmdir(plots);
	rmdir(dir);
}

/* Pages of an earlier time that had more plots. */
static void remove_pages(const struct site *site, const struct site_tree *t, size_t run,
			 size_t from)
{
	char page[SITE_PATH], path[PATH_MAX];

	for (; from <= MOST_PAGES; from++) {
		page_path(t, run, from, page);
		snprintf(path, sizeof(path), "%s/%s", site->out.dir, page);
		unlink(path);
	}
}

static int draw(struct site *site, const struct site_tree *t, size_t run,
		const struct run *measured)
{
	struct drawing d = { .site = site, .t = t, .run = run };
	const char *tmp = getenv("TMPDIR");
	/* the plots go there and not into the run */
	struct run drawn = *measured;
	struct plots_written written;
	char dir[64];
	int ret;

	snprintf(dir, sizeof(dir), "%.30s/ptlu-site-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(dir)) {
		ret = -errno;
		warn("%s", dir);
		return ret;
	}
	drawn.dir = dir;
	d.dir = dir;
	ret = plots_write(&drawn, &written);
	if (!ret)
		ret = plots_visit(&drawn, put_plot, &d);
	if (d.open)
		ret = page_end(&d.page, ret);
	remove_directory(dir);
	if (!ret)
		remove_pages(site, t, run, d.pages + 1);
	return ret;
}

/* ---- which runs ---- */

static bool is_newer(const char *path, const char *than)
{
	struct stat a, b;

	return !stat(path, &a) && !stat(than, &b) && a.st_mtime > b.st_mtime;
}

static int draw_run(struct site *site, const struct site_tree *t, size_t run)
{
	char dir[PATH_MAX], samples[PATH_MAX + 16], page[SITE_PATH], path[PATH_MAX];
	struct run measured;
	int ret;

	if (!sample_name_is_valid(t->runs[run].name))
		return 0;
	snprintf(dir, sizeof(dir), "%s/%s", site->runs_dir, t->runs[run].name);
	snprintf(samples, sizeof(samples), "%s/samples.jsonl", dir);
	page_path(t, run, 1, page);
	snprintf(path, sizeof(path), "%s/%s", site->out.dir, page);
	if (access(samples, R_OK) || is_newer(path, samples))
		return 0;
	if (run_read(&measured, dir))
		return 0;
	ret = draw(site, t, run, &measured);
	run_free(&measured);
	return ret;
}

int draw_figures(struct site *site, const struct site_tree *t)
{
	size_t left = site->drawn;
	int ret = 0;

	for (size_t i = t->nr_runs; ret != -ENOENT && ret != -ENOMEM && left && i-- > 0;)
		if (t->runs[i].times) {
			ret = draw_run(site, t, i);
			left--;
		}
	/* a plot that failed was named; its figures are in tables */
	return ret == -ENOMEM ? ret : 0;
}

int put_figure_links(struct page *p, size_t run)
{
	char page[SITE_PATH], path[PATH_MAX];
	size_t nr = 0;

	for (; nr < MOST_PAGES; nr++) {
		page_path(p->tree, run, nr + 1, page);
		snprintf(path, sizeof(path), "%s/%s", p->site->out.dir, page);
		if (access(path, F_OK))
			break;
		html_print(p->out, nr ? ", <a href=\"%s%s\">page " :
			   "<p>Plots of this run: <a href=\"%s%s\">page ", p->up, page);
		fprintf(p->out, "%zu</a>", nr + 1);
	}
	if (nr)
		fputs(".</p>\n", p->out);
	return 0;
}
