/** One import through the gateway: sent, followed to its end, counted. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { importSchema, type ImportShape } from '#apis/banking/shapes.ts';
import { generateFile } from '#libraries/cfonb/generate.ts';
import { ibanOf } from '#libraries/cfonb/rib.ts';
import { clientOf, type System } from '#test/system.ts';

const api = 'https://api.inqom.com/api/app/banking';
const person = { email: 'bench@example.org', password: 'Un-Mot-De-Passe-Long-42!' };

export type Session = { readonly system: System; readonly token: string };

/** A person with a dossier, a client that may speak for them, and a token. */
export async function openSession(system: System): Promise<Session> {
  const account = ['account', 'create', '--email', person.email, '--name', 'Bench', '--active', '--password-stdin'];
  await system.json(account, `${person.password}\n`);
  await system.json(['right', 'grant', person.email, 'inqom', 'dossier', '42', '--read', '--write']);
  const app = [
    'app',
    'create',
    '--organisation',
    'inqom',
    '--name',
    'Bench',
    '--environment',
    'production',
    '--email',
    person.email,
  ];
  const client = clientOf(await system.json(app));
  await system.json(['password-client', 'allow', 'inqom-production', client.id]);
  await system.json(['subscribe', client.id, 'inqom/banking']);
  await system.json(['approve', client.id, 'inqom/banking', '--reason', 'bench']);
  const fields = {
    ...{ username: person.email, password: person.password, grant_type: 'password', scope: 'openid apidata' },
    ...{ client_id: client.id, client_secret: client.secret },
  };
  const data = Object.entries(fields).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]);
  const answer = await system.curl(['-X', 'POST', 'https://auth.inqom.com/identity/connect/token', ...data]);
  const { access_token: token } = z.looseObject({ access_token: z.string() }).parse(JSON.parse(answer.body));
  return { system, token };
}

async function call({ system, token }: Session, path: string, args: readonly string[]): Promise<string> {
  const deadlineMs = performance.now() + 10_000;
  for (;;) {
    const answer = await system.curl([`${api}${path}`, '-H', `Authorization: Bearer ${token}`, ...args]);
    if (answer.status < 300) return answer.body;
    // The gateways hear of the subscription a moment later.
    if (answer.status !== 403 || performance.now() > deadlineMs)
      throw new Error(`${path}: ${answer.status} ${answer.body}`);
    await pause(100);
  }
}

export type Sample = { readonly path: string; readonly bytes: number; readonly operations: number };

/** A file of `operations` operations of an account that is declared. */
export async function makeSample(session: Session, operations: number, seed: number): Promise<Sample> {
  const statements = 100;
  const options = { seed, statements, operationsPerStatement: operations / statements, accounts: 1 };
  const content = Buffer.concat([...generateFile(options)]);
  const head = content.toString('latin1', 0, 120);
  const number = { bank: head.slice(2, 7), branch: head.slice(11, 16), account: head.slice(21, 32) };
  const body = JSON.stringify({ Iban: ibanOf(number), BankName: 'Bench', IsCfonbControlActive: true });
  const json = ['-H', 'Content-Type: application/json', '-d', body];
  await call(session, '/enterprises/42/manual/ebics/accounts', json);
  const path = join(session.system.dataFolder, `bench-${seed}.txt`);
  writeFileSync(path, content);
  return { path, bytes: content.length, operations };
}

/** Sends a file and waits until it is imported; gives the import. */
export async function importSample(session: Session, { path }: Sample): Promise<ImportShape> {
  let found = importSchema.parse(JSON.parse(await call(session, '/ebics/accounts/import', ['-F', `file=@${path}`])));
  while (found.State === 'waiting') {
    await pause(100);
    found = importSchema.parse(JSON.parse(await call(session, `/ebics/imports/${found.Id}`, [])));
  }
  return found;
}
