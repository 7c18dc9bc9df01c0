# SPDX-License-Identifier: GPL-2.0-only
# tiers: instructions per table on the host tier and in kernels, a panel for each operation.
# gnuplot -c tiers.gp [NAME [svg|png]] draws NAME.svg from NAME.tsv.
name = ARGC > 0 ? ARG1 : "tiers"
format = ARGC > 1 ? ARG2 : "svg"
to_stdout = ARGC > 2
columns = 3
panel_height = 210
left = 66
gap = 52
key_columns = 3
note = ".  Host: counted by callgrind; kernels: QEMU -icount"
load "ptlu.gp"

# A colour for each tier and architecture, a mark and a dash for each variant.
tier_color(c) = strstrt(c, "host") ? 1 : strstrt(c, "x86_64") ? 2 : 3
variant_kind(c) = begins(c, "ours") || begins(c, "shuffled") ? 0 : begins(c, "posted") || begins(c, "sequential") ? 1 : 2
array colors[3] = ["#0060a8", "#c04a00", "#007a5a"]
array filled[3] = [7, 5, 9]
array open[3] = [6, 4, 8]
array cross[3] = [1, 2, 3]
do for [i = 1:3] {
	set style line 70 + i lc rgb colors[i] lw 1.6 pt filled[i] ps 0.7
	set style line 73 + i lc rgb colors[i] lw 1.6 dt (8,4) pt open[i] ps 0.8
	set style line 76 + i lc rgb colors[i] lw 1.6 dt (2,3) pt cross[i] ps 0.7
}
tier_style(c) = 70 + tier_color(c) + 3 * variant_kind(c)

do for [p = 1:nr_panels] {
	@PLACE
	set logscale xy
	set xrange [x_min / 1.6:x_max * 2]
	set yrange [panel_y_min[p] / 1.3:panel_y_max[p] * 1.4]
	set ytics autofreq
	if (panel_y_max[p] / panel_y_min[p] < 30) { set ytics (100, 150, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000) }
	@FEW_SIZES
	set xlabel (last_row(p) ? "table pages" : "")
	set ylabel (first_column(p) ? "instructions per table" : "")
	panel_title = panel[p]
	unset arrow
	unset label
	if (p == 1) { @HEAD }
	@TITLE
	@LIST
	plot for [i in list] data using (x_of(p, int(i))):4 with linespoints ls tier_style(curve[int(i)]) notitle
}
@LEGEND
plot NaN notitle, for [c = 1:nr_curves] keyentry with linespoints ls tier_style(curve[c]) title curve[c]
unset multiplot
