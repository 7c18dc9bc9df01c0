# SPDX-License-Identifier: GPL-2.0-only
# Applies the edits of a patch to a kernel tree. An edit names a place by a pattern, and what comes
# in: nothing of the kernel is part of it.
#
# usage: awk -v tree=DIR -v top=DIR -f edit.awk EDITS
#   tree	the kernel tree; the files are replaced, never written in place
#   top	this repository, in which texts are
#
# A line of EDITS is an instruction. PLACE is an extended regular expression that matches one line:
#   file PATH			the file that the edits below are for
#   in PLACE			they are for the function or struct that begins with this line
#   before PLACE, after PLACE	the lines below come before or behind this line
#   replace PLACE		they come instead of it
#   through PLACE		... and of the lines after it, up to this one
#   end				they come at the end of the file
#   +LINE			a line that comes in
#   text PATH PLACE		lines of a file of this repository that come in, from this one on
#   until PLACE			... and up to the line before this one
#   change PLACE		the line is changed by the next instruction
#   s/REGEX/TEXT/		REGEX in that line becomes TEXT, or in the lines that come in
#				so far; another separator than / will do
#   new PATH			a new file, which the lines below are for
#   if PLACE, else, endif	what is between is done if a line of the file matches, or none does
# Blank lines and those that begin with # are comments.

function fail(message)
{
	printf "%s:%d: %s\n", FILENAME, FNR, message >"/dev/stderr"
	failed = 1
	exit 1
}

function load(name,	line, status)
{
	path = name
	nr = 0
	while ((status = (getline line <(tree "/" name))) > 0)
		old[++nr] = line
	close(tree "/" name)
	if (status < 0)
		fail("the tree has no " name)
	whole_file()
}

function whole_file()
{
	first = 1
	last = nr
}

function directory_of(name)
{
	sub(/\/[^\/]*$/, "", name)
	return name
}

function store(	i, new)
{
	if (path == "")
		return
	new = tree "/" path ".new"
	for (i = 1; i <= nr; i++)
		print old[i] >new
	close(new)
	if (system("mv '" new "' '" tree "/" path "'"))
		fail("cannot write " path)
}

# The line of the scope that the pattern matches.
function find(pattern, from, to,	i, found)
{
	for (i = from; i <= to; i++) {
		if (old[i] !~ pattern)
			continue
		if (found)
			fail(path " has two lines of the scope that match " pattern)
		found = i
	}
	if (!found)
		fail(path " has no line of the scope that matches " pattern)
	return found
}

# The lines that came in since the last instruction go to their place.
function flush_lines(	i, shift)
{
	if (at == "")
		return
	shift = nr_in - nr_out
	if (shift > 0)
		for (i = nr; i >= at + nr_out; i--)
			old[i + shift] = old[i]
	if (shift < 0)
		for (i = at + nr_out; i <= nr; i++)
			old[i + shift] = old[i]
	for (i = 1; i <= nr_in; i++)
		old[at + i - 1] = lines_in[i]
	nr += shift
	last += shift
	at = ""
	nr_in = nr_out = 0
}

function begin_at(line, out)
{
	at = line
	nr_out = out
}

function add_line(line)
{
	if (at == "")
		fail("a line, and no place for it")
	lines_in[++nr_in] = line
}

function add_text(name, pattern,	line, status, inside)
{
	text_start = nr_in + 1
	while ((status = (getline line <(top "/" name))) > 0) {
		inside = inside || line ~ pattern
		if (inside)
			add_line(line)
	}
	close(top "/" name)
	if (status < 0 || !inside)
		fail(name " has no line that matches " pattern)
}

# The text ends before the line that matches.
function cut_text(pattern,	i)
{
	for (i = text_start; i <= nr_in; i++)
		if (lines_in[i] ~ pattern)
			break
	if (i > nr_in)
		fail("the text has no line that matches " pattern)
	nr_in = i - 1
}

function is_there(pattern,	i)
{
	for (i = 1; i <= nr; i++)
		if (old[i] ~ pattern)
			return 1
	return 0
}

function substitute(instruction,	part, before, i)
{
	if (changed == "" && !nr_in)
		fail("s without change or text")
	if (split(substr(instruction, 3), part, substr(instruction, 2, 1)) != 3 || part[3] != "")
		fail("not of the form s/REGEX/TEXT/")
	if (changed == "") {
		for (i = 1; i <= nr_in; i++)
			gsub(part[1], part[2], lines_in[i])
		return
	}
	before = old[changed]
	gsub(part[1], part[2], old[changed])
	if (old[changed] == before)
		fail(path ": " part[1] " is not in the line that is changed")
	changed = ""
}

/^#/ || /^[ \t]*$/ { next }
$1 == "endif" { skip = 0; next }
$1 == "else" { skip = !skip; next }
skip { next }
$1 == "if" { skip = !is_there(substr($0, 4)); next }
/^\+/ { add_line(substr($0, 2)); next }
{
	instruction = $1
	place = $0
	sub(/^[a-z]+ /, "", place)
}
instruction == "text" {
	sub(/^[^ ]+ /, "", place)
	add_text($2, place)
	next
}
instruction == "until" { cut_text(place); next }
instruction == "through" {
	if (at == "" || !nr_out)
		fail("through without replace")
	for (nr_out = 2; old[at + nr_out - 1] !~ place; nr_out++)
		if (at + nr_out > last)
			fail(path " has no later line of the scope that matches " place)
	next
}
/^s[^a-z]/ { substitute($0); next }
{ flush_lines() }
instruction == "file" { store(); load(place); next }
instruction == "new" {
	store()
	path = place
	nr = 0
	whole_file()
	if (system("mkdir -p '" tree "/" directory_of(path) "'"))
		fail("cannot make the directory of " path)
	begin_at(1, 0)
	next
}
instruction == "in" {
	whole_file()
	first = find(place, 1, nr)
	for (last = first; last < nr && old[last] !~ /^}/; last++)
		;
	next
}
instruction == "before" { begin_at(find(place, first, last), 0); next }
instruction == "after" { begin_at(find(place, first, last) + 1, 0); next }
instruction == "replace" { begin_at(find(place, first, last), 1); next }
instruction == "end" { whole_file(); begin_at(nr + 1, 0); next }
instruction == "change" { changed = find(place, first, last); next }
{ fail("no instruction: " instruction) }
END {
	if (failed)
		exit 1
	flush_lines()
	store()
}
