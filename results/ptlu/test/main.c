// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-check-results: tests of the programs that read runs. */
#include "ktap.h"

#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct suite suites[] = {
	{ "ptlu-results-file", file_tests },
	{ "ptlu-results-sample", sample_tests },
	{ "ptlu-results-log", log_tests },
	{ "ptlu-results-environment", environment_tests },
	{ "ptlu-results-ktap", ktap_sum_tests },
	{ "ptlu-results-cases", cases_tests },
	{ "ptlu-results-paired", paired_tests },
	{ "ptlu-results-verdict", verdict_tests },
	{ "ptlu-results-selftest", selftest_tests },
	{ "ptlu-results-checks", checks_tests },
	{ "ptlu-results-expect", expect_tests },
	{ "ptlu-results-noise", noise_tests },
	{ "ptlu-results-series", series_tests },
	{ "ptlu-results-figure", figure_tests },
	{ "ptlu-results-fit", fit_tests },
	{ "ptlu-results-extrapolation", extrapolation_tests },
	{ "ptlu-results-select", select_tests },
	{ "ptlu-results-page", page_tests },
	{ "ptlu-results-report", report_tests },
	{ "ptlu-results-plot", plot_tests },
	{ "ptlu-results-stacks", stacks_tests },
	{ "ptlu-results-export", export_tests },
	{ "ptlu-results-history", history_tests },
	{ "ptlu-results-edivisive", edivisive_tests },
	{ "ptlu-results-changes", changes_tests },
	{ "ptlu-results-nightly", nightly_tests },
	{ "ptlu-results-again", again_tests },
	{ "ptlu-results-site", site_tests },
	{ "ptlu-results-commands", commands_tests },
	{ "ptlu-results-corpus", corpus_tests },
	{ NULL, NULL },
};

/* The options of the conformance programs; what concerns domains has no meaning here. */
int main(int argc, char **argv)
{
	const char *patterns = "*";
	bool list = false;
	int opt;

	while ((opt = getopt(argc, argv, "s:t:c:r:n:lv")) != -1) {
		if (opt == 's')
			patterns = optarg;
		else if (opt == 'l')
			list = true;
		else if (opt == '?')
			return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	/* make exports its tree, which commands in reports would name */
	unsetenv("KSRC");
	gsl_set_error_handler_off();
	return ktap_run(suites, patterns, list);
}
