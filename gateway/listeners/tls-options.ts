/**
 * How the gateway speaks TLS: versions 1.2 and 1.3, suites with forward secrecy and authenticated encryption only
 * (Mozilla's "intermediate" list, version 5.7; OWASP ASVS 5.0 §12.1). The client chooses among them: all are good, and it
 * knows whether its machine has AES in hardware.
 */
import { constants } from 'node:crypto';
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import { limits } from '#base/limits.ts';

const suites = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/** For every certificate's context. Renegotiation costs the server far more than the client, and nobody needs it. */
export const contextOptions = {
  minVersion: 'TLSv1.2',
  ciphers: suites.join(':'),
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
} as const satisfies SecureContextOptions;

/** For the server. With ALPN a client that speaks neither protocol is refused (RFC 7301 §3.2). */
export const serverOptions = {
  ...contextOptions,
  honorCipherOrder: false,
  handshakeTimeout: limits.tlsHandshakeMs,
} as const satisfies TlsOptions;
