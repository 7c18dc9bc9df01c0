// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptlu-mutate: the single mistakes that can be made in a C file, by a table of patterns.
 *
 * It reads tokens, not syntax: some mistakes do not compile, which costs the time to try. Comments,
 * strings, preprocessor lines and what only warns are left alone.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct token - a token of the file
 * @at: its first byte
 * @len: its length
 * @line: its line, from 1
 * @depth: open parentheses around it
 */
struct token {
	const char *at;
	size_t len;
	unsigned int line, depth;
};

/**
 * struct mistake - one of them
 * @pattern: name of its pattern
 * @at: first byte that it replaces
 * @len: number of bytes
 * @with: what it puts there
 * @line: line of the first byte
 */
struct mistake {
	const char *pattern;
	const char *at;
	size_t len;
	char with[96];
	unsigned int line;
};

static char *text;
static size_t text_len;
static struct token *tokens;
static size_t nr_tokens;
static struct mistake *mistakes;
static size_t nr_mistakes;

static void *grow(void *array, size_t nr, size_t size)
{
	if (nr & (nr - 1))
		return array;
	array = realloc(array, (nr ? 2 * nr : 1) * size);
	if (!array)
		errx(2, "out of memory");
	return array;
}

static bool is(const struct token *token, const char *what)
{
	return token->len == strlen(what) && !memcmp(token->at, what, token->len);
}

static bool is_word(const struct token *token)
{
	return isalpha((unsigned char)token->at[0]) || token->at[0] == '_';
}

static bool is_number(const struct token *token)
{
	return isdigit((unsigned char)token->at[0]);
}

/* ---- tokens ---- */

/* Longest first. */
static const char *const operators[] = {
	"<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
	"+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
};

static size_t token_length(const char *at)
{
	size_t len = 1;

	if (isalnum((unsigned char)*at) || *at == '_') {
		while (isalnum((unsigned char)at[len]) || at[len] == '_')
			len++;
		return len;
	}
	if (*at == '"' || *at == '\'') {
		while (at[len] && at[len] != *at)
			len += at[len] == '\\' && at[len + 1] ? 2 : 1;
		return len + !!at[len];
	}
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (!strncmp(at, operators[i], strlen(operators[i])))
			return strlen(operators[i]);
	return 1;
}

/* The end of a blank, a comment or, where a line begins, a preprocessor line; @at for a token. */
static const char *end_of_space(const char *at, bool line_begins)
{
	const char *end = at;

	if (!strncmp(at, "/*", 2)) {
		end = strstr(at + 2, "*/");
		return end ? end + 2 : text + text_len;
	}
	if (!strncmp(at, "//", 2) || (line_begins && *at == '#')) {
		while (*end && (*end != '\n' || end[-1] == '\\'))
			end++;
		return end;
	}
	return isspace((unsigned char)*at) ? at + 1 : at;
}

static const char *skip_space(const char *at, unsigned int *line)
{
	bool line_begins = at == text || at[-1] == '\n';

	while (*at) {
		const char *end = end_of_space(at, line_begins);

		if (end == at)
			return at;
		for (; at < end; at++) {
			*line += *at == '\n';
			line_begins = *at == '\n' ||
				      (line_begins && isspace((unsigned char)*at));
		}
	}
	return at;
}

static void read_tokens(void)
{
	unsigned int line = 1, depth = 0;

	for (const char *at = skip_space(text, &line); *at; at = skip_space(at, &line)) {
		size_t len = token_length(at);

		if (*at == ')' && depth)
			depth--;
		tokens = grow(tokens, nr_tokens, sizeof(*tokens));
		tokens[nr_tokens++] = (struct token){ at, len, line, depth };
		if (*at == '(')
			depth++;
		at += len;
	}
}

/* ---- mistakes ---- */

static void add(const char *pattern, const char *at, size_t len, const char *with,
		unsigned int line)
{
	struct mistake *one;

	mistakes = grow(mistakes, nr_mistakes, sizeof(*mistakes));
	one = &mistakes[nr_mistakes++];
	*one = (struct mistake){ .pattern = pattern, .at = at, .len = len, .line = line };
	snprintf(one->with, sizeof(one->with), "%s", with);
}

static void replace(const char *pattern, const struct token *token, const char *with)
{
	add(pattern, token->at, token->len, with, token->line);
}

/* What an operator is taken for; those in the first part are binary only after an operand. */
static const struct {
	const char *pattern, *is, *with;
} swaps[] = {
	{ "plus-minus", "+", "-" }, { "plus-minus", "-", "+" },
	{ "and-or", "&", "|" },
	{ "off-by-one", "<", "<=" }, { "off-by-one", "<=", "<" },
	{ "off-by-one", ">", ">=" }, { "off-by-one", ">=", ">" },
	{ "equal", "==", "!=" }, { "equal", "!=", "==" },
	{ "condition", "&&", "||" }, { "condition", "||", "&&" },
	{ "shift", "<<", ">>" }, { "shift", ">>", "<<" },
	{ "plus-minus", "+=", "-=" }, { "plus-minus", "-=", "+=" },
	{ "and-or", "|=", "&=" }, { "and-or", "&=", "|=" },
	{ "plus-minus", "++", "--" },
	{ "loop", "break", "continue" }, { "loop", "continue", "break" },
};

static bool ends_operand(const struct token *token)
{
	return is_number(token) || is(token, ")") || is(token, "]") ||
	       (is_word(token) && !is(token, "return") && !is(token, "case"));
}

/* "(u64)~x", "sizeof(x) * y" and "(struct x *)&y": after a cast an operator is unary. */
static bool is_binary(size_t i)
{
	return i && ends_operand(&tokens[i - 1]) && tokens[i].at[1] == ' ';
}

static void swap_operator(size_t i)
{
	for (size_t k = 0; k < sizeof(swaps) / sizeof(swaps[0]); k++)
		if (is(&tokens[i], swaps[k].is) && (k > 2 || is_binary(i)))
			replace(swaps[k].pattern, &tokens[i], swaps[k].with);
}

static void change_number(size_t i)
{
	char *end, with[64];
	unsigned long long number = strtoull(tokens[i].at, &end, 0);
	int suffix = (int)(tokens[i].at + tokens[i].len - end);
	bool alone_in_brackets = i && i + 1 < nr_tokens && is(&tokens[i - 1], "[") &&
				 is(&tokens[i + 1], "]");

	/* a buffer is as good with a byte more */
	if (suffix < 0 || (alone_in_brackets && number >= 32))
		return;
	snprintf(with, sizeof(with), "%llu%.*s", number == 1 ? 0 : number + 1, suffix, end);
	replace("constant", &tokens[i], with);
}

static void drop_unary(size_t i)
{
	if (is(&tokens[i], "!"))
		replace("negation", &tokens[i], "");
	if (is(&tokens[i], "~"))
		replace("complement", &tokens[i], "");
	/* an error that is none */
	if (is(&tokens[i], "-") && !is_binary(i) && i + 1 < nr_tokens &&
	    tokens[i + 1].at[0] == 'E' && tokens[i + 1].len > 3)
		add("error", tokens[i].at, tokens[i].len + tokens[i + 1].len, "0", tokens[i].line);
}

/* The token that closes the parenthesis of token @i; the last token if there is none. */
static size_t closing(size_t i)
{
	size_t k = i + 1;

	while (k + 1 < nr_tokens && !(is(&tokens[k], ")") && tokens[k].depth == tokens[i].depth))
		k++;
	return k;
}

/* "if (x)": never. PT_WARN_ON() is what only a bug of generic_pt makes true. */
static void change_condition(size_t i)
{
	size_t open = i + 1;

	if (!is(&tokens[i], "if") || open + 1 >= nr_tokens || !is(&tokens[open], "(") ||
	    is(&tokens[open + 1], "PT_WARN_ON"))
		return;
	replace("never", &tokens[open], "(0 && ");
}

/* Whether a token ends what is right of an operator: at its depth, or the bracket around both. */
static bool ends_operation(const struct token *token, const struct token *operation)
{
	if (token->depth < operation->depth)
		return true;
	return token->depth == operation->depth && strchr("|,;}?:", token->at[0]);
}

/* "a | b": without b. */
static void drop_flag(size_t i)
{
	size_t k = i + 1;

	if (!is(&tokens[i], "|") || k >= nr_tokens || tokens[k].line != tokens[i].line)
		return;
	while (k < nr_tokens && !ends_operation(&tokens[k], &tokens[i]))
		k++;
	if (k < nr_tokens && tokens[k].line == tokens[i].line)
		add("flag", tokens[i].at, (size_t)(tokens[k].at - tokens[i].at), "", tokens[i].line);
}

/* The colon of a label, and not that of "a ? b : c". */
static bool ends_label(size_t i)
{
	if (!is(&tokens[i], ":"))
		return false;
	while (i-- && !is(&tokens[i], ";") && !is(&tokens[i], "{") && !is(&tokens[i], "}"))
		if (is(&tokens[i], "?"))
			return false;
	return true;
}

static bool begins_statement(size_t i)
{
	return i && (is(&tokens[i - 1], ";") || is(&tokens[i - 1], "{") || is(&tokens[i - 1], "}") ||
		     ends_label(i - 1) || is(&tokens[i - 1], "else") ||
		     (is(&tokens[i - 1], ")") && tokens[i].line > tokens[i - 1].line));
}

/* A call or an assignment that is left out. A declaration would begin with two words. */
static void drop_statement(size_t i)
{
	bool assigns = false;
	size_t k = i;

	if (tokens[i].depth || !begins_statement(i) || is(&tokens[i], "return") ||
	    is(&tokens[i], "break") || is(&tokens[i], "continue") ||
	    (!is_word(&tokens[i]) && !is(&tokens[i], "*")) || i + 1 >= nr_tokens ||
	    is_word(&tokens[i + 1]) || is(&tokens[i + 1], ":") || is(&tokens[i + 1], "*"))
		return;
	while (k < nr_tokens && !is(&tokens[k], ";") && !is(&tokens[k], "{") && !is(&tokens[k], "}"))
		assigns |= is(&tokens[k++], "=");
	if (k == nr_tokens || !is(&tokens[k], ";") || is(&tokens[i], "if") ||
	    is(&tokens[i], "while") || is(&tokens[i], "for") || is(&tokens[i], "switch"))
		return;
	add(assigns ? "assignment" : "statement", tokens[i].at,
	    (size_t)(tokens[k].at - tokens[i].at), "", tokens[i].line);
}

/* Only warn, or are checked by the compiler. */
static const char *const silent[] = {
	"WARN_ON", "WARN_ON_ONCE", "PT_WARN_ON", "BUILD_BUG_ON", "BUILD_BUG", "static_assert",
	"_Static_assert", "PT_STATIC_ASSERT", "lockdep_assert_held", "pr_err", "pr_warn", "pr_info",
	"pr_debug", "likely", "unlikely", "__attribute__", "sizeof", "ilog2",
};

/*
 * "if (PT_WARN_ON(x)) y": the end of y, or @i for anything else. Without CONFIG_DEBUG_GENERIC_PT it
 * is dead code, and with it the warning is what a test notices.
 */
static size_t skip_after_warning(size_t i)
{
	unsigned int braces = 0;
	size_t k;

	if (!is(&tokens[i], "if") || i + 3 >= nr_tokens || !is(&tokens[i + 2], "PT_WARN_ON"))
		return i;
	k = closing(i + 3) + 1;
	if (k + 1 >= nr_tokens || k != closing(i + 1))
		return i;
	do {
		k++;
		braces += is(&tokens[k], "{");
		braces -= is(&tokens[k], "}");
	} while (k + 1 < nr_tokens &&
		 (braces || !(is(&tokens[k], ";") || is(&tokens[k], "}"))));
	return k;
}

/* likely() and ilog2() are looked into: they have a value. */
static size_t skip_silent(size_t i)
{
	for (size_t k = 0; k < sizeof(silent) / sizeof(silent[0]); k++) {
		if (!is(&tokens[i], silent[k]) || i + 1 >= nr_tokens || !is(&tokens[i + 1], "("))
			continue;
		if (strstr(silent[k], "likely") || is(&tokens[i], "ilog2"))
			return i;
		/* a condition that is a warning, too */
		return closing(i + 1);
	}
	return i;
}

/* "struct x {" outside of functions: what is within declares. The token after it, or @i. */
static size_t skip_declarations(size_t i)
{
	unsigned int braces = 0;

	if (!is(&tokens[i], "struct") && !is(&tokens[i], "union"))
		return i;
	while (i < nr_tokens && is_word(&tokens[i]))
		i++;
	if (i == nr_tokens || !is(&tokens[i], "{"))
		return i;
	do {
		braces += is(&tokens[i], "{");
		braces -= is(&tokens[i], "}");
	} while (++i < nr_tokens && braces);
	return i;
}

static void find_mistakes(void)
{
	unsigned int braces = 0;

	for (size_t i = 0; i < nr_tokens; i++) {
		if (!braces)
			i = skip_declarations(i);
		if (i == nr_tokens)
			break;
		if (skip_after_warning(i) != i) {
			i = skip_after_warning(i);
			continue;
		}
		braces += is(&tokens[i], "{");
		braces -= is(&tokens[i], "}") && braces;
		i = skip_silent(i);
		if (!braces)
			continue;
		swap_operator(i);
		drop_unary(i);
		change_condition(i);
		drop_flag(i);
		drop_statement(i);
		if (is_number(&tokens[i]))
			change_number(i);
	}
}

/* ---- output ---- */

static void print_line(const char *from, const char *end)
{
	for (; from < end && *from != '\n'; from++)
		putchar(*from == '\t' ? ' ' : *from);
}

/* The line as it was and as it is. */
static void print_mistake(size_t number)
{
	const struct mistake *one = &mistakes[number];
	const char *start = one->at, *end = one->at + one->len;

	while (start > text && start[-1] != '\n')
		start--;
	while (start < one->at && isspace((unsigned char)*start))
		start++;
	printf("%zu\t%u\t%s\t", number, one->line, one->pattern);
	print_line(start, text + text_len);
	putchar('\t');
	print_line(start, one->at);
	printf("%s", one->with);
	print_line(end, text + text_len);
	putchar('\n');
}

static void read_file(const char *name)
{
	FILE *file = fopen(name, "r");
	size_t room = 0;

	if (!file)
		err(2, "%s", name);
	do {
		room += 1 << 16;
		text = realloc(text, room + 1);
		if (!text)
			errx(2, "out of memory");
		text_len += fread(text + text_len, 1, room - text_len, file);
	} while (text_len == room);
	text[text_len] = '\0';
	fclose(file);
}

int main(int argc, char **argv)
{
	size_t number;

	if (argc < 2 || argc > 3) {
		fputs("usage: ptlu-mutate <file>            the mistakes: number, line, pattern, old and new line\n"
		      "       ptlu-mutate <file> <number>   the file with that mistake\n", stderr);
		return 2;
	}
	read_file(argv[1]);
	read_tokens();
	find_mistakes();
	if (argc == 2) {
		for (number = 0; number < nr_mistakes; number++)
			print_mistake(number);
		return 0;
	}
	number = strtoul(argv[2], NULL, 10);
	if (number >= nr_mistakes)
		errx(2, "%s has %zu mistakes", argv[1], nr_mistakes);
	fwrite(text, 1, (size_t)(mistakes[number].at - text), stdout);
	fputs(mistakes[number].with, stdout);
	/* other lines keep their numbers */
	for (size_t i = 0; i < mistakes[number].len; i++)
		if (mistakes[number].at[i] == '\n')
			putchar('\n');
	fputs(mistakes[number].at + mistakes[number].len, stdout);
	return 0;
}
