// SPDX-License-Identifier: GPL-2.0-only
/* ptlu export: a run in the formats of other tools; the table of formats. */
#define _GNU_SOURCE
#include "formats.h"
#include "results/format/file.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/names.h"

#include <argp.h>
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct format {
	const char *name, *what;
	unsigned int takes;
	int (*write)(const struct export *e, FILE *out);
} formats[] = {
	{ "ktap", "KTAP 1, also read as TAP 14", EXPORT_TESTS, export_ktap },
	{ "junit", "JUnit XML as Jenkins and GitLab read it", EXPORT_TESTS, export_junit },
	{ "kcidb", "KCIDB 5.3, of kernel CI", EXPORT_TESTS | EXPORT_FIGURES, export_kcidb },
	{ "lava", "LAVA's signals", EXPORT_TESTS | EXPORT_FIGURES, export_lava },
	{ "squad", "SQUAD's tests, metrics and metadata", EXPORT_TESTS | EXPORT_FIGURES,
	  export_squad },
	{ "openmetrics", "OpenMetrics 1.0", EXPORT_TESTS | EXPORT_FIGURES, export_openmetrics },
	{ "prometheus", "a file for the textfile collector", EXPORT_TESTS | EXPORT_FIGURES,
	  export_prometheus },
	{ "gbench", "Google Benchmark's JSON, every repetition", EXPORT_FIGURES, export_gbench },
	{ "gbench-median", "the same, one entry a point", EXPORT_FIGURES, export_gbench_median },
	{ "bmf", "Bencher Metric Format", EXPORT_FIGURES, export_bmf },
	{ "benchfmt", "Go's benchmark format", EXPORT_FIGURES, export_benchfmt },
	{ "otava", "CSV for Apache Otava, one line a run", EXPORT_FIGURES, export_otava },
	{ "csv", "CSV, one line a point", EXPORT_FIGURES, export_csv },
};

#define NR_FORMATS	(sizeof(formats) / sizeof(formats[0]))

const char *export_format(size_t i)
{
	return i < NR_FORMATS ? formats[i].name : NULL;
}

/* ---- arguments ---- */

struct arguments {
	const char *dir, *format, *output;
};

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "Write this format", 0 },
	{ "output", 'o', "FILE", 0, "Write to FILE, as a whole or not at all", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->format = arg;
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->dir)
			argp_usage(state);
		a->dir = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->dir || !a->format)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The text behind the options. argp frees what is not its own. */
static char *list_formats(int key, const char *text, void *input)
{
	char *list = NULL;
	size_t len;
	FILE *out;

	(void)input;
	out = key == ARGP_KEY_HELP_POST_DOC ? open_memstream(&list, &len) : NULL;
	if (!out)
		return (char *)text;
	fprintf(out, "Formats:\n\n");
	for (size_t i = 0; i < NR_FORMATS; i++)
		fprintf(out, "  %-14s %s\n", formats[i].name, formats[i].what);
	fprintf(out, "\n%s", text ? text : "");
	fclose(out);
	return list;
}

static const struct argp argp = {
	options, parse, "RUN",
	"Write RUN, the directory of a run, in the format of another tool."
	"\vTests come from conformance.ktap, figures from samples.jsonl. Samples that are refused are"
	" left out. Times are medians of one operation on one domain.",
	NULL, list_formats, NULL,
};

static const struct format *find_format(const char *name)
{
	char names[NR_FORMATS * 20] = "";

	for (size_t i = 0; i < NR_FORMATS; i++) {
		if (same(formats[i].name, name))
			return &formats[i];
		strcat(strcat(names, " "), formats[i].name);
	}
	warnx("there is no format \"%s\"; there are:%s", name, names);
	return NULL;
}

/* ---- output ---- */

/* Is there anything of what the format is made of? */
static bool has_content(const struct export *e, const struct format *f, const char *dir)
{
	if ((f->takes & EXPORT_TESTS && e->has_tests) ||
	    (f->takes & EXPORT_FIGURES && e->nr_points))
		return true;
	if (f->takes == EXPORT_TESTS)
		warnx("%s has no conformance.ktap, which %s is made of; make check writes one", dir,
		      f->name);
	else if (e->set.nr)
		warnx("%s has no sample for %s: all that it has are refused", dir, f->name);
	else if (f->takes == EXPORT_FIGURES)
		warnx("%s has no samples, which %s is made of; make bench writes them", dir,
		      f->name);
	else
		warnx("%s has neither tests nor samples, which %s is made of", dir, f->name);
	return false;
}

/* A file is replaced by renaming, which a device would not survive. */
static int write_output(const char *path, const char *text, size_t len)
{
	struct stat status;

	if (!path)
		return fwrite(text, 1, len, stdout) == len ? 0 : -EIO;
	if (!lstat(path, &status) && !S_ISREG(status.st_mode)) {
		warnx("%s is no regular file; leave -o out to write to the standard output", path);
		return -EINVAL;
	}
	return write_whole_file(path, text, len);
}

static int write_format(const struct export *e, const struct format *f, const char *path)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int ret = out ? f->write(e, out) : -ENOMEM;

	if (out && fclose(out))
		ret = -ENOMEM;
	if (ret)
		warnx("out of memory");
	else
		ret = write_output(path, text, len);
	free(text);
	return ret;
}

int command_export(int argc, char **argv)
{
	struct arguments a = { 0 };
	const struct format *format;
	struct export e;
	int ret = -ENODATA;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	format = find_format(a.format);
	if (!format)
		return 2;
	if (export_read(&e, a.dir, format->takes))
		return EXIT_FAILURE;
	if (has_content(&e, format, a.dir))
		ret = write_format(&e, format, a.output);
	export_free(&e);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
