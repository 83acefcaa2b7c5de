/** The script of the try-out page: taken from its package once, when somebody first asks for it, and kept compressed. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { addresses } from '#portal/addresses.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';

const bytes = z.instanceof(Uint8Array).transform((array) => new Uint8Array(array));
const scriptSchema = z.object({ plain: bytes, brotli: bytes, gzip: bytes });

type Script = z.output<typeof scriptSchema>;

let script: Promise<Script> | undefined;

async function load(): Promise<Script> {
  const worker = new Worker(new URL('console-script-worker.ts', import.meta.url));
  const [message]: unknown[] = await once(worker, 'message');
  return scriptSchema.parse(message);
}

/** One that could not be loaded is tried again with the next request. */
function loaded(): Promise<Script> {
  script ??= load().catch((cause: unknown) => {
    script = undefined;
    throw cause;
  });
  return script;
}

const packageSchema = z.looseObject({ version: z.string() });
let version: string | undefined;

/** The address of the script: the package's version stands in it, so that browsers may keep it for ever. */
export function consoleScriptAddress(): string {
  version ??= readVersion();
  return addresses.tryScript.to({ version });
}

function readVersion(): string {
  const entry = fileURLToPath(import.meta.resolve('@scalar/fastify-api-reference'));
  return packageSchema.parse(JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'))).version;
}

/** Gives the script. @throws Problem `page.not_found` (404) for another version than the one installed */
export async function giveConsoleScript(visit: Visit): Promise<Response> {
  if (consoleScriptAddress() !== addresses.tryScript.to({ version: param(visit, 'version') })) throw pageNotFound();
  const { plain, brotli, gzip } = await loaded();
  const accepted = visit.request.headers.get('accept-encoding') ?? '';
  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  };
  if (/\bbr\b/.test(accepted)) return new Response(brotli, { headers: { ...headers, 'content-encoding': 'br' } });
  if (/\bgzip\b/.test(accepted)) return new Response(gzip, { headers: { ...headers, 'content-encoding': 'gzip' } });
  return new Response(plain, { headers });
}
