/** Takes the file in: from the request to a file on the disk, looked at on the way, never whole in memory. */
import { createHash } from 'node:crypto';
import { mkdir, open, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { detect, detectedBytes, type Detected } from '#libraries/cfonb/detect.ts';
import { boundaryOf, readParts, type Part } from '#apis/banking/import/multipart.ts';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';

export type Received = {
  /** Where it lies; gone when `remove` was called. */
  readonly path: string;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly digest: Buffer;
  readonly encoding: Detected['encoding'];
  readonly remove: () => Promise<void>;
};

/**
 * Receives the field `file` of a request.
 *
 * @throws Problem `banking.multipart_expected` (415), `banking.multipart_broken` (400), `banking.file_missing`,
 * `banking.file_empty`, `banking.not_cfonb` (422), `request.body_too_large` (413)
 */
export async function receiveFile(request: Request, folder: string): Promise<Received> {
  const boundary = boundaryOf(request.headers.get('content-type') ?? undefined);
  if (Number(request.headers.get('content-length') ?? 0) > limits.bankingFileBytes) throw tooLarge();
  if (request.body === null) throw fileMissing();
  const path = join(folder, newId());
  const remove = (): Promise<void> => unlink(path).catch(() => undefined);
  try {
    let received: Omit<Received, 'path' | 'remove'> | undefined;
    // Further parts are read to the end: a body that is cut off behind the file is not whole.
    for await (const part of readParts(request.body, boundary)) {
      if (part.name === 'file' && received === undefined) received = await store(part, path);
    }
    if (received === undefined) throw fileMissing();
    return { ...received, path, remove };
  } catch (cause) {
    await remove();
    throw cause;
  }
}

/** Makes the folder, and empties it of files whose reception ended with the process. Nobody else uses it. */
export async function emptyFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

async function store(part: Part, path: string): Promise<Omit<Received, 'path' | 'remove'>> {
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  const beginning: Buffer[] = [];
  let fileBytes = 0;
  let detected: Detected | null = null;
  try {
    for await (const piece of part.content) {
      if (fileBytes < detectedBytes) beginning.push(Buffer.from(piece));
      fileBytes += piece.length;
      if (fileBytes > limits.bankingFileBytes) throw tooLarge();
      // What is no bank file is refused before the rest of it has come.
      if (detected === null && fileBytes >= detectedBytes) detected = detectStatements(Buffer.concat(beginning));
      hash.update(piece);
      await file.writeFile(piece);
    }
  } finally {
    await file.close();
  }
  if (fileBytes === 0) throw fileEmpty();
  const { encoding } = detected ?? detectStatements(Buffer.concat(beginning));
  return { fileName: part.fileName, fileBytes, digest: hash.digest(), encoding };
}

function detectStatements(beginning: Buffer): Detected {
  const detected = detect(beginning);
  if (detected?.format === 'cfonb120') return detected;
  const other = detected === null ? '' : ` (${detected.format === 'cfonb240' ? 'CFONB 240' : 'CFONB 160'})`;
  throw new Problem('banking.not_cfonb', 422, {
    en: `This file holds no account statements in the format CFONB 120${other}.`,
    fr: `Ce fichier ne contient pas de relevés de compte au format CFONB 120${other}.`,
  });
}

function tooLarge(): Problem {
  return new Problem('request.body_too_large', 413, {
    en: `A file may have ${limits.bankingFileBytes} bytes at most.`,
    fr: `Un fichier peut avoir ${limits.bankingFileBytes} octets au plus.`,
  });
}

function fileMissing(): Problem {
  return new Problem('banking.file_missing', 422, {
    en: 'The field "file" is missing.',
    fr: 'Le champ « file » manque.',
  });
}

function fileEmpty(): Problem {
  return new Problem('banking.file_empty', 422, { en: 'The file is empty.', fr: 'Le fichier est vide.' });
}
