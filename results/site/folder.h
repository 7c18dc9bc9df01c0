/* SPDX-License-Identifier: GPL-2.0-only */
/* The folder of a site: its files, and how large they are. */
#ifndef RESULTS_SITE_FOLDER_H
#define RESULTS_SITE_FOLDER_H

#include <stddef.h>

/* Bytes of a path within the site. */
#define SITE_PATH	512

/**
 * struct folder - a folder that is being filled
 * @dir: the folder
 * @files: files that were written
 * @bytes: bytes of all of them
 * @heaviest: bytes of the page that is the largest, together with what it loads
 * @heaviest_path: its path
 */
struct folder {
	const char *dir;
	size_t files;
	unsigned long long bytes;
	size_t heaviest;
	char heaviest_path[SITE_PATH];
};

/**
 * folder_begin() - make the folder of a site, or take one that is there
 * @o: receives it
 * @dir: the folder, kept
 *
 * A folder that has files and is no site is refused: nothing of somebody else is overwritten.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int folder_begin(struct folder *o, const char *dir);

/**
 * folder_write() - write a file of the site
 * @o: the site's folder
 * @path: path within it, made of names of site_file_name()
 * @text: its content
 * @size: bytes of @text
 *
 * Directories are made as needed. The file is replaced as a whole, but is not brought to the disk:
 * a site can be made again.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int folder_write(struct folder *o, const char *path, const char *text, size_t size);

/**
 * folder_copy() - copy a file into the site
 * @o: the site's folder
 * @path: path within it
 * @from: the file; neither a link nor anything but a regular file of at most @most bytes is copied
 * @most: the most bytes
 * @size: receives the bytes of @from, 0 if it is not there
 *
 * Return: 1 if it was copied, 0 if there is nothing to copy, a negative errno value after one line
 * on stderr.
 */
int folder_copy(struct folder *o, const char *path, const char *from, size_t most, size_t *size);

/**
 * folder_weigh() - note how large a page is
 * @o: the site's folder
 * @path: path of the page
 * @bytes: its bytes, and those of what it loads
 */
void folder_weigh(struct folder *o, const char *path, size_t bytes);

#endif /* RESULTS_SITE_FOLDER_H */
