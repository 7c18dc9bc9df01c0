// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-count: instructions, or cache misses, of every operation and variant on the host tier, counted by callgrind. */
#include <errno.h>
#include <fnmatch.h>
#include <getopt.h>
#include <glob.h>
#include <linux/kexec_handover.h>
#include <linux/mm.h>
#include <ptlu/build.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/callgrind.h>
#include "map_ops.h"
#include "ops.h"
#include "results/format/sample.h"

/* Print misses for people, not samples. */
static bool want_misses;
/* Tables in use are counted: map, unmap and free beside io-pgtable-arm.c, for instructions alone. */
static bool want_in_use;

/* Threads are not counted. */
static unsigned int samples_of_a_target(void)
{
	unsigned int nr = 0;

	for (unsigned int v = 0; v < ptlu_bench_nr_variants; v++)
		nr += !ptlu_bench_variants[v].workers;
	return nr * ptlu_bench_nr_ops;
}

/* What is said of a count by the name of its dump. */
static void name_count(char *name, size_t size, const char *target, const char *op,
		       const char *variant, const struct ptlu_workload *w)
{
	snprintf(name, size, "ptlu %s %s %s %llu %llu %u %llu", target, op, variant,
		 (unsigned long long)w->spec.lowest_tables, (unsigned long long)w->tables, w->order,
		 (unsigned long long)w->iova_bytes);
}

/* What is counted, in the process that valgrind runs. */
static int count_one(const struct ptlu_workload_spec *spec, const struct ptlu_bench_op *op,
		     const struct ptlu_bench_variant *variant)
{
	struct ptlu_workload w = {};
	char name[256];
	int ret = ptlu_workload_build(&w, spec);

	if (!ret && !variant->workers)
		ret = ptlu_bench_prepare(&w, op, variant);
	if (ret || variant->workers)
		return ret;
	name_count(name, sizeof(name), spec->target->name, op->name, variant->name, &w);
	CALLGRIND_START_INSTRUMENTATION;
	CALLGRIND_ZERO_STATS;
	ret = ptlu_bench_run(&w, op, variant);
	CALLGRIND_DUMP_STATS_AT(name);
	CALLGRIND_STOP_INSTRUMENTATION;
	ptlu_workload_free(&w);
	return ret;
}

/* The tables of such a workload, preserved, as the next kernel's early boot finds them. */
static int count_boot_reserve(const struct ptlu_workload_spec *spec)
{
	struct ptlu_workload w = {};
	char name[256];
	int ret = ptlu_workload_build(&w, spec);

	for (size_t i = 0; !ret && i < w.nr_pages; i++)
		ret = kho_preserve_folio(page_folio(pfn_to_page(PHYS_PFN(w.pages[i]))));
	if (ret)
		return ret;
	w.iova_bytes = 0;
	name_count(name, sizeof(name), "any", ptlu_bench_boot_reserve, "tree", &w);
	ptlu_boot_reserve_prepare();
	CALLGRIND_START_INSTRUMENTATION;
	CALLGRIND_ZERO_STATS;
	ret = ptlu_boot_reserve(PTLU_RESERVE_TREE);
	CALLGRIND_DUMP_STATS_AT(name);
	CALLGRIND_STOP_INSTRUMENTATION;
	return ret;
}

/* The same of a table in use. */
static int count_map_op(const struct ptlu_workload_spec *spec, const struct bench_map_op *op,
			const struct bench_mapper *mapper)
{
	struct map_bench b;
	char name[256];
	int ret = bench_map_prepare(&b, spec, op, mapper);

	if (ret)
		return ret;
	snprintf(name, sizeof(name), "ptlu %s %s %s %llu %llu %u %llu", spec->target->name,
		 op->name, mapper->name, (unsigned long long)spec->lowest_tables,
		 (unsigned long long)spec->lowest_tables,
		 spec->target->cfg.granule_lg2 - PAGE_SHIFT,
		 (unsigned long long)bench_map_iova_bytes(spec));
	CALLGRIND_START_INSTRUMENTATION;
	CALLGRIND_ZERO_STATS;
	ret = bench_map_run(&b, op, mapper);
	CALLGRIND_DUMP_STATS_AT(name);
	CALLGRIND_STOP_INSTRUMENTATION;
	return ret;
}

static void count_map_ops(const struct ptlu_workload_spec *spec)
{
	for (unsigned int o = 0; o < bench_nr_map_ops; o++)
		for (unsigned int m = 0; m < bench_nr_mappers; m++)
			if (count_map_op(spec, &bench_map_ops[o], &bench_mappers[m]))
				fprintf(stderr, "ptlu-count: %s by %s failed on %s\n",
					bench_map_ops[o].name, bench_mappers[m].name,
					spec->target->name);
}

static int count_all(const char *targets, u64 tables)
{
	for (unsigned int t = 0; t < ptlu_nr_targets; t++) {
		const struct ptlu_workload_spec spec = {
			.target = &ptlu_targets[t], .leaf = LEAF_PAGE, .placement = PTLU_SHUFFLED,
			.lowest_tables = tables, .batch = 1,
		};

		if (fnmatch(targets, spec.target->name, 0) || !ptlu_workload_fits(&spec))
			continue;
		if (want_in_use) {
			count_map_ops(&spec);
			continue;
		}
		for (unsigned int o = 0; o < ptlu_bench_nr_ops; o++)
			for (unsigned int v = 0; v < ptlu_bench_nr_variants; v++)
				if (count_one(&spec, &ptlu_bench_ops[o], &ptlu_bench_variants[v]))
					fprintf(stderr, "ptlu-count: %s by %s failed on %s\n",
						ptlu_bench_ops[o].name, ptlu_bench_variants[v].name,
						spec.target->name);
		/* The last: what it leaves is a machine in early boot. */
		if (count_boot_reserve(&spec))
			fprintf(stderr, "ptlu-count: %s failed for the tables of %s\n",
				ptlu_bench_boot_reserve, spec.target->name);
	}
	return 0;
}

/* The events of a dump, by name; its "summary:" has their numbers in the order of its "events:". */
static unsigned long long event(const char *events, const char *numbers, const char *name)
{
	size_t length = strlen(name);
	unsigned long long number = 0;

	while (*(events += strspn(events, " "))) {
		size_t word = strcspn(events, " \n");
		char *end;

		number = strtoull(numbers, &end, 10);
		if (end == numbers)
			break;
		if (word == length && !strncmp(events, name, word))
			return number;
		numbers = end;
		events += word;
		events += *events == '\n';
	}
	return 0;
}

static void print_misses(const char *target, const char *op, const char *variant, u64 tables,
			 const char *events, const char *numbers)
{
	printf("%-16s %-11s %-10s %8llu %12.1f %12.2f %12.2f\n", target, op, variant,
	       (unsigned long long)tables, (double)event(events, numbers, "Ir") / tables,
	       (double)event(events, numbers, "DLmr") / tables,
	       (double)event(events, numbers, "DLmw") / tables);
}

/* One dump, one sample on standard output. */
static int print_dump(const char *path)
{
	unsigned long long lowest, tables, iova_bytes, instructions = 0;
	char target[64], op[32], variant[32], id[128], text[512], events[256] = "",
								  numbers[512] = "";
	FILE *dump = fopen(path, "r");
	unsigned int order;
	bool named = false;
	const struct ptlu_target *of;
	struct bench_sample sample;
	char *line;

	while (dump && fgets(text, sizeof(text), dump)) {
		named |=
			sscanf(text,
			       "desc: Trigger: Client Request: ptlu %63s %31s %31s %llu %llu %u %llu",
			       target, op, variant, &lowest, &tables, &order, &iova_bytes) == 7;
		sscanf(text, "summary: %llu", &instructions);
		sscanf(text, "events: %255[^\n]", events);
		sscanf(text, "summary: %511[^\n]", numbers);
	}
	if (dump)
		fclose(dump);
	if (!named)
		return 0;
	if (want_misses) {
		print_misses(target, op, variant, tables, events, numbers);
		return 0;
	}
	of = ptlu_find_target(target);
	snprintf(id, sizeof(id), "%s-count-%llu", target, lowest);
	sample = (struct bench_sample){
		.run = "count", .case_id = id,
		.case_samples = of ? samples_of_a_target() : 1,
		.tier = "host", .arch = PTLU_ARCH, .kernel = PTLU_KERNEL, .target = target,
		.format = of ? of->format->name : "any", .op = op, .variant = variant,
		.leaf = of ? ptlu_workload_leaf_name(of, LEAF_PAGE) : "any",
		.placement = "shuffled", .cache = "warm", .tables = tables,
		.table_bytes = tables * (PAGE_SIZE << order), .iova_bytes = iova_bytes,
		.iova_limit = of ? ptlu_workload_iova_limit(of) : 0, .order = order,
		.batch = 1, .workers = 1, .clock = "callgrind", .instructions = instructions,
		.refused = "counted, not timed",
	};
	line = sample_to_line(&sample);
	if (!line)
		return -EINVAL;
	fputs(line, stdout);
	free(line);
	return 0;
}

static int run_valgrind(const char *self, const char *dir, const char *targets, const char *tables)
{
	char out[128];
	pid_t child;
	int status;

	snprintf(out, sizeof(out), "--callgrind-out-file=%s/dump", dir);
	child = fork();
	if (!child) {
		execlp("valgrind", "valgrind", "-q", "--tool=callgrind", "--instr-atstart=no",
		       want_misses ? "--cache-sim=yes" : "--cache-sim=no", out, self,
		       want_in_use ? "-uw" : "-w", "-t", targets, "-n", tables, NULL);
		fprintf(stderr, "ptlu-count: there is no valgrind: apt-get install valgrind\n");
		_exit(1);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || status) {
		fprintf(stderr, "ptlu-count: counting failed\n");
		return 1;
	}
	return 0;
}

/* Dumps are numbered in the order in which they were made. */
static int print_dumps(const char *dir)
{
	char path[128];
	glob_t all;
	int ret = 0;

	for (unsigned int i = 1; !ret; i++) {
		snprintf(path, sizeof(path), "%s/dump.%u", dir, i);
		if (access(path, R_OK))
			break;
		ret = print_dump(path);
	}
	snprintf(path, sizeof(path), "%s/dump*", dir);
	if (!glob(path, 0, NULL, &all))
		for (size_t i = 0; i < all.gl_pathc; i++)
			unlink(all.gl_pathv[i]);
	rmdir(dir);
	return ret;
}

int main(int argc, char **argv)
{
	const char *targets = "vtdss-48", *tables = "1024";
	char dir[] = "/tmp/ptlu-count-XXXXXX";
	bool counted = false;
	int opt;

	while ((opt = getopt(argc, argv, "t:n:muw")) != -1) {
		switch (opt) {
		case 't':
			targets = optarg;
			break;
		case 'n':
			tables = optarg;
			break;
		case 'm':
			want_misses = true;
			break;
		case 'u':
			want_in_use = true;
			break;
		case 'w':
			counted = true;
			break;
		default:
			fprintf(stderr,
				"usage: ptlu-count [-m | -u] [-t target] [-n lowest tables]   (a shell pattern; samples to standard output, with -m misses of the last-level cache, with -u of map, unmap and free)\n");
			return 2;
		}
	}
	if (!strtoull(tables, NULL, 0)) {
		fprintf(stderr, "ptlu-count: -n %s: a number of tables is wanted\n", tables);
		return 2;
	}
	if (counted)
		return count_all(targets, strtoull(tables, NULL, 0));
	if (!mkdtemp(dir)) {
		fprintf(stderr, "ptlu-count: cannot make a folder in /tmp: %m\n");
		return 1;
	}
	if (want_misses)
		printf("%-16s %-11s %-10s %8s %12s %12s %12s   per table, caches empty at the start\n",
		       "target", "op", "variant", "tables", "instructions", "read misses",
		       "write misses");
	return run_valgrind(argv[0], dir, targets, tables) || print_dumps(dir) ? 1 : 0;
}
