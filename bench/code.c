// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-code: a hash of the machine code of every function, for comparing two builds. */
#define _GNU_SOURCE
#include <elf.h>
#include <err.h>
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * The code of a function is its bytes without those that the linker fills in, and for each of these
 * what it is filled with: the name of the symbol, or of the function around it, and the distance.
 * So the hash does not depend on where a function lies, nor on other functions.
 */

/**
 * struct object - an object file
 * @path: its path
 * @elf: handle
 * @fd: its file descriptor
 * @symbols: its symbol table
 * @header: section header of @symbols
 * @nr_symbols: number of entries of @symbols
 */
struct object {
	const char *path;
	Elf *elf;
	int fd;
	Elf_Data *symbols;
	GElf_Shdr header;
	size_t nr_symbols;
};

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
#define FNV_BASIS	0xcbf29ce484222325ULL
#define FNV_PRIME	0x100000001b3ULL

static uint64_t add_bytes(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * FNV_PRIME;
	return hash;
}

static uint64_t add_text(uint64_t hash, const char *text)
{
	return add_bytes(hash, text, strlen(text) + 1);
}

static const char *symbol_name(const struct object *o, const GElf_Sym *symbol)
{
	const char *name = elf_strptr(o->elf, o->header.sh_link, symbol->st_name);

	return name ? name : "";
}

static bool is_function_at(const GElf_Sym *symbol, size_t section, uint64_t offset)
{
	return GELF_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx == section &&
	       offset >= symbol->st_value && offset < symbol->st_value + symbol->st_size;
}

/* A place in a section of code is named by the function that it is in. */
static uint64_t add_place(const struct object *o, uint64_t hash, size_t section, int64_t offset)
{
	GElf_Sym symbol;

	for (size_t i = 0; i < o->nr_symbols; i++)
		if (gelf_getsym(o->symbols, i, &symbol) &&
		    is_function_at(&symbol, section, offset)) {
			hash = add_text(hash, symbol_name(o, &symbol));
			offset -= symbol.st_value;
			return add_bytes(hash, &offset, sizeof(offset));
		}
	/* data: what lies there is not code */
	return add_bytes(hash, &(char){ 'd' }, 1);
}

static uint64_t add_relocation(const struct object *o, uint64_t hash, const GElf_Rela *rela)
{
	GElf_Sym symbol;
	int64_t addend = rela->r_addend;

	if (!gelf_getsym(o->symbols, GELF_R_SYM(rela->r_info), &symbol))
		return hash;
	if (GELF_ST_TYPE(symbol.st_info) == STT_SECTION)
		/* relative to the end of four bytes, as x86's displacements are */
		return add_place(o, hash, symbol.st_shndx, addend + 4);
	hash = add_text(hash, symbol_name(o, &symbol));
	return add_bytes(hash, &addend, sizeof(addend));
}

static size_t bytes_filled(const GElf_Rela *rela)
{
	return GELF_R_TYPE(rela->r_info) == R_X86_64_64 ? 8 : 4;
}

/* The relocations of a section of code, in the order of their places; NULL if it has none. */
static Elf_Data *relocations_of(const struct object *o, size_t section, size_t *nr)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr header;

	*nr = 0;
	while ((scn = elf_nextscn(o->elf, scn))) {
		if (!gelf_getshdr(scn, &header) || header.sh_type != SHT_RELA ||
		    header.sh_info != section)
			continue;
		*nr = header.sh_size / header.sh_entsize;
		return elf_getdata(scn, NULL);
	}
	return NULL;
}

static uint64_t hash_function(const struct object *o, const GElf_Sym *function)
{
	Elf_Data *code = elf_getdata(elf_getscn(o->elf, function->st_shndx), NULL);
	size_t nr, from = function->st_value, end = from + function->st_size;
	Elf_Data *relocations = relocations_of(o, function->st_shndx, &nr);
	uint64_t hash = FNV_BASIS;
	GElf_Rela rela;

	if (!code || end > code->d_size)
		return 0;
	for (size_t i = 0; i < nr; i++) {
		if (!gelf_getrela(relocations, i, &rela) || rela.r_offset < from ||
		    rela.r_offset >= end)
			continue;
		hash = add_bytes(hash, (char *)code->d_buf + from, rela.r_offset - from);
		hash = add_relocation(o, hash, &rela);
		from = rela.r_offset + bytes_filled(&rela);
	}
	return from < end ? add_bytes(hash, (char *)code->d_buf + from, end - from) : hash;
}

static int open_object(struct object *o, const char *path)
{
	Elf_Scn *scn = NULL;
	GElf_Ehdr ehdr;

	*o = (struct object){ .path = path, .fd = open(path, O_RDONLY | O_CLOEXEC) };
	if (o->fd < 0) {
		warn("cannot read %s", path);
		return -1;
	}
	o->elf = elf_begin(o->fd, ELF_C_READ, NULL);
	/* elsewhere the linker fills in parts of an instruction */
	if (!o->elf || !gelf_getehdr(o->elf, &ehdr) || ehdr.e_machine != EM_X86_64) {
		warnx("%s is no object file of x86_64", path);
		return -1;
	}
	while ((scn = elf_nextscn(o->elf, scn)))
		if (gelf_getshdr(scn, &o->header) && o->header.sh_type == SHT_SYMTAB) {
			o->symbols = elf_getdata(scn, NULL);
			o->nr_symbols = o->header.sh_size / o->header.sh_entsize;
			return 0;
		}
	warnx("%s is no object file with symbols", path);
	return -1;
}

static void close_object(struct object *o)
{
	elf_end(o->elf);
	if (o->fd >= 0)
		close(o->fd);
}

static int print_functions(const char *path)
{
	struct object o;
	GElf_Sym symbol;
	int ret = open_object(&o, path);

	for (size_t i = 0; !ret && i < o.nr_symbols; i++)
		if (gelf_getsym(o.symbols, i, &symbol) &&
		    GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_size &&
		    symbol.st_shndx != SHN_UNDEF)
			printf("%s\t%016" PRIx64 "\n", symbol_name(&o, &symbol),
			       hash_function(&o, &symbol));
	close_object(&o);
	return ret;
}

int main(int argc, char **argv)
{
	int ret = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: ptlu-code object...\n"
				"Prints each function's name and a hash of its code.\n");
		return 2;
	}
	elf_version(EV_CURRENT);
	for (int i = 1; i < argc; i++)
		ret |= print_functions(argv[i]);
	return ret ? 1 : 0;
}
