// SPDX-License-Identifier: GPL-2.0-only
/* The machine of a run: processor, memory, kernel and settings, as env.json has them. */
#define _GNU_SOURCE
#include "machine.h"
#include "hardware.h"

#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* First line of a small file as JSON text, null when there is none. */
static json_t *file_text(const char *path)
{
	char line[256] = "";
	FILE *f = fopen(path, "re");
	json_t *value;

	if (!f)
		return json_null();
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	line[strcspn(line, "\n")] = '\0';
	value = json_string(line);
	return value ? value : json_null();
}

/* Value of the first "key : value" or "key: value" line of a proc file, null when there is none. */
static json_t *proc_value(const char *path, const char *key)
{
	char *line = NULL;
	size_t room = 0, len = strlen(key);
	FILE *f = fopen(path, "re");
	json_t *value = NULL;

	while (f && !value && getline(&line, &room, f) > 0) {
		char *colon = strchr(line, ':');

		if (strncmp(line, key, len) || !colon ||
		    line[len + strspn(line + len, " \t")] != ':')
			continue;
		colon += 1 + strspn(colon + 1, " \t");
		colon[strcspn(colon, "\n")] = '\0';
		value = json_string(colon);
	}
	if (f)
		fclose(f);
	free(line);
	return value ? value : json_null();
}

static json_t *memory_bytes(const char *key)
{
	json_t *text = proc_value("/proc/meminfo", key);
	long long kib = json_is_string(text) ? atoll(json_string_value(text)) : 0;

	json_decref(text);
	return kib ? json_integer(kib * 1024) : json_null();
}

/* x86 says "model name"; arm64 and riscv have numbers and names of their own. */
static json_t *cpu_model(void)
{
	static const char *const keys[] = { "model name", "uarch", "CPU part", "isa" };
	json_t *model = json_null();

	for (size_t i = 0; json_is_null(model) && i < sizeof(keys) / sizeof(keys[0]); i++)
		model = proc_value("/proc/cpuinfo", keys[i]);
	return model;
}

/* Processors of one name differ in these; null where the kernel does not show them. */
static const struct {
	const char *key;
	const char *in_cpuinfo;
} cpu_keys[] = {
	{ "cpu_family", "cpu family" },
	{ "cpu_number", "model" },
	{ "cpu_stepping", "stepping" },
	{ "cpu_microcode", "microcode" },
	{ "cpu_mhz", "cpu MHz" },
};

static json_t *caches(void)
{
	static const char *const what[] = { "level", "type", "size", "shared_cpu_list" };
	json_t *list = json_array();
	char path[128];

	for (int index = 0; index < 16; index++) {
		json_t *cache = json_object();

		for (size_t i = 0; i < sizeof(what) / sizeof(what[0]); i++) {
			snprintf(path, sizeof(path),
				 "/sys/devices/system/cpu/cpu0/cache/index%d/%s", index, what[i]);
			json_object_set_new(cache, what[i], file_text(path));
		}
		if (json_is_null(json_object_get(cache, "level"))) {
			json_decref(cache);
			break;
		}
		json_array_append_new(list, cache);
	}
	return list;
}

/* Under a hypervisor? Only x86 tells it in one place; null where it is not known. */
static json_t *virtualized(void)
{
	json_t *flags = proc_value("/proc/cpuinfo", "flags");
	json_t *answer = json_null();

	if (json_is_string(flags))
		answer = json_boolean(strstr(json_string_value(flags), " hypervisor"));
	json_decref(flags);
	return answer;
}

/* true, or the reason why instructions cannot be counted by hardware. */
static json_t *hardware_counters(void)
{
	const char *why = hardware_counters_missing();

	return json_pack("{s:b, s:s?}", "available", !why, "reason", why);
}

/* Settings that the kernel shows in a file of one line; null where it does not. */
static const struct {
	const char *key;
	const char *path;
} settings[] = {
	{ "smt", "/sys/devices/system/cpu/smt/control" },
	{ "governor", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor" },
	{ "boost", "/sys/devices/system/cpu/cpufreq/boost" },
	{ "clocksource", "/sys/devices/system/clocksource/clocksource0/current_clocksource" },
	{ "randomize_va_space", "/proc/sys/kernel/randomize_va_space" },
	{ "transparent_hugepage", "/sys/kernel/mm/transparent_hugepage/enabled" },
	{ "transparent_hugepage_shmem", "/sys/kernel/mm/transparent_hugepage/shmem_enabled" },
	{ "numa_online", "/sys/devices/system/node/online" },
};

json_t *machine_load_average(void)
{
	double avg[3];

	if (getloadavg(avg, 3) != 3)
		return json_null();
	return json_pack("[f, f, f]", avg[0], avg[1], avg[2]);
}

json_t *machine_description(void)
{
	struct utsname u = { 0 };
	json_t *m = json_object();

	uname(&u);
	json_object_set_new(m, "machine", json_string(u.machine));
	json_object_set_new(m, "cpu", cpu_model());
	for (size_t i = 0; i < sizeof(cpu_keys) / sizeof(cpu_keys[0]); i++)
		json_object_set_new(m, cpu_keys[i].key,
				    proc_value("/proc/cpuinfo", cpu_keys[i].in_cpuinfo));
	json_object_set_new(m, "libc", json_string(gnu_get_libc_version()));
	json_object_set_new(m, "virtualized", virtualized());
	json_object_set_new(m, "cpus", json_integer(sysconf(_SC_NPROCESSORS_CONF)));
	json_object_set_new(m, "cpus_online", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
	json_object_set_new(m, "caches", caches());
	json_object_set_new(m, "memory_bytes", memory_bytes("MemTotal"));
	json_object_set_new(m, "memory_available_bytes", memory_bytes("MemAvailable"));
	json_object_set_new(m, "kernel_release", json_string(u.release));
	json_object_set_new(m, "kernel_version", json_string(u.version));
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		json_object_set_new(m, settings[i].key, file_text(settings[i].path));
	json_object_set_new(m, "hardware_counters", hardware_counters());
	json_object_set_new(m, "load_average", machine_load_average());
	return m;
}
