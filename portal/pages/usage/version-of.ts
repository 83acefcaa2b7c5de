/** The parts of `provider/slug@version`, as addresses of a version's pages want them; null for what is no such reference. */
export function versionOf(
  reference: string,
): { readonly provider: string; readonly api: string; readonly version: string } | null {
  const [, provider, api, version] = /^([^/]+)\/([^@]+)@(.+)$/.exec(reference) ?? [];
  return provider === undefined || api === undefined || version === undefined ? null : { provider, api, version };
}
