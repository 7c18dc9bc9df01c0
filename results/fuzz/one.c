// SPDX-License-Identifier: GPL-2.0-only
/* One input of the fuzzer of run files: what its bytes mean, and what must hold. */
#define _GNU_SOURCE
#include "one.h"
#include "output.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/export/formats.h"
#include "results/ptlu/plots.h"
#include "results/ptlu/run.h"

#include <ctype.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_PATH	256

static char directory[64], run_directory[80];

/* ---- the directory ---- */

static int make_directory(const char *pattern)
{
	snprintf(directory, sizeof(directory), "%s", pattern);
	return mkdtemp(directory) ? 0 : -errno;
}

int fuzz_begin(void)
{
	if (make_directory("/dev/shm/ptlu-fuzz-XXXXXX") && make_directory("/tmp/ptlu-fuzz-XXXXXX"))
		return -errno;
	snprintf(run_directory, sizeof(run_directory), "%s/run", directory);
	return 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

void fuzz_end(void)
{
	remove_tree(directory);
}

const char *fuzz_directory(void)
{
	return directory;
}

static int write_file(const char *name, const uint8_t *data, size_t size)
{
	char path[MAX_PATH];
	FILE *out;
	bool ok;

	snprintf(path, sizeof(path), "%s/%s", run_directory, name);
	out = fopen(path, "w");
	if (!out)
		return -errno;
	ok = fwrite(data, 1, size, out) == size;
	return fclose(out) || !ok ? -EIO : 0;
}

int fuzz_unpack(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "samples.jsonl", "env.json", "counts.jsonl",
					     "conformance.ktap" };
	int ret;

	remove_tree(run_directory);
	ret = mkdir(run_directory, 0777) ? -errno : 0;
	for (size_t i = 0; !ret && i < sizeof(names) / sizeof(names[0]); i++) {
		const uint8_t *end = size ? memchr(data, FILE_SEPARATOR, size) : NULL;
		size_t len = end ? (size_t)(end - data) : size;

		ret = write_file(names[i], data, len);
		if (!end)
			break;
		data += len + 1;
		size -= len + 1;
	}
	return ret;
}

/* ---- what must hold ---- */

static char stray[MAX_PATH];

static bool ends_in(const char *name, const char *end)
{
	size_t len = strlen(name);

	return len > strlen(end) && !strcmp(name + len - strlen(end), end);
}

static bool is_expected(const char *path)
{
	static const char *const names[] = { "", "/run", "/run/samples.jsonl", "/run/env.json",
					     "/run/counts.jsonl", "/run/conformance.ktap",
					     "/run/summary.txt", "/run/plots" };
	static const char plots[] = "/run/plots/";
	const char *name = path + strlen(directory);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i]))
			return true;
	if (strncmp(name, plots, strlen(plots)))
		return false;
	name += strlen(plots);
	return !strchr(name, '/') &&
	       (ends_in(name, ".tsv") || ends_in(name, ".gp") || ends_in(name, ".svg"));
}

static int look_at(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status;
	(void)where;
	if (type != FTW_SL && is_expected(path))
		return 0;
	snprintf(stray, sizeof(stray), "%s", path);
	return 1;
}

const char *fuzz_stray_file(void)
{
	return nftw(directory, look_at, 8, FTW_PHYS) ? stray : NULL;
}

/* Nothing that a terminal or a later reader would take for more than text. */
static bool is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] < ' ' || text[i] > '~') && text[i] != '\n')
			return false;
	return true;
}

static bool summary_is_plain(void)
{
	char path[MAX_PATH], text[4096];
	bool plain = true;
	size_t len;
	FILE *in;

	snprintf(path, sizeof(path), "%s/summary.txt", run_directory);
	in = fopen(path, "r");
	while (in && plain && (len = fread(text, 1, sizeof(text), in)))
		plain = is_plain(text, len);
	if (in)
		fclose(in);
	return plain;
}

static bool is_file_name(const char *name)
{
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._+~-", *c))
			return false;
	return isalnum((unsigned char)*name);
}

/* gnuplot reads the data as text; all the same nothing in it looks like more. */
static int check_plot(const struct plot_file *plot, void *arg)
{
	static const char never[] = "`\"\\$<>|;";
	const char **wrong = arg;

	if (!is_file_name(plot->name))
		*wrong = "a plot's name is no file name";
	for (size_t i = 0; i < plot->len; i++)
		if ((plot->data[i] != '\t' && !is_plain(plot->data + i, 1)) || !plot->data[i] ||
		    strchr(never, plot->data[i]))
			*wrong = "a plot's data are not plain";
	return 0;
}

static const char *check_plots(void)
{
	const char *wrong = NULL;
	struct run run;

	if (run_read(&run, run_directory))
		return NULL;
	plots_visit(&run, check_plot, &wrong);
	run_free(&run);
	return wrong;
}

#define CALL(command, ...)                                                                         \
	command(sizeof((char *[]){ __VA_ARGS__ }) / sizeof(char *), (char *[]){ __VA_ARGS__, NULL })

/* The commands besides the report; the fuzzer calls one of them for an input, to be faster. */
static void call_command(size_t which)
{
	switch (which) {
	case 0:
		CALL(command_show, "ptlu show", run_directory);
		return;
	case 1:
		CALL(command_show, "ptlu show", run_directory, "-s", "tables=max", "-f",
		     "ns_per_table");
		return;
	case 2:
		CALL(command_show, "ptlu show", run_directory, "-s",
		     "op=restore,variant=ours,tables=max", "-r", "posted");
		return;
	case 3:
		CALL(command_tiers, "ptlu tiers", run_directory);
		return;
	case 4:
		for (size_t i = 0; export_format(i); i++)
			CALL(command_export, "ptlu export", "-f", (char *)export_format(i),
			     run_directory);
		CALL(command_history, "ptlu history", "import", "--db=:memory:", run_directory);
		return;
	default:
		CALL(command_list, "ptlu list", directory);
	}
}

static const char *call_commands(size_t which)
{
	CALL(command_report, "ptlu report", "--no-plots", run_directory);
	for (size_t i = 0; i < FUZZ_COMMANDS; i++)
		if (which == FUZZ_COMMANDS || which == i)
			call_command(i);
	return check_plots();
}

const char *fuzz_one(const uint8_t *data, size_t size, size_t which)
{
	static char text[MAX_PATH + 64];
	const char *wrong;
	struct output o;

	if (fuzz_unpack(data, size))
		return "the files of the input cannot be written";
	output_begin(&o);
	wrong = call_commands(which);
	output_end(&o);
	if (!wrong && !is_plain(o.text, o.len))
		wrong = "more than plain text was printed";
	output_free(&o);
	if (!wrong && !summary_is_plain())
		wrong = "summary.txt is not plain text";
	if (!wrong && fuzz_stray_file()) {
		snprintf(text, sizeof(text), "%s was written", fuzz_stray_file());
		wrong = text;
	}
	return wrong;
}
