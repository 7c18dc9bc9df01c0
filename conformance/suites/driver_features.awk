# SPDX-License-Identifier: GPL-2.0-only
# Reads IOMMU drivers and prints what each call of a generic_pt format's init requests.
#
# One line of C per call: DRIVER_ASKS("intel/iommu.c", "function", format, features that are always
# requested, { features that are requested on a condition }, { address sizes that are constants }).
# Searches for the idiom of the tree: cfg.common.features = ...; cfg.common.features |= ...;
# pt_iommu_<fmt>_init(...).

function start(name)
{
	delete maybe
	function_name = name
	always = ""
	nr_maybe = nr_sizes = 0
	sizes = ""
}

# All PT_FEAT_* of a statement as an expression of their bits.
function bits(statement,    found)
{
	found = ""
	while (match(statement, /PT_FEAT_[A-Z0-9_]+/)) {
		found = found (found ? " | " : "") "BIT(" substr(statement, RSTART, RLENGTH) ")"
		statement = substr(statement, RSTART + RLENGTH)
	}
	return found
}

function emit(format,    i, list)
{
	list = ""
	for (i = 1; i <= nr_maybe; i++)
		list = list maybe[i] ", "
	printf "DRIVER_ASKS(\"%s\", \"%s\", %s, %s, ASKS({ %s0 }), ASKS({ %s0 }))\n",
	       file, function_name, format, always ? always : "0", list, sizes
}

FNR == 1 {
	file = FILENAME
	sub(/.*drivers\/iommu\//, "", file)
	start("")
	statement = ""
}

# The name of a function is at the left margin, on one of the lines before its opening brace.
/^[a-z].*\(/ && !/;/ {
	name = $0
	sub(/\(.*/, "", name)
	sub(/.*[ *]/, "", name)
	start(name)
}

{
	statement = statement " " $0
	if ($0 !~ /[;{}]/)
		next
	if (statement ~ /cfg\.common\.features[ \t]*=/)
		always = bits(statement)
	else if (statement ~ /cfg\.common\.features[ \t]*\|=/)
		maybe[++nr_maybe] = bits(statement)
	else if (match(statement, /hw_max_vasz_lg2[ \t]*=[ \t]*[0-9]+;/)) {
		size = substr(statement, RSTART, RLENGTH)
		gsub(/[^0-9=]/, "", size)
		sub(/.*=/, "", size)
		sizes = sizes size ", "
	}
	if (match(statement, /pt_iommu_[a-z0-9_]+_init\(/)) {
		format = substr(statement, RSTART + 9, RLENGTH - 15)
		if (always != "" || nr_maybe)
			emit(format)
	}
	statement = ""
}
