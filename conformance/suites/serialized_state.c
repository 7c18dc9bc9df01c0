// SPDX-License-Identifier: GPL-2.0-only
/* The serialized state: its layout and contents, and that a wrong one is rejected early. */
#include <linux/kexec_handover.h>
#include "formats/armv8/pt_armv8.h"
#include "machine/machine.h"
#include "conformance/lib/error_text.h"
#include "conformance/lib/accounts.h"
#include "conformance/lib/suite.h"
#include "conformance/lib/tables.h"

#define FIRST_UNKNOWN_FLAG	4

/* Allocate a state with random contents, to find bytes that preserve() does not write. */
static union ptlu_any_ser *random_record(struct kunit *test)
{
	u8 *bytes = kunit_kzalloc(test, sizeof(union ptlu_any_ser) + 64, GFP_KERNEL);

	for (unsigned int i = 0; i < sizeof(union ptlu_any_ser) + 64; i++)
		bytes[i] = get_random_u64();
	return (union ptlu_any_ser *)bytes;
}

static u64 little_endian(const u8 *bytes, unsigned int offset, unsigned int size)
{
	u64 value = 0;

	while (size--)
		value = value << 8 | bytes[offset + size];
	return value;
}

/* The ABI's numbers of the formats. */
static unsigned int expected_format(const struct ptlu_target *target)
{
	static const char * const names[] = { "vtdss", "x86_64", "amdv1", "riscv", "armv8" };

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(target->format->name, names[i], strlen(names[i])))
			return i + 1;
	return 0;
}

static u32 expected_flags(const struct ptlu_target *target)
{
	const struct ptlu_format_traits *traits = ptlu_format_traits(target->format);
	u32 features = target->cfg.features, flags = 0;

	if (features & BIT(PT_FEAT_SIGN_EXTEND))
		flags |= 1;
	if (features & traits->encrypted_tables)
		flags |= 2;
	if (features & traits->upper_va)
		flags |= 4;
	if (features & traits->oa52)
		flags |= 8;
	return flags;
}

/* Offsets and values are those of the ABI's description, independent of the struct. */
static void test_layout(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	const struct ptlu_target *target = td->domain.target;
	struct ptlu_test_tables *tables;
	union ptlu_any_ser *ser = random_record(test);
	u8 *bytes = (u8 *)ser, after[64];

	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 4);
	tables = ptlu_test_tables_of(test, td);
	memcpy(after, bytes + 32, sizeof(after));
	KUNIT_ASSERT_EQ(test, ptlu_test_domain_core(td)->preserve(&td->domain.iommu, ser), 0);
	KUNIT_EXPECT_EQ(test, little_endian(bytes, 0, 4), 0x554c5450);
	KUNIT_EXPECT_EQ(test, little_endian(bytes, 4, 2), 1);
	KUNIT_EXPECT_EQ(test, little_endian(bytes, 6, 1), expected_format(target));
	KUNIT_EXPECT_EQ(test, little_endian(bytes, 8, 1), tables->table[0].level);
	KUNIT_EXPECT_EQ(test, little_endian(bytes, 9, 1), target->cfg.granule_lg2);
	KUNIT_EXPECT_LE(test, 1ULL << little_endian(bytes, 10, 1),
			PAGE_SIZE << tables->table[0].order);
	KUNIT_EXPECT_EQ(test, little_endian(bytes, 11, 1), 0);
	KUNIT_EXPECT_EQ(test, little_endian(bytes, 12, 4), expected_flags(target));
	KUNIT_EXPECT_EQ(test, little_endian(bytes, 16, 8), tables->table[0].phys);
	KUNIT_EXPECT_EQ(test, little_endian(bytes, 24, 8), tables->nr);
	if (target->cfg.features & BIT(PT_FEAT_DYNAMIC_TOP))
		KUNIT_EXPECT_EQ(test, little_endian(bytes, 7, 1),
				min(64U, 12 + 9 * (tables->table[0].level + 1)));
	else
		KUNIT_EXPECT_EQ(test, little_endian(bytes, 7, 1), target->cfg.vasz_lg2);
	KUNIT_EXPECT_MEMEQ(test, bytes + 32, after, sizeof(after));
	ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, ser);
	ptlu_test_teardown(test, td);
}

/* Features that no walk depends on are not in the state. */
static void test_says_no_more(struct kunit *test)
{
	static const u32 traceless[] = {
		BIT(PT_FEAT_FLUSH_RANGE), BIT(PT_FEAT_FLUSH_RANGE_NO_GAPS),
		BIT(PT_FEAT_DMA_INCOHERENT),
	};
	struct ptlu_target *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);
	struct ptlu_test_domain *td, *bare;

	*other = *ptlu_test_case(test)->target;
	td = ptlu_test_domain_new(test, other);
	ptlu_test_preserve(test, td);
	for (unsigned int i = 0; i < ARRAY_SIZE(traceless); i++) {
		struct ptlu_domain_ser same;

		if (!(other->format->supported & traceless[i]) ||
		    (traceless[i] == BIT(PT_FEAT_DMA_INCOHERENT) &&
		     !ptlu_target_can_be_incoherent(ptlu_test_case(test)->target)))
			continue;
		other->cfg.features = ptlu_test_case(test)->target->cfg.features ^ traceless[i];
		bare = ptlu_test_domain_new(test, other);
		ptlu_test_preserve(test, bare);
		same = bare->ser.ours;
		same.top_phys = td->ser.ours.top_phys;
		KUNIT_EXPECT_MEMEQ(test, &same, &td->ser.ours, sizeof(same));
		ptlu_test_domain_core(bare)->unpreserve(&bare->domain.iommu, &bare->ser);
		ptlu_test_teardown(test, bare);
	}
	ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
	ptlu_test_teardown(test, td);
}

/* With memory encryption, the state has the number of the C bit. */
static void test_says_c_bit(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);

	for (unsigned int bit = 47; bit <= 51; bit += 4) {
		if (!ptlu_set_c_bit(1ULL << bit)) {
			ptlu_test_teardown(test, td);
			kunit_skip(test, "memory encryption of this machine cannot be changed");
		}
		ptlu_test_preserve(test, td);
		KUNIT_EXPECT_EQ(test, td->ser.ours.enc_bit,
				expected_flags(td->domain.target) & 2 ? bit : 0);
		ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
	}
	ptlu_set_c_bit(0);
	ptlu_test_teardown(test, td);
}

/* Features of a format that must be in the state. */
static u32 carried_features(const struct ptlu_format *format)
{
	const struct ptlu_format_traits *traits = ptlu_format_traits(format);
	u32 carried = 0;

	switch (format->id) {
	case PTLU_FORMAT_X86_64:
		carried = BIT(PT_FEAT_SIGN_EXTEND) | traits->encrypted_tables;
		break;
	case PTLU_FORMAT_RISCV_64:
		carried = BIT(PT_FEAT_SIGN_EXTEND);
		break;
	case PTLU_FORMAT_ARMV8:
		carried = traits->upper_va | traits->oa52;
		break;
	default:
		break;
	}
	return carried & format->supported;
}

/* The next kernel's domain has other features: those in the state are used. */
static void into_another_kind(struct kunit *test, u32 changed)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_target *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target);
	int ret;

	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 6);
	ptlu_test_preserve(test, td);
	ptlu_kexec();
	*other = *target;
	other->cfg.features ^= changed;
	ret = ptlu_domain_init(&td->domain, other, &td->device);
	/* the format may not allow a domain like that */
	if (ret)
		return;
	td->domain.target = target;
	ptlu_test_restore(test, td);
	ptlu_test_expect_translations(test, td);
	ptlu_test_teardown(test, td);
	KUNIT_EXPECT_EQ(test, ptlu_frames_in_use(1), 0);
}

static void test_record_decides(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	u32 carried = carried_features(td->domain.target->format);

	ptlu_test_teardown(test, td);
	if (!carried)
		kunit_skip(
			test,
			"the walk depends on no optional feature of this format");
	ptlu_set_c_bit(1ULL << 51);
	for (unsigned int bit = 0; bit < 32; bit++)
		if (carried & BIT(bit))
			into_another_kind(test, BIT(bit));
}

/* A restore from a wrong state. */
struct refusal {
	struct kunit *test;
	struct ptlu_test_domain *td;
	struct ptlu_test_accounts before;
};

static void refused(struct refusal *try, const struct ptlu_domain_ser *wrong, int error,
		    const char *what, u64 value)
{
	struct ptlu_test_accounts now;
	union ptlu_any_ser ser = { .ours = *wrong };
	int ret = ptlu_test_domain_core(try->td)->restore(&try->td->domain.iommu, &ser);

	now = ptlu_test_accounts();
	if (ret != error)
		KUNIT_FAIL_AND_ABORT(try->test, "a state with %s 0x%llx gives %s, not %s", what,
				     (unsigned long long)value, ptlu_error(ret).text,
				     ptlu_error(error).text);
	if (memcmp(&now, &try->before, sizeof(now)))
		KUNIT_FAIL_AND_ABORT(try->test, "a state with %s 0x%llx is rejected too late", what,
				     (unsigned long long)value);
}

#define REFUSED(try, good, field, new_value, error)                                      \
	do {                                                                             \
		struct ptlu_domain_ser wrong = *(good);                                  \
											 \
		wrong.field = (new_value);                                               \
		refused(try, &wrong, error, #field, wrong.field);                        \
	} while (0)

static void refuse_identity(struct refusal *try, const struct ptlu_domain_ser *good)
{
	REFUSED(try, good, magic, 0, -EPROTO);
	REFUSED(try, good, magic, good->magic ^ 1, -EPROTO);
	REFUSED(try, good, version, 0, -EPROTO);
	REFUSED(try, good, version, good->version + 1, -EPROTO);
	REFUSED(try, good, version, U16_MAX, -EPROTO);
	for (unsigned int bit = FIRST_UNKNOWN_FLAG; bit < 32; bit++)
		REFUSED(try, good, flags, good->flags | 1U << bit, -EOPNOTSUPP);
	for (unsigned int format = 0; format < 10; format++)
		if (format != good->format)
			REFUSED(try, good, format, format, -EMEDIUMTYPE);
	REFUSED(try, good, format, 255, -EMEDIUMTYPE);
}

/* Flags of other formats must be rejected. */
static void refuse_foreign_flags(struct refusal *try, const struct ptlu_domain_ser *good)
{
	static const u32 listed[] = {
		[PTLU_FORMAT_VTDSS] = 0,
		[PTLU_FORMAT_X86_64] = PTLU_SER_SIGN_EXTEND | PTLU_SER_ENCRYPTED_TABLES,
		[PTLU_FORMAT_AMDV1] = PTLU_SER_ENCRYPTED_TABLES,
		[PTLU_FORMAT_RISCV_64] = PTLU_SER_SIGN_EXTEND,
		[PTLU_FORMAT_ARMV8] = PTLU_SER_UPPER_VA | PTLU_SER_OA52,
	};

	for (unsigned int bit = 0; bit < FIRST_UNKNOWN_FLAG; bit++)
		if (!(listed[good->format] & 1U << bit))
			REFUSED(try, good, flags, good->flags | 1U << bit, -EINVAL);
}

static void refuse_numbers(struct refusal *try, const struct ptlu_domain_ser *good)
{
	const struct ptlu_machine *machine = ptlu_this_machine();
	static const u8 granules[] = { 0, 11, 12, 13, 14, 16, 255 };

	for (unsigned int i = 0; i < ARRAY_SIZE(granules); i++)
		if (granules[i] != good->table_lg2)
			REFUSED(try, good, table_lg2, granules[i], -EINVAL);
	REFUSED(try, good, vasz_lg2, 0, -EINVAL);
	REFUSED(try, good, vasz_lg2, good->table_lg2, -EINVAL);
	REFUSED(try, good, vasz_lg2, 65, -EINVAL);
	REFUSED(try, good, vasz_lg2, 255, -EINVAL);
	REFUSED(try, good, top_level, good->top_level - 1, -EINVAL);
	REFUSED(try, good, top_level, good->top_level + 1, -EINVAL);
	REFUSED(try, good, top_level, 255, -EINVAL);
	REFUSED(try, good, top_lg2, good->top_lg2 - 1, -EINVAL);
	REFUSED(try, good, top_lg2, good->top_lg2 + 1, -EINVAL);
	REFUSED(try, good, top_lg2, 64, -EINVAL);
	REFUSED(try, good, top_lg2, 255, -EINVAL);
	REFUSED(try, good, enc_bit, 47, -EINVAL);
	REFUSED(try, good, enc_bit, 255, -EINVAL);
	REFUSED(try, good, nr_tables, 0, -EINVAL);
	REFUSED(try, good, top_phys, 0, -EINVAL);
	REFUSED(try, good, top_phys, good->top_phys + 8, -EINVAL);
	REFUSED(try, good, top_phys, machine->phys_base + machine->size, -ENOENT);
	REFUSED(try, good, top_phys, 1ULL << 55, -ENOENT);
}

static void test_wrong_records(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target),
				*fresh;
	struct refusal try = { .test = test, .td = td };
	struct ptlu_domain_ser none = {};

	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 4);
	ptlu_test_preserve(test, td);
	ptlu_kexec();
	fresh = ptlu_test_domain_new(test, td->domain.target);
	ptlu_test_domain_init(test, td);
	try.before = ptlu_test_accounts();
	refused(&try, &none, -EPROTO, "nothing but", 0);
	refuse_identity(&try, &td->ser.ours);
	refuse_foreign_flags(&try, &td->ser.ours);
	refuse_numbers(&try, &td->ser.ours);
	try.td = fresh;
	refuse_identity(&try, &td->ser.ours);
	refuse_numbers(&try, &td->ser.ours);
	ptlu_test_expect_usable(test, fresh);
	/* the correct state can still be restored into the domain */
	ptlu_test_restore(test, td);
	ptlu_test_expect_translations(test, td);
	ptlu_test_teardown(test, td);
}

/* Domains of every other format and granule reject the state. */
static void test_other_formats(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);

	ptlu_test_preserve(test, td);
	ptlu_kexec();
	for (unsigned int i = 0; i < ptlu_nr_targets; i++) {
		const struct ptlu_target *target = &ptlu_targets[i];
		struct ptlu_test_domain *other;
		bool same_kind = target->format->id == td->domain.target->format->id;

		if (target->format == td->domain.target->format)
			continue;
		other = ptlu_test_domain_new(test, target);
		KUNIT_EXPECT_EQ(
			test, ptlu_test_domain_core(other)->restore(&other->domain.iommu, &td->ser),
			same_kind ? -EINVAL : -EMEDIUMTYPE);
		ptlu_test_expect_usable(test, other);
	}
	ptlu_test_domain_init(test, td);
	ptlu_test_restore(test, td);
	ptlu_test_teardown(test, td);
}

static bool is_stage2(const struct ptlu_target *target)
{
	return target->format->id == PTLU_FORMAT_ARMV8 &&
	       target->cfg.features & BIT(PT_FEAT_ARMV8_S2);
}

/* Preserve a page of an order, filled with zeros. */
static phys_addr_t preserved_page(struct kunit *test, unsigned int order)
{
	struct folio *folio = folio_alloc(GFP_KERNEL, order);

	KUNIT_ASSERT_NOT_NULL(test, folio);
	memset(folio_address(folio), 0, PAGE_SIZE << order);
	KUNIT_ASSERT_EQ(test, kho_preserve_folio(folio), 0);
	return PFN_PHYS(folio_pfn(folio));
}

/* More address bits than a top of this level can have, with a page of matching size. */
static void test_too_many_bits(struct kunit *test)
{
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, ptlu_test_case(test)->target);
	struct refusal try = { .test = test, .td = td };
	struct ptlu_domain_ser wrong;
	/* stage 2 concatenates up to 16 tables */
	unsigned int more = is_stage2(td->domain.target) ? 5 : 1;

	ptlu_test_preserve(test, td);
	wrong = td->ser.ours;
	wrong.vasz_lg2 = wrong.table_lg2 + (wrong.table_lg2 - 3) * (wrong.top_level + 1) + more;
	wrong.top_lg2 = wrong.table_lg2 + more;
	wrong.top_phys = preserved_page(test, get_order(1UL << wrong.top_lg2));
	ptlu_kexec();
	ptlu_test_domain_init(test, td);
	try.before = ptlu_test_accounts();
	refused(&try, &wrong, -EINVAL, "vasz_lg2", wrong.vasz_lg2);
	ptlu_test_restore(test, td);
	ptlu_test_teardown(test, td);
}

/* Stage 1 has no concatenated tables. */
static void test_concatenated_top(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_target *stage1 = kunit_kzalloc(test, sizeof(*stage1), GFP_KERNEL);
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target), *other;
	struct refusal try = { .test = test };

	ptlu_test_map_random(test, td, ptlu_test_case(test)->halves, 6);
	ptlu_test_preserve(test, td);
	if (td->ser.ours.top_lg2 <= td->ser.ours.table_lg2) {
		ptlu_test_domain_core(td)->unpreserve(&td->domain.iommu, &td->ser);
		ptlu_test_teardown(test, td);
		kunit_skip(test, "the top of this target is one table");
	}
	ptlu_kexec();
	*stage1 = *target;
	stage1->cfg.features &= ~BIT(PT_FEAT_ARMV8_S2);
	other = ptlu_test_domain_new(test, stage1);
	try.td = other;
	try.before = ptlu_test_accounts();
	refused(&try, &td->ser.ours, -EINVAL, "top_lg2", td->ser.ours.top_lg2);
	ptlu_test_expect_usable(test, other);
	ptlu_test_domain_init(test, td);
	ptlu_test_restore(test, td);
	ptlu_test_expect_translations(test, td);
	ptlu_test_teardown(test, td);
}

/* The page at top_phys is preserved, but of a higher order than the top. */
static void test_larger_top(struct kunit *test)
{
	const struct ptlu_target *target = ptlu_test_case(test)->target;
	struct ptlu_test_domain *td = ptlu_test_domain_new(test, target), *other;
	struct ptlu_test_accounts before, after;
	union ptlu_any_ser wrong;
	unsigned int order;

	ptlu_test_preserve(test, td);
	wrong = td->ser;
	order = get_order(1UL << wrong.ours.top_lg2) + 1;
	wrong.ours.top_phys = preserved_page(test, order);
	ptlu_kexec();
	other = ptlu_test_domain_new(test, target);
	before = ptlu_test_accounts();
	KUNIT_ASSERT_EQ(test,
			ptlu_test_domain_core(other)->restore(&other->domain.iommu, &wrong),
			-EINVAL);
	after = ptlu_test_accounts();
	/* the page itself stays preserved or is freed */
	KUNIT_EXPECT_EQ(test, after.in_use, before.in_use);
	if (after.preserved != before.preserved)
		KUNIT_EXPECT_EQ(test, after.preserved, before.preserved - (1UL << order));
	KUNIT_EXPECT_EQ(test, after.iommu_pages, before.iommu_pages);
	ptlu_test_expect_usable(test, other);
	ptlu_test_domain_init(test, td);
	ptlu_test_restore(test, td);
	ptlu_test_teardown(test, td);
}

static const struct ptlu_case record_cases[] = {
	RULE_CASE(test_layout, ptlu_test_gen_targets, RULE_STATE_1, RULE_STATE_2),
	RULE_CASE(test_says_no_more, ptlu_test_gen_targets, RULE_STATE_2),
	RULE_CASE(test_says_c_bit, ptlu_test_gen_targets, RULE_STATE_2),
	RULE_CASE(test_record_decides, ptlu_test_gen_targets, RULE_STATE_2),
	RULE_CASE(test_wrong_records, ptlu_test_gen_targets, RULE_RESTORE_5),
	RULE_CASE(test_other_formats, ptlu_test_gen_targets, RULE_RESTORE_5),
	RULE_CASE(test_too_many_bits, ptlu_test_gen_targets, RULE_RESTORE_5),
	RULE_CASE(test_concatenated_top, ptlu_test_gen_targets, RULE_RESTORE_5),
	RULE_CASE(test_larger_top, ptlu_test_gen_targets, RULE_RESTORE_5),
};

static void forget_c_bit(struct kunit *test)
{
	(void)test;
	ptlu_set_c_bit(0);
}

PTLU_SUITE(record_suite, "ptlu-serialized-state", record_cases, .exit = forget_c_bit);
