/** Chunk extensions (RFC 9112 §7.1.1), read to be dropped: `;name`, `;name=token`, `;name="quoted"`, without white space. */
import { carriageReturn, isPlainValueByte, isTokenByte } from '#http1/characters.ts';

/** Where in an extension the next byte stands; `end` after its CR, `refused` when it may not stand there. */
export type ExtensionPlace =
  | 'name-first'
  | 'name'
  | 'value-first'
  | 'value'
  | 'quoted'
  | 'escaped'
  | 'after-quoted'
  | 'end'
  | 'refused';

const semicolon = 0x3b;
const equals = 0x3d;
const quote = 0x22;
const backslash = 0x5c;

/** Gives the place after `byte`; the first one, after the `;`, is `name-first`. */
export function afterExtensionByte(place: ExtensionPlace, byte: number): ExtensionPlace {
  switch (place) {
    case 'name-first':
      return isTokenByte[byte] === 1 ? 'name' : 'refused';
    case 'name':
      if (byte === equals) return 'value-first';
      return isTokenByte[byte] === 1 ? 'name' : afterWhole(byte);
    case 'value-first':
      if (byte === quote) return 'quoted';
      return isTokenByte[byte] === 1 ? 'value' : 'refused';
    case 'value':
      return isTokenByte[byte] === 1 ? 'value' : afterWhole(byte);
    case 'quoted':
      if (byte === quote) return 'after-quoted';
      if (byte === backslash) return 'escaped';
      return isPlainValueByte[byte] === 1 ? 'quoted' : 'refused';
    case 'escaped':
      return isPlainValueByte[byte] === 1 ? 'quoted' : 'refused';
    default:
      return afterWhole(byte);
  }
}

function afterWhole(byte: number): ExtensionPlace {
  if (byte === semicolon) return 'name-first';
  return byte === carriageReturn ? 'end' : 'refused';
}
