// SPDX-License-Identifier: GPL-2.0-only
/* Entry points of libFuzzer and AFL++. The program also runs the inputs of its arguments. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include "machine/machine.h"
#include "world.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* After the set-up every warning and every error is a finding. */
static void complain(const char *text)
{
	fprintf(stderr, "ptlu-fuzz: %s\n", text);
	abort();
}

static const struct ptlu_error_ops error_ops = { .warn = complain, .fatal = complain };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int ret = fuzz_boot(FUZZ_FAST);

	(void)argc;
	(void)argv;
	if (ret) {
		fprintf(stderr, "ptlu-fuzz: the userland kernel does not come up: error %d\n", ret);
		exit(2);
	}
	ptlu_set_error_ops(&error_ops);
	/* KHO warns of a page that is not preserved */
	ptlu_expect_warn("kexec_handover.c");
	return 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	fuzz_one(data, size, FUZZ_FAST);
	return 0;
}
