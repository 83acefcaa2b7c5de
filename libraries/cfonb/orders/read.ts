/** Reads CFONB 160: 03 issuer, 06 beneficiaries each followed by any 07, 08 total. */
import type { Fault } from '#cfonb/fault.ts';
import { GroupReader, type Fields, type GroupFormat, type ReadGroupsOptions } from '#cfonb/groups.ts';
import { streamThrough } from '#cfonb/stream.ts';
import type { Order, OrderBatch } from '#cfonb/orders/model.ts';

type OpenOrder = Omit<Order, 'further'> & { readonly further: string[] };
type Draft = Omit<OrderBatch, 'orders' | 'totalMinor' | 'gapMinor'> & { readonly orders: OpenOrder[] };

const format: GroupFormat<Draft, OrderBatch> = {
  width: 160,
  start: /^0[3678].. {8}/s,
  headCode: '03',
  totalCode: '08',
  detailCodes: ['06', '07'],
  begin: (fields) => ({
    ...beginning(fields),
    day: dayOf(fields),
    name: fields.text([31, 54]),
    reference: fields.text([55, 61]),
    currency: currencyOf(fields),
    ...accountOf(fields),
    orders: [],
  }),
  add: (draft, code, fields) => {
    if (code === '06') {
      draft.orders.push(orderOf(fields));
      return;
    }
    const order = draft.orders.at(-1);
    if (order === undefined) return fields.refuse('record_misplaced', [1, 2], '06 before its second label');
    order.further.push(fields.text([5, 160]));
  },
  end: (draft, fields) => {
    const totalMinor = fields.amount([103, 118]);
    const sum = draft.orders.reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n);
    return { ...draft, totalMinor, gapMinor: sum - BigInt(totalMinor) };
  },
};

function beginning(fields: Fields): { line: number; operationCode: string; issuerNumber: string } {
  return { line: fields.line, operationCode: fields.text([3, 4]), issuerNumber: fields.text([13, 18]) };
}

function orderOf(fields: Fields): OpenOrder {
  const amountMinor = fields.amount([103, 118]);
  if (!Number.isSafeInteger(amountMinor)) fields.refuse('amount_invalid', [103, 118], 'an amount below 2^53');
  return {
    ...beginning(fields),
    reference: fields.text([19, 30]),
    name: fields.text([31, 54]),
    domiciliation: fields.text([55, 78]),
    ...accountOf(fields),
    amountMinor,
    label: fields.text([119, 149]),
    further: [],
  };
}

function accountOf(fields: Fields): { bank: string; branch: string; account: string } {
  return {
    bank: fields.digits([150, 154], 'a bank of five digits'),
    branch: fields.digits([87, 91], 'a branch of five digits'),
    account: fields.text([92, 102]),
  };
}

function dayOf(fields: Fields): string {
  const day = fields.text([26, 30]);
  if (day !== '' && !/^(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d$/.test(day)) {
    fields.refuse('date_invalid', [26, 30], 'a date JJMMA');
  }
  return day;
}

function currencyOf(fields: Fields): 'EUR' | 'FRF' {
  const sign = fields.text([81, 81]);
  if (sign !== '' && sign !== 'E' && sign !== 'F') fields.refuse('currency_invalid', [81, 81], 'E or F');
  return sign === 'F' ? 'FRF' : 'EUR';
}

/** Reads a whole CFONB 160 file. */
export function readOrders(
  bytes: Uint8Array,
  options: ReadGroupsOptions = {},
): { readonly batches: readonly OrderBatch[]; readonly faults: readonly Fault[] } {
  const batches: OrderBatch[] = [];
  const faults: Fault[] = [];
  const onFault = (fault: Fault): void => {
    faults.push(fault);
    options.onFault?.(fault);
  };
  const reader = new GroupReader(format, { ...options, onFault }, (batch) => batches.push(batch));
  reader.push(bytes);
  reader.end();
  return { batches, faults };
}

/** Reads a CFONB 160 file piece by piece; a batch is held whole. */
export async function* streamOrders(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadGroupsOptions & { readonly signal?: AbortSignal } = {},
): AsyncGenerator<OrderBatch, void, undefined> {
  const ready: OrderBatch[] = [];
  const reader = new GroupReader(format, options, (batch) => ready.push(batch));
  yield* streamThrough(source, reader, () => ready.splice(0), options.signal);
}
