// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the other scripts have in common. Data comes as classic scripts that call the functions
 * here: a page from the disk may load nothing else. Text of runs is only ever set as text.
 */
"use strict";

const ptlu = {
	data: { runs: [], history: null, points: [], figures: new Map() },

	/* The functions that data scripts call. */
	runs(all)
	{
		ptlu.data.runs = all.map(([start, name, file, tree, revision, state, figures]) =>
			({ start, name, file, tree, revision, state, figures }));
	},
	history(history)
	{
		ptlu.data.history = history;
	},
	points(points)
	{
		ptlu.data.points = points;
	},
	figures(run, times, counts)
	{
		ptlu.data.figures.set(run, { times, counts });
	},

	/* An element with attributes and children, which are elements or text. */
	element(name, attributes = {}, ...children)
	{
		const element = document.createElement(name);

		for (const [key, value] of Object.entries(attributes))
			element.setAttribute(key, value);
		element.append(...children);
		return element;
	},

	/* As the tables of the pages have it, in UTC. */
	date(seconds)
	{
		return new Date(1000 * seconds).toISOString().slice(0, 16).replace("T", " ");
	},

	/* Nanoseconds with three digits and a unit, or a number of instructions. */
	value(value, exact)
	{
		const units = ["ns", "us", "ms", "s"];
		let unit = 0;

		if (exact)
			return value.toLocaleString("en", { maximumFractionDigits: 0 });
		for (; value >= 999.5 && unit + 1 < units.length; unit++)
			value /= 1000;
		return `${value.toPrecision(3)} ${units[unit]}`;
	},

	change(before, after)
	{
		const percent = 100 * (after / before - 1);

		return `${percent < 0 ? "" : "+"}${percent.toFixed(1)} %`;
	},

	/* A choice with a label; values are texts. */
	select(label, values, chosen, changed)
	{
		const select = ptlu.element("select");

		values.forEach((text, index) =>
			select.append(ptlu.element("option", { value: index }, text)));
		select.selectedIndex = chosen;
		select.addEventListener("change", () => changed(select.selectedIndex));
		return { select, label: ptlu.element("label", {}, label, select) };
	},

	/* A table that can be scrolled sideways; a head that begins with '>' is of numbers. */
	table(title, heads, rows)
	{
		const numbers = heads.map((head) => head.startsWith(">"));
		const cell = (child, index) =>
			ptlu.element("td", numbers[index] ? { class: "n" } : {}, child);
		const head = (text, index) =>
			ptlu.element("th", numbers[index] ? { scope: "col", class: "n" } :
				     { scope: "col" }, text.replace(/^>/, ""));
		const region = { class: "wide", role: "region", tabindex: 0, "aria-label": title };

		return ptlu.element("div", region, ptlu.element("table", {},
			ptlu.element("caption", {}, title),
			ptlu.element("thead", {}, ptlu.element("tr", {}, ...heads.map(head))),
			ptlu.element("tbody", {}, ...rows.map((row) =>
				ptlu.element("tr", {}, ...row.map(cell))))));
	},
};
