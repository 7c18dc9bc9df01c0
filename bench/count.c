// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptlu-count: instructions, or cache misses, of every operation and variant on the host tier,
 * counted by callgrind.
 */
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
#include "callgrind.h"
#include "describe.h"
#include "machine/patterns.h"
#include "map_ops.h"
#include "ops.h"
#include "results/format/sample.h"

/* Print misses for people, not samples. */
static bool want_misses;
/*
 * Tables in use are counted: map, unmap and free beside io-pgtable-arm.c, for instructions alone.
 */
static bool want_in_use;

/**
 * struct outputs - where counts go
 * @run: name of the run
 * @versions: of the tree and of ptlu
 * @samples: file for samples
 * @functions: file for the instructions of each function, or NULL
 */
struct outputs {
	const char *run;
	struct bench_versions versions;
	FILE *samples, *functions;
};

/* Threads are not counted. */
static unsigned int samples_of_a_target(void)
{
	unsigned int nr = 0;

	if (want_in_use)
		return bench_nr_map_ops * bench_nr_mappers;
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

static bool is_counted(const char *targets, const char *name)
{
	return !fnmatch(targets, name, 0) &&
	       (!want_in_use || ptlu_matches(BENCH_MAP_TARGETS, name));
}

static int count_all(const char *targets, u64 tables)
{
	bool reserved = false;

	for (unsigned int t = 0; t < ptlu_nr_targets; t++) {
		const struct ptlu_workload_spec spec = {
			.target = &ptlu_targets[t], .leaf = LEAF_PAGE, .placement = PTLU_SHUFFLED,
			.lowest_tables = tables, .batch = 1,
		};

		if (!is_counted(targets, spec.target->name) || !ptlu_workload_fits(&spec))
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
		/*
		 * The last: what it leaves is a machine in early boot. No format matters there, so
		 * the tables of one target are enough.
		 */
		if (!reserved && count_boot_reserve(&spec))
			fprintf(stderr, "ptlu-count: %s failed for the tables of %s\n",
				ptlu_bench_boot_reserve, spec.target->name);
		reserved = true;
	}
	return 0;
}

static void print_misses(const char *target, const char *op, const char *variant, u64 tables,
			 const struct callgrind_dump *dump)
{
	printf("%-16s %-11s %-10s %8llu %12.1f %12.2f %12.2f\n", target, op, variant,
	       (unsigned long long)tables, (double)dump->events[EVENT_INSTRUCTIONS] / tables,
	       (double)dump->events[EVENT_READ_MISSES] / tables,
	       (double)dump->events[EVENT_WRITE_MISSES] / tables);
}

static double counted(const struct callgrind_dump *dump, enum event event)
{
	return dump->counted[event] ? (double)dump->events[event] : -1;
}

/* Which functions the instructions are spent in, for ptlu counts. */
static void write_functions(FILE *out, const struct bench_sample *s,
			    const struct callgrind_dump *dump)
{
	for (size_t i = 0; i < dump->nr_functions; i++)
		if (dump->functions[i].instructions)
			fprintf(out, "%s\t%s\t%s\t%s\t%llu\n", s->case_id, s->op, s->variant,
				dump->functions[i].name, dump->functions[i].instructions);
}

static int write_sample(const struct outputs *to, const struct bench_sample *s,
			const struct callgrind_dump *dump)
{
	char *line = sample_to_line(s);

	if (!line)
		return -EINVAL;
	fputs(line, to->samples);
	free(line);
	if (to->functions)
		write_functions(to->functions, s, dump);
	return 0;
}

/* One dump, one sample. */
static int print_dump(const struct outputs *to, const struct callgrind_dump *dump)
{
	unsigned long long lowest, tables, iova_bytes;
	char target[64], op[32], variant[32], id[128];
	const struct ptlu_target *of;
	unsigned int order;

	if (sscanf(dump->trigger, "ptlu %63s %31s %31s %llu %llu %u %llu", target, op, variant,
		   &lowest, &tables, &order, &iova_bytes) != 7)
		return 0;
	if (want_misses) {
		print_misses(target, op, variant, tables, dump);
		return 0;
	}
	of = ptlu_find_target(target);
	snprintf(id, sizeof(id), "%s-%s-%llu", target, want_in_use ? "maps-count" : "count",
		 lowest);
	return write_sample(to, &(struct bench_sample){
		.run = to->run, .case_id = id,
		.case_samples = of ? samples_of_a_target() : 1,
		.tier = "host", .arch = PTLU_ARCH, .kernel = PTLU_KERNEL, .tree = to->versions.tree,
		.ptlu = to->versions.ptlu, .time = time(NULL), .target = target,
		.format = of ? of->format->name : "any", .op = op, .variant = variant,
		.leaf = of ? ptlu_workload_leaf_name(of, LEAF_PAGE) : "any",
		.placement = "shuffled", .cache = "warm", .tables = tables,
		.table_bytes = tables * (PAGE_SIZE << order), .iova_bytes = iova_bytes,
		.iova_limit = of ? ptlu_workload_iova_limit(of) : 0, .order = order,
		.batch = 1, .workers = 1, .clock = "callgrind",
		.instructions = counted(dump, EVENT_INSTRUCTIONS),
		.cycles = -1, .llc_misses = -1, .dtlb_misses = -1, .page_walks = -1,
		.reads = counted(dump, EVENT_READS), .writes = counted(dump, EVENT_WRITES),
		.read_misses = counted(dump, EVENT_READ_MISSES),
		.write_misses = counted(dump, EVENT_WRITE_MISSES), .busy_reps = -1,
		.refused = "counted, not timed",
	}, dump);
}

/*
 * What a count depends on beside the code is fixed: the caches of the model, and the instructions
 * that the C library's memset() and memcpy() choose by the processor.
 */
static const char *const model[] = { "--I1=32768,8,64", "--D1=32768,8,64", "--LL=33554432,16,64" };
static const char tunables[] = "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX2,-AVX,-ERMS,-FSRM";

static int run_valgrind(const char *self, const char *dir, const char *targets, const char *tables,
			bool want_caches)
{
	char out[128];
	pid_t child;
	int status;

	snprintf(out, sizeof(out), "--callgrind-out-file=%s/dump", dir);
	child = fork();
	if (!child) {
		setenv("GLIBC_TUNABLES", tunables, 1);
		execlp("valgrind", "valgrind", "-q", "--tool=callgrind", "--instr-atstart=no",
		       want_caches ? "--cache-sim=yes" : "--cache-sim=no", model[0], model[1],
		       model[2], out, self, want_in_use ? "-uw" : "-w", "-t", targets, "-n",
		       tables, NULL);
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
static int print_dumps(const struct outputs *to, const char *dir)
{
	char path[128];
	glob_t all;
	int ret = 0;

	for (unsigned int i = 1; !ret; i++) {
		struct callgrind_dump dump;

		snprintf(path, sizeof(path), "%s/dump.%u", dir, i);
		if (access(path, R_OK))
			break;
		ret = callgrind_read(&dump, path);
		if (!ret) {
			ret = print_dump(to, &dump);
			callgrind_free(&dump);
		} else if (ret == -ENODATA) {
			ret = 0;
		}
	}
	snprintf(path, sizeof(path), "%s/dump*", dir);
	if (!glob(path, 0, NULL, &all))
		for (size_t i = 0; i < all.gl_pathc; i++)
			unlink(all.gl_pathv[i]);
	rmdir(dir);
	return ret;
}

/* -d: samples.jsonl and functions.tsv of a run; else samples on standard output. */
static int open_outputs(struct outputs *to, const char *dir)
{
	const char *name = dir ? strrchr(dir, '/') : NULL;
	char path[1024];

	*to = (struct outputs){ .run = "count", .samples = stdout };
	bench_name_versions(&to->versions);
	if (!dir)
		return 0;
	to->run = name ? name + 1 : dir;
	snprintf(path, sizeof(path), "%s/samples.jsonl", dir);
	to->samples = fopen(path, "ae");
	snprintf(path, sizeof(path), "%s/functions.tsv", dir);
	to->functions = fopen(path, "ae");
	if (to->samples && to->functions)
		return 0;
	fprintf(stderr, "ptlu-count: cannot write to %s: %m\n", dir);
	return -EIO;
}

static int close_outputs(const struct outputs *to)
{
	bool failed = fflush(to->samples) || ferror(to->samples);

	if (to->functions)
		failed |= fclose(to->functions) != 0;
	if (failed)
		fprintf(stderr, "ptlu-count: cannot write all counts: %m\n");
	return failed ? -EIO : 0;
}

/* Several calls may count into one run: the first one describes it. */
static int describe(const char *dir, const char *run, const char *targets, const char *tables)
{
	const struct environment_option options[] = {
		{ "TARGETS", targets },
		{ "TABLES", tables },
	};
	struct environment env = bench_describe(run);
	char path[1024];

	snprintf(path, sizeof(path), "%s/env.json", dir);
	if (!access(path, F_OK))
		return 0;
	env.clock = "callgrind";
	env.options = options;
	env.nr_options = ARRAY_SIZE(options);
	return environment_begin(path, &env) ?: environment_end(path, "complete");
}

static int count(const char *self, const char *targets, const char *tables, const char *run_dir)
{
	char dir[] = "/tmp/ptlu-count-XXXXXX";
	struct outputs to;
	int ret;

	if (open_outputs(&to, run_dir))
		return 1;
	if (run_dir && describe(run_dir, to.run, targets, tables))
		return 1;
	if (!mkdtemp(dir)) {
		fprintf(stderr, "ptlu-count: cannot make a directory in /tmp: %m\n");
		return 1;
	}
	if (want_misses)
		printf("%-16s %-11s %-10s %8s %12s %12s %12s   per table, caches empty at the start\n",
		       "target", "op", "variant", "tables", "instructions", "read misses",
		       "write misses");
	ret = run_valgrind(self, dir, targets, tables, want_misses || run_dir);
	if (!ret)
		ret = print_dumps(&to, dir);
	return close_outputs(&to) || ret ? 1 : 0;
}

/* A pattern that fits no target would count nothing. */
static int check_targets(const char *targets)
{
	for (unsigned int t = 0; t < ptlu_nr_targets; t++)
		if (!fnmatch(targets, ptlu_targets[t].name, 0))
			return 0;
	fprintf(stderr, "ptlu-count: no target is called '%s'; there are:", targets);
	for (unsigned int t = 0; t < ptlu_nr_targets; t++)
		fprintf(stderr, " %s", ptlu_targets[t].name);
	fprintf(stderr, "\n");
	return -EINVAL;
}

static bool counts_anything(const char *targets)
{
	for (unsigned int t = 0; t < ptlu_nr_targets; t++)
		if (is_counted(targets, ptlu_targets[t].name))
			return true;
	return false;
}

/* As many as the simulated memory takes, with room to spare. */
#define MOST_TABLES	(1 << 17)

static int check_tables(const char *tables)
{
	char *end;
	unsigned long nr = strtoul(tables, &end, 10);

	if (*tables >= '0' && *tables <= '9' && !*end && nr >= 1 && nr <= MOST_TABLES)
		return 0;
	fprintf(stderr, "ptlu-count: -n %s is no number of tables from 1 to %d\n", tables,
		MOST_TABLES);
	return -EINVAL;
}

static const char usage[] =
	"usage: ptlu-count [-m | -u] [-t target] [-n tables] [-d dir]\n"
	"  -t  shell pattern for targets, vtdss-48 by default\n"
	"  -n  level-0 tables of a domain, 1024 by default, 16 of live tables\n"
	"  -m  print misses of the last-level cache, for people\n"
	"  -u  count map, unmap and free of live tables, nothing on targets other than\n"
	"      " BENCH_MAP_TARGETS "\n"
	"  -d  append samples.jsonl and functions.tsv to the run in this directory;\n"
	"      else samples go to standard output\n";

int main(int argc, char **argv)
{
	const char *targets = "vtdss-48", *tables = NULL, *dir = NULL;
	bool inside = false;
	int opt;

	while ((opt = getopt(argc, argv, "t:n:d:muw")) != -1) {
		switch (opt) {
		case 't':
			targets = optarg;
			break;
		case 'n':
			tables = optarg;
			break;
		case 'd':
			dir = optarg;
			break;
		case 'm':
			want_misses = true;
			break;
		case 'u':
			want_in_use = true;
			break;
		case 'w':
			inside = true;
			break;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (!tables)
		tables = want_in_use ? "16" : "1024";
	if (check_targets(targets) || check_tables(tables))
		return 2;
	if (!counts_anything(targets))
		return 0;
	if (inside)
		return count_all(targets, strtoull(tables, NULL, 10));
	return count(argv[0], targets, tables, dir);
}
