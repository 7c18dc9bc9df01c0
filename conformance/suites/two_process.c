// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handover to another process: the old kernel execs the next one, which maps memory elsewhere.
 *
 * A test starts this program again as the old kernel (by PTLU_TWO_PROCESS in its environment), which builds
 * random domains, preserves them, puts their records into a page that KHO hands over too, and execs this
 * program as the next kernel. That one gets the memory file, what a boot loader passes (the addresses of KHO's
 * tree and scratch areas), and the seed, from which it works out what the domains must translate.
 */
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/kexec_handover.h>
#include "machine/machine.h"
#include "conformance/lib/rules.h"
#include "conformance/lib/tables.h"
#include "two_process.h"

#define ROLE_VARIABLE	"PTLU_TWO_PROCESS"
#define SUBTREE		"ptlu-domains"
/* Domains per pair of processes: 1050 in all, and some of them with generic_pt's own invariants. */
#define DOMAINS		(IS_ENABLED(CONFIG_DEBUG_GENERIC_PT) ? 5 : 30)
#define MAPPINGS	8U	/* per domain */

/* What both processes are told by the test. */
struct role {
	char name[8];		/* "old" or "next" */
	char target[32];
	unsigned int halves;
	unsigned int nr;
	unsigned long long seed;
	struct ptlu_handover handover;		/* the next one's */
};

/* What the old kernel leaves in preserved memory. */
struct records {
	u64 nr;
	union ptlu_any_ser ser[];
};

/* The shuffle's seed is the old kernel's own business. */
static int parse_role(const char *text, struct role *role)
{
	struct ptlu_handover *handover = &role->handover;
	unsigned long long phys_base, size, fdt, scratch, scratch_size, old_address;
	int found;

	*role = (struct role){};
	found = sscanf(text, "%7s %31s %u %u %llx %llx %llx %d %llx %llx %llx %llx", role->name,
		       role->target, &role->halves, &role->nr, &role->seed, &phys_base, &size,
		       &handover->memory_fd, &old_address, &fdt, &scratch, &scratch_size);
	if (found < 12)
		return found == 5 ? 0 : -EINVAL;
	handover->machine = (struct ptlu_machine){
		.phys_base = phys_base, .size = size, .placement = PTLU_SHUFFLED, .seed = 2,
		.checking = true,
	};
	handover->old_address = old_address;
	handover->fdt = fdt;
	handover->scratch = scratch;
	handover->scratch_size = scratch_size;
	return 0;
}

/* Is this process one of the two? */
bool ptlu_two_process_has_role(void)
{
	return getenv(ROLE_VARIABLE);
}

static struct ptlu_test_domain *random_domain(struct kunit *test, const struct role *role,
					 unsigned int number)
{
	const struct ptlu_target *target = ptlu_find_target(role->target);
	struct ptlu_test_domain *td;

	KUNIT_ASSERT_NOT_NULL(test, target);
	td = ptlu_test_domain_new(test, target);
	ptlu_seed_random(role->seed + number);
	ptlu_test_plan_random(td, role->halves, MAPPINGS);
	return td;
}

#define MOST_WORDS	16

/*
 * What runs this program again: itself, or, where QEMU runs another machine's program, QEMU with it.
 * PTLU_RUNNER is that command; the kernel below could not exec the program alone.
 */
static void own_command(char **command, char * const *argv)
{
	static char runner[512], self[PATH_MAX];
	const char *from = getenv("PTLU_RUNNER");
	unsigned int nr = 0;
	ssize_t length;

	snprintf(runner, sizeof(runner), "%s", from ? from : "");
	for (char *word = strtok(runner, " "); word && nr < MOST_WORDS / 2;
	     word = strtok(NULL, " "))
		command[nr++] = word;
	if (!nr) {
		command[nr++] = "/proc/self/exe";
	} else {
		length = readlink("/proc/self/exe", self, sizeof(self) - 1);
		self[max(length, 0)] = '\0';
		command[nr++] = self;
	}
	while (*++argv && nr < MOST_WORDS - 1)
		command[nr++] = *argv;
	command[nr] = NULL;
}

static void exec_next(struct kunit *test, struct role *role)
{
	const struct ptlu_handover *handover = &role->handover;
	char text[512], *command[MOST_WORDS];
	char * const argv[] = {
		"ptlu-check", "-s", TWO_PROCESS_ROLE_SUITE, "-c",
		(char *)ptlu_find_target(role->target)->format->cores[ptlu_test_core].name, NULL,
	};

	snprintf(text, sizeof(text), "next %s %u %u %llx %llx %zx %d %lx %llx %llx %llx",
		 role->target, role->halves, role->nr, role->seed,
		 (unsigned long long)handover->machine.phys_base, handover->machine.size,
		 handover->memory_fd, handover->old_address, (unsigned long long)handover->fdt,
		 (unsigned long long)handover->scratch, (unsigned long long)handover->scratch_size);
	setenv(ROLE_VARIABLE, text, 1);
	fflush(stdout);
	own_command(command, argv);
	execvp(command[0], command);
	KUNIT_FAIL_AND_ABORT(test, "cannot exec the next kernel: %m");
}

static void be_old_kernel(struct kunit *test, struct role *role)
{
	static const struct ptlu_machine machine = {
		.phys_base = SZ_4G,
		.size = (SZ_512M / SZ_4K) * PAGE_SIZE,
		.placement = PTLU_SHUFFLED,
		.seed = 1,
		.checking = true,
	};
	size_t size = struct_size((struct records *)NULL, ser, role->nr);
	struct records *records;

	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
	records = kho_alloc_preserve(size);
	KUNIT_ASSERT_FALSE(test, IS_ERR(records));
	records->nr = role->nr;
	for (unsigned int i = 0; i < role->nr; i++) {
		struct ptlu_test_domain *td = random_domain(test, role, i);

		ptlu_test_map_planned(test, td, 0);
		ptlu_test_expect_translations(test, td);
		ptlu_test_preserve(test, td);
		records->ser[i] = td->ser;
	}
	KUNIT_ASSERT_EQ(test, kho_add_subtree(SUBTREE, records, size), 0);
	KUNIT_ASSERT_EQ(test, ptlu_kexec_leave(&role->handover), 0);
	exec_next(test, role);
}

static void be_next_kernel(struct kunit *test, const struct role *role)
{
	unsigned long in_use, kho_frames, old_base = role->handover.old_address;
	const struct records *records;
	struct folio *folio;
	phys_addr_t phys;
	size_t size;

	KUNIT_ASSERT_EQ(test, ptlu_boot_handed_over(&role->handover), 0);
	KUNIT_ASSERT_NE(test, page_offset_base + role->handover.machine.phys_base, old_base);
	in_use = ptlu_frames_in_use(0);
	KUNIT_ASSERT_EQ(test, kho_retrieve_subtree(SUBTREE, &phys, &size), 0);
	records = phys_to_virt(phys);
	KUNIT_ASSERT_EQ(test, records->nr, role->nr);
	KUNIT_ASSERT_EQ(test, size, struct_size(records, ser, records->nr));
	for (unsigned int i = 0; i < records->nr; i++) {
		struct ptlu_test_domain *td = random_domain(test, role, i);
		u64 tables;

		td->ser = records->ser[i];
		ptlu_test_restore(test, td);
		ptlu_test_expect_translations(test, td);
		tables = ptlu_domain_count_tables(&td->domain);
		if (ptlu_test_core == PTLU_CORE_OURS)
			KUNIT_EXPECT_EQ(test, tables, td->ser.ours.nr_tables);
		ptlu_test_teardown(test, td);
		KUNIT_ASSERT_EQ(test, ptlu_frames_in_use(1), in_use);
	}
	folio = kho_restore_folio(phys);
	KUNIT_ASSERT_NOT_NULL(test, folio);
	folio_put(folio);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), 0);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SECONDARY_PAGETABLE), 0);
	/* what is left was KHO's own in the old kernel, as it is in this one */
	kho_frames = ptlu_frames(PTLU_FRAME_PRESERVED);
	KUNIT_EXPECT_EQ(test, kho_frames, ptlu_nr_preserved());
}

static void play_role(struct kunit *test)
{
	struct role role;

	KUNIT_ASSERT_EQ(test, parse_role(getenv(ROLE_VARIABLE), &role), 0);
	if (!strcmp(role.name, "old"))
		be_old_kernel(test, &role);
	else
		be_next_kernel(test, &role);
}

static struct kunit_case role_cases[] = {
	KUNIT_CASE(play_role),
	{},
};

static struct kunit_suite role_suite = {
	.name = TWO_PROCESS_ROLE_SUITE,
	.test_cases = role_cases,
};
kunit_test_suite(role_suite);

/* The first thing that the two processes had to say, and how the second one ended. */
static int run_pair(const char *role, char *said, size_t size)
{
	char * const argv[] = { "ptlu-check", "-s", TWO_PROCESS_ROLE_SUITE, "-c",
				(char *)ptlu_targets[0].format->cores[ptlu_test_core].name, NULL };
	posix_spawn_file_actions_t actions;
	char *command[MOST_WORDS];
	char line[1024];
	int output[2], status = -1;
	FILE *from;
	pid_t child;

	if (pipe(output))
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, output[1], STDERR_FILENO);
	posix_spawn_file_actions_addclose(&actions, output[0]);
	posix_spawn_file_actions_addclose(&actions, output[1]);
	setenv(ROLE_VARIABLE, role, 1);
	own_command(command, argv);
	if (posix_spawnp(&child, command[0], &actions, NULL, command, environ))
		child = -1;
	unsetenv(ROLE_VARIABLE);
	posix_spawn_file_actions_destroy(&actions);
	close(output[1]);
	from = fdopen(output[0], "r");
	snprintf(said, size, "nothing");
	while (fgets(line, sizeof(line), from)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strcmp(said, "nothing") &&
		    (strstr(line, "    # ") || strstr(line, "ERROR: ") ||
		     !strncmp(line, "ptlu-check: ", 12)))
			snprintf(said, size, "%s", line + strspn(line, " #"));
	}
	fclose(from);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return status;
}

static void test_two_processes(struct kunit *test)
{
	const struct ptlu_test_case *one = ptlu_test_case(test);

	for (unsigned int round = 0; round < ptlu_test_effort; round++) {
		unsigned long long seed = get_random_u64();
		char role[200], said[600];
		int status;

		snprintf(role, sizeof(role), "old %s %u %u %llx", one->target->name, one->halves,
			 DOMAINS, seed);
		status = run_pair(role, said, sizeof(said));
		if (status)
			KUNIT_FAIL_AND_ABORT(test, "%s='%s' ends with status 0x%x: %s",
					     ROLE_VARIABLE, role, status, said);
	}
}

static struct kunit_case two_process_cases[] = {
	RULE_CASE(test_two_processes, ptlu_test_gen_cases, "RESTORE-11 RESTORE-1 TEARDOWN-1"),
	{},
};

static struct kunit_suite two_process_suite = {
	.name = "ptlu-two-process",
	.test_cases = two_process_cases,
};
kunit_test_suite(two_process_suite);
