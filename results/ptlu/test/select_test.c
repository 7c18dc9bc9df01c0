// SPDX-License-Identifier: GPL-2.0-only
/* Tests of how one figure of a run is selected. */
#include "ktap.h"
#include "results/ptlu/select.h"
#include "samples.h"

#include <stdlib.h>
#include <string.h>

static struct bench_sample samples[5];

static struct run test_run(void)
{
	samples[0] = test_sample(515, 11200);
	samples[1] = test_sample(32834, 575432);
	samples[2] = test_sample(32834, 49200000);
	samples[2].variant = "posted";
	samples[3] = test_sample(32834, 0);
	samples[3].variant = "floor-mem";
	samples[3].refused = "spread";
	samples[4] = test_sample(1028, 0);
	samples[4].clock = "callgrind";
	samples[4].refused = "counted, not timed";
	samples[4].instructions = 523252;
	samples[1].cycles = 1313360;
	samples[1].dtlb_misses = 16417;
	return (struct run){ .set = { .samples = samples, .nr = 4 },
			     .counts = { .samples = samples + 4, .nr = 1 } };
}

/* The figure, or the error message, of a selection in its text form. */
static const char *figure(const char *text)
{
	static char value[256];
	struct selection sel = SELECT_ALL;
	struct run run = test_run();

	if (!selection_add(&sel, text, value, sizeof(value)))
		selection_figure(&sel, &run, value, sizeof(value));
	return value;
}

static void test_figures(void)
{
	CHECK_TEXT(figure("variant=ours,tables=32834"), "575432");
	CHECK_TEXT(figure("variant=ours,tables=max"), "575432");
	CHECK_TEXT(figure("variant=ours tables=max field=ns_per_table"), "17.5");
	CHECK_TEXT(figure("variant=ours tables=max field=ns_per_table digits=3"), "17.525");
	CHECK_TEXT(figure("variant=ours tables=max unit=us"), "575");
	CHECK_TEXT(figure("variant=ours tables=max unit=ms digits=2"), "0.58");
	CHECK_TEXT(figure("variant=ours tables=max unit=auto"), "575 us");
	CHECK_TEXT(figure("variant=ours tables=max ratio=posted"), "0.012");
	CHECK_TEXT(figure("variant=posted tables=max ratio=ours digits=1"), "85.5");
	CHECK_TEXT(figure("variant=[op]* tables=515"), "11200");
	CHECK_TEXT(figure("iova_bytes=1030MiB variant=ours"), "11200");
	CHECK_TEXT(figure("tables=7 tables=515"), "11200");
	CHECK_TEXT(figure("clock=callgrind field=instructions_per_table"), "509");
	CHECK_TEXT(figure("variant=ours tables=515 field=ns_per_page digits=3"), "0.042");
	CHECK_TEXT(figure("variant=ours tables=max field=cycles"), "1313360");
	CHECK_TEXT(figure("variant=ours tables=max field=cycles_per_table"), "40");
	CHECK_TEXT(figure("variant=ours tables=max field=dtlb_misses_per_table"), "0.50");
}

static void test_errors(void)
{
	CHECK_TEXT(figure("op=preserve"), "no sample matches");
	CHECK_TEXT(figure("tables=32834"), "several samples match; they differ in variant");
	CHECK_TEXT(figure("variant=ours tables=max field=page_walks"),
		   "the sample has no page_walks, or was refused");
	CHECK_TEXT(figure("variant=floor-mem"), "the sample has no ns_median, or was refused");
	CHECK_TEXT(figure("variant=ours tables=max ratio=floor-mem"),
		   "ratio=floor-mem: that variant has no such figure");
	CHECK_TEXT(figure("variant=ours tables=max ratio=none"),
		   "ratio=none: that variant has no such figure");
	CHECK_TEXT(figure("colour=red"),
		   "\"colour\" is not a field that a sample can be selected by");
	CHECK_TEXT(figure("restore"), "\"restore\" is not of the form key=value");
	CHECK_TEXT(figure("tables=many"), "tables=many: not a number");
	CHECK_TEXT(figure("tables=-5"), "tables=-5: not a number");
	CHECK_TEXT(figure("tables=99999999999999999999"),
		   "tables=99999999999999999999: not a number");
	CHECK_TEXT(figure("iova_bytes=99999999TiB"), "iova_bytes=99999999TiB: not a number");
	CHECK_TEXT(figure("iova_bytes=max"), "iova_bytes=max: not a number");
	CHECK_TEXT(figure("digits=12"), "digits=12: not a number from 0 to 9");
	CHECK_TEXT(figure("variant=ours tables=max field=length"),
		   "field=length: there is no such figure");
	CHECK_TEXT(figure("variant=ours tables=max unit=km"),
		   "unit=km: the figure has no such unit");
	CHECK_TEXT(figure("variant=ours tables=max field=tables unit=us"),
		   "unit=us: the figure has no such unit");
}

static void test_take(void)
{
	struct selection sel = SELECT_ALL;
	struct run run = test_run();
	const struct bench_sample **taken;
	char error[256];
	size_t nr;

	taken = selection_take(&sel, &run, &nr);
	CHECK(nr == 5 && taken[4] == &samples[4]);
	free(taken);
	CHECK(!selection_add(&sel, "tables=max", error, sizeof(error)));
	taken = selection_take(&sel, &run, &nr);
	CHECK(nr == 3);
	free(taken);
}

const struct test select_tests[] = {
	{ "figures", test_figures },
	{ "errors", test_errors },
	{ "take", test_take },
	{ NULL, NULL },
};
