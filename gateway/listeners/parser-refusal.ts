import { STATUS_CODES } from 'node:http';
import { refusalAnswer } from '#gateway/refusals/answer.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';

/** The whole message that refuses a request which has no parsed head, and therefore no response object; it closes. */
export function parserRefusal(reason: Reason, requestId: string): string {
  const { status, fields, body } = refusalAnswer('problem', reason, {
    requestId,
    contact: '',
    language: 'en',
    scopes: [],
  });
  const lines = [...fields, ['content-length', String(Buffer.byteLength(body))], ['connection', 'close']];
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n${body}`;
}
