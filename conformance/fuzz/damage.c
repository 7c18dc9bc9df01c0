// SPDX-License-Identifier: GPL-2.0-only
/*
 * The meaning of the bytes of an input. The first byte is the subject. Every following 12 bytes are
 * a step: kind, table, entry, a 64-bit value, little endian. All bytes are valid.
 */
#include <linux/mm.h>
#include "world.h"

enum fuzz_step_kind {
	RECORD_XOR,		/* change bytes of the serialized state */
	RECORD_TOP,		/* another table as its top */
	RECORD_COUNT,		/* another number of tables */
	RECORD_OF_ANOTHER,	/* the state of another subject */
	ENTRY_XOR,		/* change bits of any word of any table */
	ENTRY_SET,
	ENTRY_COPY,		/* from any other word */
	ENTRY_POINT,		/* point an entry to another table, of any subject */
	PAGE_DROP,		/* a table is not preserved */
	FRESH_OF_ANOTHER,	/* restore into a domain of another subject */
	RESTORE_AGAIN,
	STEP_KINDS,
};

struct step {
	u8 kind, table;
	u16 entry;
	u64 value;
} __packed;

#define STEPS		16

/* Damage to undo: words from last to first, then pages. */
static struct { u64 *word, old; } words[STEPS];
static struct { struct page *page; unsigned long old; } dropped[STEPS];
static unsigned int nr_words, nr_dropped;

/**
 * fuzz_subject_of() - the subject of an input
 * @data: the input
 * @size: bytes; with 0 bytes it is the first subject
 */
const struct fuzz_subject *fuzz_subject_of(const u8 *data, size_t size)
{
	return fuzz_subject(size ? data[0] : 0);
}

static u64 *word_of(const struct fuzz_subject *subject, unsigned int table, unsigned int entry)
{
	const struct fuzz_table *of = &subject->tables[table % subject->nr_tables];
	u64 *virt = phys_to_virt(of->phys);

	return virt + entry % (PAGE_SIZE / sizeof(u64) << of->order);
}

static void set_word(u64 *word, u64 value)
{
	words[nr_words].word = word;
	words[nr_words++].old = *word;
	*word = value;
}

static phys_addr_t table_of_any(const struct step *step)
{
	const struct fuzz_subject *other = fuzz_subject(step->value >> 8);

	return other->tables[(step->value & 0xff) % other->nr_tables].phys;
}

static void record_xor(struct fuzz_input *input, const struct step *step)
{
	u8 *bytes = (u8 *)&input->ser.ours;

	for (unsigned int i = 0; i < sizeof(u64); i++)
		bytes[(step->entry + i) % sizeof(input->ser.ours)] ^= step->value >> 8 * i;
}

static void entry_point(struct fuzz_input *input, const struct step *step)
{
	const struct fuzz_subject *subject = input->subject;
	const struct fuzz_table *child = &subject->tables[step->table % subject->nr_tables];
	unsigned int shift = ptlu_format_traits(subject->target->format)->oa_shift;
	u64 *word;

	/* the address of the top is in the state */
	if (child == subject->tables) {
		input->ser.ours.top_phys = table_of_any(step);
		return;
	}
	word = word_of(subject, child->parent, child->entry);
	set_word(word, *word ^ (child->phys ^ table_of_any(step)) >> shift);
}

static void page_drop(struct fuzz_input *input, const struct step *step)
{
	const struct fuzz_subject *subject = input->subject;
	phys_addr_t phys = subject->tables[step->table % subject->nr_tables].phys;
	struct page *page = pfn_to_page(PHYS_PFN(phys));

	dropped[nr_dropped].page = page;
	dropped[nr_dropped++].old = page->private;
	page->private = 0;
}

static void do_step(struct fuzz_input *input, const struct step *step)
{
	u64 *word = word_of(input->subject, step->table, step->entry);

	input->damaged = true;
	switch (step->kind % STEP_KINDS) {
	case RECORD_XOR:
		return record_xor(input, step);
	case RECORD_TOP:
		input->ser.ours.top_phys = table_of_any(step) + (step->entry & 7) * (PAGE_SIZE / 2);
		return;
	case RECORD_COUNT:
		input->ser.ours.nr_tables += (s64)(s16)step->value;
		return;
	case RECORD_OF_ANOTHER:
		input->ser = fuzz_subject(step->table)->ser;
		return;
	case ENTRY_XOR:
		return set_word(word, *word ^ step->value);
	case ENTRY_SET:
		return set_word(word, step->value);
	case ENTRY_COPY:
		return set_word(word, *word_of(input->subject, step->value >> 16, step->value));
	case ENTRY_POINT:
		return entry_point(input, step);
	case PAGE_DROP:
		return page_drop(input, step);
	case FRESH_OF_ANOTHER:
		input->fresh = fuzz_subject(step->table);
		return;
	case RESTORE_AGAIN:
		input->again = true;
		input->second_first = step->value & 1;
		return;
	}
}

/**
 * fuzz_damage() - damage serialized state and tables according to an input
 * @data: the input
 * @size: bytes; those after the last whole step or after 16 steps are ignored
 * @input: filled in
 *
 * fuzz_undo_damage() undoes it.
 */
void fuzz_damage(const u8 *data, size_t size, struct fuzz_input *input)
{
	const struct fuzz_subject *subject = fuzz_subject_of(data, size);

	*input = (struct fuzz_input){ .subject = subject, .fresh = subject, .ser = subject->ser };
	nr_words = nr_dropped = 0;
	for (size_t at = 1, n = 0; at + sizeof(struct step) <= size && n < STEPS;
	     at += sizeof(struct step), n++) {
		struct step step;

		memcpy(&step, data + at, sizeof(step));
		do_step(input, &step);
	}
}

void fuzz_undo_damage(void)
{
	while (nr_words) {
		nr_words--;
		*words[nr_words].word = words[nr_words].old;
	}
	while (nr_dropped) {
		nr_dropped--;
		dropped[nr_dropped].page->private = dropped[nr_dropped].old;
	}
}
