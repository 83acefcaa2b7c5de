/** A certificate and its key, read from two files and judged before anything is done with them. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { Problem } from '#base/problem.ts';
import { contextOptions } from '#gateway/listeners/tls-options.ts';
import { dnsNames } from '#gateway/listeners/certificates/dns-names.ts';

export type CertificateFiles = {
  /** PEM: the certificate, and behind it those that lead to an authority that clients know. */
  readonly certFile: string;
  /** PEM, without a pass phrase. */
  readonly keyFile: string;
};

export type CertificatePair = {
  readonly files: CertificateFiles;
  /** Host names that it speaks for, in lower case; `*.` at the beginning stands for exactly one label. */
  readonly names: readonly string[];
  readonly validUntilMs: number;
  readonly pem: { readonly cert: Buffer; readonly key: Buffer };
  readonly context: SecureContext;
};

/**
 * Reads a pair.
 *
 * @throws Problem `certificate.unreadable`, `certificate.key_mismatch`, `certificate.expired` (422)
 */
export async function readPair(files: CertificateFiles, nowMs: number): Promise<CertificatePair> {
  const pem = { cert: await read(files.certFile), key: await read(files.keyFile) };
  const certificate = parsed(files.certFile, () => new X509Certificate(pem.cert));
  const key = parsed(files.keyFile, () => createPrivateKey(pem.key));
  refuseStranger(certificate, key, files);
  const validUntilMs = certificate.validToDate.getTime();
  if (validUntilMs <= nowMs) throw expired(files, certificate.validToDate);
  const context = parsed(files.certFile, () => createSecureContext({ ...contextOptions, ...pem }));
  return { files, names: dnsNames(certificate.subjectAltName ?? ''), validUntilMs, pem, context };
}

/** What changes when one of the files is written or replaced; `gone` while one is not there. */
export async function stampOf({ certFile, keyFile }: CertificateFiles): Promise<string> {
  const stats = await Promise.all([stat(certFile), stat(keyFile)]).catch(() => null);
  return stats?.map(({ ino, size, mtimeMs, ctimeMs }) => [ino, size, mtimeMs, ctimeMs].join(' ')).join(' ') ?? 'gone';
}

async function read(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
}

function parsed<Value>(file: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): Problem {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Problem(
    'certificate.unreadable',
    422,
    {
      en: `${file} cannot be used for TLS: ${why}`,
      fr: `${file} ne peut pas servir à TLS : ${why}`,
    },
    { cause },
  );
}

function refuseStranger(certificate: X509Certificate, key: KeyObject, { certFile, keyFile }: CertificateFiles): void {
  if (certificate.checkPrivateKey(key)) return;
  throw new Problem('certificate.key_mismatch', 422, {
    en: `The key in ${keyFile} is not the one of the certificate in ${certFile}.`,
    fr: `La clé de ${keyFile} n'est pas celle du certificat de ${certFile}.`,
  });
}

function expired({ certFile }: CertificateFiles, until: Date): Problem {
  const day = until.toISOString();
  return new Problem('certificate.expired', 422, {
    en: `The certificate in ${certFile} has expired on ${day}.`,
    fr: `Le certificat de ${certFile} a expiré le ${day}.`,
  });
}
