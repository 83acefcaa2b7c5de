/**
 * The contents of 05 records (CFONB, "Évolutions du relevé de compte 120 caractères", March 2010; LIB of 2004). A record whose contents do
 * not follow the layout of its qualifier is kept raw: banks have layouts of their own, and nothing may be lost.
 */
import { readDigits, readUnsignedAmount } from '#cfonb/amount.ts';
import { isUnfilled, readText } from '#cfonb/field.ts';
import type { Frame } from '#cfonb/framer.ts';
import type { Complement } from '#cfonb/statements/model.ts';

/** Offsets from the beginning of the record: position 49 is 48. */
const textFrom = 48;
const textTo = 118;

function qualifierNumber(code: string): number {
  return (code.charCodeAt(0) << 16) | (code.charCodeAt(1) << 8) | code.charCodeAt(2);
}

type TextQualifier = Extract<Complement, { text: string; code?: never }>['qualifier'];

const readers = new Map<number, (frame: Frame) => Complement | null>();

for (const qualifier of ['LIB', 'LCC', 'LC2', 'NPY', 'NBE', 'NPO', 'NBU'] as const) {
  readers.set(qualifierNumber(qualifier), (frame) => readTextComplement(frame, qualifier, textTo));
}
readers.set(qualifierNumber('LCS'), (frame) => readTextComplement(frame, 'LCS', 83));
for (const qualifier of ['IPY', 'IBE', 'IPO', 'IBU'] as const) {
  readers.set(qualifierNumber(qualifier), (frame) => {
    const [identifier, identifierType] = readTwo(frame);
    return { qualifier, identifier, identifierType };
  });
}
readers.set(qualifierNumber('RCN'), (frame) => {
  const [reference, purpose] = readTwo(frame);
  return { qualifier: 'RCN', reference, purpose };
});
readers.set(qualifierNumber('REF'), (frame) => {
  const [batchReference, transactionReference] = readTwo(frame);
  return { qualifier: 'REF', batchReference, transactionReference };
});
for (const qualifier of ['CBE', 'CPY'] as const) {
  readers.set(qualifierNumber(qualifier), (frame) => {
    if (!isEmptyFrom(frame, 83)) return null;
    return { qualifier, account: readText(frame.bytes, frame.text, frame.at + textFrom, frame.at + 83) };
  });
}
readers.set(qualifierNumber('RUM'), (frame) => {
  if (!isEmptyFrom(frame, 87)) return null;
  const [mandate, sequence] = readTwo(frame);
  return { qualifier: 'RUM', mandate, sequence };
});
readers.set(qualifierNumber('MMO'), readOriginalAmount);
readers.set(qualifierNumber('FEE'), readFee);

/** The complement of an 05 record. */
export function readComplement(frame: Frame): Complement {
  const { bytes, text, at } = frame;
  const number = ((bytes[at + 45] ?? 0) << 16) | ((bytes[at + 46] ?? 0) << 8) | (bytes[at + 47] ?? 0);
  const typed = readers.get(number)?.(frame) ?? null;
  if (typed !== null) return typed;
  return {
    qualifier: 'raw',
    code: readText(bytes, text, at + 45, at + 48),
    text: readText(bytes, text, at + textFrom, at + textTo),
  };
}

function readTextComplement(frame: Frame, qualifier: TextQualifier, to: number): Complement | null {
  if (to < textTo && !isEmptyFrom(frame, to)) return null;
  return { qualifier, text: readText(frame.bytes, frame.text, frame.at + textFrom, frame.at + to) };
}

/** Two texts of 35 characters. */
function readTwo({ bytes, text, at }: Frame): [string, string] {
  return [readText(bytes, text, at + textFrom, at + 83), readText(bytes, text, at + 83, at + textTo)];
}

function isEmptyFrom({ bytes, at }: Frame, from: number): boolean {
  for (let index = at + from; index < at + textTo; index += 1) if (bytes[index] !== 0x20) return false;
  return true;
}

/** Currency, decimals and amount at positions 49-66; null when they are none. */
function readMoney({ bytes, text, at }: Frame): { currency: string; decimals: number; amountMinor: number } | null {
  const decimals = readDigits(bytes, at + 51, 1);
  const amountMinor = readUnsignedAmount(bytes, at + 52, 14);
  if (decimals < 0 || Number.isNaN(amountMinor) || !isCurrency(bytes, at + 48)) return null;
  return { currency: text.substring(at + 48, at + 51), decimals, amountMinor };
}

/** True for three capital letters. */
export function isCurrency(bytes: Uint8Array, at: number): boolean {
  let wrong = 0;
  for (let index = at; index < at + 3; index += 1) wrong |= ((bytes[index] ?? 0) - 0x41) | (0x5a - (bytes[index] ?? 0));
  return wrong >= 0;
}

/**
 * MMO: the amount in the currency in which the operation was made, and the rate. In the layout of 2010 the decimals of the rate have
 * two digits (67-68) and the rate eleven (69-79), so that position 79 is filled; in the one of 2004 one (67) and eleven (68-78).
 */
function readOriginalAmount(frame: Frame): Complement | null {
  const { bytes, at } = frame;
  const money = readMoney(frame);
  if (money === null) return null;
  const old = bytes[at + 78] === 0x20;
  const digits = old ? 1 : 2;
  if (!isEmptyFrom(frame, old ? 78 : 79)) return null;
  const layout = old ? ('2004' as const) : ('2010' as const);
  if (isUnfilled(bytes, at + 66, at + 66 + digits + 11) && bytes[at + 66] === 0x20) {
    return { qualifier: 'MMO', layout, ...money, rate: null, rateDecimals: 0 };
  }
  const rateDecimals = readDigits(bytes, at + 66, digits);
  const rate = readUnsignedAmount(bytes, at + 66 + digits, 11);
  if (rateDecimals < 0 || Number.isNaN(rate)) return null;
  return { qualifier: 'MMO', layout, ...money, rate, rateDecimals };
}

/** FEE, a practice of banks: what the bank took, as in the first fields of MMO. */
function readFee(frame: Frame): Complement | null {
  const money = readMoney(frame);
  return money === null || !isEmptyFrom(frame, 66) ? null : { qualifier: 'FEE', ...money };
}
