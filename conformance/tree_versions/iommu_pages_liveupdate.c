
#if IS_ENABLED(CONFIG_IOMMU_LIVEUPDATE)
/* Overlay: preserve and restore table pages. */
#include <linux/kexec_handover.h>

/* Return 0 or the error of KHO. */
int iommu_preserve_pages(void *virt)
{
	return kho_preserve_folio(virt_to_folio(virt));
}
EXPORT_SYMBOL_GPL(iommu_preserve_pages);

void iommu_unpreserve_pages(void *virt)
{
	kho_unpreserve_folio(virt_to_folio(virt));
}
EXPORT_SYMBOL_GPL(iommu_unpreserve_pages);

/* Preserve all pages of a list, none after an error. */
int iommu_preserve_pages_list(struct iommu_pages_list *list)
{
	struct ioptdesc *iopt;
	int ret;

	list_for_each_entry(iopt, &list->pages, iopt_freelist_elm) {
		ret = kho_preserve_folio(ioptdesc_folio(iopt));
		if (!ret)
			continue;
		list_for_each_entry_continue_reverse(iopt, &list->pages, iopt_freelist_elm)
			kho_unpreserve_folio(ioptdesc_folio(iopt));
		return ret;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(iommu_preserve_pages_list);

void iommu_unpreserve_pages_list(struct iommu_pages_list *list)
{
	struct ioptdesc *iopt;

	list_for_each_entry(iopt, &list->pages, iopt_freelist_elm)
		kho_unpreserve_folio(ioptdesc_folio(iopt));
}
EXPORT_SYMBOL_GPL(iommu_unpreserve_pages_list);

/* Leave the page as iommu_alloc_pages_node_sz() does. */
void iommu_restore_pages(u64 phys)
{
	struct folio *folio = kho_restore_folio(phys);
	long nr_pages;

	BUG_ON(!folio);
	nr_pages = folio_nr_pages(folio);
	folio_ioptdesc(folio)->incoherent = false;
	mod_node_page_state(folio_pgdat(folio), NR_IOMMU_PAGES, nr_pages);
	lruvec_stat_mod_folio(folio, NR_SECONDARY_PAGETABLE, nr_pages);
}
EXPORT_SYMBOL_GPL(iommu_restore_pages);
#endif
