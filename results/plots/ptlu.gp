# SPDX-License-Identifier: GPL-2.0-only
# Shared by all plots: reads <name>.tsv, finds its panels and curves, sets terminal, colours and layout.
#
# A script sets name, format and to_stdout from its arguments, and columns, panel_height, left, gap, key_columns
# (0: the panels have legends of their own) and note, then loads this file. The data are text and numbers; gnuplot evaluates none of them.

data = name.".tsv"
set datafile separator tab
set encoding utf8

# The head: lines that begin with '#' and a word.
set datafile commentschars "%"
stats data every ::0::0 using (title_text = strcol(2), 0) nooutput
stats data every ::1::1 using (conditions = strcol(2), 0) nooutput
array mark_name[3]
array mark_at[3]
stats data every ::2::2 using (mark_name[1] = strcol(2), mark_at[1] = column(3), \
	mark_name[2] = strcol(4), mark_at[2] = column(5), mark_name[3] = strcol(6), \
	mark_at[3] = column(7), 0) nooutput
set datafile commentschars "#"
set datafile columnheaders

# Panels and curves in the order of their first points, and the number of points of each in each.
max_curves = 64
array panel[24]
array curve[max_curves]
array points[24 * max_curves]
nr_panels = 0
nr_curves = 0
panel_nr(s) = (found = 0, sum [i = 1:nr_panels] (panel[i] eq s ? (found = i) : 0), found)
curve_nr(s) = (found = 0, sum [i = 1:nr_curves] (curve[i] eq s ? (found = i) : 0), found)
panel_add(s) = panel_nr(s) ? found : (nr_panels = nr_panels + 1, panel[nr_panels] = s, nr_panels)
curve_add(s) = curve_nr(s) ? found : (nr_curves = nr_curves + 1, curve[nr_curves] = s, nr_curves)
slot(p, c) = (p - 1) * max_curves + c
count(p, c) = (k = slot(p, c), points[k] = points[k] + 1)
do for [i = 1:24 * max_curves] { points[i] = 0 }
x_min = y_min = 1e300
x_max = y_max = 0
array panel_x_min[24]
array panel_x_max[24]
array panel_y_min[24]
array panel_y_max[24]
do for [i = 1:24] { panel_x_min[i] = panel_y_min[i] = 1e300; panel_x_max[i] = panel_y_max[i] = 0 }
least(a, b) = a < b ? a : b
most(a, b) = a > b ? a : b
extend(p, x, low, high) = (panel_x_min[p] = least(panel_x_min[p], x), \
	panel_x_max[p] = most(panel_x_max[p], x), panel_y_min[p] = least(panel_y_min[p], low), \
	panel_y_max[p] = most(panel_y_max[p], high), x_min = least(x_min, x), x_max = most(x_max, x), \
	y_min = least(y_min, low), y_max = most(y_max, high))
stats data using (p = panel_add(strcol(1)), count(p, curve_add(strcol(2))), \
	extend(p, column(3), column(5), column(6)), 0) nooutput
columns = least(columns, nr_panels)

# The points of a curve in a panel; all others are missing, so that lines do not break.
set datafile missing NaN
x_of(p, c) = strcol(1) eq panel[p] && strcol(2) eq curve[c] ? column(3) : NaN
# The curves that a panel has, as a list of numbers.
list = ""
LIST = "list = ''; do for [c = 1:nr_curves] { if (points[slot(p, c)] > 0) { list = list.' '.c } }"

# Colours with a contrast of at least 3:1 on white that differ for colour-blind readers; marks tell curves
# apart without colour.
set style line 1 lc rgb "#0060a8" lw 1.6 pt 7 ps 0.65
set style line 2 lc rgb "#c04a00" lw 1.6 pt 5 ps 0.6
set style line 3 lc rgb "#007a5a" lw 1.6 pt 9 ps 0.8
set style line 4 lc rgb "#a03070" lw 1.6 pt 13 ps 0.85
set style line 5 lc rgb "#7a6a00" lw 1.6 pt 11 ps 0.8
set style line 6 lc rgb "#3a8fc0" lw 1.6 pt 6 ps 0.75
set style line 7 lc rgb "#7a1f3d" lw 1.6 pt 4 ps 0.7
set style line 8 lc rgb "#555555" lw 1.6 pt 8 ps 0.8
# What ours is compared with.
set style line 21 lc rgb "#000000" lw 1.8 dt (10,4) pt 2 ps 0.7
set style line 22 lc rgb "#c04a00" lw 1.6 dt (10,4) pt 12 ps 0.8
set style line 23 lc rgb "#007a5a" lw 1.6 dt (6,3) pt 10 ps 0.8
set style line 24 lc rgb "#a03070" lw 1.6 dt (6,3) pt 14 ps 0.8
set style line 25 lc rgb "#606060" lw 1.6 dt (3,3) pt 1 ps 0.7
set style line 26 lc rgb "#808080" lw 1.6 dt (1,3) pt 3 ps 0.6
begins(c, s) = strstrt(c, s) == 1
is_baseline(c) = begins(c, "posted") || begins(c, "tree") || begins(c, "kho-batch") || \
	begins(c, "parallel-batch") || begins(c, "floor-")
baseline_style(c) = begins(c, "posted") ? 21 : begins(c, "tree") ? 22 : begins(c, "kho-batch") ? 23 : \
	begins(c, "parallel-batch") ? 24 : begins(c, "floor-api") ? 25 : 26
label(c) = begins(c, "floor-api, ") ? "floor-api (exported call)" : \
	begins(c, "floor-mem, ") ? "floor-mem (lower bound)" : c
# Curves of targets count by themselves.
targets_before(n) = sum [i = 1:n - 1] (is_baseline(curve[i]) ? 0 : 1)
style_of(n) = is_baseline(curve[n]) ? baseline_style(curve[n]) : n <= nr_curves ? targets_before(n) % 8 + 1 : 1

# Panels in rows, from the left and from the top, in pixels; below them the legend.
width = 900.0
top = 72
row_gap = exists("row_gap") ? row_gap : 60
mark_y = exists("mark_y") ? mark_y : 0.96
bottom = 58
rows = ceil(nr_panels * 1.0 / columns)
panel_width = (width - left - 16.0 - (columns - 1) * gap) / columns
key_rows = key_columns ? ceil(nr_curves * 1.0 / key_columns) : 0
key_height = key_rows ? key_rows * 17 + 8 : 0
height = 1.0 * top + rows * panel_height + (rows - 1) * row_gap + bottom + key_height
x0(p) = left + ((p - 1) % columns) * (panel_width + gap)
y0(p) = top + ((p - 1) / columns) * (panel_height + row_gap)
PLACE = "set lmargin at screen x0(p) / width; set rmargin at screen (x0(p) + panel_width) / width; \
	set tmargin at screen 1 - y0(p) / height; set bmargin at screen 1 - (y0(p) + panel_height) / height"
first_column(p) = (p - 1) % columns == 0
last_row(p) = p + columns > nr_panels

set xtics nomirror scale 0.5 textcolor rgb "#303030" font ",11"
set ytics nomirror scale 0.5 textcolor rgb "#303030" font ",11"
set grid xtics ytics lt 1 lc rgb "#e2e2e2" lw 0.7
set border 3 lc rgb "#606060"
unset key
set ylabel offset 1.2,0
set xlabel offset 0,0.4

SIZES = "set xtics ('1' 1, '8' 8, '64' 64, '512' 512, '4096' 4096, '32768' 32768, '262144' 262144)"
# In narrow panels.
FEW_SIZES = "set xtics ('1' 1, '64' 64, '4096' 4096, '262144' 262144)"
FEW_LARGE_SIZES = "set xtics ('512' 512, '8192' 8192, '131072' 131072)"
NO_FEW_SIZES = "set xtics ('' 1, '' 64, '' 4096, '' 262144)"
NO_LARGE_SIZES = "set xtics ('' 512, '' 8192, '' 131072)"
NO_SIZES = "set xtics ('' 1, '' 8, '' 64, '' 512, '' 4096, '' 32768, '' 262144)"
TIMES = "set ytics ('1 ns' 1, '10 ns' 10, '100 ns' 100, '1 us' 1e3, '10 us' 1e4, '100 us' 1e5, '1 ms' 1e6, \
	'10 ms' 1e7, '100 ms' 1e8, '1 s' 1e9, '10 s' 1e10, '100 s' 1e11, '1000 s' 1e12)"
NO_TIMES = "set ytics ('' 1, '' 10, '' 100, '' 1e3, '' 1e4, '' 1e5, '' 1e6, '' 1e7, '' 1e8, '' 1e9, '' 1e10, \
	'' 1e11, '' 1e12)"
# A dashed line where so many tables map a size with 4k leaves.
MARKS = "unset arrow; unset label; do for [m = 1:3] { if (mark_at[m] > x_min && mark_at[m] < x_max * 1.2) { \
	set arrow from first mark_at[m], graph 0 to first mark_at[m], graph 1 nohead back lc rgb '#a0a0a0' lw 1 dt (4,4); \
	set label mark_name[m] at first mark_at[m], graph mark_y offset 0.3,0 left font ',10' textcolor rgb '#505050' } }"
# The legend has a place of its own below the panels, where it covers nothing.
LEGEND = "set lmargin at screen left / width; set rmargin at screen 1 - 8 / width; \
	set tmargin at screen (key_height + 4) / height; set bmargin at screen 4 / height; \
	unset xtics; unset ytics; unset border; unset grid; unset title; unset xlabel; unset ylabel; \
	unset arrow; unset label; unset logscale; set xrange [0:1]; set yrange [0:1]; \
	set key at graph 0, 1 left top Left reverse vertical maxrows key_rows samplen 2.6 font ',11'"

if (format eq "png") {
	set terminal pngcairo size width * 2, height * 2 noenhanced font "sans,11" fontscale 2 linewidth 2 \
		pointscale 2 background rgb "white"
} else {
	set terminal svg size width, height fixed noenhanced font "sans-serif,12" background rgb "white"
}
if (!to_stdout) { set output name.".".format }
HEAD = "set label 100 title_text at screen 0.012, 1 - 17.0 / height left font ',15' front; \
	set label 101 conditions.note at screen 0.012, 1 - 36.0 / height left font ',11' textcolor rgb '#404040' front"
TITLE = "set label 102 panel_title at graph 0, 1 offset character 0, 0.75 left font ',12' front"
set multiplot
