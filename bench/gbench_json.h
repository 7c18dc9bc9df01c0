/* SPDX-License-Identifier: GPL-2.0-only */
// gbench_json.h: the JSON text of gbench.cc on its way to the disk: no machine's name, all or none.
#ifndef GBENCH_JSON_H
#define GBENCH_JSON_H

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace gbench {

/*
 * Google Benchmark names the machine in its context, and cannot be told not to. Files that are
 * published should not: the value becomes "". The text is Google Benchmark's own, in which a quote
 * inside of a string has a backslash before it.
 */
inline std::string without_host_name(std::string text)
{
	static const char key[] = "\"host_name\": \"";
	const size_t at = text.find(key);
	const size_t begin = at + sizeof(key) - 1;
	size_t end = begin;

	if (at == std::string::npos)
		return text;
	while (end < text.size() && text[end] != '"')
		end += text[end] == '\\' ? 2 : 1;
	return end < text.size() ? text.erase(begin, end - begin) : text;
}

inline int write_all(int fd, const std::string &text)
{
	size_t done = 0;

	while (done < text.size()) {
		const ssize_t n = write(fd, text.data() + done, text.size() - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		done += static_cast<size_t>(n);
	}
	return fsync(fd) ? errno : 0;
}

inline void sync_folder_of(const std::string &path)
{
	const size_t slash = path.rfind('/');
	const std::string dir = slash == std::string::npos ? "." : path.substr(0, slash + 1);
	const int fd = open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/*
 * The file appears under its name only when all of it is on the disk. Returns 0, or a positive
 * errno value with the reason in @why.
 */
inline int write_whole_file(const std::string &path, const std::string &text, std::string &why)
{
	const std::string tmp = path + ".tmp";
	const int fd = open(tmp.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int err;

	if (fd < 0) {
		err = errno;
		why = "cannot create " + tmp + ": " + std::strerror(err);
		return err;
	}
	err = write_all(fd, text);
	if (close(fd) && !err)
		err = errno;
	if (!err && rename(tmp.c_str(), path.c_str()))
		err = errno;
	if (err) {
		unlink(tmp.c_str());
		why = "cannot write " + path + ": " + std::strerror(err) +
		      (err == ENOSPC || err == EDQUOT || err == EFBIG ?
		       "; make room and run again" : "");
		return err;
	}
	sync_folder_of(path);
	return 0;
}

} /* namespace gbench */

#endif /* GBENCH_JSON_H */
