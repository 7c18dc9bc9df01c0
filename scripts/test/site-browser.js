// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opens the pages of the site that scripts/test/site has made, from the disk.
 *
 * usage: site-browser.js <site>
 */
"use strict";

const fs = require("fs");
const path = require("path");
const { pathToFileURL, fileURLToPath } = require("url");
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const site = path.resolve(process.argv[2]);
const shots = process.env.SHOTS;
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
let failures = 0;

function fail(...words)
{
	console.error("site:", ...words);
	failures++;
}

function check(condition, what)
{
	if (!condition)
		fail(what);
}

const pages = fs.readdirSync(site, { recursive: true }).filter((name) => name.endsWith(".html"));
const ids = new Map();

/* The ids that a file has without scripts. */
function idsOf(file)
{
	if (!ids.has(file))
		ids.set(file, new Set([...fs.readFileSync(file, "utf8").matchAll(/ id="([^"]*)"/g)]
			.map((match) => match[1])));
	return ids.get(file);
}

function checkLink(page, href)
{
	const url = new URL(href);

	if (url.protocol !== "file:" || url.search)
		return fail(page, "links to", href);
	const file = fileURLToPath(url.href.replace(/#.*/, ""));

	if (!file.startsWith(site) || !fs.existsSync(file))
		return fail(page, "links to", href, "which is not there");
	if (url.hash && !idsOf(file).has(url.hash.slice(1)))
		fail(page, "links to", href, "which has no such id");
}

/* Whatever a page prints, loads or throws. */
function watch(page)
{
	const name = () => path.basename(page.url());

	page.on("console", (message) => {
		if (["error", "warn", "warning"].includes(message.type()))
			fail(name(), "console:", message.text());
	});
	page.on("pageerror", (error) => fail(name(), error.message));
	page.on("dialog", (dialog) => {
		fail(name(), "opens a dialog");
		dialog.dismiss();
	});
	page.on("request", (request) => {
		if (!request.url().startsWith(pathToFileURL(site).href))
			fail(name(), "loads", request.url());
	});
	page.on("requestfailed", (request) => fail(name(), "cannot load", request.url()));
}

async function open(page, name)
{
	await page.goto(pathToFileURL(path.join(site, name)).href, { waitUntil: "load" });
}

async function checkPage(page, name)
{
	await open(page, name);
	const { links, wide, h1 } = await page.evaluate(() => ({
		links: [...document.querySelectorAll("a[href], link[href]")].map((a) => a.href),
		wide: document.documentElement.scrollWidth - innerWidth,
		h1: document.querySelectorAll("h1").length,
	}));

	links.forEach((href) => checkLink(name, href));
	check(wide <= 0, `${name} is ${wide} pixels too wide for a phone`);
	check(h1 === 1, `${name} has ${h1} first headings`);
}

async function checkAccess(page, name)
{
	for (const scheme of ["light", "dark"]) {
		await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
		for (const size of [DESK, PHONE]) {
			await page.setViewport(size);
			await open(page, name);
			await page.evaluate(axe);
			const { violations } = await page.evaluate(() =>
				axe.run({ preload: false }));

			for (const v of violations)
				fail(name, scheme, size.width, v.id, v.help,
				     v.nodes[0].html.slice(0, 200));
			if (shots) {
				const file =
					`${name.replaceAll("/", "_")}-${scheme}-${size.width}.png`;

				await page.screenshot({ path: path.join(shots, file) });
			}
		}
	}
	await page.emulateMediaFeatures([]);
}

/* ---- what scripts do ---- */

const readout = (page) => page.$eval("#readout", (p) => p.textContent);
const rows = (page) => page.$$eval("#nights tbody tr", (all) => all.length);

async function checkChart(page, name, hasChange)
{
	await page.setViewport(DESK);
	await open(page, name);
	await page.focus("#chart");
	await page.keyboard.press("Home");
	const first = await readout(page);
	await page.keyboard.press("ArrowRight");
	const second = await readout(page);
	check(first && second && first !== second, `${name}: the arrow keys do nothing`);
	check((await page.$$("#nights tr.at")).length === 1, `${name}: no row is marked`);
	if (hasChange) {
		await page.keyboard.press("End");
		check(await readout(page) !== second, `${name}: the key End does nothing`);
		await page.keyboard.press("c");
		check((await readout(page)).includes("Change: "),
		      `${name}: the key c finds no change`);
	}
	const whole = await page.$eval("#chart canvas", (c) => c.toDataURL());
	await page.keyboard.press("ArrowUp");
	await new Promise((resolve) => setTimeout(resolve, 100));
	check(await page.$eval("#chart canvas", (c) => c.toDataURL()) !== whole,
	      `${name}: zooming draws nothing else`);
	await page.keyboard.press("Escape");
	const box = await (await page.$("#chart .u-over")).boundingBox();
	await page.mouse.move(box.x + 2, box.y + box.height / 2);
	check(await readout(page) === first, `${name}: hovering does not read out the first run`);
	const before = await page.$eval("#nights", (n) => n.textContent);
	await page.select("#history select", await page.$eval("#history select", (s) =>
		String((s.selectedIndex + 1) % s.options.length)));
	check(await page.$eval("#nights", (n) => n.textContent) !== before,
	      `${name}: another choice shows the same table`);
	await page.focus("#chart");
	await page.keyboard.press("End");
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
	check(page.url().includes("/runs/"), `${name}: the key Enter opens ${page.url()}`);
}

async function checkCompare(page, name, other)
{
	await open(page, name);
	await page.waitForSelector("#result td");
	const before = await page.$eval("#result", (r) => r.textContent);
	check(before.includes("restore"), `${name} compares nothing`);
	const selects = await page.$$("#compare select");
	await selects[0].select(String(other));
	await page.waitForFunction((old) => document.querySelector("#result td") &&
		document.getElementById("result").textContent !== old, {}, before);
}

async function checkWithoutScripts(page, targetPage, comparePage)
{
	await page.setJavaScriptEnabled(false);
	await open(page, targetPage);
	check(await rows(page) > 1, `${targetPage} has no table without scripts`);
	await open(page, comparePage);
	check((await page.$$("tbody tr")).length > 1,
	      `${comparePage} has no table without scripts`);
	await page.setJavaScriptEnabled(true);
}

async function main()
{
	const browser = await puppeteer.launch({
		executablePath: process.env.CHROMIUM,
		args: process.getuid() === 0 ? ["--no-sandbox"] : [],
	});
	const page = await browser.newPage();
	const made = "trees/made/";
	const real = "trees/real/";
	const plots = pages.find((name) => name.endsWith("-plots-1.html"));
	const kinds = ["index.html", "findings/index.html", "findings/range-by-value.md.html", plots,
		       `${made}index.html`, `${made}changes.html`, `${made}runs.html`,
		       `${made}compare.html`, `${made}runs/made-24.html`,
		       `${made}targets/vtdss-48/restore.html`, `${real}index.html`,
		       `${real}targets/any/boot-reserve.html`];

	watch(page);
	await page.setViewport(PHONE);
	for (const name of pages)
		await checkPage(page, name);
	for (const name of kinds)
		await checkAccess(page, name);
	await checkChart(page, `${made}targets/vtdss-48/restore.html`, true);
	await checkChart(page, `${real}targets/vtdss-48/restore.html`, false);
	await checkCompare(page, `${made}compare.html`, 20);
	await checkWithoutScripts(page, `${made}targets/vtdss-48/restore.html`,
				  `${made}compare.html`);
	await browser.close();
	console.log(`site: ${pages.length} pages opened, ${kinds.length} of them looked at by ` +
		    `axe-core, ${failures} failures`);
	process.exit(failures ? 1 : 0);
}

main().catch((error) => {
	console.error("site:", error.message);
	process.exit(1);
});
