/**
 * The relay: a call of the try-out page's script, made by the portal with the tester's application. Only the portal's own
 * pages can ask for one: the CSRF token stands in a header, which no other site can send, and the session's cookie goes
 * nowhere. What is asked for stands in `X-Relay-…`; the body is the call's.
 */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem, problemDocument } from '#base/problem.ts';
import { addresses } from '#portal/addresses.ts';
import { fieldOf, type GatewayAnswer } from '#portal/console/call-gateway.ts';
import { shownFields, shownType } from '#portal/console/fields.ts';
import { testerOf } from '#portal/console/tester.ts';
import { reasonOf, tryCall } from '#portal/console/try-call.ts';
import { apiValues, readSubject, type Subject } from '#portal/reference/subject.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** Nothing of what an API answers is a page of ours: no script, no frame, no form, not even when it is opened by itself. */
const sandbox = "default-src 'none'; sandbox; frame-ancestors 'none'";

const askedSchema = z.object({
  /** `provider/slug@version`. */
  api: z.string().regex(/^[^/@]{1,100}\/[^/@]{1,100}@[^/@]{1,100}$/),
  application: z.uuid(),
  method: z.string().min(1).max(20),
  address: z.string().min(1).max(limits.relayAddressLength),
});

/** Answers with what the API answered; a refusal of the relay's own is `application/problem+json` with `x-relay-refusal`. */
export async function relay(visit: AccountVisit): Promise<Response> {
  try {
    const asked = readAsked(visit.request.headers);
    const [provider = '', slug = '', version = ''] = asked.api.split(/[/@]/);
    const subject = await readSubject({ ...visit, params: { provider, api: slug, version } }, asked.application);
    // Without this, an application that is not the tester's would be answered by another one that is.
    if (subject.chosen?.id !== asked.application) throw incomplete('an application that cannot be used here');
    const { type, body } = await readBody(visit);
    const fields = [...visit.request.headers].filter(([name]) => name !== 'content-type');
    const call = {
      ...{ method: asked.method, address: asked.address, body },
      fields: type === null ? fields : [...fields, ['content-type', type] as const],
    };
    return present(await tryCall(testerOf(visit, subject, null), call), subject);
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    return refuse(cause, visit);
  }
}

function readAsked(headers: Headers): z.output<typeof askedSchema> {
  const named = ['api', 'application', 'method', 'address'].map((name) => [name, headers.get(`x-relay-${name}`) ?? '']);
  const asked = askedSchema.safeParse(Object.fromEntries(named));
  if (asked.success) return asked.data;
  throw incomplete(asked.error.message);
}

type RelayedBody = { readonly type: string | null; readonly body: Uint8Array | null };

/** A form was read on the way here, to look for the token: it is written anew. */
async function readBody({ form, request }: AccountVisit): Promise<RelayedBody> {
  const type = request.headers.get('content-type');
  if (form !== null) {
    const pairs = [...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]);
    const whole = new Response(type?.startsWith('multipart/') === true ? form : new URLSearchParams(pairs));
    return { type: whole.headers.get('content-type'), body: Buffer.from(await whole.arrayBuffer()) };
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > limits.relayBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return length === 0 ? { type: null, body: null } : { type, body: Buffer.concat(chunks) };
}

const withoutBody = new Set([101, 204, 205, 304]);

function present(answer: GatewayAnswer, subject: Subject): Response {
  const headers = new Headers();
  for (const [name, value] of shownFields(answer.fields)) headers.append(name, value);
  headers.set('content-type', shownType(fieldOf(answer, 'content-type')));
  headers.set('content-security-policy', sandbox);
  headers.set('x-relay-duration', String(Math.round(answer.durationMs)));
  if (answer.cut) headers.set('x-relay-cut', 'true');
  if (reasonOf(answer) !== '' && subject.chosen !== null) {
    headers.set('x-relay-why', addresses.why.to({ application: subject.chosen.id, ...apiValues(subject.api) }));
  }
  // Only what can be a status of a `Response`; a gateway answers nothing else.
  const status = answer.status >= 200 && answer.status < 600 ? answer.status : 502;
  return new Response(withoutBody.has(status) ? null : Buffer.from(answer.body), { status, headers });
}

function refuse(problem: Problem, { language, requestId }: AccountVisit): Response {
  return new Response(JSON.stringify(problemDocument(problem, language, requestId)), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'content-security-policy': sandbox,
      'x-relay-refusal': problem.code,
    },
  });
}

function incomplete(internal: string): Problem {
  return new Problem(
    'relay.request_incomplete',
    400,
    {
      en: 'This test names no API, application, method or address, or one that cannot be: load the page again.',
      fr: "Cet essai ne nomme pas d'API, d'application, de méthode ou d'adresse valable : rechargez la page.",
    },
    { internal },
  );
}

function tooLarge(): Problem {
  const megabytes = limits.relayBodyBytes / 1024 / 1024;
  return new Problem('relay.body_too_large', 413, {
    en: `The body is too large for a test: at most ${megabytes} MB.`,
    fr: `Le corps est trop volumineux pour un essai : ${megabytes} Mo au plus.`,
  });
}
