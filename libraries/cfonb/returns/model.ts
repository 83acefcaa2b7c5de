/** Operations returned to a client (CFONB 240, May 2004). Amounts are unsigned integers in minor units. */

export type Party = { readonly bank: string; readonly branch: string; readonly account: string; readonly name: string };

export type ReturnedOperation = {
  readonly line: number;
  readonly sequence: number;
  /** 20 transfer, 21 rejected transfer, 40 and 41 cheque, 61 bill, 70 and 71 TIP, 80 and 81 debit. */
  readonly operationCode: string;
  readonly date: string | null;
  /** Who ordered it. */
  readonly orderer: Party;
  /** The national number of the issuer. */
  readonly issuerNumber: string;
  readonly beneficiary: Party;
  readonly reference: string;
  readonly domiciliation: string;
  readonly labels: readonly [string, string];
  /** Of the operation that is returned. */
  readonly initialDate: string | null;
  readonly initialReference: string;
  readonly amountMinor: number;
};

export type Returns = {
  readonly line: number;
  readonly sequence: number;
  readonly operationCode: string;
  readonly date: string | null;
  readonly currency: string;
  readonly decimals: number;
  readonly recipient: Party;
  /** Positions 78-122: the recipient again, or nothing. */
  readonly recipientAgain: Party;
  /** The centre that made the file. */
  readonly centre: string;
  readonly operations: readonly ReturnedOperation[];
  /** The sequence number of the total's record. */
  readonly totalSequence: number;
  readonly totalMinor: number;
  /** Sum of the operations - total: 0 when they agree. */
  readonly gapMinor: bigint;
};

export type ReturnsContent = Omit<Returns, 'line' | 'gapMinor' | 'operations'> & {
  readonly operations: readonly Omit<ReturnedOperation, 'line'>[];
};
