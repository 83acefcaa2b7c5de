/** Certificates for tests, signed by themselves, each with a key of its own. */
import { execFileSync } from 'node:child_process';

export type PairFiles = { readonly certFile: string; readonly keyFile: string };

/** Writes a certificate called `name` for `hosts`, which holds for `days`, and its key. */
export function makePair(files: PairFiles, name: string, hosts: readonly string[] = [], days = 2): void {
  const names = hosts.length === 0 ? [] : ['-addext', `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}`];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', files.keyFile];
  const rest = ['-subj', `/CN=${name}`, ...names, '-days', String(days), '-out', files.certFile];
  execFileSync('openssl', ['req', '-x509', ...key, ...rest], { stdio: 'ignore' });
}
