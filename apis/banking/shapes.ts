/** What the service says and takes: the contract is made of these. Names are the guide's, in PascalCase. */
import { z } from '@hono/zod-openapi';
import { limits } from '#base/limits.ts';
import { pageQuery } from '#apis/banking/page.ts';

const id = z.uuid().openapi({ example: '01997a5e-2f6c-7d35-9b0a-3c6f1f2a9d10' });
const day = z.iso.date().openapi({ example: '2024-01-03' });
const moment = z.iso.datetime().openapi({ example: '2024-01-03T07:12:45.000Z' });
const minor = z
  .int()
  .openapi({ description: 'Integer in minor units: -1234 with 2 decimals of EUR is -12.34 euros.', example: -1234 });
/** Sums may exceed what a number of JSON holds everywhere. */
const minorSum = z
  .string()
  .openapi({ description: 'Integer in minor units, as text: a sum may be too large for a number.', example: '0' });

export const newAccountSchema = z
  .strictObject({
    Iban: z.string().max(60).openapi({ example: 'FR1420041010050500013M02606' }),
    BankName: z.string().trim().min(1).max(200).openapi({ example: 'La Banque Postale' }),
    IsCfonbControlActive: z.boolean().openapi({
      description:
        'Refuse statements whose bank, branch and account are not those of the IBAN; without it they are imported and flagged.',
    }),
  })
  .openapi('NewAccount');

export const accountSchema = z
  .strictObject({
    Id: id,
    DossierId: z.int().openapi({ example: 42 }),
    Iban: z.string().openapi({ example: 'FR1420041010050500013M02606' }),
    BankName: z.string().openapi({ example: 'La Banque Postale' }),
    IsCfonbControlActive: z.boolean(),
    CreatedAt: moment,
  })
  .openapi('Account');
export type AccountShape = z.infer<typeof accountSchema>;

const balanceSchema = z.strictObject({ Date: day.nullable(), AmountMinor: minor });

export const statementSchema = z
  .strictObject({
    Id: id,
    ImportId: id,
    Line: z.int().openapi({ description: 'Where it began in its file.', example: 1 }),
    Currency: z.string().openapi({ example: 'EUR' }),
    Decimals: z.int().openapi({ example: 2 }),
    OldBalance: balanceSchema,
    NewBalance: balanceSchema,
    GapMinor: minorSum.openapi({
      description: 'Old balance + movements - new balance: "0" when the statement adds up.',
    }),
    OperationCount: z.int(),
    AccountDiffers: z.boolean().openapi({ description: 'Its bank or branch is not that of the IBAN.' }),
  })
  .openapi('Statement');
export type StatementShape = z.infer<typeof statementSchema>;

export const operationSchema = z
  .strictObject({
    StatementId: id,
    Position: z.int().openapi({ description: 'In its statement, from 1.', example: 1 }),
    Line: z.int(),
    BookingDate: day.nullable(),
    ValueDate: day.nullable(),
    InterbankCode: z.string().openapi({ example: 'B1' }),
    InternalCode: z.string(),
    RejectReason: z.string(),
    Label: z.string().openapi({ example: 'PRLV SEPA EDF ENTREPRISES' }),
    EntryNumber: z.string(),
    CommissionExempt: z.boolean().nullable(),
    Unavailable: z.boolean().nullable(),
    AmountMinor: minor,
    Currency: z.string().openapi({ example: 'EUR' }),
    Decimals: z.int().openapi({ example: 2 }),
    Reference: z.string(),
    Complements: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))).openapi({
      description: 'What 05 records say: Qualifier, and the fields of that qualifier (Text, Reference, Mandate…).',
      example: [{ Qualifier: 'LIB', Text: 'PRLV SEPA EDF ENTREPRISES' }],
    }),
  })
  .openapi('Operation');
export type OperationShape = z.infer<typeof operationSchema>;

export const findingSchema = z
  .strictObject({
    Kind: z.enum(['refused', 'skipped', 'warning']).openapi({
      description: 'refused: not imported; skipped: was there already; warning: imported, and not as it should be.',
    }),
    Code: z.string().openapi({ example: 'amount_invalid' }),
    Message: z.string().openapi({ example: 'expected 13 digits and one of {ABCDEFGHI }JKLMNOPQR' }),
    Line: z.int().openapi({ example: 2 }),
    Column: z.int().optional(),
    ByteOffset: z.int().optional(),
    RecordCode: z.string().optional().openapi({ example: '04' }),
    Found: z.string().optional(),
    Records: z.int().openapi({ description: 'Records of the file that are not imported because of it.' }),
    Account: z
      .string()
      .optional()
      .openapi({ description: 'Bank, branch and account as the file has them, or the IBAN.' }),
  })
  .openapi('Finding');
export type Finding = z.infer<typeof findingSchema>;

export const reportSchema = z
  .strictObject({
    Read: z.strictObject({ Bytes: z.int(), Records: z.int(), Statements: z.int(), Operations: z.int() }),
    Imported: z.strictObject({ Statements: z.int(), Operations: z.int(), Records: z.int() }),
    Skipped: z.strictObject({ Statements: z.int(), Records: z.int() }),
    Refused: z.strictObject({ Statements: z.int(), Records: z.int() }),
    Warnings: z.int(),
    Findings: z.array(findingSchema),
    FindingsLeftOut: z.int().openapi({ description: `After the first ${limits.bankingFindings}.` }),
  })
  .openapi('Report');
export type Report = z.infer<typeof reportSchema>;

export const importSchema = z
  .strictObject({
    Id: id,
    State: z.enum(['waiting', 'done', 'refused', 'failed', 'undone']),
    Mode: z.enum(['strict', 'lenient']),
    FileName: z.string().openapi({ example: 'releve.txt' }),
    FileBytes: z.int(),
    ReadBytes: z.int().openapi({ description: 'Progress: how much of the file has been read.' }),
    CreatedAt: moment,
    FinishedAt: moment.nullable(),
    Report: reportSchema.nullable(),
  })
  .openapi('Import');
export type ImportShape = z.infer<typeof importSchema>;

export const problemSchema = z
  .looseObject({
    type: z.string().openapi({ example: 'urn:guichet:error:banking.dossier_not_found' }),
    title: z.string(),
    status: z.int(),
    code: z.string().openapi({ example: 'banking.dossier_not_found' }),
  })
  .openapi('Problem');

export function pageSchema<Item extends z.ZodType>(item: Item, name: string) {
  return z.strictObject({ Items: z.array(item), Next: z.string().nullable() }).openapi(name);
}

export const pageQuerySchema = z.strictObject(pageQuery);

const queryMinor = z.coerce.number().int().min(-1e15).max(1e15).optional();

export const operationsQuerySchema = z.strictObject({
  ...pageQuery,
  From: z.iso.date().optional().openapi({ description: 'Booked on this day or later.' }),
  To: z.iso.date().optional(),
  MinAmountMinor: queryMinor,
  MaxAmountMinor: queryMinor,
  InterbankCode: z.string().max(2).optional(),
  StatementId: z.uuid().optional(),
  Text: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .openapi({ description: 'In label, reference or complements, in any case.' }),
});
export type OperationsQuery = z.infer<typeof operationsQuerySchema>;
