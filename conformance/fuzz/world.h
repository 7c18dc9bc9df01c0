/* SPDX-License-Identifier: GPL-2.0-only */
/* What an input does to a handover, and what must hold whatever it does. */
#ifndef PTLU_FUZZ_WORLD_H
#define PTLU_FUZZ_WORLD_H

#include "formats/targets.h"

/**
 * struct fuzz_table - a preserved table page
 * @phys: physical address
 * @level: generic_pt level, 0 holds leaves only
 * @order: page order
 * @parent: index of the table above, itself for the top
 * @entry: which 64-bit word of the parent points here
 */
struct fuzz_table {
	phys_addr_t phys;
	unsigned int level, order, parent, entry;
};

#define FUZZ_TABLES	64

/**
 * struct fuzz_subject - a domain that the old kernel preserved
 * @target: what it is
 * @c_bit: AMD's C bit in both kernels, 0 for none
 * @ser: its record
 * @tables: its tables, the top first
 * @nr_tables: of them
 * @frames: base pages that they have together
 */
struct fuzz_subject {
	const struct ptlu_target *target;
	unsigned int c_bit;
	union ptlu_any_ser ser;
	struct fuzz_table tables[FUZZ_TABLES];
	unsigned int nr_tables;
	unsigned long frames;
};

/* What is checked after each input. */
enum fuzz_checks {
	FUZZ_FAST,	/* results and accounts */
	FUZZ_THOROUGH,	/* the contents of tables and of freed pages too, on a machine that checks */
};

int fuzz_boot(enum fuzz_checks checks);
void fuzz_forget(void);
unsigned int fuzz_nr_subjects(void);
const struct fuzz_subject *fuzz_subject(unsigned int number);
void fuzz_restore_contents(void);

/**
 * struct fuzz_input - what an input asks for, beside the damage that is done already
 * @subject: whose record and tables
 * @fresh: what the next kernel's fresh domain is made for, mostly the same
 * @ser: the record, as damaged
 * @again: a second domain is restored from the same record
 * @second_first: which of the two is freed first
 * @damaged: something was changed
 */
struct fuzz_input {
	const struct fuzz_subject *subject, *fresh;
	union ptlu_any_ser ser;
	bool again, second_first, damaged;
};

void fuzz_damage(const u8 *data, size_t size, struct fuzz_input *input);
void fuzz_undo_damage(void);
const struct fuzz_subject *fuzz_subject_of(const u8 *data, size_t size);

int fuzz_one(const u8 *data, size_t size, enum fuzz_checks checks);

#endif
