/** What the Banking service answers, parsed. */
import assert from 'node:assert/strict';
import {
  accountSchema,
  importSchema,
  operationSchema,
  pageSchema,
  problemSchema,
  type AccountShape,
  type ImportShape,
  type OperationShape,
} from '#apis/banking/shapes.ts';
import { iban } from '#test/banking/statements.ts';
import type { BankingWorld, Person } from '#test/banking/world.ts';

let dossier = 1_000;

/** A dossier of its own with one account, and a person who may write it. */
export async function makeAccount(
  world: BankingWorld,
  { control = true, Iban = iban }: { readonly control?: boolean; readonly Iban?: string } = {},
): Promise<{ account: AccountShape; me: Person }> {
  dossier += 1;
  const me = world.person({ [dossier]: 'write' });
  const body = { Iban, BankName: 'Banque', IsCfonbControlActive: control };
  const answer = await me.post(`/enterprises/${dossier}/manual/ebics/accounts`, body);
  assert.equal(answer.status, 201, await answer.clone().text());
  return { account: accountSchema.parse(await answer.json()), me };
}

/** The import of an answer, which must have this status. */
export async function imported(answer: Response, status = 201): Promise<ImportShape> {
  const body: unknown = await answer.json();
  assert.equal(answer.status, status, JSON.stringify(body));
  return importSchema.parse(status === 422 && body instanceof Object && 'Import' in body ? body.Import : body);
}

/** Status and code of a refusal. */
export async function problemOf(answer: Response): Promise<readonly [number, string]> {
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  return [answer.status, problemSchema.parse(await answer.json()).code];
}

/** The first page of an account's operations. */
export async function operationsOf(me: Person, { Id, DossierId }: AccountShape, query = ''): Promise<OperationShape[]> {
  const answer = await me.call(`/enterprises/${DossierId}/ebics/accounts/${Id}/operations${query}`);
  assert.equal(answer.status, 200, await answer.clone().text());
  return pageSchema(operationSchema, 'x').parse(await answer.json()).Items;
}
