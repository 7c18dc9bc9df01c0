// SPDX-License-Identifier: GPL-2.0-only
/* What libFuzzer and AFL++ call; linked with either, it is a fuzzer, and it reruns the inputs that it is given. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include "machine/machine.h"
#include "world.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* After a full set-up nothing is fine that the tree, the core or the page allocator complains about. */
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
	/* KHO warns of a page that is not preserved: the tree's own opinion of such a caller */
	ptlu_expect_warn("kexec_handover.c");
	return 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	fuzz_one(data, size, FUZZ_FAST);
	return 0;
}
