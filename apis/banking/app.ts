/** What answers at the addresses of `routes.ts`. The contract at `/openapi.json` is made from them. */
import { Readable } from 'node:stream';
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { bodyLimit } from 'hono/body-limit';
import type pg from 'pg';
import { createAccount, listAccounts, readAccount } from '#apis/banking/accounts/accounts.ts';
import { readIban } from '#apis/banking/accounts/iban.ts';
import { listOperations, listStatements } from '#apis/banking/accounts/statements.ts';
import { dossierRight } from '#apis/banking/dossier.ts';
import { identityHeaderName, type Caller, type IdentifyCaller } from '#apis/banking/identity-header.ts';
import { importFile } from '#apis/banking/import/import-file.ts';
import { listImports, originalFile, readImport, undoImport } from '#apis/banking/import/imports.ts';
import type { ImportRunner } from '#apis/banking/import/runner.ts';
import {
  bodyUnreadable,
  inputProblem,
  pathNotFound,
  problemResponse,
  withoutIdentity,
  withoutKeys,
} from '#apis/banking/refusals.ts';
import * as routes from '#apis/banking/routes.ts';
import type { Clock } from '#base/clock.ts';
import { preferredLanguage } from '#base/language.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { Problem } from '#base/problem.ts';

export type BankingOptions = {
  readonly identify: IdentifyCaller;
  readonly pool: pg.Pool;
  /** Folder for files that are coming in. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
};

type Environment = { Variables: { caller: Caller } };
type App = OpenAPIHono<Environment>;

/** Makes the service without anything of it running: `/openapi.json` answers. */
export function openBankingApp(options: BankingOptions, runner: ImportRunner): App {
  const app: App = new OpenAPIHono<Environment>({
    defaultHook: (result) => {
      if (!result.success) throw inputProblem(result.error);
    },
  });
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Banking',
      version: '1.0',
      description: 'Bank accounts of dossiers, and the import of account statements (CFONB 120).',
    },
  });
  app.use(async (c, next) => {
    const caller = await identified(options, c.req.header(identityHeaderName));
    if (caller === null) throw withoutIdentity;
    c.set('caller', caller);
    await next();
  });
  addAccounts(app, options);
  addImports(app, options, runner);
  app.notFound((c) => problemResponse(pathNotFound, c.req.raw));
  app.onError((cause, c) => {
    if (cause instanceof Problem) return problemResponse(cause, c.req.raw);
    // The framework's own refusals: a body that is no JSON, or of another media type.
    if (cause instanceof HTTPException && cause.status < 500) return problemResponse(bodyUnreadable, c.req.raw);
    options.log.error('a request could not be answered', { path: c.req.path }, cause);
    const text = { en: 'Something went wrong on our side.', fr: "Quelque chose s'est mal passé chez nous." };
    return problemResponse(new Problem('internal.fault', 500, text), c.req.raw);
  });
  return app;
}

async function identified({ identify, log }: BankingOptions, header: string | undefined): Promise<Caller | null> {
  try {
    return await identify(header);
  } catch (cause) {
    log.error('the keys of the identity header could not be fetched', {}, cause);
    throw withoutKeys;
  }
}

function addAccounts(app: App, { pool, clock }: BankingOptions): void {
  app.use(
    routes.createAccountRoute.getRoutingPath(),
    bodyLimit({
      maxSize: limits.bankingBodyBytes,
      onError: () => {
        throw new Problem('request.body_too_large', 413, {
          en: 'The body is too large.',
          fr: 'Le corps est trop grand.',
        });
      },
    }),
  );
  app.openapi(routes.createAccountRoute, async (c) => {
    const right = dossierRight(c.get('caller'), c.req.valid('param').dossierId, 'write');
    const { Iban, BankName, IsCfonbControlActive } = c.req.valid('json');
    const identity = readIban(Iban, preferredLanguage(c.req.header('accept-language')));
    const account = { identity, bankName: BankName, isCfonbControlActive: IsCfonbControlActive };
    return c.json(await createAccount(pool, right, account, new Date(clock.nowMs())), 201);
  });
  app.openapi(routes.listAccountsRoute, async (c) => {
    const right = dossierRight(c.get('caller'), c.req.valid('param').dossierId, 'read');
    return c.json(await listAccounts(pool, right, c.req.valid('query')), 200);
  });
  app.openapi(routes.readAccountRoute, async (c) => {
    const { dossierId, accountId } = c.req.valid('param');
    return c.json(await readAccount(pool, dossierRight(c.get('caller'), dossierId, 'read'), accountId), 200);
  });
  app.openapi(routes.listStatementsRoute, async (c) => {
    const { dossierId, accountId } = c.req.valid('param');
    await readAccount(pool, dossierRight(c.get('caller'), dossierId, 'read'), accountId);
    return c.json(await listStatements(pool, accountId, c.req.valid('query')), 200);
  });
  app.openapi(routes.listOperationsRoute, async (c) => {
    const { dossierId, accountId } = c.req.valid('param');
    await readAccount(pool, dossierRight(c.get('caller'), dossierId, 'read'), accountId);
    return c.json(await listOperations(pool, accountId, c.req.valid('query')), 200);
  });
}

function addImports(app: App, options: BankingOptions, runner: ImportRunner): void {
  const { pool } = options;
  app.openAPIRegistry.registerPath(routes.importRoute);
  app.post(routes.importRoute.getRoutingPath(), async (c) => {
    const query = routes.importQuerySchema.safeParse(c.req.query());
    if (!query.success) throw inputProblem(query.error);
    return importFile({ ...options, runner, caller: c.get('caller'), request: c.req.raw, ...query.data });
  });
  app.openapi(routes.listImportsRoute, async (c) =>
    c.json(await listImports(pool, c.get('caller'), c.req.valid('query')), 200),
  );
  app.openapi(routes.readImportRoute, async (c) =>
    c.json(await readImport(pool, c.get('caller'), c.req.valid('param').importId), 200),
  );
  app.openapi(routes.importFileRoute, async (c) => {
    const { importId } = c.req.valid('param');
    const { FileBytes } = await readImport(pool, c.get('caller'), importId);
    const headers = {
      'content-type': 'application/octet-stream',
      'content-length': String(FileBytes),
      // Somebody else's bytes: saved, never shown.
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    };
    return new Response(Readable.toWeb(Readable.from(originalFile(pool, importId))), { headers });
  });
  app.openapi(routes.undoImportRoute, async (c) => {
    await undoImport(pool, c.get('caller'), c.req.valid('param').importId);
    return c.body(null, 204);
  });
}
