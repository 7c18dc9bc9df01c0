// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-boots: makes samples of boot-reserve from the consoles of guests that did a kexec. */
#include <err.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "results/format/sample.h"
#include "held.h"

/* A kexec with fewer tables counts as one without: the others are compared with it. */
#define FEW_TABLES	64
#define MOST_BOOTS	256
#define PAGE_BYTES	4096

/**
 * struct boot - a kexec, read from its console
 * @path: the console
 * @kernel: version of the kernel
 * @placement: placement of the preserved tables
 * @tables: number of preserved tables
 * @order: their page order
 * @ns: time from the old kernel's last reading of the counter to the first one in user space of
 *	the next kernel
 * @step_ns: a step of that counter
 * @used: a sample was made of it
 */
struct boot {
	const char *path;
	char kernel[64], placement[16];
	unsigned long long tables;
	unsigned int order;
	double ns, step_ns;
	bool used;
};

static bool counts_instructions;

/* Find "key=" in a line of words. Returns its value or NULL. */
static const char *find_value(const char *line, const char *key)
{
	size_t length = strlen(key);

	for (; *line; line += strcspn(line, " ")) {
		line += strspn(line, " ");
		if (!strncmp(line, key, length) && line[length] == '=')
			return line + length + 1;
	}
	return NULL;
}

static int get_word(const char *line, const char *key, char *word, size_t size)
{
	const char *value = find_value(line, key);

	if (!value)
		return -EINVAL;
	snprintf(word, size, "%.*s", (int)strcspn(value, " \n"), value);
	return 0;
}

static int get_number(const char *line, const char *key, unsigned long long *number)
{
	const char *value = find_value(line, key);
	char *end;

	if (!value)
		return -EINVAL;
	errno = 0;
	*number = strtoull(value, &end, 10);
	return errno || end == value || !strchr(" \n", *end) ? -EINVAL : 0;
}

/* The line of ptlu.ko, see bench/kernel/hold.c. */
static int read_held(const char *line, struct boot *boot)
{
	unsigned long long order;

	if (get_number(line, "tables", &boot->tables) || get_number(line, "order", &order) ||
	    get_word(line, "placement", boot->placement, sizeof(boot->placement)))
		return -EINVAL;
	boot->order = order;
	return 0;
}

/* Readings of the counter, from machine/guest/init.c. */
struct counter {
	unsigned long long kexec, up, frequency;
};

/* The first reading after the kexec is that of the next kernel. */
static int read_counter(const char *line, struct counter *counter)
{
	unsigned long long count;
	char at[8];

	if (get_word(line, "at", at, sizeof(at)) || get_number(line, "count", &count) ||
	    get_number(line, "frequency", &counter->frequency))
		return -EINVAL;
	if (!strcmp(at, "kexec"))
		counter->kexec = count;
	else if (!strcmp(at, "up") && counter->kexec && !counter->up)
		counter->up = count;
	return 0;
}

static const char *after(const char *line, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(line, prefix, length) ? NULL : line + length;
}

static int read_line(const char *line, struct boot *boot, struct counter *counter, double *mhz)
{
	const char *rest;

	if ((rest = after(line, "Linux version ")))
		snprintf(boot->kernel, sizeof(boot->kernel), "%.*s", (int)strcspn(rest, " "), rest);
	else if ((rest = after(line, "tsc: Detected ")))
		*mhz = strtod(rest, NULL);
	else if ((rest = after(line, "ptlu: " HELD_PREFIX)))
		return read_held(rest, boot);
	else if ((rest = after(line, "ptlu-init: counter ")))
		return read_counter(rest, counter);
	return 0;
}

/* Nanoseconds of a step. A guest that counts instructions executes 10^9 of them a second. */
static double step_of(const struct counter *counter, double mhz)
{
	if (counter->frequency)
		return 1e9 / counter->frequency;
	if (counts_instructions)
		return 1;
	return mhz > 0 ? 1e3 / mhz : 0;
}

static int read_boot(struct boot *boot, const char *path)
{
	struct counter counter = {};
	FILE *console = fopen(path, "r");
	char line[1024];
	double mhz = 0;
	int ret = 0;

	*boot = (struct boot){ .path = path, .placement = "none" };
	if (!console) {
		warn("%s", path);
		return -1;
	}
	while (!ret && fgets(line, sizeof(line), console))
		ret = read_line(line, boot, &counter, &mhz);
	fclose(console);
	if (ret) {
		warnx("%s: cannot read the line of another version of ptlu: %s", path, line);
		return -1;
	}
	if (counter.up <= counter.kexec || !boot->kernel[0]) {
		warnx("%s has no kexec whose next kernel came up", path);
		return -1;
	}
	boot->step_ns = step_of(&counter, mhz);
	if (!(boot->step_ns > 0)) {
		warnx("%s does not have the frequency of the counter", path);
		return -1;
	}
	boot->ns = (counter.up - counter.kexec) * boot->step_ns;
	return 0;
}

static bool is_base(const struct boot *boot)
{
	return boot->tables < FEW_TABLES;
}

static bool same_point(const struct boot *a, const struct boot *b)
{
	return a->tables == b->tables && a->order == b->order &&
	       !strcmp(a->placement, b->placement);
}

/* Mean time of the kexecs without tables, and the difference between the longest and shortest. */
struct base {
	double ns, spread;
};

static struct base find_base(const struct boot *boots, int nr)
{
	double sum = 0, least = INFINITY, most = 0;
	int found = 0;

	for (int i = 0; i < nr; i++) {
		if (!is_base(&boots[i]))
			continue;
		sum += boots[i].ns;
		least = fmin(least, boots[i].ns);
		most = fmax(most, boots[i].ns);
		found++;
	}
	if (found < 2)
		errx(EXIT_FAILURE,
		     "%d kexecs have fewer than %d tables, two are needed to compare the others with",
		     found, FEW_TABLES);
	return (struct base){ sum / found, most - least };
}

/* An instruction count is exact, so it needs no repetitions. */
static const char *judge(struct bench_sample *s, const struct base *base, char *reason, size_t size)
{
	if (s->ns_median < base->spread * BENCH_SPREAD_PARTS) {
		snprintf(
			reason, size,
			"kexecs without tables differ by %.0f ns, too much for a result of %.0f ns",
			base->spread, s->ns_median);
		return reason;
	}
	return counts_instructions && s->reps < BENCH_MIN_REPS ? NULL : s->refused;
}

static int print_point(struct boot *boots, int nr, int first, const struct base *base,
		       const char *run, const char *arch)
{
	const struct boot *boot = &boots[first];
	double ns[MOST_BOOTS];
	char id[128], reason[200];
	struct bench_sample s = {
		.run = run, .case_id = id, .case_samples = 1, .tier = "kernel", .arch = arch,
		.kernel = boot->kernel, .target = "any", .format = "any", .op = "boot-reserve",
		.variant = "tree", .leaf = "any", .placement = boot->placement, .cache = "cold",
		.tables = boot->tables, .table_bytes = boot->tables * (PAGE_BYTES << boot->order),
		.order = boot->order, .batch = 1, .hugepages = true,
		.clock = counts_instructions ? "icount" : "ktime", .timer_ns = boot->step_ns,
		.ns_reps = ns, SAMPLE_NOT_COUNTED,
	};
	char *line;

	snprintf(id, sizeof(id), "%s-boot-reserve-%u-%s-%llu", arch, boot->order, boot->placement,
		 boot->tables);
	for (int i = first; i < nr; i++) {
		if (!same_point(&boots[i], boot))
			continue;
		boots[i].used = true;
		/* shorter than a kexec without tables: refused for the spread */
		ns[s.reps++] = fmax(boots[i].ns - base->ns, 0);
	}
	if (sample_summarize(&s, reason, sizeof(reason)))
		return -1;
	if (s.reps)
		s.refused = judge(&s, base, reason, sizeof(reason));
	if (counts_instructions)
		s.instructions = s.ns_min;
	line = sample_to_line(&s);
	if (!line)
		return -1;
	fputs(line, stdout);
	free(line);
	return 0;
}

int main(int argc, char **argv)
{
	static struct boot boots[MOST_BOOTS];
	struct base base;
	int nr = argc - 4;

	if (nr < 1 || nr > MOST_BOOTS) {
		fprintf(stderr,
			"usage: ptlu-boots run arch icount|ktime console...   (prints samples)\n");
		return 2;
	}
	counts_instructions = !strcmp(argv[3], "icount");
	for (int i = 0; i < nr; i++)
		if (read_boot(&boots[i], argv[4 + i]))
			return EXIT_FAILURE;
	base = find_base(boots, nr);
	fprintf(stderr, "ptlu-boots: %s: a kexec without preserved tables takes %.3f %s\n", argv[2],
		base.ns / 1e9, counts_instructions ? "* 10^9 instructions" : "s");
	for (int i = 0; i < nr; i++)
		if (!is_base(&boots[i]) && !boots[i].used &&
		    print_point(boots, nr, i, &base, argv[1], argv[2]))
			return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
