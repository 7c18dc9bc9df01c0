// SPDX-License-Identifier: GPL-2.0-only
/* The history of an operation on a target: a chart of one series, and the table below it. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
	const place = document.getElementById("history");
	const { history, runs } = ptlu.data;

	if (!place || !history || !history.series.length || typeof uPlot === "undefined")
		return;

	const FIELDS = ["Variant", "Leaf", "Placement", "Cache", "Page order", "Tables", "Where",
			"Unit"];
	const DAY = 86400;
	const series = history.series.map((s) => ({
		key: [...s.slice(0, 4), String(s[4]), String(s[5]), s[6],
		      s[7] ? "instructions" : "time"],
		exact: Boolean(s[7]),
		values: s[10].map((v) => v < 0 ? null : s[8] + s[9] * v),
	}));
	const changes = history.changes.map((c) => ({
		before: c[1], first: c[2], exact: Boolean(c[3]), variant: c[4], where: c[5],
		subject: c[6], size: c[7], commits: c[8],
	}));

	let chosen = history.first;
	let points = [];	/* of the chosen series: run, time, value */
	let marks = [];		/* its changes */
	let chart = null;
	let at = -1;		/* the point that is read out */

	/* ---- what is on the page ---- */

	const choices = ptlu.element("div", { class: "choices" });
	const canvas = ptlu.element("div", {
		class: "chart", tabindex: 0, role: "group", id: "chart", "aria-describedby": "keys",
	});
	const readout = ptlu.element("p", {
		class: "readout", id: "readout", "aria-live": "polite",
	});
	const buttons = ptlu.element("div", { class: "choices" });
	const hint = ptlu.element("p", { class: "hint", id: "keys" },
		"Arrows left and right: run by run. Up and down: zoom. Home, End: first and last run. " +
		"c: next change. Escape: all runs. Enter: the page of the run. Dragging zooms. " +
		"A red line is the first run of a change, the band before it the range of commits.");
	const selects = FIELDS.map((name, field) => {
		const values = [...new Set(series.map((s) => s.key[field]))];

		if (values.length < 2)
			return null;
		const made = ptlu.select(name, values, values.indexOf(series[chosen].key[field]),
					 (index) => choose(field, values[index]));
		choices.append(made.label);
		return { select: made.select, values };
	});

	/* The series that has the value, and of the other fields as many as can be. */
	function choose(field, value)
	{
		const key = series[chosen].key;
		let best = -1;
		let most = -1;

		series.forEach((s, index) => {
			const alike = s.key.filter((v, f) => v === key[f]).length;

			if (s.key[field] === value && alike > most) {
				best = index;
				most = alike;
			}
		});
		show(best);
	}

	/* ---- reading out ---- */

	function describe(index)
	{
		const { run, value } = points[index];
		const before = index ? points[index - 1].value : 0;
		const found = marks.filter((m) => m.first === run)
			.map((m) => ` Change: ${m.subject}, ${m.size}; ${m.commits}.`);
		const difference = before ? `, ${ptlu.change(before, value)}` : "";

		return `${ptlu.date(runs[run].start)}, ${runs[run].name}, ${runs[run].tree}: ` +
			`${ptlu.value(value, series[chosen].exact)}${difference}.${found.join("")}`;
	}

	function read(index)
	{
		const rows = document.querySelectorAll("#nights tbody tr");

		if (index < 0 || index >= points.length)
			return;
		rows.forEach((row) => row.classList.remove("at"));
		at = index;
		readout.textContent = describe(at);
		rows[points.length - 1 - at]?.classList.add("at");
	}

	function scale(min, max)
	{
		const span = points[points.length - 1].time - points[0].time;
		/* one run alone is in the middle of a day */
		const beside = span ? Math.min(span / 20, DAY / 2) : DAY / 2;
		const first = points[0].time - beside;
		const last = points[points.length - 1].time + beside;

		chart.setScale("x", { min: Math.max(min, first), max: Math.min(max, last) });
	}

	/* Point by point, wherever the cursor was. */
	function move(index)
	{
		const { min, max } = chart.scales.x;
		const half = (max - min) / 2;

		index = Math.min(Math.max(index, 0), points.length - 1);
		const { time } = points[index];

		if (time < min || time > max)
			scale(time - half, time + half);
		read(index);
		/* a new scale is there after this turn */
		queueMicrotask(() => chart.setCursor({
			left: chart.valToPos(points[index].time, "x"),
			top: chart.valToPos(points[index].value, "y"),
		}, false));
	}

	function zoom(factor)
	{
		const { min, max } = chart.scales.x;
		const middle = at < 0 ? (min + max) / 2 : points[at].time;
		const half = Math.max((max - min) * factor / 2, DAY / 240);

		scale(middle - half, middle + half);
	}

	function all()
	{
		scale(-Infinity, Infinity);
	}

	function nextChange()
	{
		const firsts = points.map((p, index) => index)
			.filter((index) => marks.some((m) => m.first === points[index].run));

		if (firsts.length)
			move(firsts.find((index) => index > at) ?? firsts[0]);
	}

	function open()
	{
		if (at >= 0)
			location.href = `${place.dataset.runs}${runs[points[at].run].file}.html`;
	}

	const KEYS = {
		ArrowLeft: () => move(at < 0 ? points.length - 1 : at - 1),
		ArrowRight: () => move(at < 0 ? points.length - 1 : at + 1),
		ArrowUp: () => zoom(0.5),
		ArrowDown: () => zoom(2),
		Home: () => move(0),
		End: () => move(points.length - 1),
		Escape: all,
		Enter: open,
		c: nextChange,
	};

	canvas.addEventListener("keydown", (event) => {
		if (event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key] || !chart)
			return;
		event.preventDefault();
		KEYS[event.key]();
	});

	[["Run before", "ArrowLeft"], ["Next run", "ArrowRight"], ["Zoom in", "ArrowUp"],
	 ["Zoom out", "ArrowDown"], ["All runs", "Escape"], ["Next change", "c"],
	 ["Page of the run", "Enter"]].forEach(([text, key]) => {
		const button = ptlu.element("button", { type: "button" }, text);

		button.addEventListener("click", () => chart && KEYS[key]());
		buttons.append(button);
	});

	/* ---- the chart ---- */

	function color(name)
	{
		return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
	}

	function drawMarks(u)
	{
		const { left, top, width, height } = u.bbox;
		const ctx = u.ctx;

		ctx.save();
		ctx.beginPath();
		ctx.rect(left, top, width, height);
		ctx.clip();
		for (const mark of marks) {
			const to = u.valToPos(runs[mark.first].start, "x", true);
			const from = mark.before < 0 ? to :
				u.valToPos(runs[mark.before].start, "x", true);

			ctx.fillStyle = color("--band");
			ctx.fillRect(from, top, to - from, height);
			ctx.fillStyle = color("--mark");
			ctx.fillRect(to - 1, top, 2 * devicePixelRatio, height);
		}
		ctx.restore();
	}

	function yRange(u, min, max)
	{
		const margin = Math.max((max - min) * 0.1, max * 0.005);

		return [Math.max(min - margin, 0), max + margin];
	}

	/* 2026-11-27, with the time of day where a tick is less than a day from the next. */
	function ticks(u, times, axis, space, step)
	{
		return times.map((time) => step < DAY ? ptlu.date(time).slice(5) :
			ptlu.date(time).slice(0, 10));
	}

	function options()
	{
		const axis = {
			stroke: color("--text"), grid: { stroke: color("--border"), width: 1 },
			ticks: { stroke: color("--border"), width: 1 },
		};
		const exact = series[chosen].exact;

		return {
			width: place.clientWidth,
			height: 320,
			legend: { show: false },
			tzDate: (time) => uPlot.tzDate(new Date(1000 * time), "Etc/UTC"),
			cursor: { y: false, drag: { x: true, y: false } },
			scales: { x: { time: true }, y: { range: yRange } },
			axes: [{ ...axis, space: 100, values: ticks }, {
				...axis, size: exact ? 96 : 72,
				values: (u, values) => values.map((v) => ptlu.value(v, exact)),
			}],
			series: [{}, {
				stroke: color("--line"), width: 2,
				points: { show: true, size: 5, fill: color("--line") },
			}],
			hooks: {
				draw: [drawMarks],
				setCursor: [(u) => {
					if (u.cursor.idx !== null && u.cursor.idx !== undefined)
						read(u.cursor.idx);
				}],
			},
		};
	}

	function draw()
	{
		chart?.destroy();
		chart = null;
		if (!points.length)
			return;
		chart = new uPlot(options(), [
			points.map((p) => p.time), points.map((p) => p.value),
		], canvas);
		all();
	}

	/* ---- the table ---- */

	function row(point, index)
	{
		const run = runs[point.run];
		const href = `${place.dataset.runs}${run.file}.html`;
		const link = ptlu.element("a", { href }, run.name);
		const before = index ? points[index - 1].value : 0;

		return [ptlu.date(run.start), link, run.tree, run.revision,
			ptlu.value(point.value, series[chosen].exact),
			before ? ptlu.change(before, point.value) : "-", run.state];
	}

	function fill()
	{
		document.getElementById("nights").replaceChildren(ptlu.table("Runs of this series",
			["Begun", "Run", "Tree", "ptlu", ">Value", ">Change", "State"],
			points.map(row).reverse()));
	}

	function show(index)
	{
		const s = series[index];

		chosen = index;
		at = -1;
		points = history.runs.map((run, i) =>
			({ run, time: runs[run].start, value: s.values[i] }))
			.filter((p) => p.value !== null);
		marks = changes.filter((c) => c.variant === s.key[0] && c.where === s.key[6] &&
			c.exact === s.exact);
		selects.forEach((choice, field) => {
			if (choice)
				choice.select.selectedIndex = choice.values.indexOf(s.key[field]);
		});
		canvas.setAttribute("aria-label",
				    `Chart: ${s.key.join(", ")}, ${points.length} runs`);
		readout.textContent = "";
		draw();
		fill();
		if (points.length)
			read(points.length - 1);
	}

	document.getElementById("series")?.remove();
	place.prepend(choices, canvas, readout, buttons, hint);
	show(chosen);
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
	new ResizeObserver(() => {
		if (chart && chart.width !== place.clientWidth)
			chart.setSize({ width: place.clientWidth, height: 320 });
	}).observe(place);
});
