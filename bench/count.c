// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-count: instructions of every operation and variant on the host tier, exact, counted by callgrind. */
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
#include "ops.h"
#include "sample.h"

/* What is said of a count by the name of its dump. */
static void name_count(char *name, size_t size, const char *target, const char *op, const char *variant,
		       const struct workload *w)
{
	snprintf(name, size, "ptlu %s %s %s %llu %llu %u %llu", target, op, variant,
		 (unsigned long long)w->spec.lowest_tables, (unsigned long long)w->tables, w->order,
		 (unsigned long long)w->iova_bytes);
}

/* What is counted, in the process that valgrind runs. */
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
	name_count(name, sizeof(name), spec->target->name, op->name, variant->name, &w);
	CALLGRIND_START_INSTRUMENTATION;
	CALLGRIND_ZERO_STATS;
	ret = bench_run(&w, op, variant);
	CALLGRIND_DUMP_STATS_AT(name);
	CALLGRIND_STOP_INSTRUMENTATION;
	workload_free(&w);
	return ret;
}

/* The tables of such a workload, preserved, as the next kernel's early boot finds them. */
static int count_boot_reserve(const struct workload_spec *spec)
{
	struct workload w = {};
	char name[256];
	int ret = workload_build(&w, spec);

	for (size_t i = 0; !ret && i < w.nr_pages; i++)
		ret = kho_preserve_folio(page_folio(pfn_to_page(PHYS_PFN(w.pages[i]))));
	if (ret)
		return ret;
	w.iova_bytes = 0;
	name_count(name, sizeof(name), "any", bench_boot_reserve, "tree", &w);
	host_boot_reserve_prepare();
	CALLGRIND_START_INSTRUMENTATION;
	CALLGRIND_ZERO_STATS;
	ret = host_boot_reserve(HOST_RESERVE_TREE);
	CALLGRIND_DUMP_STATS_AT(name);
	CALLGRIND_STOP_INSTRUMENTATION;
	return ret;
}

static int count_all(const char *targets, u64 tables)
{
	for (unsigned int t = 0; t < ptlu_nr_targets; t++) {
		const struct workload_spec spec = {
			.target = &ptlu_targets[t], .leaf = LEAF_PAGE, .placement = HOST_SHUFFLED,
			.lowest_tables = tables, .batch = 1,
		};

		if (fnmatch(targets, spec.target->name, 0) || !workload_fits(&spec))
			continue;
		for (unsigned int o = 0; o < bench_nr_ops; o++)
			for (unsigned int v = 0; v < bench_nr_variants; v++)
				if (count_one(&spec, &bench_ops[o], &bench_variants[v]))
					fprintf(stderr, "ptlu-count: %s by %s failed on %s\n",
						bench_ops[o].name, bench_variants[v].name, spec.target->name);
		/* The last: what it leaves is a machine in early boot. */
		if (count_boot_reserve(&spec))
			fprintf(stderr, "ptlu-count: %s failed for the tables of %s\n", bench_boot_reserve,
				spec.target->name);
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
	const struct ptlu_target *of;
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
	of = ptlu_find_target(target);
	snprintf(id, sizeof(id), "%s-count-%llu", target, lowest);
	sample = (struct bench_sample){
		.run = "count", .case_id = id,
		.case_samples = of ? bench_nr_ops * bench_nr_variants : 1,
		.tier = "host", .arch = PTLU_ARCH, .kernel = PTLU_KERNEL, .target = target,
		.format = of ? of->format->name : "any", .op = op, .variant = variant,
		.leaf = of ? workload_leaf_name(of, LEAF_PAGE) : "any",
		.placement = "shuffled", .cache = "warm", .tables = tables,
		.table_bytes = tables * (PAGE_SIZE << order), .iova_bytes = iova_bytes,
		.iova_limit = of ? workload_iova_limit(of) : 0, .order = order,
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

static int run_valgrind(const char *self, const char *dir, const char *targets, const char *tables)
{
	char out[128];
	pid_t child;
	int status;

	snprintf(out, sizeof(out), "--callgrind-out-file=%s/dump", dir);
	child = fork();
	if (!child) {
		execlp("valgrind", "valgrind", "-q", "--tool=callgrind", "--instr-atstart=no", out, self,
		       "-w", "-t", targets, "-n", tables, NULL);
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

	while ((opt = getopt(argc, argv, "t:n:w")) != -1) {
		switch (opt) {
		case 't':
			targets = optarg;
			break;
		case 'n':
			tables = optarg;
			break;
		case 'w':
			counted = true;
			break;
		default:
			fprintf(stderr, "usage: ptlu-count [-t target] [-n lowest tables]   (a shell pattern; samples to standard output)\n");
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
	return run_valgrind(argv[0], dir, targets, tables) || print_dumps(dir) ? 1 : 0;
}
