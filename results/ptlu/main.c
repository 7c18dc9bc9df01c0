// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-report: turn a run's samples into bench.json, summary.txt and plots. */
#define _GNU_SOURCE
#include "report.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Columns leave blanks at the end of lines, which a committed summary should not have. */
static size_t strip_line_ends(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		while (*from == '\n' && to > text && to[-1] == ' ')
			to--;
		*to++ = *from;
	}
	*to = '\0';
	return (size_t)(to - text);
}

/* The caller frees the text. */
static char *text_of(void (*write)(const struct report *r, FILE *out), const struct report *r,
		     size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	if (!out)
		errx(EXIT_FAILURE, "out of memory");
	write(r, out);
	if (fclose(out))
		errx(EXIT_FAILURE, "out of memory");
	*len = strip_line_ends(text);
	return text;
}

static int write_file(const char *path, const char *text, size_t len)
{
	char *tmp = NULL;
	int ret = 0;
	FILE *out;

	if (asprintf(&tmp, "%s.tmp", path) < 0)
		errx(EXIT_FAILURE, "out of memory");
	out = fopen(tmp, "we");
	if (!out || fwrite(text, 1, len, out) != len || fflush(out) || fsync(fileno(out)) ||
	    rename(tmp, path)) {
		ret = -errno;
		warn("cannot write %s; make room and report again", path);
		unlink(tmp);
	}
	if (out)
		fclose(out);
	free(tmp);
	return ret;
}

/* What matters goes to the terminal, all of it to the file. */
static int write_summary(const struct report *r)
{
	size_t len;
	char *path = NULL, *text = text_of(summary_brief, r, &len);
	int ret;

	fwrite(text, 1, len, stdout);
	fflush(stdout);
	free(text);
	if (asprintf(&path, "%s/summary.txt", r->dir) < 0)
		errx(EXIT_FAILURE, "out of memory");
	text = text_of(summary_write, r, &len);
	ret = write_file(path, text, len);
	free(text);
	free(path);
	return ret;
}

static int read_run(struct report *r)
{
	char *path;
	int ret;

	if (asprintf(&path, "%s/samples.jsonl", r->dir) < 0)
		return -ENOMEM;
	ret = sample_set_read(&r->set, path);
	if (!ret && !r->set.nr) {
		warnx("%s holds no sample yet; finish a case first (make bench RESUME=1)", path);
		ret = -ENODATA;
	}
	free(path);
	if (ret)
		return ret;
	r->views = views_make(&r->set, &r->nr_views);
	if (r->views)
		return 0;
	warnx("no memory for %zu samples", r->set.nr);
	return -ENOMEM;
}

static int read_beside(struct report *r, char **paths)
{
	for (; *paths; paths++)
		if (sample_set_read(&r->beside[r->nr_beside++], *paths))
			return -EINVAL;
	return 0;
}

int main(int argc, char **argv)
{
	struct report r = { 0 };
	bool ok;

	if (argc < 2 || argc > 2 + REPORT_MAX_BESIDE || argv[1][0] == '-') {
		fprintf(stderr,
			"usage: ptlu-report <folder of a run> [samples of the other tier...]\n");
		return 2;
	}
	r.dir = argv[1];
	if (read_run(&r) || read_beside(&r, argv + 2)) {
		sample_set_free(&r.set);
		return EXIT_FAILURE;
	}
	/* Each part is worth having when another fails; the small ones first, for room. */
	ok = !write_summary(&r);
	ok = !cases_merge(r.dir) && ok;
	ok = !plots_write(&r) && ok;
	views_free(r.views, r.nr_views);
	sample_set_free(&r.set);
	for (size_t i = 0; i < r.nr_beside; i++)
		sample_set_free(&r.beside[i]);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
