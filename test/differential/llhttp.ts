/**
 * The judge: llhttp, the parser of Node itself, in the WebAssembly build that undici ships, as strict as Node runs it
 * (`insecureHTTPParser` off).
 */
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Message, Reading } from '#test/differential/message.ts';

type Exports = {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly llhttp_alloc: (type: number) => number;
  readonly llhttp_free: (parser: number) => void;
  readonly llhttp_execute: (parser: number, at: number, length: number) => number;
  readonly llhttp_finish: (parser: number) => number;
  readonly llhttp_resume_after_upgrade: (parser: number) => void;
  readonly llhttp_get_error_pos: (parser: number) => number;
  readonly llhttp_errno_name: (errno: number) => number;
  readonly llhttp_get_method: (parser: number) => number;
  readonly llhttp_method_name: (method: number) => number;
  readonly malloc: (length: number) => number;
  readonly free: (at: number) => void;
};

const kinds = { request: 1, response: 2 } as const;
/** The message asked to switch protocols: the caller decides, and ours stays with HTTP. */
const pausedByUpgrade = 22;
/** Bytes after a message that closes the connection: both drop them. */
const afterClose = 5;
/** What `on_headers_complete` gives for a message without a body, whatever its fields say. */
const skipBody = 1;

type Draft = { start: string; fields: [string, string][]; body: string; complete: boolean; headDone: boolean };

/** What the callbacks write to; one parse runs at a time. */
let run: { kind: keyof typeof kinds; drafts: Draft[]; bodyless: (index: number) => boolean } | null = null;

function current(): Draft {
  const draft = run?.drafts.at(-1);
  if (draft === undefined) throw new Error('llhttp called back outside of a message');
  return draft;
}

function text(at: number, length: number): string {
  return Buffer.from(llhttp.memory.buffer, at, length).toString('latin1');
}

function textAt(at: number): string {
  const bytes = Buffer.from(llhttp.memory.buffer, at, 64);
  return bytes.toString('latin1', 0, bytes.indexOf(0));
}

const callbacks = {
  wasm_on_message_begin: () => {
    run?.drafts.push({ start: '', fields: [], body: '', complete: false, headDone: false });
    return 0;
  },
  wasm_on_url: (_parser: number, at: number, length: number) => {
    current().start += text(at, length);
    return 0;
  },
  wasm_on_status: () => 0,
  wasm_on_header_field: (_parser: number, at: number, length: number) => {
    const draft = current();
    // Trailers come as fields after the head: we drop them.
    if (!draft.headDone) draft.fields.push([text(at, length), '']);
    return 0;
  },
  wasm_on_header_value: (_parser: number, at: number, length: number) => {
    const draft = current();
    const field = draft.fields.at(-1);
    if (!draft.headDone && field !== undefined) field[1] += text(at, length);
    return 0;
  },
  wasm_on_headers_complete: (parser: number, status: number) => {
    const draft = current();
    draft.headDone = true;
    for (const field of draft.fields) field[1] = field[1].replace(/[ \t]+$/, '');
    if (run?.kind === 'response') draft.start = String(status);
    else draft.start = `${textAt(llhttp.llhttp_method_name(llhttp.llhttp_get_method(parser)))} ${draft.start}`;
    return run?.bodyless(run.drafts.length - 1) === true ? skipBody : 0;
  },
  wasm_on_body: (_parser: number, at: number, length: number) => {
    current().body += text(at, length);
    return 0;
  },
  wasm_on_message_complete: () => {
    current().complete = true;
    return 0;
  },
};

type Instantiate = (
  binary: Uint8Array,
  imports: object,
) => Promise<{ readonly instance: { readonly exports: object } }>;
// Node has it, its types do not.
const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: { readonly instantiate: Instantiate } };
const binary = z.instanceof(Uint8Array).parse(createRequire(import.meta.url)('undici/lib/llhttp/llhttp-wasm.js'));
const { instance } = await WebAssembly.instantiate(binary, { env: callbacks });
// The border to a binary: these are the functions that llhttp's C API names.
const llhttp = instance.exports as unknown as Exports;

/**
 * Reads `bytes` as one connection's stream. `bodyless` says which responses, by their place in the stream, answer HEAD;
 * `closed` that the connection ends after the bytes.
 */
export function readWithLlhttp(
  kind: keyof typeof kinds,
  bytes: Buffer,
  bodyless: (index: number) => boolean = () => false,
  closed = false,
): Reading {
  const state = { kind, drafts: [] as Draft[], bodyless };
  run = state;
  const parser = llhttp.llhttp_alloc(kinds[kind]);
  const start = llhttp.malloc(Math.max(1, bytes.length));
  Buffer.from(llhttp.memory.buffer, start, bytes.length).set(bytes);
  let errno = llhttp.llhttp_execute(parser, start, bytes.length);
  while (errno === pausedByUpgrade) {
    const at = llhttp.llhttp_get_error_pos(parser);
    llhttp.llhttp_resume_after_upgrade(parser);
    errno = llhttp.llhttp_execute(parser, at, start + bytes.length - at);
  }
  if (errno === 0 && closed) errno = llhttp.llhttp_finish(parser);
  const refused = errno === 0 || errno === afterClose ? null : textAt(llhttp.llhttp_errno_name(errno));
  llhttp.free(start);
  llhttp.llhttp_free(parser);
  run = null;
  const messages: Message[] = state.drafts
    .filter((draft) => draft.headDone)
    .map(({ start, fields, body, complete }) => ({ start, fields, body, complete }));
  return { messages, refused, closed: errno !== 0 };
}
