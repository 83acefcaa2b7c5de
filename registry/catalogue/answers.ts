type Dated = { readonly status: 'draft' | 'published' | 'deprecated' | 'retired'; readonly sunsetAt: Date | null };

/** Whether an API answers calls: an announced end ends by itself, whoever marks the API as retired afterwards. */
export function answersAt({ status, sunsetAt }: Dated, nowMs: number): boolean {
  const open = status === 'published' || status === 'deprecated';
  return open && (sunsetAt === null || sunsetAt.getTime() > nowMs);
}
