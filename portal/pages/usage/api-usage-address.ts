import { addresses } from '#portal/addresses.ts';
import { versionOf } from '#portal/pages/usage/version-of.ts';
import type { Query } from '#portal/pages/usage/view.ts';

/** Where the usage of the API `provider/slug@version` is shown to its provider. */
export function apiUsageAddress(reference: string, query: Query): string | null {
  const at = versionOf(reference);
  return at === null ? null : addresses.consoleApiUsage.to(at, query);
}
