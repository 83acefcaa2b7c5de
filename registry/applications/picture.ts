import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { pictureRefused } from '#registry/applications/refusals.ts';

/** A picture as it comes in: base64, with room for the limit's bytes; null takes it away. */
export const pictureSchema = z
  .base64()
  .max(Math.ceil(limits.applicationPictureBytes / 3) * 4)
  .nullable();

export type Picture = { readonly picture: Buffer | null; readonly pictureType: string | null };

/**
 * Decodes a picture. Its media type is read from its first bytes, whatever the sender says: PNG (ISO/IEC 15948 §5.2),
 * JPEG (start-of-image marker), WebP (RFC 9649 §2.4).
 *
 * @throws Problem `application.picture_refused` (422)
 */
export function readPicture(base64: string | null): Picture {
  if (base64 === null) return { picture: null, pictureType: null };
  const picture = Buffer.from(base64, 'base64');
  const pictureType = mediaType(picture);
  if (pictureType === null || picture.length > limits.applicationPictureBytes) throw pictureRefused();
  return { picture, pictureType };
}

function mediaType(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\u0089PNG\r\n\u001a\n')) return 'image/png';
  if (start.startsWith('\u00ff\u00d8\u00ff')) return 'image/jpeg';
  if (/^RIFF[^]{4}WEBP$/.test(start)) return 'image/webp';
  return null;
}
