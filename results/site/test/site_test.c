// SPDX-License-Identifier: GPL-2.0-only
/* Tests of sites: links, text of hostile runs, what is copied, what differs between runs. */
#define _GNU_SOURCE
#include "results/format/file.h"
#include "results/fuzz/one.h"
#include "results/history/test/nights.h"
#include "results/ptlu/commands.h"
#include "results/ptlu/test/ktap.h"
#include "results/site/figures.h"
#include "results/site/html.h"

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HAS(text, part)                                                                            \
	ktap_check(strstr(text, part), __FILE__, __LINE__, "no \"%s\" in: %.2000s", part, text)
#define HAS_NOT(text, part)                                                                        \
	ktap_check(!strstr(text, part), __FILE__, __LINE__, "\"%s\" in: %.2000s", part, text)

/* Each of these ends a tag, an attribute, a string or a script, if it is not escaped. */
#define HOSTILE		"</script><script>alert(1)</script>'&amp;%s--><svg onload=x>"

/* Write the site of history a; what is printed, to be freed. */
static char *write_site(const char *options, int expected)
{
	char words[1500], *text;
	const char *dir = fuzz_directory();
	int status;

	snprintf(words, sizeof(words), "ptlu-site --db=%s/a --output=%s/site --nightly=%s/nightly"
		 " --runs=%s --findings=%s/findings%s", dir, dir, dir, dir, dir, options);
	text = test_command(command_site, words, &status);
	ktap_check(status == expected, __FILE__, __LINE__, "status %d, expected %d: %s", status,
		   expected, text);
	return text;
}

/* A file in the directory of the tests; "" if there is none. The caller frees it. */
static char *read_file(const char *name)
{
	FILE *in = fopen(test_path(name), "re");
	char *text = calloc(1, 1 << 20);
	size_t len = 0;

	if (in)
		len = fread(text, 1, (1 << 20) - 1, in);
	if (in)
		fclose(in);
	text[len] = '\0';
	return text;
}

static void check_file(const char *name, const char *part)
{
	char *text = read_file(name);

	ktap_check(strstr(text, part), __FILE__, __LINE__, "%s has no \"%s\": %.3000s", name, part,
		   text);
	free(text);
}

static bool is_file(const char *name)
{
	return !access(test_path(name), F_OK);
}

static void write_file(const char *name, const char *text)
{
	CHECK(!write_whole_file(test_path(name), text, strlen(text)));
}

static void import_nights(unsigned int first, unsigned int last, struct made_night n)
{
	for (n.number = first; n.number <= last; n.number++)
		CHECK(!night_import(test_path("a"), &n));
}

/* ---- text ---- */

static void test_text(void)
{
	char *text = NULL, *script = NULL, a[SITE_FILE], b[SITE_FILE];
	char longest[3000];
	size_t size;
	FILE *out = open_memstream(&text, &size);

	html_print(out, "<p title=\"%s\">%s</p> 5 of 6", "a\"b", "<i>'&'</i>");
	fclose(out);
	CHECK_TEXT(text, "<p title=\"a&quot;b\">&lt;i&gt;&#39;&amp;&#39;&lt;/i&gt;</p> 5 of 6");
	out = open_memstream(&script, &size);
	script_text(out, "a\"b\\</script>\n\x7f\xe2\x80\xa8");
	fclose(out);
	CHECK_TEXT(script, "\"a\\u0022b\\u005c\\u003c/script\\u003e\\u000a\\u007f\\u00e2\\u0080\\u00a8\"");
	free(text);
	free(script);
	site_file_name("vtdss-48", a);
	CHECK_TEXT(a, "vtdss-48");
	site_file_name("../../x", a);
	CHECK(!strchr(a, '/') && *a != '.');
	site_file_name("..-..-x", b);
	CHECK(strcmp(a, b));
	site_file_name("a+b", a);
	site_file_name("a~b", b);
	CHECK(strcmp(a, b) && !strchr(a, '+'));
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	site_file_name(longest, a);
	CHECK(strlen(a) < SITE_FILE - 1);
	site_file_name("", a);
	CHECK(*a);
}

static void test_figure(void)
{
	static const char svg[] = "<?xml version=\"1.0\"?>\n<svg width=\"9\">\n<path id='gpPt0'/>"
				  "<use xlink:href='#gpPt0' id=\"p\" fill='url(#q)'/></svg>";
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	CHECK(!figure_inline(svg, "plot3", out));
	CHECK(figure_inline("<svg><script>x</script></svg>", "plot4", out) < 0);
	CHECK(figure_inline("no picture", "plot5", out) < 0);
	fclose(out);
	CHECK_TEXT(text, "<svg role=\"img\" width=\"9\">\n<path id='plot3-gpPt0'/>"
			 "<use xlink:href='#plot3-gpPt0' id=\"plot3-p\" fill='url(#plot3-q)'/></svg>");
	free(text);
}

/* ---- links ---- */

static size_t pages, links;

/* What an address in a page leads to, without what stands behind '#'. */
static void check_link(const char *page, const char *address, size_t len)
{
	const char *slash = strrchr(page, '/');
	char path[2 * PATH_MAX];

	links++;
	snprintf(path, sizeof(path), "%.*s/%.*s", (int)(slash - page), page,
		 (int)strcspn(address, "#\""), address);
	ktap_check(len && !strstr(path, "://") && (*address == '#' || !access(path, R_OK)), __FILE__,
		   __LINE__, "%s leads to %.*s, which is not there", page, (int)len, address);
}

static int check_page(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	static const char *const attributes[] = { " href=\"", " src=\"" };
	char *text;

	(void)status;
	(void)ftw;
	if (type != FTW_F || strlen(path) < 5 || strcmp(path + strlen(path) - 5, ".html"))
		return 0;
	text = read_file(path + strlen(fuzz_directory()) + 1);
	HAS(text, "<!DOCTYPE html>");
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		for (const char *at = text; (at = strstr(at, attributes[i]));) {
			at += strlen(attributes[i]);
			check_link(path, at, strcspn(at, "\""));
		}
	pages++;
	free(text);
	return 0;
}

static void check_links(void)
{
	pages = links = 0;
	nftw(test_path("site"), check_page, 16, FTW_PHYS);
	CHECK(pages >= 8 && links > 5 * pages);
}

/* ---- sites ---- */

static void make_package(void)
{
	mkdir(test_path("uplot"), 0777);
	mkdir(test_path("uplot/dist"), 0777);
	write_file("uplot/dist/uPlot.iife.min.js", "/* charts */\n");
	write_file("uplot/dist/uPlot.min.css", "/* style */\n");
	write_file("uplot/LICENSE", "MIT\n");
}

static void test_pages(void)
{
	char options[300], *text;

	CHECK(!fuzz_begin());
	mkdir(test_path("findings"), 0777);
	write_file("findings/README.md", "# Findings\n");
	write_file("findings/one.md", "# one: costs a < b\n\nText & more.\n");
	make_package();
	import_nights(1, 3, (struct made_night){ .instructions = 1000, .failing = "" });
	import_nights(4, 4, (struct made_night){ .slower = 0.1, .failing = "one" });
	snprintf(options, sizeof(options), " --charts=%s", test_path("uplot"));
	text = write_site(options, 0);
	HAS(text, "site/index.html: ");
	free(text);
	check_links();
	check_file("site/findings/index.html", "one: costs a &lt; b");
	check_file("site/findings/one.md.html", "Text &amp; more.");
	check_file("site/trees/history/index.html", "<th scope=\"row\">RESTORE-3</th>");
	check_file("site/trees/history/index.html", "1 fail");
	check_file("site/trees/history/index.html", "targets/vtdss-48/restore.html\">");
	check_file("site/trees/history/targets/amdv1/restore.html", "<td>posted</td>");
	check_file("site/trees/history/targets/vtdss-48/restore.js", "ptlu.history(");
	/* 65536 tables of 20 ns, and of 22 */
	check_file("site/trees/history/targets/vtdss-48/restore.html", "1.31 ms");
	check_file("site/trees/history/targets/vtdss-48/restore.html", "<td class=\"n\">1.4");
	check_file("site/trees/history/runs/night-4.html", "test_one");
	check_file("site/trees/history/runs/night-4.html", "v7.3-4-g0123456789ab");
	check_file("site/trees/history/runs.js", "\"night-4\"");
	fuzz_end();
}

/* Ours is 10 % slower on one of two targets, so 5 % at the mean of both. */
static void test_difference(void)
{
	char *text;

	CHECK(!fuzz_begin());
	import_nights(1, 1, (struct made_night){ 0 });
	import_nights(2, 2, (struct made_night){ .dirty = true, .slower = 0.5 });
	import_nights(3, 3, (struct made_night){ .slower = 0.1 });
	import_nights(4, 4, (struct made_night){ .cpu = "other" });
	free(write_site("", 0));
	check_links();
	text = read_file("site/trees/history/runs/night-3.html");
	HAS(text, "runs/night-1.html\">night-1</a>");
	HAS_NOT(text, "night-2.html");
	HAS(text, "<td>restore</td><td>ours</td><td class=\"n\">16</td><td class=\"n\">+4.");
	free(text);
	/* another machine has no run before */
	text = read_file("site/trees/history/runs/night-4.html");
	HAS_NOT(text, "Times since the run before");
	free(text);
	text = read_file("site/trees/history/compare.html");
	HAS(text, "night-3.html");
	HAS_NOT(text, "night-4.html");
	free(text);
	fuzz_end();
}

static void test_changes(void)
{
	char words[300], *text;
	int status;

	CHECK(!fuzz_begin());
	import_nights(1, 20, (struct made_night){ 0 });
	import_nights(21, 26, (struct made_night){ .slower = 0.05 });
	free(write_site("", 0));
	text = read_file("site/trees/history/changes.html");
	HAS(text, "restore of ours on vtdss-48");
	HAS(text, "not yet");
	HAS(text, "make compare BASE=v7.3-20-g0123456789ab HEAD=v7.3-21-g0123456789ab");
	free(text);
	/* the site itself reports nothing */
	snprintf(words, sizeof(words), "ptlu-changes --db=%s", test_path("a"));
	free(test_command(command_changes, words, &status));
	CHECK(status == 1);
	make_package();
	snprintf(words, sizeof(words), " --charts=%s", test_path("uplot"));
	free(write_site(words, 0));
	check_links();
	text = read_file("site/trees/history/changes.html");
	HAS(text, "restore of ours on vtdss-48");
	HAS_NOT(text, "not yet");
	free(text);
	/* runs 19 and 20, counted from 0, are on both sides */
	check_file("site/trees/history/targets/vtdss-48/restore.js",
		   "[1,19,20,0,\"ours\",\"host x86_64, machine 1\",");
	text = read_file("site/trees/history/targets/amdv1/restore.js");
	HAS(text, "changes:[\n]");
	free(text);
	/* older than what the site goes back */
	free(write_site(" --days=2", 0));
	check_links();
	CHECK(is_file("site/trees/history/runs/night-26.html"));
	check_file("site/trees/history/changes.html", "older");
	fuzz_end();
}

/* ---- hostile runs ---- */

static int check_hostile(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	char *text;

	(void)status;
	(void)ftw;
	if (type != FTW_F || strstr(path, "/files/"))
		return 0;
	text = read_file(path + strlen(fuzz_directory()) + 1);
	ktap_check(!strstr(text, "<script>") && !strstr(text, "<svg onload"), __FILE__, __LINE__,
		   "%s has text of a run as markup: %.2000s", path, text);
	free(text);
	return 0;
}

static void test_hostile(void)
{
	static const char ktap[] = "KTAP version 1\n1..1\nnot ok 1 test_" HOSTILE " [" HOSTILE "]\n";
	char words[600];
	int status;

	CHECK(!fuzz_begin());
	make_package();
	night_write(&(struct made_night){ .number = 1, .cpu = HOSTILE, .tree = HOSTILE,
					  .microcode = HOSTILE, .instructions = 5, .failing = "" });
	write_file("night-1/conformance.ktap", ktap);
	snprintf(words, sizeof(words), "ptlu-history import --db=%s %s", test_path("a"),
		 test_path("night-1"));
	free(test_command(command_history, words, &status));
	CHECK(!status);
	import_nights(2, 2, (struct made_night){ .cpu = HOSTILE, .tree = "v7.3", .failing = "" });
	snprintf(words, sizeof(words), " --charts=%s", test_path("uplot"));
	free(write_site(words, 0));
	check_links();
	check_file("site/trees/history/runs/night-1.html", "&lt;script&gt;alert(1)");
	check_file("site/trees/history/runs.js", "\\u003cscript\\u003ealert(1)");
	nftw(test_path("site"), check_hostile, 16, FTW_PHYS);
	fuzz_end();
}

static void test_files(void)
{
	char link[320], *big = calloc(1, 1500001);

	CHECK(!fuzz_begin());
	import_nights(1, 1, (struct made_night){ .failing = "" });
	write_file("secret", "a secret\n");
	write_file("night-1/boot.log", "the log\n");
	write_file("night-1/other.html", "<script>alert(1)</script>");
	memset(big, 'x', 1500000);
	write_file("night-1/summary.txt", big);
	snprintf(link, sizeof(link), "%s", test_path("secret"));
	CHECK(!symlink(link, test_path("night-1/x.log")));
	CHECK(!mkfifo(test_path("night-1/y.log"), 0600));
	free(write_site("", 0));
	check_links();
	check_file("site/trees/history/files/night-1/boot.log.txt", "the log");
	check_file("site/trees/history/files/night-1/env.json.txt", "\"night-1\"");
	check_file("site/trees/history/runs/night-1.html", "summary.txt, too large for this site");
	CHECK(!is_file("site/trees/history/files/night-1/x.log.txt"));
	CHECK(!is_file("site/trees/history/files/night-1/y.log.txt"));
	CHECK(!is_file("site/trees/history/files/night-1/other.html.txt"));
	fuzz_end();
	free(big);
}

/* A report of two trees; of the history's own one that holds and one that is broken. */
static const char night_report[] =
	"{\"status\": \"could <i>not</i> run\", \"trees\": [7, {\"tree\": \"other\", \"found\": {"
	"\"noise\": [{\"op\": \"of another tree\"}]}}, {\"tree\": \"history\", \"found\": {"
	"\"noise\": [{\"op\": \"restore\", \"variant\": \"ours\", \"target\": \"vtdss-48\", \"ratio\": 1.0512,"
	" \"again\": {\"ratio\": 1.0634}}, {\"op\": \"<b>\", \"target\": \"all\", \"again\": []}],"
	" \"refuted\": [{\"op\": \"teardown\", \"variant\": \"posted\", \"target\": \"all\"}, null]}}]}";

static void check_no_changes(void)
{
	static const char page[] = "site/trees/history/index.html";
	char *text = read_file(page);

	check_file(page, "<td>restore of ours on vtdss-48</td><td class=\"n\">+5.1 %</td>"
		   "<td class=\"n\">+6.3 %</td><td>noise: it holds, and the machine code is the same</td>");
	check_file(page, "<td>&lt;b&gt; of , all targets</td><td class=\"n\">-</td>");
	check_file(page, "<td>teardown of posted, all targets</td><td class=\"n\">-</td>"
		   "<td class=\"n\">-</td><td>it does not hold, or is undecided</td>");
	HAS_NOT(text, "of another tree");
	free(text);
}

static void test_nights(void)
{
	char *text;

	CHECK(!fuzz_begin());
	import_nights(1, 2, (struct made_night){ .failing = "" });
	mkdir(test_path("nightly"), 0777);
	mkdir(test_path("nightly/nights"), 0777);
	mkdir(test_path("nightly/nights/n1"), 0777);
	mkdir(test_path("nightly/nights/broken"), 0777);
	write_file("nightly/nights/broken/stages.tsv", "x\n");
	write_file("nightly/nights/n1/trees.tsv", "history\t7.3\t0123456789ab\tnew\t-\tdb\n");
	write_file("nightly/nights/n1/stages.tsv", "history\tcheck\tok\t61\tresults/runs/night-2\t-\n"
		   "history\tbench\tlate\t3600\t-\tended <b>after</b> its budget\n");
	write_file("nightly/nights/n1/report.json", night_report);
	write_file("nightly/nights/n1/history-check.log", "what check printed\n");
	text = write_site("", 0);
	HAS(text, "broken");
	free(text);
	check_links();
	check_file("site/index.html", "could &lt;i&gt;not&lt;/i&gt; run");
	check_file("site/trees/history/index.html", "ended &lt;b&gt;after&lt;/b&gt; its budget");
	check_file("site/trees/history/index.html", "0:01:01");
	check_no_changes();
	check_file("site/trees/history/runs/night-2.html", "Stage check of night n1");
	check_file("site/trees/history/files/night-2/history-check.log.txt", "what check printed");
	fuzz_end();
}

static void test_refusals(void)
{
	char *text;

	CHECK(!fuzz_begin());
	text = write_site("", 1);
	HAS(text, "there is no history in");
	free(text);
	CHECK(!is_file("site"));
	import_nights(1, 1, (struct made_night){ 0 });
	mkdir(test_path("site"), 0777);
	write_file("site/index.html", "somebody's own");
	text = write_site("", 1);
	HAS(text, "is no site and not empty");
	free(text);
	check_file("site/index.html", "somebody's own");
	unlink(test_path("site/index.html"));
	text = write_site(" --charts=/nonexistent", 1);
	HAS(text, "uPlot.iife.min.js is not there");
	free(text);
	/* an empty folder, and then its own */
	free(write_site("", 0));
	free(write_site("", 0));
	check_links();
	fuzz_end();
}

const struct test site_tests[] = {
	{ "text", test_text },
	{ "figure", test_figure },
	{ "pages", test_pages },
	{ "difference", test_difference },
	{ "changes", test_changes },
	{ "hostile", test_hostile },
	{ "files", test_files },
	{ "nights", test_nights },
	{ "refusals", test_refusals },
	{ NULL, NULL },
};
