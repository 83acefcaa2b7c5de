/** Errors as SDMX has them (SDMX 2.1 REST, §"Errors"): a code of its own, the HTTP status that belongs to it, a text. */
import { xmlDeclaration, xmlText } from '#apis/webstat/answers/xml.ts';

const statuses = { 100: 404, 140: 400, 150: 403, 401: 401, 406: 406, 500: 500, 501: 501, 503: 503 } as const;
type Code = keyof typeof statuses;

/** A refusal on its way to the client. */
export class SdmxRefusal extends Error {
  readonly code: Code;

  constructor(code: Code, text: string) {
    super(text);
    this.code = code;
  }
}

/** Not acceptable and not authorised have no code of SDMX that means them: 1001 and 110 of the standard's list stand for them. */
const written: Readonly<Partial<Record<Code, number>>> = { 401: 110, 406: 1001 };

export function sdmxError({ code, message }: SdmxRefusal): Response {
  const body = `${xmlDeclaration}<mes:Error xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"><mes:ErrorMessage code="${written[code] ?? code}"><com:Text xml:lang="en">${xmlText(message)}</com:Text></mes:ErrorMessage></mes:Error>\n`;
  return new Response(body, {
    status: statuses[code],
    headers: { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'no-store', vary: 'Accept' },
  });
}
