/** Reads the certificate authorities that a deployment trusts: PEM in the declaration itself, or in a file of its own. */
import { X509Certificate } from 'node:crypto';
import { limits } from '#base/limits.ts';
import type { ProblemFault } from '#base/problem.ts';
import type { DeclarationFile } from '#registry/declarations/read.ts';

type ReadAuthority = { readonly pem: string | null; readonly faults: readonly ProblemFault[] };

const certificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * Gives the certificates that `declared` is or names, one after the other and nothing else of the text; null when there
 * are none. `path` is where it stands in `file`.
 */
export function readAuthority(
  file: DeclarationFile,
  declared: string | undefined,
  path: readonly (string | number)[],
): ReadAuthority {
  if (declared === undefined) return { pem: null, faults: [] };
  if (declared.includes('-----BEGIN ')) return judge(declared, file.at(path));
  const { name, text } = file.refer(declared);
  return text === undefined ? refuse(file.at(path), `there is no file ${name}`) : judge(text, `${name}:1:1`);
}

function refuse(path: string, message: string): ReadAuthority {
  return { pem: null, faults: [{ path, message }] };
}

function judge(text: string, path: string): ReadAuthority {
  if (text.includes('PRIVATE KEY-----')) return refuse(path, 'holds a private key, which belongs in no declaration');
  const blocks = text.match(certificate) ?? [];
  if (blocks.length === 0) return refuse(path, 'expected certificates in PEM: -----BEGIN CERTIFICATE-----');
  if (blocks.length > limits.upstreamAuthorities) {
    return refuse(path, `expected ${limits.upstreamAuthorities} certificates at most`);
  }
  try {
    const certificates = blocks.map((block) => new X509Certificate(block));
    return { pem: certificates.map((one) => one.toString()).join(''), faults: [] };
  } catch {
    return refuse(path, 'holds a certificate that cannot be read');
  }
}
