/** The certificate of a TLS listener: read at start and again when its files have changed, without losing a connection. */
import { readFile, stat } from 'node:fs/promises';
import type { Server as TlsServer } from 'node:tls';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';

export type CertificateFiles = { readonly certFile: string; readonly keyFile: string };

type TlsOptions = {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.2';
  readonly ALPNProtocols: string[];
};

export type Certificate = {
  readonly tlsOptions: () => TlsOptions;
  /** Names the server whose certificate is replaced on a reload; gives it back. */
  readonly attach: (server: TlsServer) => TlsServer;
  readonly reload: () => Promise<void>;
  readonly close: () => void;
};

/** Reads the files and looks at them again from time to time; a broken new pair is logged, and the old one goes on. */
export async function watchCertificate(files: CertificateFiles, log: Log): Promise<Certificate> {
  let options = await read(files);
  let seen = await changedAt(files);
  let server: TlsServer | null = null;
  const reload = async (): Promise<void> => {
    try {
      const next = await read(files);
      server?.setSecureContext(next);
      options = next;
      seen = await changedAt(files);
      log.info('a certificate was read again', { file: files.certFile });
    } catch (cause) {
      log.error('a new certificate could not be used; the old one goes on', { file: files.certFile }, cause);
    }
  };
  const look = async (): Promise<void> => {
    const now = await changedAt(files).catch(() => seen);
    if (now !== seen) await reload();
  };
  const timer = setInterval(() => void look(), limits.certificateCheckMs).unref();
  return {
    tlsOptions: () => options,
    attach: (attached) => {
      server = attached;
      return attached;
    },
    reload,
    close: () => clearInterval(timer),
  };
}

async function read({ certFile, keyFile }: CertificateFiles): Promise<TlsOptions> {
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
  return { cert, key, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] };
}

async function changedAt({ certFile, keyFile }: CertificateFiles): Promise<string> {
  const [cert, key] = await Promise.all([stat(certFile), stat(keyFile)]);
  return `${cert.mtimeMs} ${key.mtimeMs}`;
}
