import { fieldOf, type GatewayAnswer } from '#portal/console/call-gateway.ts';
import { isJson } from '#portal/reference/contract/operation-view.ts';

/** The body of an answer as text: JSON indented, everything else as it came; null when it is no text in UTF-8. */
export function answerText(answer: Pick<GatewayAnswer, 'body' | 'fields'>): string | null {
  let text: string;
  try {
    // A body that was cut may end inside a letter: what is left of it is not the fault of the rest.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(answer.body, { stream: true });
  } catch {
    return null;
  }
  if (text.includes('\u0000')) return null;
  if (!isJson(fieldOf(answer, 'content-type'))) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
