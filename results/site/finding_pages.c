// SPDX-License-Identifier: GPL-2.0-only
/* The pages that describe findings, as text, and the list of them. */
#define _GNU_SOURCE
#include "page.h"
#include "results/ptlu/names.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A page is a few KiB. */
#define MOST_TEXT	(1 << 18)

static int is_finding(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return sample_name_is_valid(entry->d_name) && len > 3 &&
	       same(entry->d_name + len - 3, ".md") && !same(entry->d_name, "README.md");
}

/* The caller frees it; NULL if there is none. */
static char *read_text(const char *path)
{
	char *text = malloc(MOST_TEXT + 1);
	FILE *in = fopen(path, "re");
	size_t len = 0;

	if (in && text)
		len = fread(text, 1, MOST_TEXT, in);
	if (in)
		fclose(in);
	if (text && len) {
		text[len] = '\0';
		return text;
	}
	free(text);
	return NULL;
}

/* "# Title", the first line of a page. */
static void title_of(const char *text, char *title, size_t size)
{
	text += strspn(text, "# ");
	snprintf(title, size, "%.*s", (int)strcspn(text, "\n"), text);
}

static int write_finding(struct site *site, const char *path, const char *title, const char *text)
{
	struct page p;
	int ret = page_begin(&p, site, NULL, path, title);

	if (ret)
		return ret;
	text += strcspn(text, "\n");
	html_print(p.out, "<pre class=\"text\" tabindex=\"0\">%s</pre>\n", text + strspn(text, "\n"));
	return page_end(&p, 0);
}

static int put_finding(struct page *index, const char *name)
{
	char path[PATH_MAX], file[SITE_FILE], title[RUN_TEXT], *text;
	int ret;

	snprintf(path, sizeof(path), "%s/%s", index->site->findings_dir, name);
	text = read_text(path);
	if (!text)
		return 0;
	title_of(text, title, sizeof(title));
	site_file_name(name, file);
	snprintf(path, sizeof(path), "findings/%s.html", file);
	html_print(index->out, "<li><a href=\"%s%s\">%s</a></li>\n", index->up, path, title);
	ret = write_finding(index->site, path, title, text);
	free(text);
	return ret;
}

int write_finding_pages(struct site *site)
{
	struct dirent **entries = NULL;
	int nr = scandir(site->findings_dir, &entries, is_finding, versionsort), ret = 0;
	struct page index = { 0 };

	site->has_findings = nr > 0;
	if (site->has_findings)
		ret = page_begin(&index, site, NULL, "findings/index.html", "Findings");
	if (site->has_findings && !ret) {
		fputs("<p>Defects and costs that ptlu has found in Linux or in the posted series.</p>\n"
		      "<ul>\n", index.out);
		for (int i = 0; !ret && i < nr; i++)
			ret = put_finding(&index, entries[i]->d_name);
		fputs("</ul>\n", index.out);
		ret = page_end(&index, ret);
	}
	for (int i = 0; i < nr; i++)
		free(entries[i]);
	free(entries);
	return ret;
}
