/** International bank account numbers (ISO 13616). */
import { remainder97, ribKeyOf } from '#cfonb/rib.ts';

/** Lengths by country, from the IBAN registry of SWIFT. */
const lengths: ReadonlyMap<string, number> = new Map(
  [
    'NO15 BE16 DK18 FI18 FK18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20 CH21 HR21 LI21 LV21',
    'BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24',
    'SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28',
    'GT28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33',
  ]
    .join(' ')
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

export type IbanFault =
  /** Not two letters, two digits and letters or digits. */
  | 'form'
  | 'country_unknown'
  | 'length'
  /** The two check digits behind the country are wrong. */
  | 'check_digits'
  /** A French or Monegasque IBAN whose RIB key is wrong. */
  | 'rib_key';

export type ParsedIban = {
  /** Without blanks, in capital letters. */
  readonly iban: string;
  readonly country: string;
};

/** Reads an IBAN as people write it: blanks and small letters are allowed. */
export function parseIban(
  text: string,
): { readonly ok: true; readonly value: ParsedIban } | { readonly ok: false; readonly fault: IbanFault } {
  const iban = text.replaceAll(' ', '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]{1,30}$/.test(iban)) return { ok: false, fault: 'form' };
  const country = iban.slice(0, 2);
  const length = lengths.get(country);
  if (length === undefined) return { ok: false, fault: 'country_unknown' };
  if (iban.length !== length) return { ok: false, fault: 'length' };
  // 00, 01 and 99 may give the right remainder and are still wrong: check digits are 02 to 98.
  const digits = Number(iban.slice(2, 4));
  if (digits < 2 || digits > 98 || remainder97(iban.slice(4) + iban.slice(0, 4)) !== 1)
    return { ok: false, fault: 'check_digits' };
  if (country === 'FR' || country === 'MC') {
    const number = { bank: iban.slice(4, 9), branch: iban.slice(9, 14), account: iban.slice(14, 25) };
    if (ribKeyOf(number) !== iban.slice(25)) return { ok: false, fault: 'rib_key' };
  }
  return { ok: true, value: { iban, country } };
}
