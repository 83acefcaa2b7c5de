/** The IBAN of an account: checked to the last digit before anything is kept. */
import { parseIban, type IbanFault } from '#libraries/cfonb/iban.ts';
import { Problem, type LocalisedText } from '#base/problem.ts';

export type AccountIdentity = {
  readonly iban: string;
  /** Of the RIB; null for an IBAN of another form than the French. */
  readonly rib: { readonly bank: string; readonly branch: string; readonly accountNumber: string } | null;
};

const texts: Readonly<Record<IbanFault, LocalisedText>> = {
  form: {
    en: 'expected two letters, two digits, then letters and digits',
    fr: 'deux lettres, deux chiffres, puis lettres et chiffres attendus',
  },
  country_unknown: { en: 'its country has no IBANs', fr: "son pays n'a pas d'IBAN" },
  length: { en: 'its length is not that of its country', fr: "sa longueur n'est pas celle de son pays" },
  check_digits: { en: 'its check digits are wrong', fr: 'ses chiffres de contrôle sont faux' },
  rib_key: { en: 'its RIB key is wrong', fr: 'sa clé RIB est fausse' },
};

/** @throws Problem `banking.iban_invalid` (422) */
export function readIban(text: string, language: 'en' | 'fr'): AccountIdentity {
  const parsed = parseIban(text);
  if (!parsed.ok) {
    const what = { en: 'The IBAN is not valid', fr: "L'IBAN n'est pas valide" };
    const why = texts[parsed.fault];
    throw new Problem(
      'banking.iban_invalid',
      422,
      { en: `${what.en}: ${why.en}.`, fr: `${what.fr} : ${why.fr}.` },
      { faults: [{ path: 'Iban', message: why[language] }] },
    );
  }
  const { iban, country } = parsed.value;
  // Monaco shares the structure.
  if (country !== 'FR' && country !== 'MC') return { iban, rib: null };
  return { iban, rib: { bank: iban.slice(4, 9), branch: iban.slice(9, 14), accountNumber: iban.slice(14, 25) } };
}
