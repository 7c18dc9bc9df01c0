// SPDX-License-Identifier: GPL-2.0-only
/* Runs the corpus of the fuzzers again, with more checks and with gcc's sanitizers. */
#include <dirent.h>
#include <stdlib.h>
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"
#include "machine/machine.h"
#include "world.h"

/* Relative to the top directory, where `make check` runs. */
#define CORPUS "conformance/fuzz/corpus/"

/* Formats warn in a debug build if a corrupted entry makes a leaf table another one's. */
#define WHO_MAY_WARN \
	"kexec_handover.c riscv.h amdv1.h x86_64.h vtdss.h armv8.h pt_iter.h pt_common.h"

static struct dirent **inputs;
static int nr_inputs;
static const char *running;	/* the current input */

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static size_t read_input(struct kunit *test, const char *name, u8 *data, size_t room)
{
	char path[sizeof(CORPUS) + NAME_MAX];
	size_t size;
	FILE *file;

	snprintf(path, sizeof(path), CORPUS "%s", name);
	file = fopen(path, "r");
	KUNIT_ASSERT_NOT_NULL(test, file);
	size = fread(data, 1, room, file);
	fclose(file);
	return size;
}

/* Run all inputs with the subjects of a target: only the first byte depends on the subject. */
static void test_corpus(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	unsigned int refused = 0;
	u8 data[256];

	if (ptlu_test_core != PTLU_CORE_OURS)
		kunit_skip(test, "it judges ours alone");
	nr_inputs = scandir(CORPUS, &inputs, is_input, alphasort);
	if (nr_inputs <= 0)
		KUNIT_FAIL_AND_ABORT(test,
				     "no input in " CORPUS ": run from the top of the repository");
	KUNIT_ASSERT_EQ(test, fuzz_boot(FUZZ_THOROUGH), 0);
	ptlu_expect_warn(WHO_MAY_WARN);
	for (unsigned int subject = 0; subject < fuzz_nr_subjects(); subject++) {
		if (fuzz_subject(subject)->target != target)
			continue;
		data[0] = subject;
		KUNIT_EXPECT_EQ(test, fuzz_one(data, 1, FUZZ_THOROUGH), 0);
		for (int i = 0; i < nr_inputs; i++) {
			size_t size;

			running = inputs[i]->d_name;
			size = read_input(test, running, data, sizeof(data));
			data[0] = subject;
			refused += !!fuzz_one(data, size, FUZZ_THOROUGH);
		}
		running = NULL;
	}
	ptlu_expect_warn(NULL);
	/* most of the damage must be detected */
	KUNIT_EXPECT_GE(test, refused, nr_inputs / 2);
}

/* Also called after a test that was aborted. */
static void forget(struct kunit *test)
{
	if (running)
		kunit_info(test, "with the input " CORPUS "%s", running);
	running = NULL;
	while (nr_inputs > 0)
		free(inputs[--nr_inputs]);
	free(inputs);
	inputs = NULL;
	fuzz_forget();
}

static const struct ptlu_case corpus_cases[] = {
	RULE_CASE(test_corpus, ptlu_test_gen_targets,
		  RULE_RESTORE_4, RULE_RESTORE_5, RULE_RESTORE_6, RULE_RESTORE_7, RULE_RESTORE_8,
		  RULE_RESTORE_12),
};

PTLU_SUITE(corpus_suite, "ptlu-fuzz-corpus", corpus_cases, .exit = forget);
