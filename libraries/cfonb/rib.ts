/** The key of a RIB and the IBAN made of it (facts: French account numbers are bank, branch, account and a key of two digits). */

export type AccountNumber = {
  /** Five digits. */
  readonly bank: string;
  /** Five digits. */
  readonly branch: string;
  /** Eleven digits or letters. */
  readonly account: string;
};

/** A to I are 1 to 9, J to R are 1 to 9, S to Z are 2 to 9. */
function ribDigit(code: number): number {
  if (code < 0x41) return code - 0x30;
  const place = code - 0x41;
  return place < 18 ? (place % 9) + 1 : place - 16;
}

/** The key as two digits, 01 to 97; null when the account number has not the form that a key is defined for. */
export function ribKeyOf({ bank, branch, account }: AccountNumber): string | null {
  if (!/^\d{5}$/.test(bank) || !/^\d{5}$/.test(branch) || !/^[0-9A-Z]{11}$/.test(account)) return null;
  let number = 0;
  for (let index = 0; index < 11; index += 1) number = number * 10 + ribDigit(account.charCodeAt(index));
  const key = 97 - ((89 * Number(bank) + 15 * Number(branch) + 3 * number) % 97);
  return String(key).padStart(2, '0');
}

/** The French IBAN of an account, 27 characters; null when it has no key. */
export function ibanOf(number: AccountNumber): string | null {
  const key = ribKeyOf(number);
  if (key === null) return null;
  const rib = number.bank + number.branch + number.account + key;
  const check = 98 - remainder97(`${rib}FR00`);
  return `FR${String(check).padStart(2, '0')}${rib}`;
}

/** ISO 7064 MOD 97-10 of digits and letters, A as 10 to Z as 35. */
export function remainder97(text: string): number {
  let remainder = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    remainder = code < 0x41 ? (remainder * 10 + code - 0x30) % 97 : (remainder * 100 + code - 0x37) % 97;
  }
  return remainder;
}
