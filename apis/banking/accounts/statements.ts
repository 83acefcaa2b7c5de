/** Statements and operations of an account, as they were imported. */
import type pg from 'pg';
import { z } from 'zod';
import { pageOf, readCursor, type Page } from '#apis/banking/page.ts';
import type { OperationsQuery, OperationShape, StatementShape } from '#apis/banking/shapes.ts';

type StatementRow = {
  readonly id: string;
  readonly number: string;
  readonly import_id: string;
  readonly line: number;
  readonly currency: string;
  readonly decimals: number;
  readonly opening_date: string | null;
  readonly closing_date: string | null;
  readonly opening_minor: string;
  readonly closing_minor: string;
  readonly gap_minor: string;
  readonly operation_count: number;
  readonly account_differs: boolean;
};

const statementColumns = `id, number, import_id, line, currency, decimals, opening_date::text, closing_date::text, opening_minor, closing_minor,
  gap_minor::text, operation_count, account_differs`;

function statementShape(row: StatementRow): StatementShape {
  return {
    Id: row.id,
    ImportId: row.import_id,
    Line: row.line,
    Currency: row.currency,
    Decimals: row.decimals,
    OldBalance: { Date: row.opening_date, AmountMinor: Number(row.opening_minor) },
    NewBalance: { Date: row.closing_date, AmountMinor: Number(row.closing_minor) },
    GapMinor: row.gap_minor,
    OperationCount: row.operation_count,
    AccountDiffers: row.account_differs,
  };
}

/** Statements of an account in the order in which they came. The account is the caller's. */
export async function listStatements(
  pool: pg.Pool,
  accountId: string,
  { After, Limit }: { readonly After?: string | undefined; readonly Limit: number },
): Promise<Page<StatementShape>> {
  const cursor = readCursor(After, z.tuple([z.int()]));
  const { rows } = await pool.query<StatementRow>(
    `select ${statementColumns} from banking.statements where account_id = $1 and number > $2 order by number limit $3`,
    [accountId, cursor?.[0] ?? 0, Limit + 1],
  );
  return pageOf(rows, Limit, { itemOf: statementShape, keyOf: ({ number }) => [Number(number)] });
}

type OperationRow = {
  readonly statement_id: string;
  readonly position: number;
  readonly line: number;
  readonly booking_date: string | null;
  readonly value_date: string | null;
  readonly interbank_code: string;
  readonly internal_code: string;
  readonly reject_reason: string;
  readonly label: string;
  readonly entry_number: string;
  readonly commission_exempt: boolean | null;
  readonly unavailable: boolean | null;
  readonly amount_minor: string;
  readonly currency: string;
  readonly decimals: number;
  readonly reference: string;
  readonly complements: unknown[];
  readonly sorted_by: string;
};

function operationShape(row: OperationRow): OperationShape {
  return {
    StatementId: row.statement_id,
    Position: row.position,
    Line: row.line,
    BookingDate: row.booking_date,
    ValueDate: row.value_date,
    InterbankCode: row.interbank_code,
    InternalCode: row.internal_code,
    RejectReason: row.reject_reason,
    Label: row.label,
    EntryNumber: row.entry_number,
    CommissionExempt: row.commission_exempt,
    Unavailable: row.unavailable,
    AmountMinor: Number(row.amount_minor),
    Currency: row.currency,
    Decimals: row.decimals,
    Reference: row.reference,
    // Written by us, from the library's own type.
    Complements: row.complements as OperationShape['Complements'],
  };
}

const cursorSchema = z.tuple([z.string().regex(/^(\d{4}-\d{2}-\d{2}|-infinity)$/), z.uuid(), z.int()]);

/** Operations of an account by booking date. The account is the caller's. */
export async function listOperations(
  pool: pg.Pool,
  accountId: string,
  query: OperationsQuery,
): Promise<Page<OperationShape>> {
  const cursor = readCursor(query.After, cursorSchema);
  const { rows } = await pool.query<OperationRow>(
    `select o.*, o.booking_date::text, o.value_date::text, s.currency, s.decimals,
            coalesce(o.booking_date, '-infinity'::date)::text as sorted_by
       from banking.operations o join banking.statements s on s.id = o.statement_id
      where o.account_id = $1
        and ($2::date is null or o.booking_date >= $2) and ($3::date is null or o.booking_date <= $3)
        and ($4::bigint is null or o.amount_minor >= $4) and ($5::bigint is null or o.amount_minor <= $5)
        and ($6::text is null or o.interbank_code = $6)
        and ($7::uuid is null or o.statement_id = $7)
        and ($8::text is null or strpos(lower(o.label || ' ' || o.reference || ' ' || o.complements::text), lower($8)) > 0)
        and ($9::date is null or (coalesce(o.booking_date, '-infinity'::date), o.statement_id, o.position) > ($9, $10::uuid, $11::int))
      order by coalesce(o.booking_date, '-infinity'::date), o.statement_id, o.position limit $12`,
    [
      ...[accountId, query.From ?? null, query.To ?? null, query.MinAmountMinor ?? null, query.MaxAmountMinor ?? null],
      ...[query.InterbankCode ?? null, query.StatementId ?? null, query.Text ?? null],
      ...[cursor?.[0] ?? null, cursor?.[1] ?? null, cursor?.[2] ?? null, query.Limit + 1],
    ],
  );
  return pageOf(rows, query.Limit, {
    itemOf: operationShape,
    keyOf: ({ sorted_by, statement_id, position }) => [sorted_by, statement_id, position],
  });
}
