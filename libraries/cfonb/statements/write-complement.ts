import type { WriteEncoding } from '#cfonb/encoding.ts';
import type { Complement } from '#cfonb/statements/model.ts';
import { CfonbWriteError, written, writtenCode, writtenNumber } from '#cfonb/written-record.ts';

/** Qualifier (positions 46-48) and contents (49-118) of the 05 record of a complement. */
export function writeComplementText(complement: Complement, encoding: WriteEncoding): { code: string; text: string } {
  const two = (first: string, second: string): string =>
    written('complement', first, 35, encoding) + written('complement', second, 35, encoding);
  switch (complement.qualifier) {
    case 'raw':
      return {
        code: written('code', complement.code, 3, encoding),
        text: written('text', complement.text, 70, encoding),
      };
    case 'IPY':
    case 'IBE':
    case 'IPO':
    case 'IBU':
      return { code: complement.qualifier, text: two(complement.identifier, complement.identifierType) };
    case 'RCN':
      return { code: 'RCN', text: two(complement.reference, complement.purpose) };
    case 'REF':
      return { code: 'REF', text: two(complement.batchReference, complement.transactionReference) };
    case 'CBE':
    case 'CPY':
      return { code: complement.qualifier, text: written('account', complement.account, 35, encoding) };
    case 'RUM': {
      const sequence = written('sequence', complement.sequence, 4, encoding);
      return { code: 'RUM', text: written('mandate', complement.mandate, 35, encoding) + sequence };
    }
    case 'MMO':
      return { code: 'MMO', text: moneyText(complement) + rateText(complement) };
    case 'FEE':
      return { code: 'FEE', text: moneyText(complement) };
    default: {
      const length = complement.qualifier === 'LCS' ? 35 : 70;
      return { code: complement.qualifier, text: written('text', complement.text, length, encoding) };
    }
  }
}

function moneyText(money: {
  readonly currency: string;
  readonly decimals: number;
  readonly amountMinor: number;
}): string {
  const currency = writtenCode('currency', money.currency, /^[A-Z]{3}$/, 'an ISO 4217 code');
  return currency + writtenNumber('decimals', money.decimals, 1) + writtenNumber('amountMinor', money.amountMinor, 14);
}

function rateText({ layout, rate, rateDecimals }: Extract<Complement, { qualifier: 'MMO' }>): string {
  if (rate === null) {
    // Without a rate nothing tells the layouts apart.
    if (layout === '2010') throw new CfonbWriteError('layout', '2004 where there is no rate', layout);
    return '';
  }
  return writtenNumber('rateDecimals', rateDecimals, layout === '2010' ? 2 : 1) + writtenNumber('rate', rate, 11);
}
