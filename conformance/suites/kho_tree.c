// SPDX-License-Identifier: GPL-2.0-only
/* KHO's radix tree as any caller uses it, and what a kernel hands over by a name. */
#include <stdlib.h>
#include <linux/kexec_handover.h>
#include <linux/kho/abi/kexec_handover.h>
#include <linux/kho/abi/kexec_metadata.h>
#include <linux/kho_radix_tree.h>
#include "conformance/lib/domains.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/trouble.h"
#include "machine/machine.h"

/* Older trees have a radix tree of pages alone, and subtrees without a size. */
#ifdef KHO_RADIX_HAS_KEYS

/* Ascending; two that share a bitmap, two that share the node above, and the ends. */
static const unsigned long keys[] = {
	0, 1, 63, 64, (1UL << KHO_BITMAP_SIZE_LOG2) - 1, 1UL << KHO_BITMAP_SIZE_LOG2,
	3UL << KHO_BITMAP_SIZE_LOG2, 1UL << (KHO_BITMAP_SIZE_LOG2 + KHO_TABLE_SIZE_LOG2),
	5UL << (KHO_BITMAP_SIZE_LOG2 + 2 * KHO_TABLE_SIZE_LOG2) | 77,
	~0UL >> (64 - KHO_RADIX_KEY_WIDTH),
};

/**
 * struct visited - what a walk has visited
 * @key: keys
 * @nr: number of keys
 * @nodes: number of nodes
 * @stop_at: number of the key that ends the walk, 0 for none
 */
struct visited {
	unsigned long key[ARRAY_SIZE(keys)];
	unsigned int nr, nodes, stop_at;
};

enum { STOPPED = 7 };

static int visit_key(unsigned long key, void *data)
{
	struct visited *visited = data;

	if (visited->nr < ARRAY_SIZE(keys))
		visited->key[visited->nr] = key;
	return ++visited->nr == visited->stop_at ? STOPPED : 0;
}

static int visit_node(phys_addr_t phys, void *data)
{
	struct visited *visited = data;

	(void)phys;
	visited->nodes++;
	return 0;
}

static int stop_at_third_node(phys_addr_t phys, void *data)
{
	visit_node(phys, data);
	return ((struct visited *)data)->nodes == 3 ? STOPPED : 0;
}

/* All keys but @without are visited in ascending order, and all nodes. */
static void expect_keys(struct kunit *test, struct kho_radix_tree *tree, unsigned int without,
			unsigned int nodes)
{
	const struct kho_radix_walk_cb both = { .leaf = visit_key, .node = visit_node };
	const struct kho_radix_walk_cb nodes_alone = { .node = visit_node };
	struct visited visited = {};
	unsigned int n = 0;

	KUNIT_EXPECT_EQ(test, kho_radix_walk_tree(tree, &both, &visited), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(keys); i++)
		if (i != without)
			KUNIT_EXPECT_EQ(test, visited.key[n++], keys[i]);
	KUNIT_EXPECT_EQ(test, visited.nr, n);
	KUNIT_EXPECT_EQ(test, visited.nodes, nodes);
	visited = (struct visited){};
	KUNIT_EXPECT_EQ(test, kho_radix_walk_tree(tree, &nodes_alone, &visited), 0);
	KUNIT_EXPECT_EQ(test, visited.nodes, nodes);
}

static void expect_walk_stops(struct kunit *test, struct kho_radix_tree *tree)
{
	const struct kho_radix_walk_cb by_key = { .leaf = visit_key };
	const struct kho_radix_walk_cb by_node = { .node = stop_at_third_node };
	struct visited visited = {};

	for (unsigned int n = 1; n <= ARRAY_SIZE(keys); n++) {
		visited = (struct visited){ .stop_at = n };
		KUNIT_EXPECT_EQ(test, kho_radix_walk_tree(tree, &by_key, &visited), STOPPED);
		KUNIT_EXPECT_EQ(test, visited.nr, n);
	}
	visited = (struct visited){};
	KUNIT_EXPECT_EQ(test, kho_radix_walk_tree(tree, &by_node, &visited), STOPPED);
	KUNIT_EXPECT_EQ(test, visited.nodes, 3);
}

static void test_radix_tree(struct kunit *test)
{
	unsigned long in_use = ptlu_frames_in_use(0);
	struct kho_radix_tree tree = {};
	unsigned int nodes, last = ARRAY_SIZE(keys) - 1;

	KUNIT_ASSERT_EQ(test, kho_radix_init_tree(&tree, NULL), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(keys); i++)
		KUNIT_ASSERT_EQ(test, kho_radix_add_key(&tree, keys[7 * i % ARRAY_SIZE(keys)]), 0);
	nodes = ptlu_frames_in_use(0) - in_use;
	expect_keys(test, &tree, ARRAY_SIZE(keys), nodes);
	/* again, and a key that is too wide: nothing changes */
	KUNIT_EXPECT_EQ(test, kho_radix_add_key(&tree, keys[3]), 0);
	KUNIT_EXPECT_EQ(test, kho_radix_add_key(&tree, 1UL << KHO_RADIX_KEY_WIDTH), -ERANGE);
	kho_radix_del_key(&tree, 1UL << KHO_RADIX_KEY_WIDTH);
	expect_keys(test, &tree, ARRAY_SIZE(keys), nodes);
	expect_walk_stops(test, &tree);
	for (unsigned int i = 0; i <= last; i++) {
		kho_radix_del_key(&tree, keys[i]);
		expect_keys(test, &tree, i, nodes);
		KUNIT_EXPECT_EQ(test, kho_radix_add_key(&tree, keys[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0) - in_use, nodes);
	kho_radix_destroy_tree(&tree);
	KUNIT_EXPECT_NULL(test, tree.root);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
	kho_radix_destroy_tree(&tree);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
}

/* Without a root, add and walk return -EINVAL, and each call warns. */
static void test_tree_without_root(struct kunit *test)
{
	const struct kho_radix_walk_cb by_key = { .leaf = visit_key };
	const struct ptlu_error_ops *runner = ptlu_test_hear();
	unsigned int before = ptlu_test_heard.warnings;
	struct kho_radix_tree tree = {};
	struct visited visited = {};
	int added, walked;

	added = kho_radix_add_key(&tree, 1);
	kho_radix_del_key(&tree, 1);
	walked = kho_radix_walk_tree(&tree, &by_key, &visited);
	ptlu_set_error_ops(runner);
	KUNIT_EXPECT_EQ(test, added, -EINVAL);
	KUNIT_EXPECT_EQ(test, walked, -EINVAL);
	KUNIT_EXPECT_EQ(test, visited.nr, 0);
	KUNIT_EXPECT_EQ(test, ptlu_test_heard.warnings, before + 3);
	ptlu_fail_nth_alloc(1);
	KUNIT_EXPECT_EQ(test, kho_radix_init_tree(&tree, NULL), -ENOMEM);
	ptlu_fail_nth_alloc(0);
}

/* What the old kernel has added and not removed again is found by its name, once. */
static void test_subtrees(struct kunit *test)
{
	phys_addr_t phys = 0, at, other_at;
	void *blob, *other;
	size_t size = 0;

	ptlu_test_boot_small(test, 0);
	KUNIT_EXPECT_FALSE(test, is_kho_boot());
	blob = kho_alloc_preserve(2 * PAGE_SIZE);
	other = kho_alloc_preserve(100);
	KUNIT_ASSERT_FALSE(test, IS_ERR(blob) || IS_ERR(other));
	at = __pa(blob);
	other_at = __pa(other);
	KUNIT_EXPECT_EQ(test, kho_add_subtree("ptlu-other", other, 100), 0);
	KUNIT_EXPECT_EQ(test, kho_add_subtree("ptlu-blob", blob, 5000), 0);
	KUNIT_EXPECT_EQ(test, kho_add_subtree("ptlu-blob", other, 5000), -EEXIST);
	kho_remove_subtree(other);
	KUNIT_EXPECT_EQ(test, kho_retrieve_subtree("ptlu-blob", &phys, &size), -ENOENT);
	ptlu_kexec();
	KUNIT_EXPECT_TRUE(test, is_kho_boot());
	KUNIT_EXPECT_EQ(test, kho_retrieve_subtree("ptlu-blob", NULL, &size), -EINVAL);
	KUNIT_EXPECT_EQ(test, kho_retrieve_subtree("ptlu-other", &phys, &size), -ENOENT);
	KUNIT_EXPECT_EQ(test, kho_retrieve_subtree("ptlu-blob", &phys, &size), 0);
	KUNIT_EXPECT_EQ(test, phys, at);
	KUNIT_EXPECT_EQ(test, size, 5000);
	KUNIT_EXPECT_EQ(test, kho_retrieve_subtree("ptlu-blob", &phys, NULL), 0);
	kho_restore_free(__va(at));
	kho_restore_free(__va(other_at));
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), 0);
}

/* The flattened device tree that this kernel hands over. */
static void find_fdt(phys_addr_t phys, unsigned int order, void *arg)
{
	static const u8 magic[] = { 0xd0, 0x0d, 0xfe, 0xed };

	(void)order;
	if (!memcmp(phys_to_virt(phys), magic, sizeof(magic)))
		*(u8 **)arg = phys_to_virt(phys);
}

static void find_metadata(phys_addr_t phys, unsigned int order, void *arg)
{
	struct kho_kexec_metadata *metadata = phys_to_virt(phys);

	(void)order;
	if (metadata->version == KHO_KEXEC_METADATA_VERSION &&
	    !strcmp(metadata->previous_release, init_uts_ns.name.release))
		*(struct kho_kexec_metadata **)arg = metadata;
}

/* Replace the first bytes of it that are as @is. */
static void damage_fdt(struct kunit *test, const void *is, size_t is_size, const void *with,
		       size_t size)
{
	u8 *fdt = NULL, *at;

	ptlu_for_each_preserved(find_fdt, &fdt);
	KUNIT_ASSERT_NOT_NULL(test, fdt);
	at = memmem(fdt, PAGE_SIZE, is, is_size);
	KUNIT_ASSERT_NOT_NULL(test, at);
	memcpy(at, with, size);
}

/* A kernel that finds wrong metadata counts from the beginning, and boots. */
static void test_wrong_metadata(struct kunit *test)
{
	static const u64 size = sizeof(struct kho_kexec_metadata), small = 8, tiny = 2;

	for (unsigned int what = 0; what < 5; what++) {
		struct kho_kexec_metadata *metadata = NULL;

		ptlu_test_boot_small(test, 0);
		ptlu_kexec();
		ptlu_for_each_preserved(find_metadata, &metadata);
		KUNIT_ASSERT_NOT_NULL(test, metadata);
		KUNIT_ASSERT_EQ(test, metadata->kexec_count, 2);
		if (what == 1)
			damage_fdt(test, &size, sizeof(size), &small, sizeof(small));
		else if (what == 2)
			damage_fdt(test, &size, sizeof(size), &tiny, sizeof(tiny));
		else if (what == 3)
			metadata->version++;
		else if (what == 4)
			damage_fdt(test, KHO_METADATA_NODE_NAME, strlen(KHO_METADATA_NODE_NAME),
				   "?", 1);
		ptlu_kexec();
		metadata = NULL;
		ptlu_for_each_preserved(find_metadata, &metadata);
		KUNIT_ASSERT_NOT_NULL(test, metadata);
		KUNIT_EXPECT_EQ(test, metadata->kexec_count, what ? 1 : 3);
	}
}

/* A name that has no address, or no size. */
static void test_wrong_subtree(struct kunit *test)
{
	static const char *const properties[] = {
		KHO_SUB_TREE_PROP_NAME, KHO_SUB_TREE_SIZE_PROP_NAME,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(properties); i++) {
		phys_addr_t phys = 0;
		size_t size = 0;
		void *blob;

		ptlu_test_boot_small(test, 0);
		blob = kho_alloc_preserve(PAGE_SIZE);
		KUNIT_ASSERT_FALSE(test, IS_ERR(blob));
		KUNIT_EXPECT_EQ(test, kho_add_subtree("ptlu-blob", blob, 5000), 0);
		damage_fdt(test, properties[i], strlen(properties[i]), "?", 1);
		ptlu_kexec();
		KUNIT_EXPECT_EQ(test, kho_retrieve_subtree("ptlu-blob", &phys, &size), -EINVAL);
		kho_restore_free(blob);
	}
}

/* Memory that is preserved as it is allocated, and freed as it is given up. */
static void test_alloc_preserve(struct kunit *test)
{
	unsigned long before, in_use;
	void *mem;

	ptlu_test_boot_small(test, 0);
	before = ptlu_nr_preserved();
	in_use = ptlu_frames_in_use(0);
	mem = kho_alloc_preserve(3 * PAGE_SIZE);
	KUNIT_ASSERT_FALSE(test, IS_ERR(mem));
	KUNIT_EXPECT_EQ(test, ptlu_nr_preserved(), before + 1);
	for (unsigned long i = 0; i < 3 * PAGE_SIZE; i++)
		KUNIT_ASSERT_EQ(test, ((u8 *)mem)[i], 0);
	kho_unpreserve_free(mem);
	kho_unpreserve_free(NULL);
	KUNIT_EXPECT_EQ(test, ptlu_nr_preserved(), before);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
	/* no memory for itself, or for a node of KHO's tree */
	for (unsigned int n = 1; n <= 2; n++) {
		ptlu_fail_nth_alloc(n);
		KUNIT_EXPECT_PTR_EQ(test, kho_alloc_preserve(PAGE_SIZE << 5), ERR_PTR(-ENOMEM));
		KUNIT_EXPECT_TRUE(test, ptlu_alloc_failed());
	}
	ptlu_fail_nth_alloc(0);
	KUNIT_EXPECT_PTR_EQ(test, kho_alloc_preserve(0), ERR_PTR(-EINVAL));
	KUNIT_EXPECT_PTR_EQ(test, kho_alloc_preserve(PAGE_SIZE << (MAX_PAGE_ORDER + 1)),
			    ERR_PTR(-E2BIG));
	KUNIT_EXPECT_EQ(test, ptlu_nr_preserved(), before);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(0), in_use);
}

#else
#define OTHER_FUNCTIONS(test_name)						\
	static void test_name(struct kunit *test)				\
	{									\
		kunit_skip(test, "KHO of this tree has other functions");	\
	}

OTHER_FUNCTIONS(test_radix_tree)
OTHER_FUNCTIONS(test_tree_without_root)
OTHER_FUNCTIONS(test_subtrees)
OTHER_FUNCTIONS(test_wrong_metadata)
OTHER_FUNCTIONS(test_wrong_subtree)
OTHER_FUNCTIONS(test_alloc_preserve)
#endif

static const struct ptlu_case kho_tree_cases[] = {
	PLAIN_CASE(test_radix_tree),
	PLAIN_CASE(test_tree_without_root),
	PLAIN_CASE(test_subtrees),
	PLAIN_CASE(test_wrong_metadata),
	PLAIN_CASE(test_wrong_subtree),
	PLAIN_CASE(test_alloc_preserve),
};

PTLU_SUITE(kho_tree_suite, "ptlu-kho-tree", kho_tree_cases);
