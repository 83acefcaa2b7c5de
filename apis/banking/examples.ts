/** Answers of the service as it gave them, for the contract. */
import type { AccountShape, ImportShape, OperationShape, StatementShape } from '#apis/banking/shapes.ts';
import type { Page } from '#apis/banking/page.ts';

export const accountExample: AccountShape = {
  Id: '01a1fe03-05ec-71b7-9c12-c7c2e2464224',
  DossierId: 42,
  Iban: 'FR7630006000011234567890189',
  BankName: 'Banque',
  IsCfonbControlActive: true,
  CreatedAt: '2024-01-05T00:00:00.000Z',
};

const nothing = { Statements: 0, Records: 0 };

export const importExample: ImportShape = {
  Id: '01a1fe03-05f8-7c25-b931-58d21a02b9c1',
  State: 'done',
  Mode: 'strict',
  FileName: 'releve.txt',
  FileBytes: 726,
  ReadBytes: 726,
  CreatedAt: '2024-01-05T00:00:00.000Z',
  FinishedAt: '2024-01-05T00:00:00.000Z',
  Report: {
    Read: { Bytes: 726, Records: 6, Statements: 1, Operations: 2 },
    Imported: { Statements: 1, Operations: 2, Records: 6 },
    ...{ Skipped: nothing, Refused: nothing, Warnings: 0, Findings: [], FindingsLeftOut: 0 },
  },
};

const refusedImport: ImportShape = {
  ...importExample,
  Id: '01a1fe03-064a-742b-b768-8250fd94887b',
  State: 'refused',
  FileBytes: 1_210,
  ReadBytes: 1_210,
  Report: {
    Read: { Bytes: 1_210, Records: 10, Statements: 2, Operations: 2 },
    Imported: { Statements: 0, Operations: 0, Records: 0 },
    Skipped: nothing,
    Refused: { Statements: 1, Records: 6 },
    Warnings: 0,
    Findings: [
      {
        ...{ Kind: 'refused', Code: 'statement_damaged', Message: 'a record of this statement could not be read' },
        ...{ Line: 1, Records: 4, Account: 'FR7630006000011234567890189' },
      },
      {
        ...{
          Kind: 'refused',
          Code: 'character_invalid',
          Message: 'expected no control character',
          Line: 2,
          Column: 55,
        },
        ...{ ByteOffset: 175, RecordCode: '04', Found: '\t', Records: 1 },
      },
      {
        ...{ Kind: 'refused', Code: 'record_misplaced', Message: 'expected a readable 04 before its complement' },
        ...{ Line: 3, Column: 1, ByteOffset: 242, RecordCode: '05', Found: '05', Records: 1 },
      },
    ],
    FindingsLeftOut: 0,
  },
};

export const importRefusedExample = {
  type: 'urn:guichet:error:banking.import_refused',
  title: 'Nothing of this file was imported: the report says why, line by line.',
  status: 422,
  code: 'banking.import_refused',
  Import: refusedImport,
};

export const dossierNotFoundExample = {
  type: 'urn:guichet:error:banking.dossier_not_found',
  title: 'There is no such dossier, or it is not yours.',
  status: 404,
  code: 'banking.dossier_not_found',
};

export const statementsExample: Page<StatementShape> = {
  Items: [
    {
      ...{
        Id: '01a1fe03-063a-7f68-919d-73eda7d43c2c',
        ImportId: importExample.Id,
        Line: 1,
        Currency: 'EUR',
        Decimals: 2,
      },
      ...{ OldBalance: { Date: '2024-01-01', AmountMinor: 100 }, NewBalance: { Date: '2024-01-02', AmountMinor: 90 } },
      ...{ GapMinor: '0', OperationCount: 2, AccountDiffers: false },
    },
  ],
  Next: null,
};

export const operationsExample: Page<OperationShape> = {
  Items: [
    {
      ...{ StatementId: '01a1fe03-063a-7f68-919d-73eda7d43c2c', Position: 1, Line: 2, BookingDate: '2024-01-02' },
      ...{
        ValueDate: '2024-01-02',
        InterbankCode: '05',
        InternalCode: '',
        RejectReason: '',
        Label: 'VIR 0',
        EntryNumber: '',
      },
      ...{ CommissionExempt: false, Unavailable: false, AmountMinor: 10, Currency: 'EUR', Decimals: 2, Reference: '' },
      Complements: [{ Qualifier: 'LIB', Text: 'FACTURE 0' }],
    },
  ],
  Next: 'WyIyMDI0LTAxLTAyIiwiMDFhMWZlMDMtMDYzYS03ZjY4LTkxOWQtNzNlZGE3ZDQzYzJjIiwxXQ',
};
