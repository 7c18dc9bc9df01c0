/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run was measured on, as its env.json describes it. */
#ifndef RESULTS_CONDITIONS_H
#define RESULTS_CONDITIONS_H

#include <stdbool.h>

#define CONDITION_TEXT	160

/* A load of more than this for each processor disturbs the figures. */
#define DISTURBING_LOAD	0.5

/**
 * struct conditions - the members of env.json that a report shows
 * @known: there is an env.json that can be read
 * @run: id of the run, "" if not known
 * @cpu: processor model
 * @cpu_family: its family, number within it, stepping and microcode, "" if not known
 * @cpu_number: likewise
 * @cpu_stepping: likewise
 * @microcode: likewise
 * @caches: caches of the first processor: "L1 Data 32K, L2 Unified 1024K"
 * @tier: where the code ran, "" if not known
 * @arch: machine that it was compiled for, "" if not known
 * @kernel: version of the kernel tree
 * @kernel_release: kernel of the machine
 * @compiler: compiler of the measured code
 * @cflags: its flags
 * @revision: ptlu's git revision
 * @tree: which version the kernel tree is, "" if not known
 * @tree_hash: hash of the tree's files that were compiled, "" if not known
 * @disturbed_by: runs that were measured at the same time, "" if none
 * @profile: PROFILE of the run
 * @targets: TARGETS of the run
 * @ops: OPS of the run
 * @inject: per cent of work that was added to all timed regions, "" if none
 * @start: begin of the first session
 * @begun: the same in seconds since 1970; negative if not known
 * @outcome: outcome of the last session
 * @governor: cpufreq governor, SMT control and transparent huge pages of the machine
 * @smt: likewise
 * @huge_pages: likewise
 * @cpus: processors online; 0 if not known
 * @cpus_configured: processors configured; 0 if not known
 * @memory_bytes: memory of the machine; 0 if not known
 * @sessions: number of sessions
 * @load: load average of one minute at the start; negative if not known
 * @seconds: time that all sessions took; 0 if not known
 * @steal: processor time, in seconds, that the hypervisor gave to other machines meanwhile;
 *	negative if not known
 * @ghz_low: the core's clock in GHz that 5 % of the looks were below, in the session with the
 *	slowest; 0 if not known
 * @ghz_high: likewise above, in the session with the fastest
 * @additions: independent additions for each cycle, in the session with the fewest; 0 if not known
 * @dirty: the checkout had changes that @revision does not have
 * @virtualized: measured in a virtual machine
 *
 * Texts are printable ASCII; others than those above are "not known" where env.json has none.
 */
struct conditions {
	bool known;
	char run[CONDITION_TEXT];
	char cpu[CONDITION_TEXT];
	char cpu_family[CONDITION_TEXT];
	char cpu_number[CONDITION_TEXT];
	char cpu_stepping[CONDITION_TEXT];
	char microcode[CONDITION_TEXT];
	char caches[CONDITION_TEXT];
	char tier[CONDITION_TEXT];
	char arch[CONDITION_TEXT];
	char kernel[CONDITION_TEXT];
	char kernel_release[CONDITION_TEXT];
	char compiler[CONDITION_TEXT];
	char cflags[CONDITION_TEXT];
	char revision[CONDITION_TEXT];
	char tree[CONDITION_TEXT];
	char tree_hash[CONDITION_TEXT];
	char disturbed_by[CONDITION_TEXT];
	char profile[CONDITION_TEXT];
	char targets[CONDITION_TEXT];
	char ops[CONDITION_TEXT];
	char inject[CONDITION_TEXT];
	char start[CONDITION_TEXT];
	char outcome[CONDITION_TEXT];
	char governor[CONDITION_TEXT];
	char smt[CONDITION_TEXT];
	char huge_pages[CONDITION_TEXT];
	long long cpus;
	long long cpus_configured;
	double begun;
	double memory_bytes;
	unsigned long long sessions;
	double load, seconds, steal;
	double ghz_low, ghz_high, additions;
	bool dirty;
	bool virtualized;
};

/**
 * conditions_read() - read a run's env.json
 * @c: receives what is known
 * @dir: the run's directory
 *
 * A run without env.json, or with one that cannot be read, can still be reported: @c->known is then
 * false. One that is there and cannot be read is named on stderr.
 */
void conditions_read(struct conditions *c, const char *dir);

#endif /* RESULTS_CONDITIONS_H */
