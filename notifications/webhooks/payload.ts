type Event = {
  readonly type: string;
  readonly occurredAt: Date;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Gives what a receiver is sent: as Standard Webhooks proposes it, with the whole address of the page. */
export function payloadOf({ type, occurredAt, data }: Event, portalUrl: string) {
  const page = data['page'];
  const whole = typeof page === 'string' ? { ...data, page: `${portalUrl}${page}` } : data;
  return { type, timestamp: occurredAt.toISOString(), data: whole };
}
