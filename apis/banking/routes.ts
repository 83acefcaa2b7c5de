/** The addresses of the service and what stands in its contract. The gateway takes the base path away before. */
import { createRoute, z } from '@hono/zod-openapi';
import {
  accountExample,
  dossierNotFoundExample,
  importExample,
  importRefusedExample,
  operationsExample,
  statementsExample,
} from '#apis/banking/examples.ts';
import {
  accountSchema,
  importSchema,
  newAccountSchema,
  operationSchema,
  operationsQuerySchema,
  pageQuerySchema,
  pageSchema,
  problemSchema,
  statementSchema,
} from '#apis/banking/shapes.ts';

const json = <Schema extends z.ZodType>(schema: Schema, example?: unknown) => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});
const problem = (description: string, example?: unknown) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema, ...(example === undefined ? {} : { example }) } },
});

/** What every operation may answer besides its own. */
const refusals = {
  401: problem('Not through the gateway: `identity_header.invalid`.'),
  422: problem('A parameter or field is not valid: `input.invalid`, `page.cursor_invalid`.'),
};
const foreign = {
  404: problem(
    'Not there, or not yours: `banking.dossier_not_found`, `banking.account_not_found`, `banking.import_not_found`.',
    dossierNotFoundExample,
  ),
};

const dossier = z.object({
  dossierId: z.coerce
    .number()
    .int()
    .openapi({ param: { name: 'dossierId', in: 'path', required: true }, type: 'integer', example: 42 }),
});
const account = dossier.extend({ accountId: z.uuid().openapi({ param: { name: 'accountId', in: 'path' } }) });
const oneImport = z.object({ importId: z.uuid().openapi({ param: { name: 'importId', in: 'path' } }) });

export const createAccountRoute = createRoute({
  method: 'post',
  path: '/enterprises/{dossierId}/manual/ebics/accounts',
  operationId: 'createAccount',
  summary: 'Makes a bank account of a dossier. The same request again gives the same account.',
  request: { params: dossier, body: { required: true, content: json(newAccountSchema) } },
  responses: {
    201: { description: 'The account.', content: json(accountSchema, accountExample) },
    ...{ ...refusals, ...foreign },
    403: problem('You may only read this dossier: `banking.dossier_read_only`.'),
    409: problem('The dossier has the IBAN with another name or control: `banking.account_exists`.'),
    422: problem('The IBAN or another field is not valid: `banking.iban_invalid`, `input.invalid`.'),
  },
});

export const listAccountsRoute = createRoute({
  method: 'get',
  path: '/enterprises/{dossierId}/ebics/accounts',
  operationId: 'listAccounts',
  summary: 'The bank accounts of a dossier.',
  request: { params: dossier, query: pageQuerySchema },
  responses: {
    200: {
      description: 'A page.',
      content: json(pageSchema(accountSchema, 'Accounts'), { Items: [accountExample], Next: null }),
    },
    ...refusals,
    ...foreign,
  },
});

export const readAccountRoute = createRoute({
  method: 'get',
  path: '/enterprises/{dossierId}/ebics/accounts/{accountId}',
  operationId: 'readAccount',
  summary: 'A bank account.',
  request: { params: account },
  responses: {
    200: { description: 'The account.', content: json(accountSchema, accountExample) },
    ...refusals,
    ...foreign,
  },
});

export const listStatementsRoute = createRoute({
  method: 'get',
  path: '/enterprises/{dossierId}/ebics/accounts/{accountId}/statements',
  operationId: 'listStatements',
  summary: 'The statements of an account, in the order in which they came.',
  request: { params: account, query: pageQuerySchema },
  responses: {
    200: { description: 'A page.', content: json(pageSchema(statementSchema, 'Statements'), statementsExample) },
    ...refusals,
    ...foreign,
  },
});

export const listOperationsRoute = createRoute({
  method: 'get',
  path: '/enterprises/{dossierId}/ebics/accounts/{accountId}/operations',
  operationId: 'listOperations',
  summary: 'The operations of an account by booking date.',
  request: { params: account, query: operationsQuerySchema },
  responses: {
    200: { description: 'A page.', content: json(pageSchema(operationSchema, 'Operations'), operationsExample) },
    ...refusals,
    ...foreign,
  },
});

export const importQuerySchema = z.strictObject({
  mode: z.enum(['strict', 'lenient']).default('strict').openapi({
    description: 'strict: all of the file or nothing. lenient: the good statements, and a report on the others.',
  }),
  accountId: z
    .uuid()
    .optional()
    .openapi({ description: 'All statements go to this account; without it to the one whose RIB they carry.' }),
});

/** Its body is read as it comes, so the framework only describes it. */
export const importRoute = createRoute({
  method: 'post',
  path: '/ebics/accounts/import',
  operationId: 'importStatements',
  summary: 'Imports a file of account statements (CFONB 120). The same file again doubles nothing.',
  request: {
    query: importQuerySchema,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z
            .object({ file: z.string().openapi({ format: 'binary', description: 'The CFONB file.' }) })
            .openapi('ImportForm'),
        },
      },
    },
  },
  responses: {
    201: {
      description: 'The file was imported; the report says what was skipped, and warnings.',
      content: json(importSchema, importExample),
    },
    202: {
      description: 'A large file: it is kept, and imported behind this answer.',
      headers: z.object({
        location: z.string().openapi({ description: 'The import to follow, relative to this address.' }),
      }),
      content: json(importSchema, importExample),
    },
    400: problem('The body ends too early: `banking.multipart_broken`.'),
    401: refusals[401],
    403: problem('The token speaks for no person, or the person may write no dossier: `banking.no_dossier`.'),
    404: problem('The account is not one of yours: `banking.account_not_found`.'),
    413: problem('Too large: `request.body_too_large`.'),
    415: problem('Not multipart/form-data: `banking.multipart_expected`.'),
    422: problem(
      'Not a file of statements, or strict and not all well (then `Import` holds the report): `banking.file_missing`, `banking.file_empty`, `banking.not_cfonb`, `banking.import_refused`.',
      importRefusedExample,
    ),
  },
});

export const listImportsRoute = createRoute({
  method: 'get',
  path: '/ebics/imports',
  operationId: 'listImports',
  summary: 'The imports into your dossiers, the last one first.',
  request: { query: pageQuerySchema },
  responses: {
    200: {
      description: 'A page.',
      content: json(pageSchema(importSchema, 'Imports'), { Items: [importExample], Next: null }),
    },
    ...refusals,
  },
});

export const readImportRoute = createRoute({
  method: 'get',
  path: '/ebics/imports/{importId}',
  operationId: 'readImport',
  summary: 'An import: its progress, and its report.',
  request: { params: oneImport },
  responses: {
    200: { description: 'The import.', content: json(importSchema, importExample) },
    ...refusals,
    ...foreign,
  },
});

export const importFileRoute = createRoute({
  method: 'get',
  path: '/ebics/imports/{importId}/file',
  operationId: 'readImportFile',
  summary: 'The original file of an import.',
  request: { params: oneImport },
  responses: {
    200: {
      description: 'The file, byte by byte.',
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...{ ...refusals, ...foreign },
  },
});

export const undoImportRoute = createRoute({
  method: 'delete',
  path: '/ebics/imports/{importId}',
  operationId: 'undoImport',
  summary: 'Takes back what an import brought; its report and its file stay.',
  request: { params: oneImport },
  responses: {
    204: { description: 'Taken back.' },
    ...{ ...refusals, ...foreign },
    403: problem('You may only read a dossier of it: `banking.dossier_read_only`.'),
    409: problem('It has not ended yet: `banking.import_waiting`.'),
  },
});
