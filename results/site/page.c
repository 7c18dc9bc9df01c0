// SPDX-License-Identifier: GPL-2.0-only
/* A page of a site: its head, its navigation, and what it loads. */
#define _GNU_SOURCE
#include "page.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * Nothing from elsewhere: 'self' where a server has the folder, file: where it is opened from the
 * disk. gnuplot's pictures and the charts set styles.
 */
#define POLICY	"default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'"

int page_begin(struct page *p, struct site *site, const struct site_tree *t, const char *path,
	       const char *title)
{
	*p = (struct page){ .site = site, .tree = t, .loads = site->common_size };
	snprintf(p->path, sizeof(p->path), "%s", path);
	snprintf(p->title, sizeof(p->title), "%s", title);
	for (const char *c = path; *c; c++)
		if (*c == '/' && strlen(p->up) + 4 < sizeof(p->up))
			strcat(p->up, "../");
	p->out = open_memstream(&p->text, &p->size);
	if (!p->out) {
		warnx("out of memory");
		return -ENOMEM;
	}
	html_print(p->out, "<h1>%s</h1>\n", title);
	return 0;
}

void page_script(struct page *p, const char *path, size_t size)
{
	if (p->nr_scripts == PAGE_SCRIPTS)
		return;
	snprintf(p->scripts[p->nr_scripts++], SITE_PATH, "%s", path);
	p->loads += size;
}

void page_chart(struct page *p)
{
	if (p->site->charts)
		page_script(p, "uplot.js", p->site->charts_size);
}

void page_table(struct page *p, const char *title, const char *const *columns)
{
	html_print(p->out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n"
		   "<table>\n<caption>%s</caption>\n<thead><tr>", title, title);
	for (; *columns; columns++) {
		bool right = **columns == '>';

		html_print(p->out, right ? "<th scope=\"col\" class=\"n\">%s</th>" :
			   "<th scope=\"col\">%s</th>", *columns + right);
	}
	fputs("</tr></thead>\n<tbody>\n", p->out);
}

void page_table_end(struct page *p)
{
	fputs("</tbody>\n</table>\n</div>\n", p->out);
}

static void put_head(const struct page *p, FILE *out)
{
	html_print(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		   "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n"
		   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		   "<meta name=\"color-scheme\" content=\"light dark\">\n"
		   "<title>%s%s%s - ptlu</title>\n"
		   "<link rel=\"stylesheet\" href=\"%ssite.css\">\n", p->title,
		   p->tree ? ", " : "", p->tree ? p->tree->label : "", p->up);
	for (size_t i = 0; i < p->nr_scripts; i++)
		if (!strcmp(p->scripts[i], "uplot.js"))
			html_print(out, "<link rel=\"stylesheet\" href=\"%suplot.css\">\n", p->up);
	html_print(out, "<script defer src=\"%ssite.js\"></script>\n", p->up);
	for (size_t i = 0; i < p->nr_scripts; i++)
		html_print(out, "<script defer src=\"%s%s\"></script>\n", p->up, p->scripts[i]);
	fputs("</head>\n<body>\n", out);
}

static void put_navigation(const struct page *p, FILE *out)
{
	fputs("<header>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
	      "<nav aria-label=\"Site\"><ul>\n", out);
	html_print(out, "<li><a href=\"%sindex.html\">ptlu</a></li>\n", p->up);
	if (p->tree) {
		static const char *const pages[][2] = {
			{ "changes", "Changes" }, { "runs", "Runs" }, { "compare", "Compare" },
		};

		html_print(out, "<li><a href=\"%strees/%s/index.html\">%s</a></li>\n", p->up,
			   p->tree->file, p->tree->label);
		for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
			html_print(out, "<li><a href=\"%strees/%s/%s.html\">%s</a></li>\n", p->up,
				   p->tree->file, pages[i][0], pages[i][1]);
	}
	if (p->site->has_findings)
		html_print(out, "<li><a href=\"%sfindings/index.html\">Findings</a></li>\n", p->up);
	fputs("</ul></nav>\n</header>\n<main id=\"main\">\n", out);
}

static int write_page(struct page *p)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int ret;

	if (!out)
		return -ENOMEM;
	put_head(p, out);
	put_navigation(p, out);
	fwrite(p->text, 1, p->size, out);
	html_print(out, "</main>\n<footer><p>Made by %s.</p></footer>\n</body>\n</html>\n",
		   argp_program_version ? argp_program_version : "ptlu");
	ret = fclose(out) ? -ENOMEM : folder_write(&p->site->out, p->path, text, size);
	folder_weigh(&p->site->out, p->path, size + p->loads);
	free(text);
	return ret;
}

int page_end(struct page *p, int ret)
{
	if (fclose(p->out) && !ret)
		ret = -ENOMEM;
	if (!ret)
		ret = write_page(p);
	if (ret == -ENOMEM)
		warnx("out of memory");
	free(p->text);
	return ret;
}
