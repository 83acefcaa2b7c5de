/** What is read of a row of a level: big numbers come as text, null stands for none. */
export type UsageRow = {
  readonly calls_0: string | null;
  readonly calls_1: string | null;
  readonly calls_2: string | null;
  readonly calls_3: string | null;
  readonly calls_4: string | null;
  readonly calls_5: string | null;
  readonly flagged: string | null;
  readonly request_bytes: string | null;
  readonly answer_bytes: string | null;
  readonly total_sketch: Buffer | null;
  readonly upstream_sketch: Buffer | null;
  readonly reasons: Readonly<Record<string, number>> | null;
};
