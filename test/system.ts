/**
 * The whole system as a newcomer starts it: `guichet serve` in a fresh data folder on free ports, TLS with an authority
 * of the test's own, driven by the real command and by real curl.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type ConnectProxy, openConnectProxy } from '#test/tls/connect-proxy.ts';
import { makeCertificates, type TestCertificates } from '#test/tls/authority.ts';

const root = resolve(import.meta.dirname, '..');
const command = join(root, 'script', 'guichet');
/** Ports that one instance takes from its base on, the APIs' upstreams included. */
const portsPerInstance = 12;

export type CommandResult = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type CurlAnswer = {
  readonly status: number;
  /** Field names in lower case; of repeated fields the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type System = {
  readonly portBase: number;
  readonly tlsPort: number;
  readonly dataFolder: string;
  readonly certificates: TestCertificates;
  /** Leads every host name to this system's TLS listener. */
  readonly proxy: ConnectProxy;
  readonly readyLine: string;
  readonly process: ChildProcess;
  /** Runs `guichet …` on this system's data; `input` goes to its standard input. */
  readonly guichet: (args: readonly string[], input?: string) => Promise<CommandResult>;
  /** The same with `--json`, parsed; throws when the command does not exit with 0. */
  readonly json: (args: readonly string[], input?: string) => Promise<Record<string, unknown>>;
  /** Runs real curl with `args`; every https host leads to the TLS listener. */
  readonly curl: (args: readonly string[]) => Promise<CurlAnswer>;
  readonly stop: () => Promise<number | null>;
};

/** A client of the token endpoint. */
export type Client = { readonly id: string; readonly secret: string };

const madeApplicationSchema = z.looseObject({
  credential: z.looseObject({ clientId: z.string() }),
  secret: z.looseObject({ value: z.string() }),
});

/** The identifiers in the answer of `app create --json`. */
export function clientOf(made: Record<string, unknown>): Client {
  const { credential, secret } = madeApplicationSchema.parse(made);
  return { id: credential.clientId, secret: secret.value };
}

export function execute(file: string, args: readonly string[], input = ''): Promise<CommandResult> {
  return new Promise((done) => {
    const child = execFile(file, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      done({ code, stdout, stderr });
    });
    // A command may end before it has read its input: its exit code says how it went.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((done) => {
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => done(true));
  });
  if (free) {
    server.close();
    await once(server, 'close');
  }
  return free;
}

const firstPort = 20_000;
const ranges = 1_000;
let rangesTried = 0;

/**
 * Finds a base from which on enough ports are free: below those that Linux gives to outgoing connections (from 32,768 on), and where
 * no test file beside this one looks, for its process has another number.
 */
export async function findPortBase(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    rangesTried += 1;
    const base = firstPort + ((process.pid + rangesTried * 331) % ranges) * portsPerInstance;
    const ports = Array.from({ length: portsPerInstance }, (_, offset) => base + offset);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return base;
  }
  throw new Error('no free range of ports found');
}

/** Reads what `curl --include` printed: the last head (1xx and proxy heads come before it) and the body. */
export function parseCurl(output: string): CurlAnswer {
  let rest = output;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    const head = rest.slice(0, end).split('\r\n');
    rest = rest.slice(end + 4);
    const status = Number(head[0]?.split(' ')[1]);
    if ((status < 200 || /connection established/i.test(head[0] ?? '')) && rest.startsWith('HTTP/')) continue;
    const headers = Object.fromEntries(
      head.slice(1).map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    return { status, headers, body: rest };
  }
}

type SystemOptions = {
  /** Names for which its TLS certificate holds. */
  readonly hosts: readonly string[];
  /** Settings, as flags of `guichet serve`. */
  readonly flags?: readonly string[];
};

/** Starts the system and waits for its `ready` line. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'guichet-'));
  const certificates = makeCertificates(dataFolder, options.hosts);
  const portBase = await findPortBase();
  const tlsPort = portBase + portsPerInstance - 1;
  const child = spawn(
    command,
    [
      ...['serve', '--apply', 'guichet.yaml', '--data', join(dataFolder, 'data'), '--port-base', String(portBase)],
      ...[
        '--tls-port',
        String(tlsPort),
        '--tls-certificate',
        certificates.certificateFile,
        '--tls-key',
        certificates.keyFile,
      ],
      ...(options.flags ?? []),
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const readyLine = await waitForReady(child);
  const proxy = await openConnectProxy(tlsPort);
  const guichet = (args: readonly string[], input?: string) =>
    execute(command, [...args, '--data', join(dataFolder, 'data'), '--port-base', String(portBase)], input);
  return {
    ...{ portBase, tlsPort, dataFolder, certificates, proxy, readyLine, process: child, guichet },
    json: async (args, input) => {
      const result = await guichet([...args, '--json'], input);
      if (result.code !== 0)
        throw new Error(`guichet ${args.join(' ')} → ${result.code}\n${result.stdout}${result.stderr}`);
      return JSON.parse(result.stdout);
    },
    curl: async (args) => {
      const fixed = [
        '--silent',
        '--show-error',
        '--include',
        '--max-time',
        '30',
        '--cacert',
        certificates.authorityFile,
      ];
      const result = await execute('curl', [...fixed, '--connect-to', `::127.0.0.1:${tlsPort}`, ...args]);
      if (result.code !== 0) throw new Error(`curl → ${result.code}: ${result.stderr}`);
      return parseCurl(result.stdout);
    },
    stop: async () => {
      const ended = child.exitCode === null ? once(child, 'exit') : Promise.resolve([child.exitCode]);
      child.kill('SIGTERM');
      const [code] = await ended;
      await proxy.close();
      await rm(dataFolder, { recursive: true, force: true });
      return typeof code === 'number' ? code : null;
    },
  };
}

/** Gives the `ready` line; throws with what the system wrote when it ends before. */
function waitForReady(child: ChildProcess): Promise<string> {
  const errors: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  return new Promise((done, fail) => {
    child.once('exit', (code) => fail(new Error(`guichet serve ended with ${code}\n${errors.join('')}`)));
    if (child.stdout === null) return fail(new Error('guichet serve has no standard output'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('ready')) done(line);
    });
  });
}
