/* SPDX-License-Identifier: GPL-2.0-only */
/* The tests of bench/. */
#ifndef BENCH_TEST_TESTS_H
#define BENCH_TEST_TESTS_H

struct test;

/* The directory that the programs were built in, and the seed of random choices. */
extern const char *test_build_directory;
extern unsigned int test_seed;

extern const struct test core_clock_tests[];
extern const struct test counters_tests[];
extern const struct test gbench_tests[];
extern const struct test interrupt_tests[];

#endif
