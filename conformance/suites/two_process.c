// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handover to another process: the old kernel execs the next one, which maps memory elsewhere.
 *
 * A test starts this program again as the old kernel, with its role in PTLU_TWO_PROCESS. That
 * process builds random domains, preserves them and a page with their serialized states, and execs
 * this program as the next kernel. The next kernel gets the memory file, the arguments of a boot
 * loader (the addresses of KHO's device tree and scratch areas) and the seed, from which it
 * computes the expected translations.
 */
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/kexec_handover.h>
#include "machine/machine.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"
#include "two_process.h"

#define ROLE_VARIABLE	"PTLU_TWO_PROCESS"
#define SUBTREE		"ptlu-domains"
/* Domains per pair of processes: 1050 in all, and some of them with generic_pt's own invariants. */
#define DOMAINS		(IS_ENABLED(CONFIG_DEBUG_GENERIC_PT) ? 5 : 30)
#define MAPPINGS	8U	/* per domain */

/**
 * struct role - arguments of the two processes, as text in PTLU_TWO_PROCESS
 * @name: "old" or "next"
 * @target: name of the target
 * @halves: enum ptlu_test_halves
 * @nr: number of domains
 * @seed: seed of the random domains
 * @phys_base: see struct ptlu_machine, as the next; only the next kernel has this and the rest
 * @size: bytes of memory
 * @memory_fd: see struct ptlu_handover, as the rest
 */
struct role {
	char name[8];
	char target[32];
	u64 halves, nr, seed;
	u64 phys_base, size, memory_fd, old_address, fdt, scratch, scratch_size;
};

#define TEXT(field)	{ #field, offsetof(struct role, field), sizeof(((struct role *)0)->field) }
#define NUMBER(field)	{ #field, offsetof(struct role, field), 0 }

static const struct role_field {
	const char *name;
	size_t offset, text_size;	/* 0: a u64 */
} role_fields[] = {
	TEXT(name), TEXT(target), NUMBER(halves), NUMBER(nr), NUMBER(seed),
	/* of the next kernel */
	NUMBER(phys_base), NUMBER(size), NUMBER(memory_fd), NUMBER(old_address), NUMBER(fdt),
	NUMBER(scratch), NUMBER(scratch_size),
};

#define OLD_KERNELS_FIELDS	5

static unsigned int nr_fields(const struct role *role)
{
	return strcmp(role->name, "old") ? ARRAY_SIZE(role_fields) : OLD_KERNELS_FIELDS;
}

/* "field=value ..." */
static void write_role(const struct role *role, char *text, size_t size)
{
	size_t used = 0;

	for (unsigned int i = 0; i < nr_fields(role) && used < size; i++) {
		const struct role_field *field = &role_fields[i];
		const void *value = (const u8 *)role + field->offset;

		used += snprintf(text + used, size - used, "%s%s=", i ? " " : "", field->name);
		if (used >= size)
			break;
		if (field->text_size)
			used += snprintf(text + used, size - used, "%s", (const char *)value);
		else
			used += snprintf(text + used, size - used, "0x%llx",
					 *(const unsigned long long *)value);
	}
}

/* Set the field of a word "field=value". Returns its index or -EINVAL. */
static int read_field(struct role *role, char *word)
{
	char *value = strchr(word, '='), *end = "";

	if (!value)
		return -EINVAL;
	*value++ = '\0';
	for (unsigned int i = 0; i < ARRAY_SIZE(role_fields); i++) {
		const struct role_field *field = &role_fields[i];
		void *to = (u8 *)role + field->offset;

		if (strcmp(field->name, word))
			continue;
		if (field->text_size)
			snprintf(to, field->text_size, "%s", value);
		else
			*(u64 *)to = strtoull(value, &end, 0);
		return *value && !*end ? i : -EINVAL;
	}
	return -EINVAL;
}

/* Returns 0, or -EINVAL if a field is unknown, has no such value, or is missing. */
static int read_role(const char *text, struct role *role)
{
	unsigned int seen = 0;
	char words[512];

	*role = (struct role){};
	snprintf(words, sizeof(words), "%s", text);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		int field = read_field(role, word);

		if (field < 0)
			return field;
		seen |= BIT(field);
	}
	return seen == BIT(nr_fields(role)) - 1 ? 0 : -EINVAL;
}

/* The seed of the shuffle is the old kernel's and not handed over. */
static struct ptlu_handover handover_of(const struct role *role)
{
	return (struct ptlu_handover){
		.machine = {
			.phys_base = role->phys_base, .size = role->size,
			.placement = PTLU_SHUFFLED, .seed = 2, .checking = true,
		},
		.memory_fd = role->memory_fd,
		.old_address = role->old_address,
		.fdt = role->fdt,
		.scratch = role->scratch,
		.scratch_size = role->scratch_size,
	};
}

/* Preserved memory of the old kernel. */
struct preserved_domains {
	u64 nr;
	union ptlu_any_ser ser[];
};

/* This process is one of the two. */
bool ptlu_two_process_has_role(void)
{
	return getenv(ROLE_VARIABLE);
}

/* The target of the domains. NULL if the role cannot be read. */
const struct ptlu_target *ptlu_two_process_target(void)
{
	struct role role;

	return read_role(getenv(ROLE_VARIABLE), &role) ? NULL : ptlu_find_target(role.target);
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
 * The command that runs this program again: the program itself, or QEMU with the program if it is
 * for another machine. PTLU_RUNNER is that command, because the kernel cannot exec the program.
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

static void exec_next(struct kunit *test, const struct role *old,
		      const struct ptlu_handover *handover)
{
	struct role role = *old;
	char text[512], *command[MOST_WORDS];
	char * const argv[] = {
		"ptlu-check", "-s", TWO_PROCESS_ROLE_SUITE, "-c",
		(char *)ptlu_core(ptlu_test_core)->name, NULL,
	};

	strscpy(role.name, "next");
	role.phys_base = handover->machine.phys_base;
	role.size = handover->machine.size;
	role.memory_fd = handover->memory_fd;
	role.old_address = handover->old_address;
	role.fdt = handover->fdt;
	role.scratch = handover->scratch;
	role.scratch_size = handover->scratch_size;
	write_role(&role, text, sizeof(text));
	setenv(ROLE_VARIABLE, text, 1);
	fflush(stdout);
	own_command(command, argv);
	execvp(command[0], command);
	KUNIT_FAIL_AND_ABORT(test, "cannot exec the next kernel: %m");
}

static void be_old_kernel(struct kunit *test, const struct role *role)
{
	static const struct ptlu_machine machine = {
		.phys_base = SZ_4G,
		.size = (SZ_512M / SZ_4K) * PAGE_SIZE,
		.placement = PTLU_SHUFFLED,
		.seed = 1,
		.checking = true,
	};
	size_t size = struct_size((struct preserved_domains *)NULL, ser, role->nr);
	struct preserved_domains *domains;
	struct ptlu_handover handover = {};

	KUNIT_ASSERT_EQ(test, ptlu_boot(&machine), 0);
	domains = kho_alloc_preserve(size);
	KUNIT_ASSERT_FALSE(test, IS_ERR(domains));
	domains->nr = role->nr;
	for (unsigned int i = 0; i < role->nr; i++) {
		struct ptlu_test_domain *td = random_domain(test, role, i);

		ptlu_test_map_planned(test, td, 0);
		ptlu_test_expect_translations(test, td);
		ptlu_test_preserve(test, td);
		domains->ser[i] = td->ser;
	}
	KUNIT_ASSERT_EQ(test, kho_add_subtree(SUBTREE, domains, size), 0);
	KUNIT_ASSERT_EQ(test, ptlu_kexec_leave(&handover), 0);
	exec_next(test, role, &handover);
}

static void be_next_kernel(struct kunit *test, const struct role *role)
{
	const struct ptlu_handover handover = handover_of(role);
	const struct preserved_domains *domains;
	unsigned long in_use, kho_frames;
	struct folio *folio;
	phys_addr_t phys;
	size_t size;

	KUNIT_ASSERT_EQ(test, ptlu_boot_handed_over(&handover), 0);
	KUNIT_ASSERT_NE(test, page_offset_base + role->phys_base, role->old_address);
	in_use = ptlu_frames_in_use(0);
	KUNIT_ASSERT_EQ(test, kho_retrieve_subtree(SUBTREE, &phys, &size), 0);
	domains = phys_to_virt(phys);
	KUNIT_ASSERT_EQ(test, domains->nr, role->nr);
	KUNIT_ASSERT_EQ(test, size, struct_size(domains, ser, domains->nr));
	for (unsigned int i = 0; i < domains->nr; i++) {
		struct ptlu_test_domain *td = random_domain(test, role, i);
		u64 tables;

		td->ser = domains->ser[i];
		ptlu_test_restore(test, td);
		ptlu_test_expect_translations(test, td);
		tables = ptlu_domain_count_tables(&td->domain);
		if (ptlu_test_core_is_ours())
			KUNIT_EXPECT_EQ(test, tables, td->ser.ours.nr_tables);
		ptlu_test_teardown(test, td);
		KUNIT_ASSERT_EQ(test, ptlu_frames_in_use(1), in_use);
	}
	folio = kho_restore_folio(phys);
	KUNIT_ASSERT_NOT_NULL(test, folio);
	folio_put(folio);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_IOMMU_PAGES), 0);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SECONDARY_PAGETABLE), 0);
	/* the rest belongs to KHO, in both kernels */
	kho_frames = ptlu_frames(PTLU_FRAME_PRESERVED);
	KUNIT_EXPECT_EQ(test, kho_frames, ptlu_nr_preserved());
}

static void play_role(struct kunit *test)
{
	struct role role;

	KUNIT_ASSERT_EQ(test, read_role(getenv(ROLE_VARIABLE), &role), 0);
	if (!strcmp(role.name, "old"))
		be_old_kernel(test, &role);
	else
		be_next_kernel(test, &role);
}

static const struct ptlu_case role_cases[] = {
	PLAIN_CASE(play_role),
};

PTLU_SUITE(role_suite, TWO_PROCESS_ROLE_SUITE, role_cases);

/* Of a test, a sanitizer or the program itself; the names of tests look like the first. */
static bool is_report(const char *line)
{
	return (strstr(line, "    # ") && !strstr(line, "# Subtest: ")) || strstr(line, "ERROR: ") ||
	       !strncmp(line, "ptlu-check: ", 12);
}

/* Run both processes. Returns the status of the second one, @said is the first error report. */
static int run_pair(const char *role, char *said, size_t size)
{
	char * const argv[] = { "ptlu-check", "-s", TWO_PROCESS_ROLE_SUITE, "-c",
				(char *)ptlu_core(ptlu_test_core)->name, NULL };
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
		if (!strcmp(said, "nothing") && is_report(line))
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
		struct role role = {
			.name = "old", .halves = one->halves, .nr = DOMAINS,
			.seed = get_random_u64(),
		};
		char text[200], said[600];
		int status;

		strscpy(role.target, one->target->name);
		write_role(&role, text, sizeof(text));
		status = run_pair(text, said, sizeof(said));
		if (status)
			KUNIT_FAIL_AND_ABORT(test, "%s='%s' ends with status 0x%x: %s",
					     ROLE_VARIABLE, text, status, said);
	}
}

/* The judge itself: a process that fails is noticed, and so is what it says. */
static void test_failure_is_noticed(struct kunit *test)
{
	char said[600];

	KUNIT_EXPECT_NE(test, run_pair("name=old target=none halves=0x1 nr=0x1 seed=0x1", said,
				       sizeof(said)), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, "play_role"));
}

static const struct ptlu_case two_process_cases[] = {
	RULE_CASE(test_two_processes, ptlu_test_gen_cases,
		  RULE_RESTORE_11, RULE_RESTORE_1, RULE_TEARDOWN_1),
	PLAIN_CASE(test_failure_is_noticed),
};

PTLU_SUITE(two_process_suite, "ptlu-two-process", two_process_cases);
