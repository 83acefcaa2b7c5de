/**
 * Account statements (CFONB 120, formerly AFB 120) as values. Amounts are integers in minor units: 1234 with 2 decimals of EUR is
 * 12.34 euros; credits are positive. Dates are `YYYY-MM-DD`; null where the file has blanks or zeros.
 */

/** An old (01) or new (07) balance. */
export type Balance = {
  readonly date: string | null;
  readonly amountMinor: number;
  /** Positions 41-90, reserved by the standard, in which some banks write: `** PAS DE MOUVEMENT CE JOUR **`. */
  readonly note: string;
  /** Positions 105-120, unused by the standard; many banks write the period there, JJMMAAJJMMAA. */
  readonly reference: string;
};

/** What is said about an operation in 05 records, by the qualifier of the record. */
export type Complement =
  | {
      /**
       * LIB free label, LCC and LC2 client-to-client label, names of the payer NPY, beneficiary NBE, first debtor NPO and last creditor
       * NBU; LCS structured label.
       */
      readonly qualifier: 'LIB' | 'LCC' | 'LC2' | 'LCS' | 'NPY' | 'NBE' | 'NPO' | 'NBU';
      readonly text: string;
    }
  | {
      /** Identifiers of the payer, the beneficiary, the first debtor and the last creditor. */
      readonly qualifier: 'IPY' | 'IBE' | 'IPO' | 'IBU';
      readonly identifier: string;
      readonly identifierType: string;
    }
  | {
      readonly qualifier: 'RCN';
      /** The client's reference of the payment. */
      readonly reference: string;
      readonly purpose: string;
    }
  | { readonly qualifier: 'REF'; readonly batchReference: string; readonly transactionReference: string }
  | { readonly qualifier: 'CBE' | 'CPY'; readonly account: string }
  | {
      readonly qualifier: 'RUM';
      readonly mandate: string;
      /** OOFF, FRST, RCUR or FNAL. */
      readonly sequence: string;
    }
  | {
      readonly qualifier: 'MMO';
      /** Of 2010, or the older one with one digit for the decimals of the rate. */
      readonly layout: '2010' | '2004';
      readonly currency: string;
      readonly decimals: number;
      /** Unsigned. */
      readonly amountMinor: number;
      /** The rate is `rate / 10^rateDecimals`; null when the bank left it out. */
      readonly rate: number | null;
      readonly rateDecimals: number;
    }
  | {
      readonly qualifier: 'FEE';
      readonly currency: string;
      readonly decimals: number;
      /** Unsigned. */
      readonly amountMinor: number;
    }
  | {
      /** A qualifier that is not one of the above, or one of them with contents that do not follow its layout. */
      readonly qualifier: 'raw';
      readonly code: string;
      /** Positions 49-118. */
      readonly text: string;
    };

/** A movement (04) with its complements. */
export type Operation = {
  /** Line of the file, counted from 1. */
  readonly line: number;
  /** The bank's own code of the operation. */
  readonly internalCode: string;
  /** The interbank code: `operationCodes` has their names. */
  readonly interbankCode: string;
  readonly bookingDate: string | null;
  readonly valueDate: string | null;
  readonly rejectReason: string;
  readonly label: string;
  /** Number of the cheque, batch or voucher; empty when blank or zeros. */
  readonly entryNumber: string;
  /** Exempt of commission; null when the bank says nothing. */
  readonly commissionExempt: boolean | null;
  /** Not yet available; null when the bank says nothing. */
  readonly unavailable: boolean | null;
  readonly currency: string;
  readonly decimals: number;
  readonly amountMinor: number;
  readonly reference: string;
  readonly complements: readonly Complement[];
};

/** What stands at the head of a statement. */
export type StatementHead = {
  readonly line: number;
  readonly byteOffset: number;
  readonly bank: string;
  readonly branch: string;
  readonly account: string;
  /** Computed; null when the account number has not the French form. */
  readonly ribKey: string | null;
  readonly iban: string | null;
  readonly currency: string;
  readonly decimals: number;
  readonly oldBalance: Balance;
};

/** What is known when a statement ends. */
export type StatementEnd = {
  readonly line: number;
  readonly newBalance: Balance;
  readonly operationCount: number;
  readonly movementsMinor: bigint;
  /** Old balance + movements - new balance: 0 when the statement adds up. */
  readonly gapMinor: bigint;
  /** This old balance - the last new balance of the same account in this file; null when there was none. */
  readonly chainGapMinor: bigint | null;
};

export type Statement = StatementHead & Omit<StatementEnd, 'line'> & { readonly operations: readonly Operation[] };

/** What a writer needs: a statement without what is computed and where it stood. */
export type StatementContent = Pick<
  Statement,
  'bank' | 'branch' | 'account' | 'currency' | 'decimals' | 'oldBalance' | 'newBalance'
> & { readonly operations: readonly Omit<Operation, 'line' | 'currency' | 'decimals'>[] };
