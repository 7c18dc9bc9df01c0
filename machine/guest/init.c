// SPDX-License-Identifier: GPL-2.0-only
/* The only process of a guest: executes the commands of /plan and powers the machine off. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define LONGEST_LINE	1024
#define LOG		"/kmsg"
#define STAGE		"ptlu_stage="

/* scripts/guest searches the console for these. */
#define DONE		"ptlu-init: done"
#define FAILED		"ptlu-init: failed: "

static int log_fd = -1;

static void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void end(void) __attribute__((noreturn));
static void fail(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void end(void)
{
	fflush(NULL);
	sync();
	reboot(RB_POWER_OFF);
	/* the kernel cannot power off */
	reboot(RB_HALT_SYSTEM);
	for (;;)
		pause();
}

/*
 * Print a line through the kernel's log. A thread of the kernel prints the log, so what a process
 * writes to the console itself may end up in the middle of another line.
 */
static void say_args(const char *before, const char *fmt, va_list args)
{
	char line[LONGEST_LINE];
	size_t used = snprintf(line, sizeof(line), "%s", before);

	used += vsnprintf(line + used, sizeof(line) - used, fmt, args);
	if (used >= sizeof(line))
		used = sizeof(line) - 1;
	if (log_fd < 0 || write(log_fd, line, used) < 0)
		printf("%s\n", line);
}

static void say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say_args("", fmt, args);
	va_end(args);
}

static void fail(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say_args(FAILED, fmt, args);
	va_end(args);
	end();
}

static void open_log(void)
{
	mknod(LOG, S_IFCHR | 0600, makedev(1, 11));
	log_fd = open(LOG, O_WRONLY | O_CLOEXEC);
}

/*
 * Print a counter that a kexec does not reset, and its frequency in Hz if known. The difference
 * between the last reading of the old kernel and the first of the next one is the blackout.
 */
static void print_counter(const char *at)
{
	uint64_t count, frequency = 0;

#if defined(__x86_64__)
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	count = (uint64_t)high << 32 | low;
#elif defined(__aarch64__)
	asm volatile("isb; mrs %0, cntvct_el0" : "=r"(count));
	asm volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
#elif defined(__riscv)
	asm volatile("rdtime %0" : "=r"(count));
#else
#error "ptlu: no counter is known for this architecture"
#endif
	say("ptlu-init: counter at=%s count=%llu frequency=%llu", at, (unsigned long long)count,
	    (unsigned long long)frequency);
}

static void mount_one(const char *type, const char *at)
{
	mkdir(at, 0755);
	if (mount(type, at, type, 0, NULL) && errno != EBUSY)
		fail("mount %s: %s", at, strerror(errno));
}

/* Cut the first word off @at. Returns an empty string if there is none. */
static char *next_word(char **at)
{
	char *word = *at + strspn(*at, " \t");
	size_t length = strcspn(word, " \t");

	*at = word + length;
	if (**at)
		*(*at)++ = '\0';
	return word;
}

static int open_or_fail(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		fail("%s: %s", path, strerror(errno));
	return fd;
}

/* load FILE PARAMETERS... */
static void load(char *rest)
{
	const char *file = next_word(&rest);
	int fd = open_or_fail(file, O_RDONLY);

	if (syscall(SYS_finit_module, fd, rest, 0))
		fail("load %s: %s", file, strerror(errno));
	close(fd);
}

/* write FILE TEXT... */
static void write_text(char *rest)
{
	const char *file = next_word(&rest);
	int fd = open_or_fail(file, O_WRONLY);

	if (write(fd, rest, strlen(rest)) < 0)
		fail("write %s %s: %s", file, rest, strerror(errno));
	close(fd);
}

/* print FILE: to the console, with the file's name before each line; too long for the log */
static void print(char *rest)
{
	const char *file = next_word(&rest), *name = strrchr(file, '/');
	char *line = NULL;
	size_t room = 0;
	FILE *from = fopen(file, "r");

	if (!from)
		fail("%s: %s", file, strerror(errno));
	/* the kernel prints its log first */
	usleep(200000);
	while (getline(&line, &room, from) > 0)
		printf("%s: %s%s", name ? name + 1 : file, line, strchr(line, '\n') ? "" : "\n");
	free(line);
	fclose(from);
}

/* The kernel's command line, which the next kernel gets too. */
static void read_command_line(char *line, size_t size)
{
	FILE *from = fopen("/proc/cmdline", "re");

	if (!from || !fgets(line, size, from))
		fail("/proc/cmdline cannot be read");
	fclose(from);
	line[strcspn(line, "\n")] = '\0';
}

/* kexec KERNEL INITRD WORD...: the words are added to the command line */
static void do_kexec(char *rest)
{
	char own[2048], line[2048 + LONGEST_LINE];
	int kernel = open_or_fail(next_word(&rest), O_RDONLY);
	int initrd = open_or_fail(next_word(&rest), O_RDONLY);

	read_command_line(own, sizeof(own));
	snprintf(line, sizeof(line), "%s %s", own, rest);
	if (syscall(SYS_kexec_file_load, kernel, initrd, strlen(line) + 1, line, 0))
		fail("kexec_file_load: %s", strerror(errno));
	print_counter("kexec");
	fflush(NULL);
	reboot(RB_KEXEC);
	fail("reboot into the loaded kernel: %s", strerror(errno));
}

static void wait_seconds(char *rest)
{
	sleep(atoi(next_word(&rest)));
}

static const struct command {
	const char *name;
	void (*fn)(char *rest);
} commands[] = {
	{ "load", load }, { "write", write_text }, { "print", print },
	{ "kexec", do_kexec }, { "wait", wait_seconds },
};

static void execute(char *line)
{
	char *rest = line;
	const char *word = next_word(&rest);

	if (!*word || *word == '#')
		return;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(commands[i].name, word)) {
			commands[i].fn(rest);
			return;
		}
	fail("the plan has the unknown command '%s'", word);
}

/* This kernel's stage of the plan: from its command line, or "first". */
static void read_stage(char *stage, size_t size)
{
	char line[4096], *at;

	read_command_line(line, sizeof(line));
	at = strstr(line, STAGE);
	snprintf(stage, size, "%.*s", at ? (int)strcspn(at + strlen(STAGE), " ") : 5,
		 at ? at + strlen(STAGE) : "first");
}

int main(void)
{
	char line[LONGEST_LINE], stage[32];
	int is_ours = 0;
	FILE *plan;

	setvbuf(stdout, NULL, _IOLBF, 0);
	open_log();
	mount_one("proc", "/proc");
	mount_one("sysfs", "/sys");
	mount_one("debugfs", "/sys/kernel/debug");
	print_counter("up");
	read_stage(stage, sizeof(stage));
	plan = fopen("/plan", "re");
	if (!plan)
		fail("/plan: %s", strerror(errno));
	/* "stage NAME" begins the commands of a kernel */
	while (fgets(line, sizeof(line), plan)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "stage ", 6))
			is_ours = !strcmp(line + 6, stage);
		else if (is_ours)
			execute(line);
	}
	say(DONE);
	end();
}
