// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-bench: runs the cases of a profile into results/runs/<id>/, and goes on where it was cut short. */
#include <errno.h>
#include <getopt.h>
#include <ptlu/build.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "results/format/environment.h"
#include "gbench.h"
#include "measure.h"

/* Exit statuses beyond 0, 1 (failed) and 2 (wrong usage). 3: cases were left out, each with its reason. */
enum { EXIT_SKIPPED = 3, EXIT_INTERRUPTED = 130 };

static struct {
	double started, weight_done, weight_all, weight_now, weight_resumed;
	size_t number, nr;
	const char *id;
	bool terminal;
	double shown;
} progress;

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec * 1e-9;
}

static void show_progress(double part)
{
	double done = progress.weight_done + part * progress.weight_now - progress.weight_resumed;
	double all = progress.weight_all - progress.weight_resumed;
	double passed = now() - progress.started,
	       left = done > 0 ? passed / done * (all - done) : 0;

	if (now() - progress.shown < (progress.terminal ? 0.2 : 10))
		return;
	progress.shown = now();
	fprintf(stderr, "%s%3.0f %%  case %zu of %zu  %-44s %2d:%02d left%s",
		progress.terminal ? "\r" : "", all > 0 ? 100 * done / all : 100, progress.number,
		progress.nr, progress.id, (int)left / 60, (int)left % 60,
		progress.terminal ? "" : "\n");
}

static void on_signal(int number)
{
	(void)number;
	gb_cancel();
}

/* Memory that can be had without swapping, in bytes. */
static u64 memory_available(void)
{
	FILE *meminfo = fopen("/proc/meminfo", "r");
	unsigned long kib = 0;
	char line[128];

	while (meminfo && fgets(line, sizeof(line), meminfo))
		if (sscanf(line, "MemAvailable: %lu kB", &kib) == 1)
			break;
	if (meminfo)
		fclose(meminfo);
	return (u64)kib << 10;
}

static bool has_memory_for(const struct bench_case *one)
{
	u64 need = one->spec.target ? ptlu_workload_memory(&one->spec) / 2 : SZ_256M;

	/* tables, struct pages of all frames, room for the rest of the machine */
	if (need + need / 16 + SZ_512M <= memory_available())
		return true;
	fprintf(stderr,
		"\nptlu-bench: skipped %s: it needs %llu MiB of memory, %llu MiB are there\n",
		one->id, (unsigned long long)(need >> 20),
		(unsigned long long)(memory_available() >> 20));
	return false;
}

static int run_cases(const struct measurement *m, const struct bench_case *cases, size_t nr)
{
	int status = EXIT_SUCCESS;

	for (size_t i = 0; i < nr; i++) {
		const struct bench_case *one = &cases[i];
		int ret;

		progress.number = i + 1;
		progress.id = one->id;
		progress.weight_now = one->weight;
		if (!sample_log_has_case(m->log, one->id)) {
			show_progress(0);
			if (!has_memory_for(one)) {
				status = EXIT_SKIPPED;
				continue;
			}
			ret = bench_measure(m, one);
			if (ret == -EAGAIN)
				status = EXIT_SKIPPED;
			else if (ret)
				return ret == -ECANCELED ? EXIT_INTERRUPTED : EXIT_FAILURE;
		}
		progress.weight_done += one->weight;
		if (gb_cancelled())
			return EXIT_INTERRUPTED;
	}
	return status;
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0777) && errno != EEXIST) {
		fprintf(stderr, "ptlu-bench: cannot make %s: %s\n", path, strerror(errno));
		exit(EXIT_FAILURE);
	}
}

/* results/latest points to the newest run, whatever became of it. */
static void point_latest(const char *results, const char *id)
{
	char link[512], next[528], target[512];

	snprintf(link, sizeof(link), "%s/latest", results);
	snprintf(next, sizeof(next), "%s.new", link);
	snprintf(target, sizeof(target), "runs/%s", id);
	unlink(next);
	if (symlink(target, next) || rename(next, link))
		fprintf(stderr, "ptlu-bench: cannot point %s to the run: %s\n", link,
			strerror(errno));
}

static void new_id(char *id, size_t size, const char *profile)
{
	time_t seconds = time(NULL);
	size_t used = strftime(id, size, "%Y%m%d-%H%M%S", gmtime(&seconds));

	snprintf(id + used, size - used, "-%s-%s", PTLU_KERNEL, profile);
}

/* The run that latest points to is the one to go on with. */
static bool latest_id(char *id, size_t size, const char *results)
{
	char link[512], target[256];
	ssize_t length;

	snprintf(link, sizeof(link), "%s/latest", results);
	length = readlink(link, target, sizeof(target) - 1);
	if (length <= 5)
		return false;
	target[length] = '\0';
	snprintf(id, size, "%s", target + 5);
	return true;
}

static const char usage[] =
	"usage: ptlu-bench [-p profile] [-t targets] [-o ops] [-d results] [-r] [-l]\n"
	"  -p  quick, full or huge           -t  shell patterns for targets, separated by blanks\n"
	"  -o  patterns for operations       -d  folder that holds runs/\n"
	"  -r  resume the newest run         -l  list the cases and stop\n";

static int list_cases(const struct bench_case *cases, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		printf("%s\n", cases[i].id);
	return 0;
}

static int begin_environment(const char *path, const struct bench_selection *selection,
			     const char *id, double timer_ns)
{
	const struct environment_option options[] = {
		{ "PROFILE", selection->profile },
		{ "TARGETS", selection->targets },
		{ "OPS", selection->ops },
	};
	const struct environment env = {
		.run = id,
		.tier = "host",
		.arch = PTLU_ARCH,
		.kernel = PTLU_KERNEL,
		.ksrc = PTLU_KSRC,
		.compiler = PTLU_COMPILER,
		.cflags = PTLU_CFLAGS,
		.revision = getenv("PTLU_REVISION"),
		.dirty = getenv("PTLU_DIRTY") && *getenv("PTLU_DIRTY"),
		.hugepages = true,
		.clock = "monotonic",
		.timer_ns = timer_ns,
		.options = options,
		.nr_options = ARRAY_SIZE(options),
	};

	return environment_begin(path, &env);
}

static int run(const struct bench_selection *selection, const char *results, bool resume,
	       struct bench_case *cases, size_t nr)
{
	struct measurement m = { .ops = selection->ops, .progress = show_progress };
	char id[256], dir[600], path[640];
	int status;

	snprintf(path, sizeof(path), "%s/runs", results);
	make_folder(path);
	if (!resume || !latest_id(id, sizeof(id), results))
		new_id(id, sizeof(id), selection->profile);
	snprintf(dir, sizeof(dir), "%s/runs/%s", results, id);
	make_folder(dir);
	snprintf(path, sizeof(path), "%s/cases", dir);
	make_folder(path);
	point_latest(results, id);

	m.run = id;
	m.dir = dir;
	m.timer_ns = environment_timer_ns(CLOCK_MONOTONIC);
	snprintf(path, sizeof(path), "%s/env.json", dir);
	if (begin_environment(path, selection, id, m.timer_ns))
		return EXIT_FAILURE;
	snprintf(path, sizeof(path), "%s/samples.jsonl", dir);
	if (sample_log_open(&m.log, path))
		return EXIT_FAILURE;

	for (size_t i = 0; i < nr; i++) {
		progress.weight_all += cases[i].weight;
		if (sample_log_has_case(m.log, cases[i].id))
			progress.weight_resumed += cases[i].weight;
	}
	progress.nr = nr;
	progress.started = now();
	status = run_cases(&m, cases, nr);
	if (progress.terminal)
		fprintf(stderr, "\r%79s\r", "");
	sample_log_close(m.log);

	snprintf(path, sizeof(path), "%s/env.json", dir);
	environment_end(path, status == EXIT_INTERRUPTED ? "interrupted" :
			status == EXIT_FAILURE ? "failed" : "complete");
	if (status == EXIT_INTERRUPTED)
		fprintf(stderr, "ptlu-bench: interrupted; make bench RESUME=1 goes on from here\n");
	else
		fprintf(stderr, "%zu cases in %.0f s: %s\n", nr, now() - progress.started, dir);
	return status;
}

int main(int argc, char **argv)
{
	struct bench_selection selection = { .profile = "quick", .targets = "*", .ops = "*" };
	const char *results = "results";
	bool resume = false, list = false;
	struct bench_case *cases;
	size_t nr;
	int opt;

	while ((opt = getopt(argc, argv, "p:t:o:d:rl")) != -1) {
		switch (opt) {
		case 'p':
			selection.profile = optarg;
			break;
		case 't':
			selection.targets = optarg;
			break;
		case 'o':
			selection.ops = optarg;
			break;
		case 'd':
			results = optarg;
			break;
		case 'r':
			resume = true;
			break;
		case 'l':
			list = true;
			break;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (bench_check_selection(&selection))
		return 2;
	cases = bench_list_cases(&selection, &nr);
	if (!nr) {
		fprintf(stderr, "ptlu-bench: no case has both these targets and operations\n");
		return 2;
	}
	if (list)
		return list_cases(cases, nr);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	progress.terminal = isatty(STDERR_FILENO);
	gb_init("ptlu-bench");
	return run(&selection, results, resume, cases, nr);
}
