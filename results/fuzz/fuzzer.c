// SPDX-License-Identifier: GPL-2.0-only
/* What libFuzzer and AFL++ call; it aborts if something does not hold for an input. */
#include "one.h"

#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	gsl_set_error_handler_off();
	if (fuzz_begin()) {
		fprintf(stderr, "ptlu-fuzz-runs: cannot make a directory for inputs\n");
		exit(2);
	}
	atexit(fuzz_end);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *wrong = fuzz_one(data, size, size % FUZZ_COMMANDS);

	if (wrong) {
		fprintf(stderr, "ptlu-fuzz: %s\n", wrong);
		abort();
	}
	return 0;
}
