
#if IS_ENABLED(CONFIG_IOMMU_LIVEUPDATE)
/* Overlay: preserve and restore table pages. */
int iommu_preserve_pages(void *virt);
void iommu_unpreserve_pages(void *virt);
int iommu_preserve_pages_list(struct iommu_pages_list *list);
void iommu_unpreserve_pages_list(struct iommu_pages_list *list);
void iommu_restore_pages(u64 phys);
#endif

