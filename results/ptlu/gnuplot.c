// SPDX-License-Identifier: GPL-2.0-only
/* Run gnuplot on a script of results/plots, and describe the SVG that it draws. */
#define _GNU_SOURCE
#include "gnuplot.h"
#include "markup.h"
#include "results/format/file.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A plot is some 100 KiB; more is an error. */
#define MAX_SVG	(4 << 20)

/* In the child: gnuplot in the directory of the data, its output into the pipe. */
static void run_child(int out, const char *dir, const char *script, const char *name)
{
	if (dup2(out, STDOUT_FILENO) < 0 || chdir(dir))
		_exit(126);
	/* The scripts are UTF-8, which gnuplot warns of in the locale C. */
	setenv("LC_ALL", "C.UTF-8", 1);
	/* Without -d a person's own settings would change the picture. */
	execlp("gnuplot", "gnuplot", "-d", "-c", script, name, "svg", "-", NULL);
	_exit(errno == ENOENT ? 127 : 126);
}

static int read_all(int fd, char **text, size_t *len)
{
	char *grown;
	ssize_t n = 1;

	*text = NULL;
	for (size_t room = *len = 0; n > 0; *len += (size_t)n) {
		if (*len + 1 >= room) {
			room = room ? 2 * room : 1 << 16;
			grown = room <= MAX_SVG ? realloc(*text, room) : NULL;
			if (!grown)
				return -EFBIG;
			*text = grown;
		}
		n = read(fd, *text + *len, room - *len - 1);
		if (n < 0)
			return -errno;
	}
	(*text)[*len] = '\0';
	return 0;
}

static int check_status(int status, const char *dir, const char *script, const char *name)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
		warnx("no plots: gnuplot is not installed; run 'make setup' and report again");
		return -ENOENT;
	}
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	warnx("gnuplot failed; to see why: cd %s && gnuplot -d -c %s %s", dir, script, name);
	return -EIO;
}

/* What gnuplot writes to its standard output. The caller frees @svg. */
static int run_gnuplot(const char *dir, const char *script, const char *name, char **svg,
		       size_t *len)
{
	int fds[2], status = 0, ret;
	pid_t pid;

	*svg = NULL;
	if (pipe2(fds, O_CLOEXEC)) {
		warn("cannot start gnuplot");
		return -errno;
	}
	pid = fork();
	if (!pid)
		run_child(fds[1], dir, script, name);
	ret = pid < 0 ? -errno : 0;
	close(fds[1]);
	if (!ret)
		ret = read_all(fds[0], svg, len);
	close(fds[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (ret) {
		warnx("cannot run gnuplot for %s: %s", name, strerror(-ret));
		return ret;
	}
	return check_status(status, dir, script, name);
}

/* gnuplot opens and closes groups that have nothing in them, a third of the file. */
static void drop_empty_groups(char *svg)
{
	static const char begin[] = "<g ", end[] = ">\n</g>\n";
	char *to = svg;

	for (const char *from = svg; *from;) {
		size_t line = strcspn(from, "\n");

		if (!strncmp(from, begin, strlen(begin)) && line &&
		    !strncmp(from + line - 1, end, strlen(end))) {
			from += line - 1 + strlen(end);
			continue;
		}
		line += from[line] == '\n';
		memmove(to, from, line);
		to += line;
		from += line;
	}
	*to = '\0';
}

/*
 * In place of gnuplot's own title and description, which has its version: two versions draw the
 * same file. The caller frees the text.
 */
static char *describe(const char *svg, const char *title, const char *description, size_t *len)
{
	static const char begin[] = "<title>", end[] = "</desc>", whole[] = "</svg>";
	const char *from = strstr(svg, begin), *to = from ? strstr(from, end) : NULL;
	char *text = NULL;
	FILE *out;

	if (!to || !strstr(to, whole))
		return NULL;
	out = open_memstream(&text, len);
	if (!out)
		return NULL;
	fprintf(out, "%.*s<title>", (int)(from - svg), svg);
	put_markup(title, out);
	fputs("</title>\n<desc>", out);
	put_markup(description, out);
	fputs(to, out);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

int gnuplot_draw(const char *dir, const char *script, const char *name, const char *title,
		 const char *description)
{
	char *path = NULL, *file = NULL, *svg = NULL, *described = NULL;
	size_t len = 0;
	int ret = -ENOMEM;

	if (asprintf(&file, "%s.gp", script) < 0 || asprintf(&path, "%s/%s.svg", dir, name) < 0)
		goto out;
	ret = run_gnuplot(dir, file, name, &svg, &len);
	if (ret)
		goto out;
	if (svg) {
		drop_empty_groups(svg);
		described = describe(svg, title, description, &len);
	}
	if (described) {
		ret = write_whole_file(path, described, len);
	} else {
		warnx("gnuplot did not draw %s; to see why: cd %s && gnuplot -d -c %s %s", name,
		      dir, file, name);
		ret = -EIO;
	}
out:
	free(described);
	free(svg);
	free(path);
	free(file);
	return ret;
}
