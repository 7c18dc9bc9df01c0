// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the figures in pages: what is replaced, and what is reported. */
#include "ktap.h"
#include "results/fuzz/output.h"
#include "results/ptlu/page.h"

#include <stdlib.h>
#include <string.h>

#define SET	"<!--ptlu set run=results/reference-7.3.4 target=vtdss-48"                \
		" leaf=4k cache=cold placement=shuffled-->\n"
#define ONE	"<!--ptlu op=restore variant=ours tables=262658 field=ns_per_table-->"
#define TABLE	"<!--ptlu table tables=262658 field=ns_per_table\n"                                \
		"row op=restore\nrow op=preserve\n"                                                \
		"column variant=ours\ncolumn variant=kho-batch\n-->\n"
#define TAKES(ns) SET "takes " ONE ns "<!--/ptlu--> ns"
#define HEAD	"| | ours | kho-batch |\n|---|--:|--:|\n"

/* Fills a page and compares the result, with the number of figures that changed, and of errors. */
static void check_page(const char *text, const char *expected, size_t changed, size_t errors,
		       const char *message)
{
	struct page_runs runs = { .nr = 0 };
	struct page_result result;
	struct output o;

	output_begin(&o);
	page_fill(text, "page.md", &runs, &result);
	page_runs_free(&runs);
	output_end(&o);
	CHECK_TEXT(result.text, expected);
	ktap_check(result.changed == changed && result.errors == errors, __FILE__, __LINE__,
		   "%zu changed and %zu errors in: %s", result.changed, result.errors, text);
	ktap_check(strstr(o.text, message), __FILE__, __LINE__, "\"%s\" is not in: %s", message,
		   o.text);
	output_free(&o);
	free(result.text);
}

static void test_inline(void)
{
	check_page(TAKES("1.0"), TAKES("29.0"), 1, 0, "page.md:2: \"1.0\" is 29.0 in the sample");
	check_page(TAKES("29.0"), TAKES("29.0"), 0, 0, "");
	check_page("no markers", "no markers", 0, 0, "");
	check_page("", "", 0, 0, "");
}

static void test_inline_errors(void)
{
	static const char begins[] = SET ONE "1<!--/ptlu-->";
	static const char open[] = SET "a " ONE "1\n<!--/ptlu-->";
	static const char several[] = SET "a <!--ptlu op=restore-->1<!--/ptlu-->";
	static const char unknown[] = SET "a <!--ptlu colour=red-->1<!--/ptlu-->";
	static const char no_run[] = "a " ONE "1<!--/ptlu-->";
	static const char bad_run[] = "a <!--ptlu run=results/none-->1<!--/ptlu-->";
	static const char no_end[] = "a <!--ptlu op=restore";

	check_page(begins, begins, 0, 1, "page.md:2: a figure's marker begins a line");
	check_page(open, open, 0, 1, "has no <!--/ptlu--> in its line");
	check_page(several, several, 0, 1, "several samples match; they differ in");
	check_page(unknown, unknown, 0, 1, "is not a field that a sample can be selected by");
	check_page(no_run, no_run, 0, 1, "no run: name one by run=DIRECTORY");
	check_page(bad_run, bad_run, 0, 1, "the run results/none cannot be read");
	check_page(no_end, no_end, 0, 1, "the marker does not end");
}

/* A page that describes the markers shows them in a block of code. */
static void test_fenced(void)
{
	static const char page[] = "```\na " ONE "1<!--/ptlu-->\n```\n";
	static const char span[] = "the marker `" ONE "`";

	check_page(page, page, 0, 0, "");
	check_page(span, span, 0, 0, "");
	check_page("```\nx\n```\n" SET "b " ONE "1<!--/ptlu-->",
		   "```\nx\n```\n" SET "b " ONE "29.0<!--/ptlu-->", 1, 0, "page.md:5:");
}

static void test_table(void)
{
	static const char wrong[] = SET TABLE HEAD "| restore | 29.0 | 14.8 |\n"
				    "| preserve | 1 | |\n<!--/ptlu-->\n";
	static const char right[] = SET TABLE HEAD "| restore | 29.0 | 14.8 |\n"
				    "| preserve | 20.7 | |\n<!--/ptlu-->\n";

	check_page(wrong, right, 1, 0, "\"1\" is 20.7 in the sample");
}

/* A column is another run: before and after. */
static void test_table_of_runs(void)
{
	static const char table[] =
		"<!--ptlu table arch=x86_64 target=any op=boot-reserve variant=tree order=0\n"
		"row placement=shuffled tables=8210 field=ns_per_table digits=0\n"
		"column run=results/reference-7.3.4-kernel\n"
		"column run=results/kernel-series-7.3.4\n-->\n"
		"| | before | after |\n|---|--:|--:|\n| boot-reserve | 182306 | 936 |\n<!--/ptlu-->\n";

	check_page(table, table, 0, 0, "");
}

static void test_table_errors(void)
{
	static const char rows[] = SET TABLE HEAD "| restore | 29.0 | 14.8 |\n<!--/ptlu-->\n";
	static const char columns[] = SET TABLE HEAD "| restore | 29.0 | 14.8 |\n"
				      "| preserve | 20.7 |\n<!--/ptlu-->\n";
	static const char more[] = SET TABLE HEAD "| restore | 29.0 | 14.8 | 1 |\n"
				   "| preserve | 20.7 | 10.2 |\n<!--/ptlu-->\n";
	static const char open[] = SET TABLE HEAD "| restore | 29.0 | 14.8 |\n";
	static const char line[] = SET "<!--ptlu table\nline x\n-->\n| a |\n<!--/ptlu-->\n";

	check_page(rows, rows, 0, 1, "the table has 1 rows and its marker 2");
	check_page(columns, columns, 0, 1, "not as many cells as the marker has columns, 2");
	check_page(more, more, 0, 1, "not as many cells as the marker has columns, 2");
	check_page(open, open, 0, 1, "has no <!--/ptlu--> at the begin of a line");
	check_page(line, line, 0, 1, "\"line x\" is neither a row nor a column");
}

static void test_tiers(void)
{
	static const char kernel[] = "<!--ptlu tiers run=results/reference-7.3.4-kernel-->\nx\n"
				     "<!--/ptlu-->\n";
	static const char none[] = "<!--ptlu tiers run=results/reference-7.3.4-->\nx\n"
				   "<!--/ptlu-->\n";
	struct page_runs runs = { .nr = 0 };
	struct page_result result;
	struct output o;

	output_begin(&o);
	page_fill(kernel, "page.md", &runs, &result);
	output_end(&o);
	CHECK(result.changed == 1 && !result.errors);
	CHECK(strstr(result.text, "\n## arm64\n"));
	/* 510 instructions per table of restore on the host, 436 in a kernel: +17 % beside posted.
	 */
	CHECK(strstr(result.text,
		     "| vtdss-48 | 1028 | restore | 480 | 436 | 12801 | 12826 | 452 | 403 |"
		     " 0.037 | 0.034 | +0.10 | 1.06 | 1.08 |\n"));
	CHECK(strstr(result.text, "**+0.29**"));
	free(result.text);
	output_free(&o);
	output_begin(&o);
	page_fill(none, "page.md", &runs, &result);
	output_end(&o);
	CHECK_TEXT(result.text, none);
	CHECK(result.errors == 1 && strstr(o.text, "has no counts of both tiers"));
	free(result.text);
	output_free(&o);
	page_runs_free(&runs);
}

const struct test page_tests[] = {
	{ "inline", test_inline },
	{ "inline_errors", test_inline_errors },
	{ "fenced", test_fenced },
	{ "table", test_table },
	{ "table_of_runs", test_table_of_runs },
	{ "table_errors", test_table_errors },
	{ "tiers", test_tiers },
	{ NULL, NULL },
};
