// SPDX-License-Identifier: GPL-2.0-only
/* Tests of how a file is replaced as a whole, and of which files are read. */
#define _GNU_SOURCE
#include "ktap.h"
#include "results/format/file.h"
#include "results/format/json_file.h"
#include "results/format/sample.h"
#include "results/fuzz/one.h"
#include "results/fuzz/output.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[256], other[256];

static void begin(void)
{
	CHECK(!fuzz_begin());
	snprintf(path, sizeof(path), "%s/file", fuzz_directory());
	snprintf(other, sizeof(other), "%s/other", fuzz_directory());
}

static const char *content(const char *name)
{
	static char text[64];
	FILE *in = fopen(name, "r");

	memset(text, 0, sizeof(text));
	if (!in || !fread(text, 1, sizeof(text) - 1, in))
		strcpy(text, "nothing");
	if (in)
		fclose(in);
	return text;
}

static int count_files(void)
{
	struct dirent **entries = NULL;
	int nr = scandir(fuzz_directory(), &entries, NULL, NULL);

	for (int i = 0; i < nr; i++)
		free(entries[i]);
	free(entries);
	return nr - 2;
}

static void test_replace(void)
{
	begin();
	CHECK(!write_whole_file(path, "a longer text", 13));
	CHECK_TEXT(content(path), "a longer text");
	CHECK(!write_whole_file(path, "short", 5));
	CHECK_TEXT(content(path), "short");
	CHECK(!write_whole_file(path, "", 0));
	CHECK_TEXT(content(path), "nothing");
	/* The temporary file is gone. */
	CHECK(count_files() == 1);
	fuzz_end();
}

/* Links that somebody has left where the file or its temporary file goes are not followed. */
static void test_links(void)
{
	char temporary[320];
	struct stat status;

	begin();
	snprintf(temporary, sizeof(temporary), "%s.%ld.tmp", path, (long)getpid());
	CHECK(!write_whole_file(other, "as it was", 9));
	CHECK(!symlink(other, path) && !symlink(other, temporary));
	CHECK(!write_whole_file(path, "new", 3));
	CHECK_TEXT(content(path), "new");
	CHECK_TEXT(content(other), "as it was");
	CHECK(!lstat(path, &status) && S_ISREG(status.st_mode));
	fuzz_end();
}

static void test_errors(void)
{
	struct output o;
	int ret;

	begin();
	CHECK(!mkdir(path, 0777));
	output_begin(&o);
	ret = write_whole_file(path, "new", 3);
	output_end(&o);
	CHECK(ret < 0 && strstr(o.text, "cannot write") && strstr(o.text, path));
	output_free(&o);
	CHECK(count_files() == 1);
	output_begin(&o);
	ret = write_whole_file("/nowhere/file", "new", 3);
	output_end(&o);
	CHECK(ret < 0 && strstr(o.text, "cannot write /nowhere/file: No such file"));
	output_free(&o);
	fuzz_end();
}

/* A pipe in a run's directory is waited for by nobody. */
static void test_regular(void)
{
	struct sample_set set;
	json_error_t error;
	json_t *json;
	FILE *in;
	struct output o;
	int ret;

	begin();
	CHECK(!mkfifo(path, 0600));
	CHECK(!open_regular_file(path) && errno == EINVAL);
	CHECK(!load_json_file(path, &error));
	CHECK_TEXT(error.text, "no regular file");
	output_begin(&o);
	ret = sample_set_read(&set, path);
	output_end(&o);
	CHECK(ret == -EINVAL && strstr(o.text, path));
	output_free(&o);
	CHECK(!open_regular_file(fuzz_directory()) && errno == EINVAL);
	CHECK(!open_regular_file(other) && errno == ENOENT);
	CHECK(!load_json_file(other, &error));
	CHECK_TEXT(error.text, "No such file or directory");
	CHECK(!write_whole_file(other, "{}", 2));
	in = open_regular_file(other);
	CHECK(in);
	fclose(in);
	json = load_json_file(other, NULL);
	CHECK(json_is_object(json));
	json_decref(json);
	fuzz_end();
}

const struct test file_tests[] = {
	{ "replace", test_replace },
	{ "links", test_links },
	{ "errors", test_errors },
	{ "regular", test_regular },
	{ NULL, NULL },
};
