// SPDX-License-Identifier: GPL-2.0-only
// gbench.cc: the C API of gbench.h over Google Benchmark, from 1.7 on; the only C++ of the project.
#include "gbench.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <exception>
#include <locale>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace bm = benchmark;
using Run = bm::BenchmarkReporter::Run;

struct gb_repetition {
	bm::State &state;
	std::string failure;
};

namespace {

struct registered {
	gb_fn fn;
	void *arg;
	int repetitions;
};

std::map<std::string, registered> benchmarks;
char last_error[512];
std::atomic<bool> cancelled{false};
static_assert(std::atomic<bool>::is_always_lock_free, "gb_cancel() is for signal handlers");

/* Of the gb_run() in progress. */
struct {
	void (*call)(size_t done, size_t total, void *data);
	void *data;
	size_t done, total;
} progress;

int fail(int err, const std::string &why)
{
	snprintf(last_error, sizeof(last_error), "%s", why.c_str());
	return -err;
}

/* No exception may reach C. */
template <typename F> int guarded(F f)
{
	try {
		return f();
	} catch (const std::bad_alloc &) {
		return fail(ENOMEM, "out of memory");
	} catch (const std::exception &e) {
		return fail(EIO, e.what());
	}
}

/* Google Benchmark escapes only some control characters in its JSON. */
std::string printable(std::string text)
{
	for (char &c : text)
		if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
			c = ' ';
	return text;
}

/*
 * Google Benchmark aborts if the repetitions of a benchmark differ in their number of iterations,
 * so a skipped one enters the loop too.
 */
void repeat(const registered &one, bm::State &state)
{
	while (state.KeepRunning()) {
		gb_repetition rep{state, ""};
		double seconds;

		if (cancelled) {
			state.SkipWithError("cancelled");
			return;
		}
		seconds = one.fn(&rep, one.arg);
		if (rep.failure.empty() && !(std::isfinite(seconds) && seconds >= 0))
			gb_fail(&rep, "the time measured is not finite");
		if (!rep.failure.empty()) {
			state.SkipWithError(rep.failure.c_str());
			break;
		}
		state.SetIterationTime(seconds);
	}
	progress.done++;
	if (progress.call)
		progress.call(progress.done, progress.total, progress.data);
}

/* JSON has no NaN, which the coefficient of variation of zeros is. */
void drop_not_finite(bm::UserCounters &counters)
{
	for (auto it = counters.begin(); it != counters.end();)
		it = std::isfinite(it->second.value) ? std::next(it) : counters.erase(it);
}

/* The value of "host_name" in Google Benchmark's context becomes "": files are published. */
std::string without_host_name(std::string text)
{
	static const std::string key = "\"host_name\": \"";
	const size_t at = text.find(key), begin = at + key.size();
	size_t end = begin;

	if (at == std::string::npos)
		return text;
	while (end < text.size() && text[end] != '"')
		end += text[end] == '\\' ? 2 : 1;
	return end < text.size() ? text.erase(begin, end - begin) : text;
}

/* Google Benchmark's own JSON, in memory. */
class Reporter : public bm::BenchmarkReporter {
public:
	Reporter()
	{
		out.imbue(std::locale::classic());
		json.SetOutputStream(&out);
		json.SetErrorStream(&errors);
		SetOutputStream(&out);
		SetErrorStream(&errors);
	}

	bool ReportContext(const Context &context) override { return json.ReportContext(context); }

	void ReportRuns(const std::vector<Run> &runs) override
	{
		std::vector<Run> kept;

		for (Run run : runs) {
			/* its CPU time has the preparation in it */
			run.cpu_accumulated_time = run.real_accumulated_time;
			drop_not_finite(run.counters);
			if (std::isfinite(run.GetAdjustedRealTime()))
				kept.push_back(run);
		}
		if (!kept.empty())
			json.ReportRuns(kept);
	}

	void Finalize() override { json.Finalize(); }

	std::string text() const { return without_host_name(out.str()); }

private:
	bm::JSONReporter json;
	std::ostringstream out, errors;
};

int register_one(const std::string &name, const registered &one)
{
	if (name.empty() || printable(name) != name || one.repetitions < 1)
		return fail(EINVAL, "a benchmark needs a printable name and a repetition");
	if (!benchmarks.emplace(name, one).second)
		return fail(EEXIST, name + " is registered twice");
	bm::RegisterBenchmark(name.c_str(), [one](bm::State &state) { repeat(one, state); })
		->Unit(bm::kNanosecond)
		->Iterations(1)
		->Repetitions(one.repetitions)
		->UseManualTime();
	return 0;
}

int run_all(char **json)
{
	Reporter reporter;

	*json = nullptr;
	progress.done = progress.total = 0;
	for (const auto &one : benchmarks)
		progress.total += static_cast<size_t>(one.second.repetitions);
	if (!progress.total)
		return fail(ENOENT, "no benchmark is registered");
	bm::RunSpecifiedBenchmarks(&reporter, nullptr, ".");
	if (cancelled)
		return fail(ECANCELED, "the run was cancelled");
	*json = strdup(reporter.text().c_str());
	return *json ? 0 : fail(ENOMEM, "out of memory");
}

} /* namespace */

extern "C" {

int gb_init(const char *program)
{
	return guarded([=] {
		/* Google Benchmark keeps the pointer. */
		static std::string name = printable(program);
		static char interleave[] = "--benchmark_enable_random_interleaving=true";
		char *argv[] = {&name[0], interleave, nullptr};
		int argc = 2;

		bm::Initialize(&argc, argv);
		return 0;
	});
}

int gb_register(const char *name, gb_fn fn, void *arg, int repetitions)
{
	return guarded([=] { return register_one(name, {fn, arg, repetitions}); });
}

int gb_run(char **json, void (*call)(size_t done, size_t total, void *data), void *data)
{
	int ret;

	progress.call = call;
	progress.data = data;
	ret = guarded([=] { return run_all(json); });
	bm::ClearRegisteredBenchmarks();
	benchmarks.clear();
	return ret;
}

void gb_cancel(void)
{
	cancelled = true;
}

bool gb_cancelled(void)
{
	return cancelled;
}

const char *gb_strerror(void)
{
	return last_error;
}

void gb_counter(struct gb_repetition *rep, const char *name, double value)
{
	rep->state.counters[printable(name)] = bm::Counter(value);
}

void gb_fail(struct gb_repetition *rep, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	rep->failure = *text ? printable(text) : "failed";
}

} /* extern "C" */
