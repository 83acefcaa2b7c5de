/**
 * Style sheets, scripts and pictures: read, stripped of their types and compressed once at the start, and served under an
 * address with their digest in it, so that browsers may keep them for ever.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { javaScriptOf } from '#ui/javascript-of.ts';

type Asset = {
  readonly type: string;
  readonly plain: Buffer<ArrayBuffer>;
  readonly gzip: Buffer<ArrayBuffer>;
  readonly brotli: Buffer<ArrayBuffer>;
};

export type Assets = {
  /** The address of the asset called `name`: `portal.css`, `copy.js`. */
  readonly address: (name: string) => string;
  /** Answers a request for an asset's address; null: there is none. */
  readonly answer: (request: Request) => Response | null;
};

const root = join(import.meta.dirname, '..');
const prefix = '/assets/';
const forEver = 'public, max-age=31536000, immutable';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

/** The style sheets in the order in which they build upon each other. */
const styleSheets = ['tokens', 'base', 'layout', 'components', 'forms', 'tables', 'charts', 'pages', 'data'] as const;

function styles(): string {
  return styleSheets.map((name) => readFileSync(join(root, 'ui/styles', `${name}.css`), 'utf8')).join('\n');
}

function scripts(): [name: string, content: Buffer][] {
  const folder = join(root, 'portal/browser');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [
      `${basename(file, '.ts')}.js`,
      Buffer.from(javaScriptOf(file, readFileSync(join(folder, file), 'utf8'))),
    ]);
}

function pictures(): [name: string, content: Buffer][] {
  const folder = join(root, 'ui/pictures');
  return readdirSync(folder).map((file) => [file, readFileSync(join(folder, file))]);
}

/** What an instance brings of its own: style rules put behind ours, and a logo. */
type OwnLooks = {
  readonly theme?: string;
  readonly logo?: { readonly name: string; readonly bytes: Buffer } | undefined;
};

/** Reads all of them. */
export function openAssets({ theme = '', logo }: OwnLooks = {}): Assets {
  const byAddress = new Map<string, Asset>();
  const addresses = new Map<string, string>();
  const files = [['portal.css', Buffer.from(`${styles()}\n${theme}`)] as const, ...scripts(), ...pictures()];
  const logos = logo === undefined ? [] : [[logo.name, logo.bytes] as const];
  for (const [name, content] of [...files, ...logos]) {
    const plain = Buffer.from(content);
    const digest = createHash('sha256').update(plain).digest('hex').slice(0, 12);
    const address = `${prefix}${digest}/${name}`;
    addresses.set(name, address);
    byAddress.set(address, {
      type: types[extname(name)] ?? 'application/octet-stream',
      plain,
      gzip: gzipSync(plain, { level: 9 }),
      brotli: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    });
  }
  return {
    address: (name) => {
      const address = addresses.get(name);
      if (address === undefined) throw new Error(`there is no asset called ${name}`);
      return address;
    },
    answer: (request) => {
      const asset = byAddress.get(new URL(request.url).pathname);
      return asset === undefined ? null : answerWith(asset, request.headers.get('accept-encoding') ?? '');
    },
  };
}

function answerWith(asset: Asset, accepted: string): Response {
  const headers = { 'content-type': asset.type, 'cache-control': forEver, vary: 'accept-encoding' };
  if (/\bbr\b/.test(accepted)) return new Response(asset.brotli, { headers: { ...headers, 'content-encoding': 'br' } });
  if (/\bgzip\b/.test(accepted))
    return new Response(asset.gzip, { headers: { ...headers, 'content-encoding': 'gzip' } });
  return new Response(asset.plain, { headers });
}
