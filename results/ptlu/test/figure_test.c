// SPDX-License-Identifier: GPL-2.0-only
/* Tests of figures: how they add up and how they are printed. */
#include "ktap.h"
#include "results/ptlu/figure.h"

#include <math.h>
#include <string.h>

static void test_time_text(void)
{
	static const struct {
		double ns;
		const char *text;
	} times[] = {
		{ 0.5, "0.50 ns" }, { 9.994, "9.99 ns" }, { 9.996, "10.0 ns" }, { 99.96, "100 ns" },
		{ 999.4, "999 ns" }, { 999.6, "1.00 us" }, { 575000, "575 us" },
		{ 1.25e9, "1.25 s" }, { 225e9, "225 s" }, { 5378e9, "5378 s" },
	};
	char text[FIGURE_TEXT];

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		time_text(text, times[i].ns);
		CHECK_TEXT(text, times[i].text);
	}
}

static void test_figure_text(void)
{
	const struct figure extrapolated = { 100e6, 80e6, 120e6, FIGURE_EXTRAPOLATED };
	char text[FIGURE_TEXT];

	figure_text(text, figure_exact(890e3, FIGURE_MEASURED));
	CHECK_TEXT(text, "890 us");
	figure_text(text, figure_exact(890e3, FIGURE_INTERPOLATED));
	CHECK_TEXT(text, "890 us ~");
	figure_text(text, extrapolated);
	CHECK_TEXT(text, "100 ms +-20%");
	figure_text(text, figure_exact(0, FIGURE_WITHHELD));
	CHECK_TEXT(text, "?");
	figure_text(text, figure_exact(0, FIGURE_TOO_LARGE));
	CHECK_TEXT(text, "-");
	figure_text(text, figure_exact(0, FIGURE_NONE));
	CHECK_TEXT(text, "-");
	/* The largest and the smallest figure that a sample can hold. */
	figure_text(text, (struct figure){ 1e18, 5e17, 1.5e18, FIGURE_EXTRAPOLATED });
	CHECK_TEXT(text, "1000000000 s +-50%");
	figure_text(text, (struct figure){ 5e-324, 5e-324, 5e-324, FIGURE_EXTRAPOLATED });
	CHECK_TEXT(text, "0.00 ns +-0%");
}

static void test_sum(void)
{
	struct figure sum = figure_sum(figure_exact(10, FIGURE_MEASURED),
				       (struct figure){ 100, 80, 120, FIGURE_EXTRAPOLATED });

	CHECK_NEAR(sum.value, 110);
	CHECK_NEAR(sum.low, 90);
	CHECK_NEAR(sum.high, 130);
	CHECK(sum.kind == FIGURE_EXTRAPOLATED);
	sum = figure_sum(sum, figure_exact(0, FIGURE_WITHHELD));
	CHECK(sum.kind == FIGURE_WITHHELD && !figure_is_known(sum));
	CHECK(figure_is_known(figure_exact(1, FIGURE_INTERPOLATED)));
}

const struct test figure_tests[] = {
	{ "time_text", test_time_text },
	{ "figure_text", test_figure_text },
	{ "figure_sum", test_sum },
	{ NULL, NULL },
};
