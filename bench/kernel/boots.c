// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-boots: what preserved tables add to a kexec, from the consoles of guests, as samples of boot-reserve. */
#include <err.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "results/format/sample.h"

/* Fewer tables than this, and it is a boot without preserved tables: what others are compared with. */
#define FEW_TABLES	64
#define MOST_BOOTS	256
#define PAGE_BYTES	4096

/**
 * struct boot - a kexec as its console tells it
 * @path: the console
 * @kernel: version of the kernel
 * @placement: of the tables that were preserved
 * @tables: how many
 * @order: their page order
 * @ns: from the old kernel's last reading of the counter to the first in the next one's user space
 * @step_ns: a step of that counter
 * @used: a sample has been made of it
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

/* What init and ptlu.ko print; see machine/guest/init.c and bench/kernel/hold.c. */
static int read_boot(struct boot *boot, const char *path)
{
	unsigned long long count, frequency, before = 0, after = 0;
	double mhz = 0;
	FILE *console = fopen(path, "r");
	char line[1024];

	*boot = (struct boot){ .path = path, .placement = "none" };
	while (console && fgets(line, sizeof(line), console)) {
		sscanf(line, "Linux version %63s", boot->kernel);
		sscanf(line, "tsc: Detected %lf MHz", &mhz);
		sscanf(line,
		       "ptlu: bench: held for the next kernel: %llu tables of order %u, %15[a-z]",
		       &boot->tables, &boot->order, boot->placement);
		if (sscanf(line, "ptlu-init: counter kexec %llu %llu", &count, &frequency) == 2)
			before = count;
		else if (before && !after &&
			 sscanf(line, "ptlu-init: counter up %llu %llu", &count, &frequency) == 2)
			after = count;
	}
	if (console)
		fclose(console);
	if (after <= before || !boot->kernel[0]) {
		warnx("%s tells of no kexec that came through", path);
		return -1;
	}
	/* A guest that counts instructions has 10^9 of them a second; what its kernel calibrates is near that. */
	boot->step_ns = frequency ? 1e9 / frequency : counts_instructions ? 1 : mhz ? 1e3 / mhz : 0;
	if (!(boot->step_ns > 0)) {
		warnx("%s does not tell how fast the counter is", path);
		return -1;
	}
	boot->ns = (after - before) * boot->step_ns;
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

/* What boots without tables take, and how far they are apart. */
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
		     "two kexecs with fewer than %d tables are wanted, to compare the others with: there is %d",
		     FEW_TABLES, found);
	return (struct base){ sum / found, most - least };
}

/* A repetition of what counts instructions would be the same to the digit. */
static const char *judge(struct bench_sample *s, const struct base *base, char *reason, size_t size)
{
	if (s->ns_median < base->spread * BENCH_SPREAD_PARTS) {
		snprintf(
			reason, size,
			"kexecs without tables are %.0f ns apart, too much for a difference of %.0f ns",
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
		.ns_reps = ns, .instructions = -1,
	};
	char *line;

	snprintf(id, sizeof(id), "%s-boot-reserve-%u-%s-%llu", arch, boot->order, boot->placement,
		 boot->tables);
	for (int i = first; i < nr; i++) {
		if (!same_point(&boots[i], boot))
			continue;
		boots[i].used = true;
		/* less than a boot without tables: not a time, and refused by the spread */
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
			"usage: ptlu-boots run arch icount|ktime console...   (samples to standard output)\n");
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
