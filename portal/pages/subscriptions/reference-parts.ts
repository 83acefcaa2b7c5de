/** The parts of `provider/slug@version` and `provider/slug`, as addresses want them. */

/** Takes the reference of an API apart. */
export function apiParts(reference: string): { provider: string; api: string; version: string } {
  const [provider = '', rest = ''] = reference.split('/', 2);
  const at = rest.lastIndexOf('@');
  return { provider, api: rest.slice(0, at), version: rest.slice(at + 1) };
}

/** Takes the reference of a product apart. */
export function productParts(reference: string): { provider: string; product: string } {
  const [provider = '', product = ''] = reference.split('/', 2);
  return { provider, product };
}

/** Takes the reference of terms apart. */
export function termsParts(reference: string): { provider: string; terms: string } {
  const [provider = '', terms = ''] = reference.split('/', 2);
  return { provider, terms };
}
