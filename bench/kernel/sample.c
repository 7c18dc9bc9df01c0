// SPDX-License-Identifier: GPL-2.0-only
/* Samples of the kernel tier, lines of JSON by results/schema.json, and their file in debugfs. */
#include <generated/utsrelease.h>
#include <linux/debugfs.h>
#include <linux/moduleparam.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/utsname.h>
#include "results/format/refusal.h"
#include "sample.h"

static char *clock = "ktime";
module_param(clock, charp, 0444);
MODULE_PARM_DESC(
	clock,
	"meaning of a nanosecond: ktime, or icount if the machine counts instructions");

#define LONGEST_LINE	2048

struct line {
	struct list_head list;
	char text[];
};

static LIST_HEAD(lines);
static DEFINE_MUTEX(lines_lock);

static int by_value(const void *a, const void *b)
{
	u64 left = *(const u64 *)a, right = *(const u64 *)b;

	return left < right ? -1 : left > right;
}

struct statistics {
	u64 median, min, mad;
};

static u64 median_of(u64 *value, unsigned int nr)
{
	sort(value, nr, sizeof(*value), by_value, NULL);
	return nr % 2 ? value[nr / 2] : (value[nr / 2 - 1] + value[nr / 2]) / 2;
}

static struct statistics summarize(const struct kernel_sample *s)
{
	u64 value[KERNEL_MOST_REPS];
	struct statistics found;

	memcpy(value, s->ns, sizeof(value));
	found.median = median_of(value, s->reps);
	found.min = value[0];
	for (unsigned int i = 0; i < s->reps; i++)
		value[i] = s->ns[i] > found.median ? s->ns[i] - found.median :
						     found.median - s->ns[i];
	found.mad = median_of(value, s->reps);
	return found;
}

static bool counts_instructions(void)
{
	return !strcmp(clock, "icount");
}

/* The rules of sample_summarize(). @found is the time of the whole batch. */
static void refuse(const struct kernel_sample *s, const struct statistics *found, char *reason,
		   size_t size)
{
	if (s->error)
		snprintf(reason, size, "\"failed: error %d\"", -s->error);
	else if (s->reps < BENCH_MIN_REPS)
		snprintf(reason, size, "\"%u repetitions, fewer than %u\"", s->reps,
			 BENCH_MIN_REPS);
	else if (found->median < BENCH_MIN_REGION_STEPS * s->timer_ns)
		snprintf(reason, size,
			 "\"the timed region of %llu ns is shorter than %u steps of the clock\"",
			 found->median, BENCH_MIN_REGION_STEPS);
	else if (found->mad * BENCH_SPREAD_PARTS > found->median)
		snprintf(reason, size, "\"the MAD is more than 1/%u of the median\"",
			 BENCH_SPREAD_PARTS);
	else
		snprintf(reason, size, "null");
}

/* Figures of one domain, with three decimal places. */
static int put_ratio(char *to, size_t size, u64 value, u64 by)
{
	u64 thousandths = div64_u64(value * 1000, by);

	return scnprintf(to, size, "%llu.%03u", thousandths / 1000, (u32)(thousandths % 1000));
}

#define PUT(...)	(at += scnprintf(to + at, size - at, __VA_ARGS__))
#define PUT_RATIO(name, value, by)						\
	do {									\
		PUT(",\"%s\":", name);						\
		at += put_ratio(to + at, size - at, value, by);			\
	} while (0)

static int put_figures(char *to, size_t size, const struct kernel_sample *s)
{
	unsigned int batch = s->spec.batch;
	struct statistics found = {};
	char reason[160];
	int at = 0;

	if (s->reps && !s->error)
		found = summarize(s);
	refuse(s, &found, reason, sizeof(reason));
	if (!s->reps || s->error) {
		PUT(",\"reps\":0,\"ns_median\":null,\"ns_min\":null,\"ns_mad\":null,\"ns_per_table\":null,\"instructions\":null,\"ns_reps\":[]");
	} else {
		PUT(",\"reps\":%u", s->reps);
		PUT_RATIO("ns_median", found.median, batch);
		PUT_RATIO("ns_min", found.min, batch);
		PUT_RATIO("ns_mad", found.mad, batch);
		PUT_RATIO("ns_per_table", found.median, batch * s->tables);
		if (counts_instructions())
			PUT_RATIO("instructions", found.min, batch);
		else
			PUT(",\"instructions\":null");
		PUT(",\"ns_reps\":[");
		for (unsigned int i = 0; i < s->reps; i++) {
			PUT("%s", i ? "," : "");
			at += put_ratio(to + at, size - at, s->ns[i], batch);
		}
		PUT("]");
	}
	PUT(",\"refused\":%s}\n", reason);
	return at;
}

static int put_sample(char *to, size_t size, const struct kernel_sample *s,
		      unsigned int case_samples)
{
	const struct ptlu_target *target = s->spec.target;
	const char *leaf = ptlu_workload_leaf_name(target, s->spec.leaf);
	const char *placement = s->spec.placement == PTLU_SHUFFLED ? "shuffled" : "sequential";
	const char *cache = s->cold ? "cold" : "warm";
	const char *arch = IS_ENABLED(CONFIG_ARM64) ? "arm64" : utsname()->machine;
	int at = 0;

	PUT("{\"schema\":1,\"run\":\"%s\",\"case\":\"%s-%s-%s-%s-%s-%llu\",\"case_samples\":%u",
	    s->run, arch, target->name, leaf, placement, cache, s->spec.lowest_tables,
	    case_samples);
	PUT(",\"tier\":\"kernel\",\"arch\":\"%s\",\"kernel\":\"%s\"",
	    arch, UTS_RELEASE);
	PUT(",\"target\":\"%s\",\"format\":\"%s\",\"op\":\"%s\",\"variant\":\"%s\"", target->name,
	    target->format->name, s->op->name, s->variant->name);
	PUT(",\"leaf\":\"%s\",\"placement\":\"%s\",\"cache\":\"%s\"", leaf, placement, cache);
	PUT(",\"tables\":%llu,\"table_bytes\":%llu,\"iova_bytes\":%llu,\"iova_limit\":%llu",
	    s->tables, s->tables * (PAGE_SIZE << s->order), s->iova_bytes,
	    ptlu_workload_iova_limit(target));
	PUT(",\"order\":%u,\"batch\":%u,\"workers\":%u,\"hugepages\":true", s->order, s->spec.batch,
	    max(1U, s->variant->workers));
	PUT(",\"clock\":\"%s\",\"timer_ns\":%llu", clock, s->timer_ns);
	return at + put_figures(to + at, size - at, s);
}

/**
 * ptlu_kernel_sample_add() - append a sample to the file
 * @sample: the sample
 * @case_samples: samples of its case
 *
 * Return: 0 or -ENOMEM.
 */
int ptlu_kernel_sample_add(struct kernel_sample *sample, unsigned int case_samples)
{
	struct line *line = kvzalloc(sizeof(*line) + LONGEST_LINE, GFP_KERNEL);

	if (!line)
		return -ENOMEM;
	put_sample(line->text, LONGEST_LINE, sample, case_samples);
	mutex_lock(&lines_lock);
	list_add_tail(&line->list, &lines);
	mutex_unlock(&lines_lock);
	return 0;
}

static void *samples_start(struct seq_file *file, loff_t *at)
{
	mutex_lock(&lines_lock);
	return seq_list_start(&lines, *at);
}

static void *samples_next(struct seq_file *file, void *one, loff_t *at)
{
	return seq_list_next(one, &lines, at);
}

static void samples_stop(struct seq_file *file, void *one)
{
	mutex_unlock(&lines_lock);
}

static int samples_show(struct seq_file *file, void *one)
{
	seq_puts(file, list_entry(one, struct line, list)->text);
	return 0;
}

static const struct seq_operations samples_sops = {
	.start = samples_start,
	.next = samples_next,
	.stop = samples_stop,
	.show = samples_show,
};
DEFINE_SEQ_ATTRIBUTE(samples);

void ptlu_kernel_samples_file_add(struct dentry *dir)
{
	debugfs_create_file("samples", 0400, dir, NULL, &samples_fops);
}

void ptlu_kernel_samples_free(void)
{
	struct line *line, *next;

	list_for_each_entry_safe(line, next, &lines, list)
		kvfree(line);
	INIT_LIST_HEAD(&lines);
}
