// SPDX-License-Identifier: GPL-2.0-only
/*
 * The committed corpus of results/fuzz, read again under gcc's sanitizers. Inputs named inject-*
 * hold what once ran commands, left the run's directory or reached the terminal; with those named
 * draw-*, whose names are odd and valid, gnuplot is really run.
 */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/fuzz/one.h"
#include "results/fuzz/output.h"
#include "results/ptlu/commands.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As seen from the top of the repository, where `make check` runs. */
#define CORPUS	"results/fuzz/corpus/"

#define MAX_SIZE	(1 << 16)

static uint8_t input[MAX_SIZE];

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static size_t read_input(const char *name)
{
	char path[512];
	size_t size = 0;
	FILE *in;

	snprintf(path, sizeof(path), CORPUS "%.400s", name);
	in = fopen(path, "r");
	if (in) {
		size = fread(input, 1, sizeof(input), in);
		fclose(in);
	}
	return size;
}

/* Calls a function for every input whose name begins with a prefix; returns their number. */
static int for_each_input(const char *prefix, void (*visit)(const char *name, size_t size))
{
	struct dirent **entries = NULL;
	int nr = scandir(CORPUS, &entries, is_input, alphasort), visited = 0;

	for (int i = 0; i < nr; i++) {
		if (!strncmp(entries[i]->d_name, prefix, strlen(prefix))) {
			visit(entries[i]->d_name, read_input(entries[i]->d_name));
			visited++;
		}
		free(entries[i]);
	}
	free(entries);
	return visited;
}

static void replay(const char *name, size_t size)
{
	const char *wrong = fuzz_one(input, size, FUZZ_COMMANDS);

	ktap_check(!wrong, __FILE__, __LINE__, "%s: %s", name, wrong);
}

static void test_replay(void)
{
	CHECK(!fuzz_begin());
	CHECK(for_each_input("", replay) >= 30);
	fuzz_end();
}

/* `ptlu report` in the directory of the run, where a command of an input would leave its mark. */
static int report(char **text)
{
	char *argv[] = { "ptlu report", "run", NULL };
	char *home = get_current_dir_name();
	struct output o;
	int status;

	CHECK(!chdir(fuzz_directory()));
	output_begin(&o);
	status = command_report(2, argv);
	output_end(&o);
	CHECK(!chdir(home));
	free(home);
	*text = o.text;
	return status;
}

static int count_files(const char *end)
{
	char path[128];
	struct dirent **entries = NULL;
	int nr, found = 0;

	snprintf(path, sizeof(path), "%s/run/plots", fuzz_directory());
	nr = scandir(path, &entries, is_input, alphasort);
	for (int i = 0; i < nr; i++) {
		found += !!strstr(entries[i]->d_name, end);
		free(entries[i]);
	}
	free(entries);
	return found;
}

static void inject(const char *name, size_t size)
{
	char *text;

	CHECK(!fuzz_unpack(input, size));
	report(&text);
	ktap_check(!fuzz_stray_file(), __FILE__, __LINE__, "%s: %s was written", name,
		   fuzz_stray_file());
	ktap_check(!strchr(text, '\x1b'), __FILE__, __LINE__, "%s: an escape sequence was printed",
		   name);
	free(text);
}

static void test_inject(void)
{
	CHECK(!fuzz_begin());
	CHECK(for_each_input("inject-", inject) >= 10);
	fuzz_end();
}

/* What names hold does not matter to gnuplot as long as they are valid. */
static void draw(const char *name, size_t size)
{
	char *text;
	int status;

	CHECK(!fuzz_unpack(input, size));
	status = report(&text);
	ktap_check(!status, __FILE__, __LINE__, "%s: status %d: %s", name, status, text);
	ktap_check(count_files(".svg") >= 1 && count_files(".svg") == count_files(".tsv"), __FILE__,
		   __LINE__, "%s: %d plots of %d data files", name, count_files(".svg"),
		   count_files(".tsv"));
	ktap_check(!fuzz_stray_file(), __FILE__, __LINE__, "%s: %s was written", name,
		   fuzz_stray_file());
	ktap_check(!strstr(text, ".gp\" line"), __FILE__, __LINE__, "%s: %s", name, text);
	free(text);
}

static void test_draw(void)
{
	CHECK(!fuzz_begin());
	CHECK(for_each_input("draw-", draw) >= 3);
	fuzz_end();
}

const struct test corpus_tests[] = {
	{ "replay", test_replay },
	{ "inject", test_inject },
	{ "draw", test_draw },
	{ NULL, NULL },
};
