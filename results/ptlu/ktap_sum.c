// SPDX-License-Identifier: GPL-2.0-only
/* ptlu ktap: sum up the tests of a check. */
#define _GNU_SOURCE
#include "ktap_sum.h"
#include "commands.h"
#include "expect.h"

#include <argp.h>
#include <ctype.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LEVELS	16

/**
 * struct level - tests of one indentation that are being read
 * @column: blanks before their lines
 * @planned: how many there are to be, -1 if that was not said
 * @seen: how many results there were
 * @name: what they are the tests of, "" if that was not said
 */
struct level {
	size_t column;
	long planned, seen;
	char name[128];
};

/**
 * struct reader - a KTAP that is being read
 * @levels: from the outermost level inwards
 * @nr: number of @levels
 * @parent: the next result has had deeper ones, if it stands further left than @last
 * @last: column of the last result
 * @failed: leaves that failed since the last outermost result
 * @tested: there was a plan below the next outermost result
 * @unfinished: there is a level with fewer results than planned since the last outermost result
 * @where: the name of the deepest one of these
 * @alone: an outermost result may be a test itself
 * @to: where complaints go
 * @sum: receives the numbers
 * @visit: called for each leaf, if not NULL
 * @data: passed to @visit
 * @log: diagnostic lines since the last result or the begin of a list
 * @logged: bytes of @log
 */
struct reader {
	struct level levels[MAX_LEVELS];
	size_t nr;
	bool parent;
	size_t last;
	unsigned int failed;
	bool tested, unfinished;
	char where[128];
	bool alone;
	FILE *to;
	struct ktap_sum *sum;
	ktap_visitor visit;
	void *data;
	char log[4096];
	size_t logged;
};

/* Leave the levels that are indented by this much or more; those without all results are noted. */
static void close_levels(struct reader *r, size_t column)
{
	for (; r->nr && r->levels[r->nr - 1].column >= column; r->nr--) {
		const struct level *level = &r->levels[r->nr - 1];

		if (level->seen >= level->planned)
			continue;
		if (!r->unfinished || !*r->where)
			memcpy(r->where, level->name, sizeof(r->where));
		r->unfinished = true;
	}
}

/* The level of a line, a new one if there is none. */
static struct level *level_of(struct reader *r, size_t column)
{
	close_levels(r, column + 1);
	if (r->nr && r->levels[r->nr - 1].column == column)
		return &r->levels[r->nr - 1];
	if (r->nr == MAX_LEVELS)
		return NULL;
	r->levels[r->nr] = (struct level){ .column = column, .planned = -1 };
	return &r->levels[r->nr++];
}

static bool has_directive(const char *line, const char *directive)
{
	const char *at = strstr(line, " # ");

	return at && !strncasecmp(at + 3, directive, strlen(directive));
}

/* What stands behind the directive of a result. */
static const char *reason_of(const char *line)
{
	const char *at = strstr(line, " # ");

	if (!at)
		return "";
	at += 3;
	at += strcspn(at, " ");
	return at + strspn(at, " ");
}

/* A line that is longer than what is left of the room is cut off. */
static void add_log(struct reader *r, const char *text)
{
	size_t room = sizeof(r->log) - r->logged;
	int len;

	text += strspn(text, "# ");
	len = snprintf(r->log + r->logged, room, "%s\n", text);
	r->logged = (size_t)len < room ? r->logged + (size_t)len : sizeof(r->log) - 1;
}

static void clear_log(struct reader *r)
{
	r->logged = 0;
	r->log[0] = '\0';
}

/* The name behind "ok 3 ", without a directive. */
static const char *name_of(const char *line, char *name, size_t size)
{
	line += strspn(line, "0123456789");
	line += strspn(line, " ");
	snprintf(name, size, "%.*s", (int)strcspn(line, "#"), line);
	for (size_t len = strlen(name); len && name[len - 1] == ' '; len--)
		name[len - 1] = '\0';
	return name;
}

static enum ktap_result result_of(bool ok, const char *line)
{
	if (!ok)
		return KTAP_FAILED;
	if (has_directive(line, "SKIP"))
		return KTAP_SKIPPED;
	return has_directive(line, "XFAIL") ? KTAP_XFAILED : KTAP_PASSED;
}

static void visit_leaf(const struct reader *r, enum ktap_result result, const char *line)
{
	char path[MAX_LEVELS * 130], name[128];
	size_t used = 0;

	for (size_t i = 0; i < r->nr; i++)
		if (*r->levels[i].name)
			used += (size_t)snprintf(path + used, sizeof(path) - used, "%s / ",
						 r->levels[i].name);
	snprintf(path + used, sizeof(path) - used, "%s", name_of(line, name, sizeof(name)));
	r->visit(&(struct ktap_leaf){ path, result, reason_of(line), r->log }, r->data);
}

static void count_leaf(struct reader *r, bool ok, const char *line)
{
	enum ktap_result result = result_of(ok, line);
	unsigned int *const numbers[NR_KTAP_RESULTS] = {
		[KTAP_PASSED] = &r->sum->passed,
		[KTAP_FAILED] = &r->sum->failed,
		[KTAP_XFAILED] = &r->sum->xfailed,
		[KTAP_SKIPPED] = &r->sum->skipped,
		[KTAP_ERROR] = &r->sum->errors,
	};

	(*numbers[result])++;
	r->failed += !ok;
	if (r->visit)
		visit_leaf(r, result, line);
}

static void complain(struct reader *r, const char *name, const char *what)
{
	char reason[256];

	snprintf(reason, sizeof(reason), "%s%s", what,
		 r->unfinished && *r->where ? r->where : "");
	r->sum->errors++;
	if (r->to)
		fprintf(r->to, "# %s %s\n", *name ? name : "it", reason);
	if (r->visit)
		r->visit(&(struct ktap_leaf){ name, KTAP_ERROR, reason, r->log }, r->data);
}

/* The result of a program or of a guest: it must come to the end of what it planned. */
static void outermost(struct reader *r, bool ok, bool leaf, const char *rest)
{
	char name[128];

	name_of(rest, name, sizeof(name));
	if (r->unfinished)
		complain(r, name, *r->where ? "ended inside " : "ended before all of its tests");
	else if (!ok && !r->failed)
		complain(r, name, leaf ? "failed without a test" :
					 "failed, though none of its tests did");
	else if (ok && !r->tested && !r->alone)
		complain(r, name, "ended without a test");
	else if (leaf && ok && r->alone)
		count_leaf(r, ok, rest);
	r->failed = 0;
	r->tested = r->unfinished = false;
	r->where[0] = '\0';
}

static void result(struct reader *r, size_t column, bool ok, const char *rest)
{
	struct level *level = level_of(r, column);
	bool leaf = !r->parent || r->last <= column;

	r->last = column;
	r->parent = true;
	if (!level) {
		clear_log(r);
		return;
	}
	level->seen++;
	if (r->nr == 1)
		outermost(r, ok, leaf, rest);
	else if (leaf)
		count_leaf(r, ok, rest);
	clear_log(r);
}

/* A new list of tests begins: what stands below the next result has not been seen yet. */
static void begin_list(struct reader *r, size_t column)
{
	close_levels(r, column);
	level_of(r, column);
	clear_log(r);
	r->parent = false;
	r->tested |= r->nr > 1;
}

static bool is_plan(const char *text)
{
	return !strncmp(text, "1..", 3) && isdigit((unsigned char)text[3]) &&
	       !text[3 + strspn(text + 3, "0123456789")];
}

static void read_line(struct reader *r, const char *line)
{
	size_t column = strspn(line, " ");
	const char *text = line + column;
	bool ok = strncmp(text, "not ", 4);
	struct level *level;

	if (!strncmp(text, "KTAP version ", 13)) {
		begin_list(r, column);
	} else if (!strncmp(text, "# Subtest: ", 11)) {
		level = level_of(r, column);
		if (level)
			snprintf(level->name, sizeof(level->name), "%s", text + 11);
	} else if (is_plan(text)) {
		level = level_of(r, column);
		if (level)
			level->planned = strtol(text + 3, NULL, 10);
	} else if (!strncmp(text + (ok ? 0 : 4), "ok ", 3) &&
		   isdigit((unsigned char)text[ok ? 3 : 7])) {
		result(r, column, ok, text + (ok ? 3 : 7));
	} else if (*text == '#') {
		add_log(r, text);
	}
}

static void read_all(struct reader *r, FILE *from)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	bool any;

	while ((len = getline(&line, &size, from)) >= 0) {
		/* a console has carriage returns */
		while (len && (line[len - 1] == '\n' || line[len - 1] == '\r'))
			line[--len] = '\0';
		read_line(r, line);
	}
	free(line);
	any = r->nr;
	close_levels(r, 0);
	if (!any)
		complain(r, "", "has no test");
	else if (r->unfinished)
		complain(r, "", *r->where ? "ended inside " : "ended before all of its tests");
}

void ktap_sum_read(FILE *from, bool alone, FILE *to, struct ktap_sum *sum)
{
	struct reader r = { .alone = alone, .to = to, .sum = sum };

	*sum = (struct ktap_sum){ 0 };
	read_all(&r, from);
}

void ktap_visit(FILE *from, bool alone, ktap_visitor visit, void *data)
{
	struct ktap_sum sum = { 0 };
	struct reader r = { .alone = alone, .sum = &sum, .visit = visit, .data = data };

	read_all(&r, from);
}

struct arguments {
	const char *path, *expected, *suites, *targets;
	bool alone, write;
};

static const struct argp_option options[] = {
	{ "alone", 'a', NULL, 0, "An outermost result may be a test itself", 0 },
	{ "expect", 'e', "TABLE", 0, "Fail if tests of the table are gone", 0 },
	{ "suites", 's', "PATTERNS", 0, "Only these suites were run", 0 },
	{ "targets", 't', "PATTERNS", 0, "Only these targets were run", 0 },
	{ "write-expected", 'w', NULL, 0, "Print the table of what FILE has, instead", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'a':
		a->alone = true;
		return 0;
	case 'e':
		a->expected = arg;
		return 0;
	case 's':
		a->suites = *arg ? arg : NULL;
		return 0;
	case 't':
		a->targets = *arg ? arg : NULL;
		return 0;
	case 'w':
		a->write = true;
		return 0;
	case ARGP_KEY_ARG:
		if (a->path)
			argp_usage(state);
		a->path = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->path)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options, parse, "FILE",
	"Sum up FILE, a KTAP: how many tests passed, failed and were skipped. Results that have deeper"
	" ones are not counted beside them."
	"\vThe exit status is 0 if nothing failed, 1 if something did, 2 for an error.",
	NULL, NULL, NULL,
};

/* Tests that are gone count as errors. */
static int find_missing(const struct arguments *a, FILE *ktap, struct ktap_sum *sum)
{
	FILE *table = fopen(a->expected, "re");
	int missing;

	if (!table) {
		warn("%s", a->expected);
		return -1;
	}
	missing = expect_compare(ktap, table, a->expected, a->suites, a->targets, stdout);
	fclose(table);
	if (missing < 0)
		return -1;
	sum->errors += (unsigned int)missing;
	if (missing)
		printf("# tests are gone; if they should be, make expected writes %s anew\n",
		       a->expected);
	return 0;
}

int command_ktap(int argc, char **argv)
{
	struct arguments a = { 0 };
	struct ktap_sum sum;
	FILE *file;
	int ret = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	file = fopen(a.path, "r");
	if (!file) {
		warn("%s", a.path);
		return 2;
	}
	if (a.write) {
		ret = expect_write(file, stdout);
		fclose(file);
		return ret ? 2 : 0;
	}
	ktap_sum_read(file, a.alone, stdout, &sum);
	if (a.expected) {
		rewind(file);
		ret = find_missing(&a, file, &sum);
	}
	fclose(file);
	if (ret)
		return 2;
	if (sum.xfailed)
		printf("# %u known defects of the tree shown, see docs/findings/\n", sum.xfailed);
	/* the form of tools/testing/selftests/kselftest.h */
	printf("# Totals: pass:%u fail:%u xfail:%u xpass:0 skip:%u error:%u\n", sum.passed,
	       sum.failed, sum.xfailed, sum.skipped, sum.errors);
	printf("%u passed, %u failed, %u skipped\n", sum.passed, sum.failed + sum.errors,
	       sum.skipped);
	return sum.failed || sum.errors;
}
