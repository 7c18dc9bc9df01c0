// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-count: instructions of every operation and variant on the host tier, exact, counted by callgrind. */
#include <errno.h>
#include <fnmatch.h>
#include <getopt.h>
#include <glob.h>
#include <ptlu/build.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/callgrind.h>
#include "map_ops.h"
#include "ops.h"
#include "sample.h"

/* What is counted, in the process that valgrind runs, and what is said of it by the name of its dump. */
static int count_one(const struct workload_spec *spec, const struct bench_op *op,
		     const struct bench_variant *variant)
{
	struct workload w = {};
	char name[256];
	int ret = workload_build(&w, spec);

	if (!ret)
		ret = bench_prepare(&w, op, variant);
	if (ret)
		return ret;
	snprintf(name, sizeof(name), "ptlu %s %s %s %llu %llu %u %llu", spec->target->name, op->name,
		 variant->name, (unsigned long long)spec->lowest_tables,
		 (unsigned long long)w.tables, w.order, (unsigned long long)w.iova_bytes);
	CALLGRIND_START_INSTRUMENTATION;
	CALLGRIND_ZERO_STATS;
	ret = bench_run(&w, op, variant);
	CALLGRIND_DUMP_STATS_AT(name);
	CALLGRIND_STOP_INSTRUMENTATION;
	workload_free(&w);
	return ret;
}

/* The same of a table in use; the variant's own free is not counted unless it is the operation. */
static int count_map_op(const struct workload_spec *spec, const struct bench_map_op *op,
			const struct bench_mapper *mapper)
{
	struct map_bench b;
	char name[256];
	int ret = bench_map_prepare(&b, spec, op, mapper);

	if (ret)
		return ret;
	snprintf(name, sizeof(name), "ptlu %s %s %s %llu %llu %u %llu", spec->target->name, op->name,
		 mapper->name, (unsigned long long)spec->lowest_tables,
		 (unsigned long long)spec->lowest_tables, spec->target->cfg.granule_lg2 - PAGE_SHIFT,
		 (unsigned long long)bench_map_iova_bytes(spec));
	CALLGRIND_START_INSTRUMENTATION;
	CALLGRIND_ZERO_STATS;
	ret = op->run(&b, mapper);
	CALLGRIND_DUMP_STATS_AT(name);
	CALLGRIND_STOP_INSTRUMENTATION;
	return ret;
}

static void count_map_ops(const struct workload_spec *spec)
{
	for (unsigned int o = 0; o < bench_nr_map_ops; o++)
		for (unsigned int m = 0; m < bench_nr_mappers; m++)
			if (count_map_op(spec, &bench_map_ops[o], &bench_mappers[m]))
				fprintf(stderr, "ptlu-count: %s by %s failed on %s\n",
					bench_map_ops[o].name, bench_mappers[m].name, spec->target->name);
}

static int count_all(const char *targets, u64 tables, bool in_use)
{
	for (unsigned int t = 0; t < ptlu_nr_targets; t++) {
		const struct workload_spec spec = {
			.target = &ptlu_targets[t], .leaf = LEAF_PAGE, .placement = HOST_SHUFFLED,
			.lowest_tables = tables, .batch = 1,
		};

		if (fnmatch(targets, spec.target->name, 0) || !workload_fits(&spec))
			continue;
		if (in_use) {
			count_map_ops(&spec);
			continue;
		}
		for (unsigned int o = 0; o < bench_nr_ops; o++)
			for (unsigned int v = 0; v < bench_nr_variants; v++)
				if (count_one(&spec, &bench_ops[o], &bench_variants[v]))
					fprintf(stderr, "ptlu-count: %s by %s failed on %s\n",
						bench_ops[o].name, bench_variants[v].name, spec.target->name);
	}
	return 0;
}

/* One dump, one sample on standard output. */
static int print_dump(const char *path)
{
	unsigned long long lowest, tables, iova_bytes, instructions = 0;
	char target[64], op[32], variant[32], id[128], text[512];
	FILE *dump = fopen(path, "r");
	unsigned int order;
	bool named = false;
	struct bench_sample sample;
	char *line;

	while (dump && fgets(text, sizeof(text), dump)) {
		named |= sscanf(text, "desc: Trigger: Client Request: ptlu %63s %31s %31s %llu %llu %u %llu",
				target, op, variant, &lowest, &tables, &order, &iova_bytes) == 7;
		sscanf(text, "summary: %llu", &instructions);
	}
	if (dump)
		fclose(dump);
	if (!named)
		return 0;
	snprintf(id, sizeof(id), "%s-count-%llu", target, lowest);
	sample = (struct bench_sample){
		.run = "count", .case_id = id, .case_samples = bench_nr_ops * bench_nr_variants,
		.tier = "host", .arch = PTLU_ARCH, .kernel = PTLU_KERNEL, .target = target,
		.format = ptlu_find_target(target)->format->name, .op = op, .variant = variant,
		.leaf = workload_leaf_name(ptlu_find_target(target), LEAF_PAGE),
		.placement = "shuffled", .cache = "warm", .tables = tables,
		.table_bytes = tables * (PAGE_SIZE << order), .iova_bytes = iova_bytes,
		.iova_limit = workload_iova_limit(ptlu_find_target(target)), .order = order,
		.batch = 1, .clock = "callgrind", .instructions = instructions,
		.refused = "counted, not timed",
	};
	line = sample_to_line(&sample);
	if (!line)
		return -EINVAL;
	fputs(line, stdout);
	free(line);
	return 0;
}

static int run_valgrind(const char *self, const char *dir, const char *targets, const char *tables,
			bool in_use)
{
	char out[128];
	pid_t child;
	int status;

	snprintf(out, sizeof(out), "--callgrind-out-file=%s/dump", dir);
	child = fork();
	if (!child) {
		execlp("valgrind", "valgrind", "-q", "--tool=callgrind", "--instr-atstart=no", out, self,
		       in_use ? "-wu" : "-w", "-t", targets, "-n", tables, NULL);
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
	bool counted = false, in_use = false;
	int opt;

	while ((opt = getopt(argc, argv, "t:n:uw")) != -1) {
		switch (opt) {
		case 't':
			targets = optarg;
			break;
		case 'n':
			tables = optarg;
			break;
		case 'u':
			in_use = true;
			break;
		case 'w':
			counted = true;
			break;
		default:
			fprintf(stderr, "usage: ptlu-count [-u] [-t target] [-n lowest tables]   (-u: of a table in use; target: a shell pattern; samples to standard output)\n");
			return 2;
		}
	}
	if (!strtoull(tables, NULL, 0)) {
		fprintf(stderr, "ptlu-count: -n %s: a number of tables is wanted\n", tables);
		return 2;
	}
	if (counted)
		return count_all(targets, strtoull(tables, NULL, 0), in_use);
	if (!mkdtemp(dir)) {
		fprintf(stderr, "ptlu-count: cannot make a folder in /tmp: %m\n");
		return 1;
	}
	return run_valgrind(argv[0], dir, targets, tables, in_use) || print_dumps(dir) ? 1 : 0;
}
