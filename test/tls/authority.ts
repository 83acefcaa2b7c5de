/** A certificate authority of a test's own, and a server certificate for the hosts that the guides name. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type TestCertificates = {
  /** PEM file of the authority: what clients are told to trust. */
  readonly authorityFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
};

/** Makes both in `folder` with openssl; they hold for one day. */
export function makeCertificates(folder: string, hosts: readonly string[]): TestCertificates {
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = (name: string) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', name);
  newKey('authority.key');
  openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    'authority.key',
    '-subj',
    '/CN=Guichet test authority',
    '-days',
    '1',
    '-out',
    'authority.pem',
  );
  newKey('server.key');
  openssl('req', '-new', '-key', 'server.key', '-subj', '/CN=Guichet test server', '-out', 'server.csr');
  writeFileSync(path('server.ext'), `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}\n`);
  openssl(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'],
    ...['-days', '1', '-extfile', 'server.ext', '-out', 'server.pem'],
  );
  return { authorityFile: path('authority.pem'), certificateFile: path('server.pem'), keyFile: path('server.key') };
}
