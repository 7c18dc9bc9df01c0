/* SPDX-License-Identifier: GPL-2.0-only */
/* Fuzzing a handover: the subjects, their damage, and the checks. */
#ifndef PTLU_FUZZ_WORLD_H
#define PTLU_FUZZ_WORLD_H

#include "formats/targets.h"

/**
 * struct fuzz_table - a preserved table page
 * @phys: physical address
 * @level: generic_pt level, 0 holds leaves only
 * @order: page order
 * @parent: index of the table above, itself for the top
 * @entry: index of the parent's 64-bit word that points to the table
 */
struct fuzz_table {
	phys_addr_t phys;
	unsigned int level, order, parent, entry;
};

#define FUZZ_TABLES	64

/**
 * struct fuzz_subject - a domain that the old kernel preserved
 * @target: its target
 * @c_bit: AMD's C bit in both kernels, 0 for none
 * @ser: its serialized state
 * @tables: its tables, the top first
 * @nr_tables: number of tables
 * @frames: number of base pages of all tables
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
	FUZZ_FAST,	/* results and accounts of pages */
	FUZZ_THOROUGH,	/* also the contents of tables and of freed pages */
};

int fuzz_boot(enum fuzz_checks checks);
void fuzz_forget(void);
unsigned int fuzz_nr_subjects(void);
const struct fuzz_subject *fuzz_subject(unsigned int number);
void fuzz_restore_contents(void);

/**
 * struct fuzz_input - an input, after its damage to tables was done
 * @subject: subject whose state and tables are used
 * @fresh: subject that the fresh domain is initialized for, mostly the same
 * @ser: serialized state, with the damage
 * @again: restore a second domain from the same state
 * @second_first: free the second domain first
 * @damaged: the input has changed something
 */
struct fuzz_input {
	const struct fuzz_subject *subject, *fresh;
	union ptlu_any_ser ser;
	bool again, second_first, damaged;
};

void fuzz_damage(const u8 *data, size_t size, struct fuzz_input *input);
void fuzz_undo_damage(void);
const struct fuzz_subject *fuzz_subject_of(const u8 *data, size_t size);

/* The core that is judged in the place of ours; NULL but in the judges' own tests. */
extern const struct ptlu_core *fuzz_core;

int fuzz_one(const u8 *data, size_t size, enum fuzz_checks checks);

#endif
