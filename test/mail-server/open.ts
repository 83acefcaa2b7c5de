/** A real mail server for tests: Debian's python3-aiosmtpd on a free loopback port, with the answers of `server.py`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { freePort } from '#test/ports.ts';

const python = '/usr/bin/python3';
const found = [python, '/usr/lib/python3/dist-packages/aiosmtpd'].every((path) => existsSync(path));
export const mailServerMissing = found ? false : "Debian's python3-aiosmtpd is not installed";

const receivedSchema = z.object({
  from: z.string(),
  to: z.array(z.string()),
  tls: z.boolean(),
  authenticated: z.boolean(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** The message as it came, one character a byte. */
  raw: z.string(),
  text: z.string(),
  html: z.string(),
});

export type ReceivedMail = z.infer<typeof receivedSchema>;

/** The only header field called `name`. */
export function headerOf(mail: ReceivedMail, name: string): string | undefined {
  const values = mail.headers.filter(([found]) => found.toLowerCase() === name).map(([, value]) => value);
  return values.length === 1 ? values[0] : undefined;
}

type ServerOptions = {
  readonly port?: number;
  /** With them the server demands STARTTLS, or (`implicit`) TLS from the first byte. */
  readonly certificateFile?: string;
  readonly keyFile?: string;
  readonly implicit?: boolean;
  /** Demands the user `portal` with the password `p@ss:word/1`. */
  readonly auth?: boolean;
  /** How often `put-off…@` is put off. */
  readonly putOff?: number;
};

export type TestMailServer = {
  readonly port: number;
  /** Gives the next message, in the order in which they came. */
  readonly next: () => Promise<ReceivedMail>;
  /** Lets the server answer a message to `held…@`. */
  readonly answer: () => void;
  readonly close: () => Promise<void>;
};

/** Starts it; resolves when it accepts connections. */
export async function openMailServerForTests(options: ServerOptions = {}): Promise<TestMailServer> {
  const port = options.port ?? (await freePort());
  const script = join(import.meta.dirname, 'server.py');
  const child = spawn(python, [script, JSON.stringify({ ...options, port })], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  if ((await lines.next()).value !== 'ready') throw new Error('the mail server did not start');
  return {
    port,
    next: async () => receivedSchema.parse(JSON.parse((await lines.next()).value ?? 'null')),
    answer: () => child.stdin.write('\n'),
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
