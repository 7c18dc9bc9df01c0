// SPDX-License-Identifier: GPL-2.0-only
/* The matrix of feature subsets: every subset of a format's features, handed over by each core. */
#include "iommu-pages.h"
#include "formats/armv8/pt_armv8.h"
#include "machine/machine.h"
#include "conformance/lib/promises.h"
#include "conformance/lib/suite.h"
#include "feature_subsets.h"

/* Features of each format. A debug build supports all other numbers, too. */
static const struct feature {
	enum ptlu_format_id format;	/* 0: all formats */
	unsigned int number;
	const char *name;
} features[] = {
	{ 0, PT_FEAT_DMA_INCOHERENT, "DMA_INCOHERENT" },
	{ 0, PT_FEAT_FULL_VA, "FULL_VA" },
	{ 0, PT_FEAT_DYNAMIC_TOP, "DYNAMIC_TOP" },
	{ 0, PT_FEAT_SIGN_EXTEND, "SIGN_EXTEND" },
	{ 0, PT_FEAT_FLUSH_RANGE, "FLUSH_RANGE" },
	{ 0, PT_FEAT_FLUSH_RANGE_NO_GAPS, "FLUSH_RANGE_NO_GAPS" },
	{ 0, PT_FEAT_DETAILED_GATHER, "DETAILED_GATHER" },
	{ PTLU_FORMAT_VTDSS, PT_FEAT_VTDSS_FORCE_COHERENCE, "FORCE_COHERENCE" },
	{ PTLU_FORMAT_VTDSS, PT_FEAT_VTDSS_FORCE_WRITEABLE, "FORCE_WRITEABLE" },
	{ PTLU_FORMAT_X86_64, PT_FEAT_X86_64_AMD_ENCRYPT_TABLES, "AMD_ENCRYPT_TABLES" },
	{ PTLU_FORMAT_AMDV1, PT_FEAT_AMDV1_ENCRYPT_TABLES, "ENCRYPT_TABLES" },
	{ PTLU_FORMAT_AMDV1, PT_FEAT_AMDV1_FORCE_COHERENCE, "FORCE_COHERENCE" },
	{ PTLU_FORMAT_RISCV_64, PT_FEAT_RISCV_SVNAPOT_64K, "SVNAPOT_64K" },
	{ PTLU_FORMAT_RISCV_64, PT_FEAT_RISCV_SVPBMT, "SVPBMT" },
	{ PTLU_FORMAT_ARMV8, PT_FEAT_ARMV8_S2, "S2" },
	{ PTLU_FORMAT_ARMV8, PT_FEAT_ARMV8_TTBR1, "TTBR1" },
	{ PTLU_FORMAT_ARMV8, PT_FEAT_ARMV8_LPA, "LPA" },
	{ PTLU_FORMAT_ARMV8, PT_FEAT_ARMV8_LPA2, "LPA2" },
	{ PTLU_FORMAT_ARMV8, PT_FEAT_ARMV8_DBM, "DBM" },
	{ PTLU_FORMAT_ARMV8, PT_FEAT_ARMV8_S2FWB, "S2FWB" },
	{ PTLU_FORMAT_ARMV8, PT_FEAT_ARMV8_NS, "NS" },
};

static bool is_of(const struct feature *feature, const struct ptlu_format *format)
{
	return !feature->format || feature->format == format->id;
}

static u32 known_features(const struct ptlu_format *format)
{
	u32 known = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(features); i++)
		if (is_of(&features[i], format))
			known |= BIT(features[i].number);
	return known & format->supported;
}

static u32 encrypted_tables(const struct ptlu_target *target)
{
	return ptlu_format_traits(target->format)->encrypted_tables;
}

/**
 * ptlu_subset_describe() - name features
 * @set: bits of the features
 * @format: their format
 * @text: filled in
 * @size: bytes at @text
 */
void ptlu_subset_describe(u32 set, const struct ptlu_format *format, char *text, size_t size)
{
	size_t used = snprintf(text, size, "%s", set ? "" : "none");

	for (unsigned int i = 0; i < ARRAY_SIZE(features) && used < size; i++)
		if (is_of(&features[i], format) && (set & BIT(features[i].number)))
			used += snprintf(text + used, size - used, "%s%s", used ? " " : "",
					 features[i].name);
}

/* The number of cells with each outcome, and the smallest set with it. */
struct summary {
	unsigned int count[SUBSET_OUTCOMES];
	struct ptlu_subset smallest[SUBSET_OUTCOMES];
	u32 in_all[SUBSET_OUTCOMES];	/* features that are in all sets with the outcome */
};

enum { NO_C_BIT, C_BIT_47, C_BIT_51, NR_C_BITS };
static const unsigned int c_bits[NR_C_BITS] = { 0, 47, 51 };

static struct summary *summaries;

static struct summary *summary_of(const struct ptlu_target *target, unsigned int c_bit,
				  enum ptlu_core_id core)
{
	if (!summaries) {
		summaries = calloc(ptlu_nr_targets * NR_C_BITS * PTLU_NR_CORES, sizeof(*summaries));
		if (!summaries)
			ptlu_fatal("no memory for the matrix of feature subsets");
	}
	return &summaries[((target - ptlu_targets) * NR_C_BITS + c_bit) * PTLU_NR_CORES + core];
}

static void note_cell(struct summary *summary, const struct ptlu_subset *cell)
{
	struct ptlu_subset *smallest = &summary->smallest[cell->outcome];

	if (!summary->count[cell->outcome]++) {
		*smallest = *cell;
		summary->in_all[cell->outcome] = cell->features;
	}
	if (hweight32(cell->features) < hweight32(smallest->features))
		*smallest = *cell;
	summary->in_all[cell->outcome] &= cell->features;
}

static void run_subsets(struct kunit *test, enum ptlu_core_id core, unsigned int c_bit)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct summary *summary = summary_of(target, c_bit, core);
	u32 known = known_features(target->format), set = 0;
	u32 oa52 = ptlu_format_traits(target->format)->oa52;
	u32 encrypted = encrypted_tables(target);
	char text[200];

	*summary = (struct summary){};
	/* sets with 52-bit addresses last, because they need another machine */
	for (unsigned int pass = 0; pass < 2; pass++) {
		do {
			struct ptlu_subset cell = {
				.target = target, .features = set, .core = core,
				.c_bit = c_bits[c_bit],
			};
			bool pointless = c_bit && !(set & encrypted);

			if (!pointless && !!(set & oa52) == pass) {
				ptlu_subset_run(test, &cell);
				note_cell(summary, &cell);
			}
			if (cell.outcome > SUBSET_SAFE &&
			    !ptlu_core_gap(core, RULE_FEATURES_1, target)) {
				ptlu_subset_describe(set, target->format, text, sizeof(text));
				KUNIT_FAIL(test, "features %s, C bit %u: %s", text, c_bits[c_bit],
					   cell.text);
			}
			/* the next subset of known */
			set = (set - known) & known;
		} while (set);
	}
}

static void test_every_subset(struct kunit *test)
{
	for (unsigned int c_bit = 0; c_bit < NR_C_BITS; c_bit++)
		if (!c_bit || encrypted_tables(ptlu_test_case(test)->target))
			run_subsets(test, ptlu_test_core, c_bit);
	KUNIT_EXPECT_GE(
		test,
		summary_of(ptlu_test_case(test)->target, 0, ptlu_test_core)->count[SUBSET_SAFE], 1);
}

/* Report the failures of the judged core if it does not promise the rule, otherwise of posted. */
static void test_subsets_of_posted(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	enum ptlu_core_id core = ptlu_core_gap(ptlu_test_core, RULE_FEATURES_1, target) ?
					 ptlu_test_core :
					 PTLU_CORE_POSTED;

	for (unsigned int c_bit = 0; c_bit < NR_C_BITS; c_bit++) {
		struct summary *summary = summary_of(target, c_bit, core);

		if (c_bit && !encrypted_tables(target))
			continue;
		run_subsets(test, core, c_bit);
		for (unsigned int i = SUBSET_SAFE + 1; i < SUBSET_OUTCOMES; i++) {
			char text[200];

			if (!summary->count[i])
				continue;
			ptlu_subset_describe(summary->smallest[i].features, target->format,
					     text, sizeof(text));
			kunit_info(test, "%s, C bit %u, %u sets such as %s: %s",
				   target->format->cores[core].name, c_bits[c_bit],
				   summary->count[i], text, summary->smallest[i].text);
		}
	}
}

static const char * const outcome_names[SUBSET_OUTCOMES] = {
	[SUBSET_SAFE] = "safe",
	[SUBSET_WARNS] = "warns",
	[SUBSET_TRANSLATES_WRONGLY] = "translates wrongly",
	[SUBSET_LEAKS] = "leaks",
	[SUBSET_REFUSES] = "restore fails",
	[SUBSET_BUG] = "ends in a BUG",
	[SUBSET_WRONG_ADDRESS] = "reads a wrong address",
	[SUBSET_WRONG_PAGE] = "frees a wrong page",
};

static unsigned int cells_of(const struct summary *summary)
{
	unsigned int cells = 0;

	for (unsigned int i = SUBSET_SAFE; i < SUBSET_OUTCOMES; i++)
		cells += summary->count[i];
	return cells;
}

static void write_row(FILE *page, const struct ptlu_target *target, unsigned int c_bit,
		      const char *core, const struct summary *summary)
{
	if (!cells_of(summary))
		return;
	fprintf(page, "| %s | %s | ", target->name, core);
	if (c_bits[c_bit])
		fprintf(page, "%u", c_bits[c_bit]);
	fprintf(page, " | %u |", cells_of(summary));
	for (unsigned int i = SUBSET_SAFE; i < SUBSET_OUTCOMES; i++) {
		if (summary->count[i])
			fprintf(page, " %u |", summary->count[i]);
		else
			fprintf(page, " |");
	}
	fprintf(page, "\n");
}

static void write_reproductions(FILE *page, const struct ptlu_target *target, unsigned int c_bit)
{
	const struct summary *summary = summary_of(target, c_bit, PTLU_CORE_POSTED);
	char smallest[200], in_all[200];

	for (unsigned int i = SUBSET_SAFE + 1; i < SUBSET_OUTCOMES; i++) {
		if (!summary->count[i])
			continue;
		ptlu_subset_describe(summary->smallest[i].features, target->format, smallest,
				     sizeof(smallest));
		ptlu_subset_describe(summary->in_all[i], target->format, in_all,
				     sizeof(in_all));
		fprintf(page, "| %s | %.0u | %s | %s | %s | %s |\n", target->name, c_bits[c_bit],
			outcome_names[i], in_all, smallest, summary->smallest[i].text);
	}
}

/* Write both tables of the matrix, for the targets that were run. */
void ptlu_subset_write_page(FILE *page)
{
	if (!summaries)
		return;
	fprintf(page,
		"## Feature subsets%s%s\n\n"
		"A domain with every subset of the features that a format supports, handed over and freed by\n"
		"ptlu's core and by the core posted, which drops all features but SIGN_EXTEND (see\n"
		"[posted-series](../docs/posted-series.md)). Subsets that the format's init rejects, or that\n"
		"no hardware has, are skipped.\n\n"
		"| target | core | C bit | domains |",
		IS_ENABLED(CONFIG_DEBUG_GENERIC_PT) ? " with CONFIG_DEBUG_GENERIC_PT" : "",
		IOMMU_PAGES_USE_DMA_API ? " with the DMA API" : "");
	for (unsigned int i = SUBSET_SAFE; i < SUBSET_OUTCOMES; i++)
		fprintf(page, " %s |", outcome_names[i]);
	fprintf(page, "\n|---|---|---|---|");
	for (unsigned int i = SUBSET_SAFE; i < SUBSET_OUTCOMES; i++)
		fprintf(page, "---|");
	fprintf(page, "\n");
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		for (unsigned int c_bit = 0; c_bit < NR_C_BITS; c_bit++)
			for (unsigned int core = 0; core <= PTLU_CORE_POSTED; core++)
				write_row(page, &ptlu_targets[i], c_bit,
					  ptlu_targets[i].format->cores[core].name,
					  summary_of(&ptlu_targets[i], c_bit, core));
	fprintf(page,
		"\nFailures of the core posted: the features that all failing domains have, and the smallest\n"
		"failing subset. `make check SUITE=ptlu-feature-subsets TARGETS=<target>` reproduces them.\n\n"
		"| target | C bit | outcome | features of all | smallest subset | error |\n"
		"|---|---|---|---|---|---|\n");
	for (unsigned int i = 0; i < ptlu_nr_targets; i++)
		for (unsigned int c_bit = 0; c_bit < NR_C_BITS; c_bit++)
			write_reproductions(page, &ptlu_targets[i], c_bit);
	fprintf(page, "\n");
}

static void clean_up(struct kunit *test)
{
	(void)test;
	ptlu_subset_end();
}

static const struct ptlu_case subset_cases[] = {
	RULE_CASE(test_every_subset, ptlu_test_gen_targets, RULE_FEATURES_1),
	PLAIN_CASE_PARAM(test_subsets_of_posted, ptlu_test_gen_targets),
};

PTLU_SUITE(subset_suite, "ptlu-feature-subsets", subset_cases, .exit = clean_up);
