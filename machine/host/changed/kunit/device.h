/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices that are freed at the end of the test; stands in for include/kunit/device.h. */
#ifndef PTLU_KUNIT_DEVICE_H
#define PTLU_KUNIT_DEVICE_H

#include <kunit/test.h>

static inline struct device *kunit_device_register(struct kunit *test, const char *name)
{
	struct device *dev = kunit_kzalloc(test, sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev->name = name;
	return dev;
}

#endif
