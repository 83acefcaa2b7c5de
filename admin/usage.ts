/** The intake of gateways' usage: `POST /gateway/v1/usage`, parcels as lines of JSON, compressed. */
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { z } from 'zod';
import { readBytes } from '#admin/request-body.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';

/**
 * Takes parcels of a spool, in order; each is whatever a line of JSON holds. Gives the highest sequence taken so far: the
 * gateway forgets everything up to it.
 *
 * @throws Problem
 */
export type TakeUsage = (spoolId: string, parcels: readonly unknown[]) => Promise<number>;

const unzip = promisify(gunzip);
const decompress = promisify(zstdDecompress);

function invalid(en: string, fr: string): Problem {
  return new Problem('usage.invalid', 422, { en, fr });
}

/** Parses parcels with `schema`. @throws Problem `usage.invalid` (422), which names the parcel and what is wrong with it */
export function parseParcels<Parcel>(schema: z.ZodType<Parcel>, parcels: readonly unknown[]): Parcel[] {
  return parcels.map((parcel, index) => {
    const parsed = schema.safeParse(parcel);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const fault = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    throw invalid(
      `Line ${index + 1} is not a parcel of usage: ${fault}`,
      `La ligne ${index + 1} n'est pas un paquet de comptages : ${fault}`,
    );
  });
}

/**
 * Answers a gateway that hands over its usage.
 *
 * @throws Problem `usage.invalid` (422), `request.media_type` (415), `request.too_large` (413), and what `take` refuses with
 */
export async function receiveUsage(request: Request, take: TakeUsage): Promise<{ readonly acknowledged: number }> {
  const spoolId = z.uuid().safeParse(request.headers.get('guichet-spool'));
  if (!spoolId.success) {
    throw invalid('The field Guichet-Spool must name a spool.', 'Le champ Guichet-Spool doit nommer une file.');
  }
  const text = await readText(request);
  return { acknowledged: await take(spoolId.data, linesOf(text)) };
}

async function readText(request: Request): Promise<string> {
  const coding = request.headers.get('content-encoding') ?? 'identity';
  const bytes = await readBytes(request, limits.usagePostBytes);
  const maxOutputLength = limits.usagePostTextBytes;
  try {
    if (coding === 'zstd') return (await decompress(bytes, { maxOutputLength })).toString('utf8');
    if (coding === 'gzip') return (await unzip(bytes, { maxOutputLength })).toString('utf8');
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLong();
    throw invalid(`The body is not ${coding}.`, `Le corps n'est pas du ${coding}.`);
  }
  if (coding === 'identity') return bytes.toString('utf8');
  throw new Problem('request.media_type', 415, {
    en: 'The body may be compressed with zstd or gzip.',
    fr: 'Le corps peut être compressé par zstd ou gzip.',
  });
}

function tooLong(): Problem {
  return new Problem('request.too_large', 413, {
    en: `The body holds more than ${limits.usagePostTextBytes} bytes.`,
    fr: `Le corps contient plus de ${limits.usagePostTextBytes} octets.`,
  });
}

function linesOf(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index): unknown => {
      try {
        return JSON.parse(line);
      } catch {
        throw invalid(`Line ${index + 1} is not JSON.`, `La ligne ${index + 1} n'est pas du JSON.`);
      }
    });
}
