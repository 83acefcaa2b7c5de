/** What kind of picture some bytes are, and how large: from their head alone. */

export type PictureType = 'png' | 'jpeg' | 'webp';

export type PictureSize = { readonly type: PictureType; readonly width: number; readonly height: number };

/** Measures a PNG, JPEG or WebP file; null for anything else. */
export function measurePicture(bytes: Buffer): PictureSize | null {
  try {
    const size = measurePng(bytes) ?? measureJpeg(bytes) ?? measureWebp(bytes);
    return size !== null && size.width > 0 && size.height > 0 ? size : null;
  } catch (cause) {
    // The file ends before it has said its size.
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}

/** ISO/IEC 15948 §5.2 and §11.2.2: the signature, then IHDR, which begins with width and height. */
function measurePng(bytes: Buffer): PictureSize | null {
  if (bytes.toString('latin1', 0, 8) !== '\u0089PNG\r\n\u001a\n') return null;
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { type: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** ITU-T T.81 §B.1.1.3: frame headers are SOF0 to SOF15, but for DHT, JPG and DAC in between. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** ITU-T T.81 §B.2: segments, each with its length, up to the frame header, which holds height and width. */
function measureJpeg(bytes: Buffer): PictureSize | null {
  if (bytes.toString('latin1', 0, 3) !== '\u00ff\u00d8\u00ff') return null;
  let position = 2;
  while (bytes.readUInt8(position) === 0xff) {
    const marker = bytes.readUInt8(position + 1);
    if (isFrame(marker)) {
      return { type: 'jpeg', width: bytes.readUInt16BE(position + 7), height: bytes.readUInt16BE(position + 5) };
    }
    // A fill byte, or a segment; entropy-coded data before any frame is no JPEG.
    if (marker === 0xda || marker === 0xd9) return null;
    position += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(position + 2);
  }
  return null;
}

/** RFC 9649 §2.5 to §2.7: a lossy, a lossless or an extended file; its first chunk tells the size of the canvas. */
function measureWebp(bytes: Buffer): PictureSize | null {
  if (!/^RIFF[^]{4}WEBP$/.test(bytes.toString('latin1', 0, 12))) return null;
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      // RFC 6386 §9.1: behind the frame tag and the start code, 14 bits each.
      return { type: 'webp', width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { type: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { type: 'webp', width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
}
