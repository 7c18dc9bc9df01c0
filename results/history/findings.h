/* SPDX-License-Identifier: GPL-2.0-only */
/* What changed over the nights of a history, each reported once. */
#ifndef RESULTS_FINDINGS_H
#define RESULTS_FINDINGS_H

#include "results/ptlu/verdict.h"
#include "series_rows.h"

/* Exact counts judge first, then times; tests stand in the same report. */
enum finding_kind { FINDING_COUNT, FINDING_TIME, FINDING_RULE };

#define FINDING_TEXT	2200
#define ALL_TARGETS	"all"

/**
 * struct finding_run - a run, as a report names it
 * @id: its row
 * @start: its begin, in seconds since 1970
 * @name: its id
 * @kernel: version of the kernel tree
 * @tree: which version the kernel tree is: a commit, or that of a package
 * @ptlu: revision of ptlu, 12 digits
 * @compiler: compiler of the measured code
 * @microcode: of the processor
 * @release: kernel of the machine
 */
struct finding_run {
	long long id;
	long long start;
	char name[160];
	char kernel[160];
	char tree[160];
	char ptlu[16];
	char compiler[160];
	char microcode[160];
	char release[160];
};

/**
 * struct finding_point - one point of a change
 * @key: the point; its strings belong to the series of the history
 * @before: nanoseconds or instructions before
 * @after: the same since
 */
struct finding_point {
	const struct bench_sample *key;
	double before;
	double after;
};

/**
 * struct finding_function - what a function takes of a change of counts
 * @name: the function
 * @before: its instructions per table before
 * @after: the same since
 */
struct finding_function {
	char name[128];
	double before;
	double after;
};

/* Functions of one finding that are kept. */
#define FINDING_FUNCTIONS	5

/**
 * struct finding - one change
 * @kind: what it is a change of
 * @machine: row of the machine
 * @tier: where the code ran
 * @arch: machine that it was compiled for
 * @target: target, ALL_TARGETS for a change of several; "" for tests, as the next two
 * @op: operation
 * @variant: variant
 * @test: of tests the name of the first one; "" otherwise
 * @rules: the rules that it shows
 * @tests: number of tests that newly fail
 * @before: last run without the change
 * @first: first run with it
 * @nights: runs that have it so far
 * @ratio: after divided by before; of counts the geometric mean over the points; NaN for tests
 * @p: p of the t-test, of a candidate that of @again; NaN for counts and tests
 * @sure: the nights alone show it
 * @again_rounds: rounds in which it was measured again; 0 if it was not
 * @again_base: name of the run that the older program of these rounds is of
 * @again: the ratio that they show, of the program of the night to the older one
 * @again_p: its p
 * @again_code: whether both programs execute the same machine code
 * @refuted: the rounds do not show it
 * @noise: they show it, and the machine code is the same
 * @points: the points, those that changed most first
 * @nr_points: number of @points
 * @functions: of counts the functions in which the first of @points differs, the largest difference
 *	first; set by findings_add_functions()
 * @nr_functions: number of @functions
 * @plot: path of its plot below the report's directory, or ""; set by findings_draw()
 * @blackout: point of restore that is the largest; NULL for other operations and for counts
 */
struct finding {
	enum finding_kind kind;
	long long machine;
	char tier[64];
	char arch[160];
	char target[64];
	char op[64];
	char variant[64];
	char test[FINDING_TEXT];
	char rules[256];
	size_t tests;
	struct finding_run before;
	struct finding_run first;
	size_t nights;
	double ratio;
	double p;
	bool sure;
	size_t again_rounds;
	char again_base[160];
	struct interval again;
	double again_p;
	enum code again_code;
	bool refuted;
	bool noise;
	struct finding_point *points;
	size_t nr_points;
	struct finding_function functions[FINDING_FUNCTIONS];
	size_t nr_functions;
	char plot[96];
	const struct finding_point *blackout;
};

/**
 * struct findings - what changed
 * @all: the findings
 * @nr: number of @all
 * @named: those that looked changed, and are no changes: they are @refuted or @noise
 * @nr_named: number of @named
 * @series: the series that their points belong to
 * @unjudged: runs that are not compared, because they failed, were dirty or disturbed
 */
struct findings {
	struct finding **all;
	size_t nr;
	struct finding **named;
	size_t nr_named;
	struct series_rows series;
	long long unjudged;
};

/* Whether changes that were reported are found again. */
enum findings_mode { FINDINGS_NEW, FINDINGS_ALL };

/**
 * findings_read() - find what changed
 * @f: receives it; to be released with findings_free()
 * @h: history, within a transaction if @mode is FINDINGS_NEW
 * @mode: FINDINGS_NEW leaves out what was reported, and records the others as reported
 * @again: directory of what was measured again, see again_read(); NULL if nothing was
 *
 * A family that was measured again is reported if the rounds show the change, too, and the machine
 * code is not the same in both programs. A family that was not measured again is reported if it is
 * sure. A sure one that is refuted or noise is not reported, but recorded: it divides the series.
 *
 * Return: 0 or a negative errno value, after one line on stderr; @f is then released.
 */
int findings_read(struct findings *f, struct history *h, enum findings_mode mode,
		  const char *again);

/**
 * findings_free() - release findings
 * @f: what findings_read() filled
 */
void findings_free(struct findings *f);

/**
 * finding_is_change() - whether a finding is reported as a change
 * @f: finding
 *
 * Return: false for one that is named alone, because it is refuted or noise.
 */
bool finding_is_change(const struct finding *f);

/**
 * findings_add() - add an empty finding
 * @f: findings
 * @kind: what it is a change of
 *
 * Return: the finding; NULL without memory.
 */
struct finding *findings_add(struct findings *f, enum finding_kind kind);

/**
 * finding_add_point() - add a point to a finding
 * @f: finding
 * @key: the point
 * @before: nanoseconds or instructions before
 * @after: the same since
 *
 * Return: 0 or -ENOMEM.
 */
int finding_add_point(struct finding *f, const struct bench_sample *key, double before,
		      double after);

/* What the parts of findings_read() find; f->series is read by then. */
int find_counts(struct findings *f, struct history *h);
struct again_list;
int find_times(struct findings *f, struct history *h, enum findings_mode mode,
	       const struct again_list *measured);
int find_rules(struct findings *f, struct history *h);

/**
 * findings_add_functions() - set the functions in which counts differ
 * @f: findings
 * @runs: directory of the runs
 *
 * A change without the functions.tsv of both runs has none: kernels are counted as a whole, and
 * runs may be gone.
 */
void findings_add_functions(struct findings *f, const char *runs);

/**
 * findings_draw() - draw a plot for each change of counts or times
 * @f: findings
 * @h: their history
 * @dir: directory of the report; plots are in its plots/
 * @label: what the names of the plots begin with
 *
 * A plot has the nights of the points that changed most. Without gnuplot there are none, after one
 * line on stderr.
 */
void findings_draw(struct findings *f, struct history *h, const char *dir, const char *label);

/**
 * finding_blackout_ms() - restore of a domain of 1 TiB, linear from the largest size measured
 * @f: finding that has @blackout
 * @ns: time of that point
 *
 * Return: milliseconds.
 */
double finding_blackout_ms(const struct finding *f, double ns);

/**
 * finding_command() - the command that shows a change again
 * @f: finding
 * @ksrc: kernel tree for it, or NULL
 * @text: receives the command
 * @size: bytes of @text
 *
 * make bisect if the commits are of git and more than one, otherwise make compare, or of the two
 * runs if the trees are the same; make check for tests of one tree.
 */
void finding_command(const struct finding *f, const char *ksrc, char *text, size_t size);

#endif /* RESULTS_FINDINGS_H */
