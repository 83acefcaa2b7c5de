/** Reads CFONB 240: 31 head, 34 details, 39 total. */
import type { Fault } from '#cfonb/fault.ts';
import { GroupReader, type Fields, type GroupFormat, type ReadGroupsOptions } from '#cfonb/groups.ts';
import { streamThrough } from '#cfonb/stream.ts';
import type { Party, ReturnedOperation, Returns } from '#cfonb/returns/model.ts';

type Draft = Omit<Returns, 'operations' | 'totalSequence' | 'totalMinor' | 'gapMinor'> & {
  readonly operations: ReturnedOperation[];
};

const format: GroupFormat<Draft, Returns> = {
  width: 240,
  start: /^3[149]\d{6}..[ \d]{6}/s,
  headCode: '31',
  totalCode: '39',
  detailCodes: ['34'],
  begin: (fields) => ({
    ...beginning(fields),
    ...currencyOf(fields),
    recipient: partyAt(fields, 22),
    recipientAgain: partyAt(fields, 78),
    centre: fields.text([123, 128]),
    operations: [],
  }),
  add: (draft, _code, fields) => {
    draft.operations.push({
      ...beginning(fields),
      orderer: partyAt(fields, 22),
      issuerNumber: fields.text([67, 72]),
      beneficiary: partyAt(fields, 78),
      reference: fields.text([123, 128]),
      domiciliation: fields.text([129, 152]),
      labels: [fields.text([153, 184]), fields.text([185, 216])],
      initialDate: fields.date([217, 222]),
      initialReference: fields.text([223, 228]),
      amountMinor: fields.amount([229, 240]),
    });
  },
  end: (draft, fields) => {
    const totalMinor = fields.amount([229, 240]);
    const sum = draft.operations.reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n);
    const totalSequence = fields.number([3, 8], 'a sequence number of six digits');
    return { ...draft, totalSequence, totalMinor, gapMinor: sum - BigInt(totalMinor) };
  },
};

function beginning(fields: Fields): { line: number; sequence: number; operationCode: string; date: string | null } {
  const sequence = fields.number([3, 8], 'a sequence number of six digits');
  return { line: fields.line, sequence, operationCode: fields.text([9, 10]), date: fields.date([11, 16]) };
}

/** Bank, branch, account and name one after the other. */
function partyAt(fields: Fields, first: number): Party {
  return {
    bank: fields.text([first, first + 4]),
    branch: fields.text([first + 5, first + 9]),
    account: fields.text([first + 10, first + 20]),
    name: fields.text([first + 21, first + 44]),
  };
}

/** `E` for euros; otherwise decimals and ISO code behind it; nothing at all is taken for euros too. */
function currencyOf(fields: Fields): { currency: string; decimals: number } {
  const currency = fields.text([19, 21]);
  if (fields.text([17, 17]) === 'E' || currency === '') return { currency: 'EUR', decimals: 2 };
  if (!/^[A-Z]{3}$/.test(currency)) fields.refuse('currency_invalid', [19, 21], 'an ISO 4217 code');
  return { currency, decimals: fields.number([18, 18], 'the number of decimals') };
}

/** Reads a whole CFONB 240 file. */
export function readReturns(
  bytes: Uint8Array,
  options: ReadGroupsOptions = {},
): { readonly returns: readonly Returns[]; readonly faults: readonly Fault[] } {
  const returns: Returns[] = [];
  const faults: Fault[] = [];
  const onFault = (fault: Fault): void => {
    faults.push(fault);
    options.onFault?.(fault);
  };
  const reader = new GroupReader(format, { ...options, onFault }, (group) => returns.push(group));
  reader.push(bytes);
  reader.end();
  return { returns, faults };
}

/** Reads a CFONB 240 file piece by piece; a group is held whole. */
export async function* streamReturns(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadGroupsOptions & { readonly signal?: AbortSignal } = {},
): AsyncGenerator<Returns, void, undefined> {
  const ready: Returns[] = [];
  const reader = new GroupReader(format, options, (group) => ready.push(group));
  yield* streamThrough(source, reader, () => ready.splice(0), options.signal);
}
