/** The mail server (SMTP, RFC 5321) that mails are handed to: one message at a time, and what became of it. */
import { readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { isLoopbackHost } from '#base/loopback.ts';
import { Problem } from '#base/problem.ts';
import { parseMailAddress } from '#notifications/address.ts';
import type { RenderedMail } from '#notifications/render.ts';

/** A mail as it goes out. */
export type OutgoingMail = RenderedMail & {
  /** Makes the Message-ID: the same for every attempt, so that a mail that arrives twice is recognised. */
  readonly id: string;
  readonly recipient: string;
  /** RFC 3282 Content-Language: `fr`, or `fr, en`. */
  readonly languages: string;
  readonly writtenAt: Date;
};

/**
 * What became of a mail: the server took it; it refused this mail for good, or for now; or the server itself cannot be
 * used at the moment (unreachable, no TLS, password refused), which says nothing about this mail.
 */
export type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused' | 'put-off' | 'unusable'; readonly error: string };

export type MailServer = {
  /** Never throws but when `signal` aborts: then nobody knows whether the server has taken the mail. */
  readonly send: (mail: OutgoingMail, signal: AbortSignal) => Promise<Outcome>;
  readonly close: () => void;
};

export type MailServerSettings = {
  /** As the setting `smtpUrl` says. */
  readonly url: string;
  /** `portal@example.org` or `Portal <portal@example.org>`. */
  readonly from: string;
  /** PEM file of the authority to trust; undefined: the usual ones. */
  readonly authorityFile: string | undefined;
};

type Sender = { readonly name: string; readonly address: string };

function parseSender(from: string): Sender {
  const named = /^(.+) <(.+)>$/.exec(from);
  return { name: named?.[1] ?? '', address: parseMailAddress(named?.[2] ?? from) };
}

async function readAuthority(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new Problem(
      'settings.smtp_authority',
      422,
      {
        en: `The certificate authority of the mail server (smtpAuthority) cannot be read: ${file}`,
        fr: `L'autorité de certification du serveur de courriel (smtpAuthority) ne peut pas être lue : ${file}`,
      },
      { cause },
    );
  }
}

/** How the connection is made, from the setting. */
async function connectionOf({ url, authorityFile }: MailServerSettings) {
  const parsed = new URL(url);
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const secure = parsed.protocol === 'smtps:';
  const required = (parsed.searchParams.get('tls') ?? (isLoopbackHost(host) ? 'never' : 'required')) === 'required';
  const authority = authorityFile === undefined ? {} : { ca: await readAuthority(authorityFile) };
  return {
    host,
    port: parsed.port === '' ? (secure ? 465 : 587) : Number(parsed.port),
    secure,
    requireTLS: !secure && required,
    ignoreTLS: !secure && !required,
    tls: { minVersion: 'TLSv1.2', ...authority } as const,
    ...(parsed.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(parsed.username), pass: decodeURIComponent(parsed.password) } }),
  };
}

/**
 * Opens the way to the mail server; nothing is asked of it yet.
 *
 * @throws Problem `mail.recipient_refused` (422) for a sender that is no address, `settings.smtp_authority` (422)
 */
export async function openMailServer(settings: MailServerSettings): Promise<MailServer> {
  const from = parseSender(settings.from);
  const transport = createTransport({
    ...(await connectionOf(settings)),
    pool: true,
    maxConnections: limits.mailDeliveries,
    // Attempts are ours to count.
    maxRequeues: 0,
    idleTimeout: limits.mailIdleMs,
    connectionTimeout: limits.mailConnectMs,
    dnsTimeout: limits.mailConnectMs,
    greetingTimeout: limits.mailSilenceMs,
    socketTimeout: limits.mailSilenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (mail, signal) => {
      try {
        const inTime = AbortSignal.timeout(limits.mailDeliveryMs);
        await transport.sendMail({ ...messageOf(mail, from), signal: AbortSignal.any([signal, inTime]) });
        return { kind: 'sent' };
      } catch (cause) {
        signal.throwIfAborted();
        return failureOf(cause);
      }
    },
    close: () => transport.close({ force: true }),
  };
}

function messageOf({ id, recipient, subject, text, html, languages, writtenAt }: OutgoingMail, from: Sender) {
  return {
    from,
    to: { name: '', address: recipient },
    envelope: { from: from.address, to: recipient },
    messageId: `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    date: writtenAt,
    ...{ subject, text, html },
    headers: {
      // RFC 3834 §5: no answering machine answers it; the second does the same for Microsoft's servers, which predate it.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': languages,
    },
  };
}

const replySchema = z.looseObject({
  message: z.string(),
  command: z.string().optional(),
  permanent: z.boolean().optional(),
});

/** Only what the server says about the recipient or the message is about this mail; all else is about the server. */
function failureOf(cause: unknown): Outcome {
  const { message, command, permanent } = replySchema.catch({ message: String(cause) }).parse(cause);
  const error = message.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, limits.mailErrorLength);
  const aboutMail = permanent !== undefined && (command === 'RCPT TO' || command === 'DATA');
  if (!aboutMail) return { kind: 'unusable', error };
  return { kind: permanent ? 'refused' : 'put-off', error };
}
