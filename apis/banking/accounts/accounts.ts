/** Bank accounts of dossiers. */
import type pg from 'pg';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { Problem } from '#base/problem.ts';
import type { AccountIdentity } from '#apis/banking/accounts/iban.ts';
import type { DossierRight } from '#apis/banking/dossier.ts';
import { pageOf, readCursor, type Page } from '#apis/banking/page.ts';
import type { AccountShape } from '#apis/banking/shapes.ts';
import { inTransaction } from '#apis/banking/transaction.ts';

export type AccountRow = {
  readonly id: string;
  readonly environment: string;
  readonly dossier_id: string;
  readonly iban: string;
  readonly bank_name: string;
  readonly is_cfonb_control_active: boolean;
  readonly bank: string | null;
  readonly branch: string | null;
  readonly account_number: string | null;
  readonly created_at: Date;
};

function shapeOf(row: AccountRow): AccountShape {
  return {
    Id: row.id,
    DossierId: Number(row.dossier_id),
    Iban: row.iban,
    BankName: row.bank_name,
    IsCfonbControlActive: row.is_cfonb_control_active,
    CreatedAt: row.created_at.toISOString(),
  };
}

export type NewAccount = {
  readonly identity: AccountIdentity;
  readonly bankName: string;
  readonly isCfonbControlActive: boolean;
};

/**
 * Makes an account; the same request again gives the same account.
 *
 * @throws Problem `banking.account_exists` (409) when the dossier has the IBAN with another name or control
 */
export async function createAccount(
  pool: pg.Pool,
  { environment, dossierId }: DossierRight<'write'>,
  { identity, bankName, isCfonbControlActive }: NewAccount,
  now: Date,
): Promise<AccountShape> {
  const { iban, rib } = identity;
  const row = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<AccountRow>(
      `insert into banking.accounts values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (environment, dossier_id, iban) do update set iban = excluded.iban returning *`,
      [
        ...[newId(), environment, dossierId, iban, bankName, isCfonbControlActive],
        ...[rib?.bank ?? null, rib?.branch ?? null, rib?.accountNumber ?? null, now],
      ],
    );
    return rows[0];
  });
  if (row === undefined) throw new Error('the account was neither made nor found');
  if (row.bank_name !== bankName || row.is_cfonb_control_active !== isCfonbControlActive) {
    throw new Problem('banking.account_exists', 409, {
      en: 'This dossier has an account with this IBAN already, with another name or control.',
      fr: 'Ce dossier a déjà un compte avec cet IBAN, sous un autre nom ou un autre contrôle.',
    });
  }
  return shapeOf(row);
}

/** The accounts of a dossier, oldest first. */
export async function listAccounts(
  pool: pg.Pool,
  { environment, dossierId }: DossierRight<'read'>,
  { After, Limit }: { readonly After?: string | undefined; readonly Limit: number },
): Promise<Page<AccountShape>> {
  const cursor = readCursor(After, z.tuple([z.uuid()]));
  const { rows } = await pool.query<AccountRow>(
    `select * from banking.accounts
      where environment = $1 and dossier_id = $2 and ($3::uuid is null or id > $3) order by id limit $4`,
    [environment, dossierId, cursor?.[0] ?? null, Limit + 1],
  );
  return pageOf(rows, Limit, { itemOf: shapeOf, keyOf: ({ id }) => [id] });
}

/** @throws Problem `banking.account_not_found` (404) */
export async function readAccount(
  pool: pg.Pool,
  { environment, dossierId }: DossierRight<'read'>,
  accountId: string,
): Promise<AccountShape> {
  const { rows } = await pool.query<AccountRow>(
    'select * from banking.accounts where id = $1 and environment = $2 and dossier_id = $3',
    [accountId, environment, dossierId],
  );
  const [row] = rows;
  if (row === undefined) throw accountNotFound();
  return shapeOf(row);
}

export function accountNotFound(): Problem {
  return new Problem('banking.account_not_found', 404, {
    en: 'There is no such account in your dossiers.',
    fr: "Ce compte n'existe pas dans vos dossiers.",
  });
}
